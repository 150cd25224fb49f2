"""What was exported comes back as it was, on either database, and a second time adds nothing."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from tests.factories import copy, make_session, make_user
from tests.harness.club import make_club
from tests.models.test_trial import make_trial
from tests.rows import nothing_changes
from tracker.models import MobilityTest, Routine, User
from tracker.sessions.erasing import erase
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.rebuild import stored_sessions
from tracker.sessions.trials import end_trial
from tracker.transfer import opening, supple, tables
from tracker.transfer.candidate import Refused
from tracker.transfer.formats import FORMATS, archive
from tracker.transfer.supple import SuppleCandidate
from tracker.transfer.tables import SETTINGS, Table

pytestmark = pytest.mark.django_db
# Tables with something of a person that no file holds.
LEFT_OUT = {
    "account.EmailAddress": "a sign-in, which a copy of it must not be",
    "mfa.Authenticator": "a key, which stays where it was made",
    "socialaccount.SocialAccount": "a sign-in at the club",
    "socialaccount.SocialToken": "a key",
    "usersessions.UserSession": "a sign-in",
    "sessions.Session": "a sign-in",
    "tracker.AccountEvent": "what happened to this account on this server",
    "tracker.ShareLink": "a key, which somebody else holds",
    "tracker.Upload": "a file that is being looked at",
    "tracker.Import": "undone within a day, here or not at all",
    "tracker.Rating": "derived from the log; ratings.csv has them",
    "tracker.Revision": "a number for caches",
    "tracker.Invitation": "of the host",
}
# Columns of a person that no file holds.
USER_LEFT_OUT = {
    **dict.fromkeys(("id", "password", "last_login", "email"), "the sign-in"),
    **dict.fromkeys(("email_changed_at", "password_changed_at", "sign_outs"), "the sign-in"),
    **dict.fromkeys(("is_superuser", "is_active", "is_staff", "closes_at"), "the host decides"),
    **dict.fromkeys(("date_joined", "last_seen_on", "downloaded_at"), "of this server"),
}

Change = Callable[[dict[str, Any]], Any]


def exported(user: User) -> bytes:
    return b"".join(FORMATS["json"].write(user))


def as_json(user: User) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(exported(user))
    return whole


def of(user: User, content: bytes) -> SuppleCandidate:
    return SuppleCandidate(user, content)


def changed(user: User, change: Change) -> bytes:
    """The download of a person after somebody changed it by hand."""
    whole = as_json(user)
    change(whole)
    return json.dumps(whole).encode()


@pytest.fixture
def somebody() -> User:
    """Somebody with few rows, one session of which is done."""
    user = make_user()
    make_session(owner=user, tests=("toe_touch", "ankle_dorsiflexion"), stage="done", note="Grüße")
    copy(Routine.objects.get(slug="sock_pull", owner=None), user)
    return user


def test_after_export_deletion_and_import_the_export_has_the_same_bytes(tmp_path: Path) -> None:
    (member,) = make_club(1, 36, seed=4)
    erase(member.sessions.filter(drawn=True).newest_first()[3])
    before, path = exported(member), str(tmp_path / "member.zip")
    call_command("export_person", member.email, path)
    member.delete()
    call_command("import_person", path, email=member.email)
    again = User.objects.get(email=member.email)
    assert exported(again) == before
    differences = [d for s in stored_sessions(again.sessions.all()) for d in s.differences()]
    assert differences == []
    assert not again.has_usable_password()


def test_every_table_of_a_person_is_exported_or_left_out_for_a_reason() -> None:
    mine = {
        model._meta.label
        for model in apps.get_models()
        if any(field.related_model is User for field in model._meta.fields)
    }
    mine |= {"tracker.Entry", "tracker.Step", "sessions.Session"}
    exported = [table for table in vars(tables).values() if isinstance(table, Table)]
    named = {table.model._meta.label for table in exported} | set(LEFT_OUT)
    assert mine - named == set()
    columns = {field.name for field in User._meta.concrete_fields}
    assert columns == set(SETTINGS) | set(USER_LEFT_OUT)


def test_the_same_file_twice_adds_nothing(somebody: User) -> None:
    with nothing_changes():
        candidate = of(somebody, exported(somebody))
        assert candidate.bring_in(somebody) == []
    assert (candidate.counts, [line.is_here for line in candidate.lines]) == ({}, [True])


def test_what_is_here_already_stays_and_the_rest_is_added(somebody: User) -> None:
    content, other = exported(somebody), make_user(length="in")
    mine = make_session(owner=other, tests=("toe_touch",), stage="done")
    candidate = of(other, content)
    assert (candidate.problems, candidate.takes_settings) == ([], False)
    assert [line.is_here for line in candidate.lines] == [False]
    assert candidate.bring_in(other) == [somebody.sessions.get().uuid]
    assert other.sessions.count() == 2
    assert other.ratings.exclude(session=mine).count() == somebody.ratings.count()
    other.refresh_from_db()
    assert other.length == "in"
    assert of(other, content).bring_in(other) == []


def test_what_was_erased_here_does_not_come_back(somebody: User) -> None:
    content = exported(somebody)
    erase(somebody.sessions.get())
    assert of(somebody, content).bring_in(somebody) == []
    assert not somebody.sessions.exists()


def test_a_fault_in_the_middle_brings_in_nothing(
    somebody: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, other = exported(somebody), make_user()

    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(supple.Rating.objects, "bulk_create", fail)
    with pytest.raises(ZeroDivisionError), nothing_changes():
        of(other, content).bring_in(other)
    monkeypatch.undo()
    assert len(of(other, content).bring_in(other)) == 1


def test_two_open_sessions_and_two_running_fair_tests_are_problems_in_words() -> None:
    first, other = make_user(), make_user()
    for user in (first, other):
        make_trial(owner=user)
        make_session(owner=user, tests=("toe_touch",))
    (trial,) = of(other, exported(first)).problems
    assert trial.sentence == "A fair test runs here and another in the file. End one first."
    end_trial(other.trials.get())
    (session,) = of(other, exported(first)).problems
    assert session.sentence.startswith("This session is open, and so is one here.")
    delete_for_now(other.sessions.get())
    assert len(of(other, exported(first)).bring_in(other)) == 1


def test_another_test_of_the_same_name_is_a_problem_in_words() -> None:
    first, other = make_user(), make_user()
    about = MobilityTest.objects.filter(slug="toe_touch").values("region", "protocol")
    for user, sided in ((first, True), (other, False)):
        test = {"owner": user, "slug": "my-test", "name": "Mine", "sided": sided}
        MobilityTest.objects.create(**test, **about.get())
    (problem,) = of(other, exported(first)).problems
    assert problem.value == "Mine"
    assert problem.sentence.startswith("You have another test of this name")


FIRST_ENTRY: Change = lambda whole: whole["sessions"][0]["entries"][0]  # noqa: E731
RATED: Change = lambda whole: FIRST_ENTRY(whole)["events"]["events"][0]  # noqa: E731
SESSION: Change = lambda whole: whole["sessions"][0]  # noqa: E731
PLAN: Change = lambda whole: SESSION(whole)["plan"]  # noqa: E731
FORGED: dict[str, Change] = {
    "a score of eleven": lambda w: RATED(w).update(value=11),
    "a score that is true": lambda w: RATED(w).update(value=True),
    "a phase": lambda w: RATED(w).update(phase="later"),
    "a side": lambda w: RATED(w).update(side="both"),
    "a test that is not planned": lambda w: RATED(w).update(test="toe_spread"),
    "a field": lambda w: RATED(w).update(field="pk"),
    "an event": lambda w: RATED(w).update(type="paid"),
    "an event with more": lambda w: RATED(w).update(owner=1),
    "a moment without a zone": lambda w: RATED(w).update(at="2026-03-10T06:58:00"),
    "a moment as a number": lambda w: RATED(w).update(at=5),
    "a version of events": lambda w: FIRST_ENTRY(w)["events"].update(version=99),
    "a kind": lambda w: FIRST_ENTRY(w).update(kind="gift"),
    "a payload": lambda w: FIRST_ENTRY(w).update(payload=[]),
    "an entry twice": lambda w: SESSION(w)["entries"].append(SESSION(w)["entries"][0]),
    "no entries": lambda w: SESSION(w).update(entries=[]),
    "a year": lambda w: SESSION(w).update(day="0001-01-01"),
    "a column too few": lambda w: SESSION(w).pop("zone"),
    "a stage": lambda w: SESSION(w).update(stage="rest"),
    "what chance never picked": lambda w: SESSION(w).update(drawn=True, assigned="sock_pull"),
    "a routine": lambda w: SESSION(w).update(routine="my-other"),
    "a plan with a test of nobody": lambda w: PLAN(w)["tests"][0].update(test="other"),
    "a plan with other sides": lambda w: PLAN(w)["tests"][0].update(sided=None),
    "a plan without steps": lambda w: PLAN(w)["routine"].update(steps=[]),
    "a step of no time": lambda w: PLAN(w)["routine"]["steps"][0].update(seconds=0),
    "a step without end": lambda w: PLAN(w)["routine"]["steps"][0].update(seconds=10**9),
    "a plan that is a list": lambda w: SESSION(w).update(plan=[]),
    "settings": lambda w: w["settings"].update(day_starts_at=25),
    "a theme": lambda w: w["settings"].update(theme="loud"),
    "steps of a routine": lambda w: w["routines"][0].update(steps=[{}]),
    "a built-in routine": lambda w: w["routines"][0].update(slug="sock_pull"),
    "tables that are none": lambda w: w.update(trials={}),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_file_is_refused_at_its_place_and_stores_nothing(
    what: str, somebody: User
) -> None:
    content, other = changed(somebody, FORGED[what]), make_user()
    with nothing_changes():
        problems = of(other, content).problems
    assert len(problems) == 1, problems
    assert problems[0].column
    assert problems[0].sentence


def test_the_same_file_without_a_change_is_accepted(somebody: User) -> None:
    """The control of the forged ones."""
    other = make_user()
    candidate = of(other, changed(somebody, lambda _: None))
    assert candidate.problems == []
    assert len(candidate.bring_in(other)) == 1


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("_", "."), content)
    return file.getvalue()


BOMB = b'{\n"a":[' + b"0," * 6_000_000 + b"0],\n"
UNREADABLE = {
    "nothing": b"",
    "text": b"Dear diary",
    "another JSON": b'{"format": "other"}',
    "JSON in UTF-16": '{"format": "supple"}'.encode("utf-16"),
    "a key twice": b'{"format": "supple", "format": "supple", "sessions": []}',
    "not a number": b'{"format": "supple", "version": NaN, "sessions": []}',
    "a number of 5,000 digits": b'{"version": ' + b"9" * 5000 + b"}",
    "100,000 lists in each other": b"[" * 100_000,
    "half of a pair": b'{"format": "\\ud800", "sessions": []}',
    "NUL": b'{"format": "supple\\u0000", "sessions": []}',
    "a zip without it": zipped(a_txt=b"a"),
    "a zip in a zip": zipped(supple_json=zipped(supple_json=b"{}")),
    "a path": zipped(**{"../supple_json": b"{}"}),
    "a zip bomb": zipped(supple_json=BOMB),
    "a thousand members": zipped(**{f"a{number}": b"" for number in range(1000)}),
    "half a zip": zipped(supple_json=b'{"format": "supple"}')[:60],
}


@pytest.mark.once
@pytest.mark.parametrize("what", UNREADABLE)
def test_a_file_that_cannot_be_read_gets_one_sentence(what: str) -> None:
    with pytest.raises(Refused) as refused:
        of(make_user(), UNREADABLE[what])
    assert re.fullmatch(r"(?:[A-Z][^!?]{10,90}\. ?){2,3}", str(refused.value))


@pytest.mark.once
def test_more_sessions_than_anybody_has_are_refused(
    somebody: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST_SESSIONS", 0)
    with pytest.raises(Refused):
        of(make_user(), exported(somebody))


@pytest.mark.once
def test_a_file_of_a_newer_version_says_what_to_do(somebody: User) -> None:
    with pytest.raises(Refused, match="newer Supple"):
        of(make_user(), changed(somebody, lambda whole: whole.update(version=2)))


@pytest.mark.once
def test_every_part_of_a_broken_zip_is_only_a_sentence(somebody: User) -> None:
    whole = b"".join(archive.write(somebody))
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        broken = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        try:
            of(make_user(), broken)
        except Refused:
            continue


@pytest.mark.once
def test_a_command_says_what_is_wrong(tmp_path: Path, somebody: User) -> None:
    path = tmp_path / "a.zip"
    call_command("export_person", somebody.email, str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="there already"):
        call_command("export_person", somebody.email, str(path))
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("export_person", "nobody@example.org", str(path))
    path.write_bytes(b"a")
    with pytest.raises(CommandError, match="no download"):
        call_command("import_person", str(path), email="new@example.org")
    assert not User.objects.filter(email="new@example.org").exists()
