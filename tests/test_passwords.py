"""Passwords are hashed as OWASP recommends, few at a time, and old hashes are replaced."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from mobility import passwords
from tests.factories import PASSWORD, make_user


@pytest.mark.once
def test_a_hash_takes_19_mib_two_passes_and_one_lane() -> None:
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in make_password(PASSWORD)


@pytest.mark.django_db
def test_a_password_with_an_old_hash_signs_in_and_is_rehashed() -> None:
    before = Argon2PasswordHasher().encode(PASSWORD, "aSaltOfTwentyTwoLetter")
    user = make_user()
    type(user).objects.filter(pk=user.pk).update(password=before)
    sent = {"login": user.email, "password": PASSWORD}
    assert Client().post("/accounts/login/", sent).status_code == 302
    user.refresh_from_db()
    assert "m=19456,t=2,p=1" in user.password
    assert user.check_password(PASSWORD)


@pytest.mark.once
def test_at_most_two_passwords_are_hashed_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The negative control is Django's own hasher, which hashes all eight at once."""
    encoded = make_password(PASSWORD)
    for hasher, most in ((identify_hasher(encoded), 2), (Argon2PasswordHasher(), 8)):
        now, seen, full = [], [], threading.Barrier(most)

        def verified(*_: object, now=now, seen=seen, full=full) -> bool:
            now.append(1)
            full.wait(20)
            seen.append(len(now))
            full.wait(20)
            now.pop()
            full.wait(20)
            return True

        monkeypatch.setattr("argon2.PasswordHasher.verify", verified)
        with ThreadPoolExecutor(8) as people:
            assert all(
                people.map(lambda _, hasher=hasher: hasher.verify(PASSWORD, encoded), range(8))
            )
        assert seen == [most] * 8


@pytest.mark.once
def test_at_most_one_large_old_hash_is_verified_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = Argon2PasswordHasher().encode(PASSWORD, "aSaltOfTwentyTwoLetter")
    monkeypatch.setattr(
        "argon2.PasswordHasher.verify", lambda *_: passwords.LEGACY_HASHING_LOCK.locked()
    )
    assert passwords.Argon2().verify(PASSWORD, before)
    assert not passwords.Argon2().verify(PASSWORD, make_password(PASSWORD))


@pytest.mark.once
@pytest.mark.parametrize(
    ("password", "is_refused"),
    [
        ("supple2026!!", True),
        ("Mobility-2026", True),
        ("runnerrunner1", True),
        ("supplesupple", True),
        ("a supple ankle in the morning", False),
        ("1234567890 äpfel", False),
        ("correct horse battery", False),
    ],
)
def test_names_of_the_site_with_little_around_are_no_password(
    password: str, is_refused: bool
) -> None:
    try:
        passwords.WordsOfTheSite().validate(password)
    except ValidationError:
        assert is_refused
    else:
        assert not is_refused


@pytest.mark.once
def test_a_long_password_of_any_letters_is_taken() -> None:
    validate_password("ünïcødé 🦶 " * 20)
