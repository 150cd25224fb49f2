"""Acknowledged entries are on the disk, and failed ones are not acknowledged."""

import contextlib
import json
import random
import re
import resource
import sqlite3
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.db import (
    DatabaseError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.http import HttpResponse
from django.test import Client

from mobility import checks as own_checks
from mobility import environment
from mobility.settings import BASE_DIR
from tests.factories import make_session, make_user
from tests.harness.ledger import Ledger
from tests.harness.phones import Phone
from tests.harness.restarts import lost, restarts, workers_of
from tests.harness.servers import Server, people
from tests.pages import client_of, words_of
from tracker.models import Session
from tracker.views import errors

SEED = 5
SLOT = ("toe_touch", "none", "score")
HTML = {"Accept": "text/html,application/xhtml+xml"}
WANTED = environment.sqlite_journal(sqlite3.sqlite_version_info)

# How it is written


def opened(path: Path) -> DatabaseWrapper:
    """A connection with the settings of the server."""
    settings = {"TIME_ZONE": None, "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True}
    chosen = environment.database({"DATABASE_URL": f"sqlite:///{path}"}, path.parent)
    return DatabaseWrapper({**chosen, **settings, "TEST": {}}, alias="own")


def ask(database: DatabaseWrapper, pragma: str) -> Any:
    with database.cursor() as cursor:
        return cursor.execute(f"PRAGMA {pragma}").fetchone()[0]


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize("which", ["first", "second", "in a thread"])
def test_every_connection_to_sqlite_waits_for_the_disk(which: str, tmp_path: Path) -> None:
    values: list[Any] = []

    def look() -> None:
        with contextlib.closing(opened(tmp_path / "a.sqlite3")) as database:
            values.append(own_checks.sqlite_writes(database))
            values.append(ask(database, "secure_delete"))
            values.append(ask(database, "busy_timeout"))

    with contextlib.closing(opened(tmp_path / "a.sqlite3")) as first:
        ask(first, "user_version")
        if which == "in a thread":
            thread = threading.Thread(target=look)
            thread.start()
            thread.join()
        else:
            look()
    assert values == [WANTED, 1, 20_000]


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.skipif(WANTED[0] == "WAL", reason="this SQLite may use WAL")
def test_a_file_in_wal_mode_is_brought_back(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as old:
        assert old.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
        old.execute("CREATE TABLE kept (n)")
        old.execute("INSERT INTO kept VALUES (1)")
        old.commit()
    with contextlib.closing(opened(path)) as database:
        assert own_checks.sqlite_writes(database) == ("DELETE", "EXTRA")
        with database.cursor() as cursor:
            assert cursor.execute("SELECT n FROM kept").fetchone() == (1,)
    with contextlib.closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.django_db
@pytest.mark.once
def test_the_check_says_how_sqlite_writes_and_why(tmp_path: Path) -> None:
    with contextlib.closing(opened(tmp_path / "a.sqlite3")) as database:
        (message,) = own_checks._sqlite(database)
    assert message.level == checks.INFO
    assert f"journal_mode={WANTED[0]} and synchronous={WANTED[1]}: " in message.msg


@pytest.mark.django_db
def test_the_check_warns_of_a_database_that_does_not_wait_for_the_disk() -> None:
    """The test databases do not wait for the disk."""
    values = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    (message,) = [message for message in values if str(message.id).startswith("supple.")]
    assert message.level == checks.WARNING
    assert "may be lost in a power cut" in message.msg


def test_the_check_queries_nothing_without_permission() -> None:
    assert own_checks.commits_reach_the_disk(None) == []


# When it is away


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Another connection holds the lock for longer than the timeout."""
    if connection.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
            other.execute("BEGIN EXCLUSIVE")
            with set_on_connection("PRAGMA busy_timeout=0", "PRAGMA busy_timeout=20000"):
                yield
            other.rollback()
        return
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("LOCK TABLE django_session, tracker_session IN ACCESS EXCLUSIVE MODE")
    with set_on_connection("SET statement_timeout = 50", "SET statement_timeout = 10000"):
        yield
    other.rollback()
    other.close()


@contextlib.contextmanager
def read_only() -> Iterator[None]:
    if connection.vendor == "sqlite":
        with set_on_connection("PRAGMA query_only=ON", "PRAGMA query_only=OFF"):
            yield
    else:
        on = "SET default_transaction_read_only = on"
        with set_on_connection(on, "SET default_transaction_read_only = off"):
            yield


@contextlib.contextmanager
def gone() -> Iterator[None]:
    """A missing disk, and a connection closed by the server midway."""
    if connection.vendor == "sqlite":
        connection.close()
        original, connection.settings_dict["NAME"] = (
            connection.settings_dict["NAME"],
            "/no/such/file",
        )
        yield
        connection.settings_dict["NAME"] = original
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with contextlib.closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    yield
    connection.close()


@contextlib.contextmanager
def set_on_connection(before: str, after: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(before)
    yield
    with connection.cursor() as cursor:
        cursor.execute(after)


AWAY = {"locked": locked, "read-only": read_only, "gone": gone}


@pytest.fixture
def session(committed: None) -> Session:
    return make_session(owner=make_user(), tests=("toe_touch",))


@pytest.fixture
def phone(session: Session) -> Client:
    return client_of(session.owner, raise_request_exception=False)


def tap(phone: Client, session: Session) -> HttpResponse:
    entry = {"uuid": str(uuid.uuid4()), "session": str(session.uuid), "phase": "pre"}
    entry |= {"at": "2026-03-10T06:58:00.123Z", "test": "toe_touch", "side": "none"}
    batch = {"user": session.owner.pk, "entries": [entry | {"field": "score", "value": 7}]}
    return phone.post("/sync/", batch, content_type="application/json")


def send_a_note(phone: Client, session: Session) -> HttpResponse:
    return phone.post(f"/sessions/{session.uuid}/note/", {"note": "windy"}, headers=HTML)


@pytest.mark.parametrize("away", AWAY)
def test_a_tap_gets_503_as_json_and_is_stored_after_recovery(
    away: str, phone: Client, session: Session
) -> None:
    with AWAY[away]():
        answer = tap(phone, session)
    assert answer.status_code == 503
    assert answer.json() == {"error": errors.UNAVAILABLE}
    assert answer["Retry-After"] == "5"
    assert session.entries.count() == 0
    assert tap(phone, session).json()["results"][0]["status"] == "stored"


@pytest.mark.parametrize("away", AWAY)
def test_a_page_gets_503_with_a_sentence_and_works_after_recovery(
    away: str, phone: Client, session: Session
) -> None:
    with AWAY[away]():
        answer = send_a_note(phone, session)
    assert answer.status_code == 503
    assert "Supple is not reachable right now" in words_of(answer)
    assert "go back in a few seconds and send it again" in words_of(answer)
    assert answer["Retry-After"] == "5"
    assert answer["Cache-Control"] == "no-store"
    assert send_a_note(phone, session).status_code in (200, 302)


@pytest.mark.parametrize("away", ["locked", "gone"])
def test_a_failure_before_any_view_gets_503_as_well(away: str, phone: Client) -> None:
    with AWAY[away]():
        answer = phone.get("/settings/", headers=HTML)
    assert answer.status_code == 503
    assert "Try again in a few seconds. Try again" in words_of(answer)
    assert phone.get("/settings/", headers=HTML).status_code == 200


@pytest.mark.parametrize("away", AWAY)
def test_the_log_has_one_line_for_each_answer_with_the_reason(
    away: str, phone: Client, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    with AWAY[away]():
        tap(phone, session)
    lines = caplog.text.splitlines()
    assert len(lines) == 1, caplog.text
    reasons = "locked|canceling|readonly|read-only|unable to open|terminat|closed"
    assert re.search(rf"Service Unavailable: /sync/ \(.*({reasons}).*\)$", lines[0]), lines[0]


@pytest.mark.parametrize("away", AWAY)
def test_without_inspecting_the_error_it_would_be_500_with_a_traceback(
    away: str,
    phone: Client,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(errors, "is_unavailable", lambda error: False)
    with AWAY[away]():
        assert tap(phone, session).status_code == 500
    assert "Internal Server Error: /sync/" in caplog.text
    assert "Traceback" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("SELECT * FROM no_such_table", DatabaseError),
        ("SELECT no_such_column FROM tracker_user", DatabaseError),
        ("SELEC", DatabaseError),
        ("INSERT INTO tracker_user (id) VALUES (1)", IntegrityError),
    ],
)
def test_a_bug_is_not_blamed_on_the_database(statement: str, kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert not errors.is_unavailable(caught.value)
    assert not errors.is_unavailable(ValueError())
    assert not errors.is_unavailable(None)


def failed(provoke: Callable[[], Any]) -> OperationalError:
    """The error as Django wraps it."""
    values = OperationalError()
    try:
        provoke()
    except sqlite3.Error as error:
        values.__cause__ = error
    assert values.__cause__
    return values


@pytest.mark.once
def test_a_full_disk_a_damaged_file_and_a_missing_folder_are_blamed_on_it(tmp_path: Path) -> None:
    def full() -> None:
        with contextlib.closing(sqlite3.connect(tmp_path / "full")) as database:
            database.execute("PRAGMA max_page_count=2")
            database.execute("CREATE TABLE a (b)")
            database.execute("INSERT INTO a VALUES (zeroblob(100000))")

    def damaged() -> None:
        (tmp_path / "damaged").write_bytes(b"no database, and long enough to be looked at" * 99)
        sqlite3.connect(tmp_path / "damaged").execute("SELECT * FROM sqlite_master")

    def missing() -> None:
        sqlite3.connect(tmp_path / "no" / "such")

    for provoke in (full, damaged, missing):
        assert errors.is_unavailable(failed(provoke))
    assert errors.is_unavailable(ProgrammingError()) is False


@pytest.mark.once
def test_the_503_page_queries_nothing(phone: Client) -> None:
    request = phone.get("/settings/").wsgi_request
    request.environ["HTTP_ACCEPT"] = "text/html"
    with gone():
        answer = errors.unavailable(request)
    assert answer.status_code == 503
    # Nor does it say that nobody is signed in: the phone would forget whose entries it keeps.
    assert not re.search(r"csrf|runner\d|data-user", answer.content.decode())


@pytest.mark.parametrize(
    ("accept", "kind"), [("*/*", "application/json"), ("text/html", "text/html; charset=utf-8")]
)
@pytest.mark.once
def test_a_request_that_accepts_no_html_gets_json(accept: str, kind: str, phone: Client) -> None:
    with gone():
        answer = phone.get("/settings/", headers={"Accept": accept})
    assert answer["Content-Type"] == kind
    if kind == "application/json":
        assert json.loads(answer.content) == {"error": errors.UNAVAILABLE}


# The whole server


@pytest.fixture
def own_server(committed: None, tmp_path: Path) -> Iterator[Server]:
    """With one process, which restarts quickly."""
    with Server(tmp_path, workers=1) as server:
        yield server


@pytest.mark.once
def test_a_restart_loses_no_request_but_a_kill_would(own_server: Server) -> None:
    for how, number in (("hup", 2), ("term", 1)):
        ledger, outcomes = restarts(own_server, people(4), number, SEED, how)
        assert outcomes["answered"] > 0
        assert lost(outcomes, how) == 0, outcomes
        assert ledger.compare().is_complete
    persons = people(4)
    assert any(
        lost(restarts(own_server, persons, 1, SEED + n, "kill")[1], "kill") for n in range(9)
    )


@pytest.mark.once
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits others' files")
def test_nothing_is_acknowledged_while_the_disk_is_full(own_server: Server) -> None:
    ledger = Ledger()
    phone = Phone(people(1)[0], own_server.port, ledger, random.Random(SEED), longest_pause=0.01)
    (worker,) = workers_of(own_server)
    everything = resource.prlimit(worker, resource.RLIMIT_FSIZE)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (1, everything[1]))
    for _ in range(3):
        phone.tap("pre", *SLOT, 7)
        phone.drain(0.1)
    assert set(ledger.statuses) == {503}
    assert (ledger.named, len(phone.waiting)) == (set(), 3)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, everything)
    assert phone.drain()
    assert ledger.compare().is_complete


@pytest.mark.once
def test_a_killed_postgresql_gives_503_until_it_is_back() -> None:
    command = [sys.executable, "-m", "tests.harness.away", "--kills=2", "--phones=2", "--control"]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 2, at most" in done.stdout
    assert "503 × " in done.stdout
    assert "the control noticed a loss: True" in done.stdout
