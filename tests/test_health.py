"""/livez and /readyz are short, need no sign-in, and report the database correctly."""

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
    """Signed in, because the session cookie would query the database."""
    return client_of(make_user())


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Another connection holds an exclusive lock on the SQLite file."""
    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.rollback()


def test_livez_answers_without_a_database(phone: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = phone.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert list(queries) == []


def test_readyz_is_ok_when_the_database_answers_and_is_migrated(phone: Client) -> None:
    answer = phone.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("address", ["/livez", "/readyz"])
def test_the_response_is_not_cached_and_names_no_version(address: str, phone: Client) -> None:
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
def test_an_unresponsive_database_is_reported_soon_and_recovers_by_itself(
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


def test_cookies_of_other_pages_are_kept(phone: Client) -> None:
    assert phone.get("/settings/").status_code == 200
