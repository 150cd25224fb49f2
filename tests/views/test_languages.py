"""Answers that are kept for the next request are worded in the language of that request."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from tests.factories import make_history, make_user
from tests.pages import client_of, words_of
from tests.test_translations import compiled
from tracker.models import User
from tracker.queries import answers

pytestmark = [pytest.mark.django_db, pytest.mark.once]

QUICK = ("ankle_dorsiflexion", "toe_touch")
GERMAN = {
    "Clearly freer afterwards, by at least %(near)s (most likely %(best)s)": (
        "Danach deutlich freier, um mindestens %(near)s (am ehesten %(best)s)"
    ),
    "Weak evidence (C): before and after only": "Schwacher Beleg (C): nur vorher und nachher",
    "Still there next time": "Beim nächsten Mal noch da",
    "Is it working?": "Hilft es?",
    "Left": "Links",
}
ENGLISH = ("Clearly freer afterwards", "Weak evidence", "Still there next time", "Is it working?")


@pytest.fixture
def german(tmp_path: Path) -> Iterator[None]:
    languages = [("en", "English"), ("de", "Deutsch")]
    folder = compiled(tmp_path, "de", "django", GERMAN)
    with override_settings(LOCALE_PATHS=[folder], LANGUAGES=languages):
        yield


@pytest.fixture
def runner() -> User:
    user = make_user()
    make_history(owner=user, days=14, tests=QUICK)  # always two points freer
    return user


def progress(user: User, language: str) -> str:
    browser = client_of(user, headers={"Accept-Language": language})
    return words_of(browser.get("/progress/"))


@pytest.mark.usefixtures("german")
def test_an_answer_computed_in_one_language_is_read_in_another(
    runner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = progress(runner, "en")
    assert all(text in english for text in ENGLISH)
    # From here on there is only what was kept.
    monkeypatch.setattr(answers, "_answers", None)
    translated = progress(runner, "de")
    assert "Danach deutlich freier, um mindestens 1,7 (am ehesten 2,0)" in translated
    assert all(text.partition("%")[0] in translated for text in GERMAN.values())
    assert not [text for text in ENGLISH if text in translated]
    assert progress(runner, "en") == english


def test_what_is_kept_holds_no_sentence(runner: User) -> None:
    stored = answers.answers_of(runner)
    sentence = stored.changes["toe_touch", "none"].sentence
    assert sentence.startswith("Clearly freer afterwards")
    assert b"afterwards" not in pickle.dumps(stored)
    assert b"afterwards" in pickle.dumps((stored, sentence))
