"""Several people write while something long is read: nobody is told that the database is locked."""

import contextlib
import random
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from tests.harness.ledger import Ledger
from tests.harness.phones import Phone
from tests.harness.servers import Server, people
from tests.harness.writers import unfinished_read, write_on

SEED = 20260313


@pytest.mark.usefixtures("committed")
def test_four_writers_and_a_reader_never_see_a_locked_database(tmp_path: Path) -> None:
    ledger = Ledger()
    with Server(tmp_path, workers=1) as server:
        phones = [
            Phone(person, server.port, ledger, random.Random(SEED + number))
            for number, person in enumerate(people(4))
        ]
        report = write_on(phones, seconds=1.5, hold=0.2, work=0.1)
        assert (server.locked(), report.failed, ledger.errors_of_the_server) == (0, [], 0)
    assert ledger.compare().is_complete, ledger.compare()
    assert report.read and set(ledger.statuses) == {200}


@pytest.mark.usefixtures("committed")
def test_the_reader_really_blocks_a_commit() -> None:
    """The control: without time to wait, the same read is in the way on SQLite without WAL."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's readers never stand in a writer's way.")
    journal = connection.cursor().execute("PRAGMA journal_mode").fetchone()[0]
    with unfinished_read(), contextlib.closing(_impatient()) as line:
        line.execute("CREATE TABLE in_the_way (a)")
        if journal == "delete":
            with pytest.raises(sqlite3.OperationalError, match="database is locked"):
                line.execute("COMMIT")


def _impatient() -> sqlite3.Connection:
    line = sqlite3.connect(connection.settings_dict["NAME"], 0, isolation_level=None)
    line.execute("BEGIN IMMEDIATE")
    return line
