"""/livez and /readyz: short, without a person, and right about the database."""

import contextlib
import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mobility import health
from tests.factories import make_user
from tests.pages import client_of

pytestmark = pytest.mark.usefixtures("committed")

LAST = ("sessions", "0001_initial")


@pytest.fixture
def phone() -> Client:
    """Signed in: its cookie would lead to the database."""
    return client_of(make_user())


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Nobody else can even read the SQLite file."""
    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.rollback()


def test_the_process_says_that_it_lives_without_asking_the_database(phone: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = phone.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert list(queries) == []


def test_it_is_ready_when_the_database_answers_and_is_migrated(phone: Client) -> None:
    answer = phone.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("address", ["/livez", "/readyz"])
def test_the_answer_is_not_kept_and_names_no_version(address: str, phone: Client) -> None:
    answer = phone.get(address)
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode() + repr(answer.headers).replace("max-age=0", "")
    assert not any(word in text.lower() for word in ("django", "python", "sqlite", "postgres"))
    assert answer.cookies == {}


def test_it_is_not_ready_with_a_migration_missing(phone: Client) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(*LAST)
    try:
        answer = phone.get("/readyz")
    finally:
        recorder.record_applied(*LAST)
    assert (answer.status_code, answer.content) == (503, b"The database is not migrated.\n")
    assert phone.get("/readyz").status_code == 200


@pytest.mark.once
def test_a_database_that_does_not_answer_is_told_soon_and_is_ready_again_by_itself(
    phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "READY_TIMEOUT", 0.2)
    connection.close()
    with locked():
        assert phone.get("/livez").status_code == 200
        assert phone.get("/readyz").status_code == 503
    monkeypatch.undo()
    assert phone.get("/readyz").status_code == 200


def test_it_answers_within_two_seconds() -> None:
    assert health.READY_TIMEOUT < 2


def test_the_cookies_of_other_pages_stay(phone: Client) -> None:
    assert phone.get("/settings/").status_code == 200
