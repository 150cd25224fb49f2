"""Kills an update during its migration repeatedly: the next start completes it."""

import argparse
import contextlib
import datetime
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from mobility import environment, prepare
from mobility.database import contents, schema
from tests import postgres
from tests.harness.servers import parser

OLDEST = ("tracker", "0001_initial")
PEOPLE = 5
ROWS = {"Rating": 3, "Entry": 13}
SIDES = ("left", "right", "none")
DAY = datetime.date(2026, 3, 10)
# PostgreSQL takes no number of a row back with its transaction, so a killed start leaves a gap in
# those of the entries that the next one makes.
NUMBERED_BY_SESSION = """
    UPDATE tracker_entry
    SET id = -2 * session_id - (CASE kind WHEN 'correction' THEN 1 ELSE 0 END)
    WHERE kind IN ('backfill', 'correction')
"""
MOMENT = datetime.datetime(2026, 3, 10, 7, tzinfo=datetime.UTC)


class Place:
    """Where databases are made, all from one old one."""

    def __init__(self, folder: Path, server: postgres.Server | None) -> None:
        self.folder, self.server = folder, server

    def url(self, name: str) -> str:
        if self.server:
            return f"{self.server.url.removesuffix('/postgres')}/{name}"
        return f"sqlite:///{self.folder / name}.sqlite3"

    def new(self, name: str, *, like: str = "") -> None:
        if self.server:
            template = f" TEMPLATE {like}" if like else ""
            with contextlib.closing(psycopg2.connect(self.server.url)) as line:
                line.autocommit = True
                line.cursor().execute(f"CREATE DATABASE {name}{template}")
        elif like:
            shutil.copy(self.folder / f"{like}.sqlite3", self.folder / f"{name}.sqlite3")

    def use(self, name: str) -> None:
        """From now on the default database of this process is this one."""
        folder = self.folder / f"data-{name}"
        folder.mkdir(exist_ok=True)
        settings.DATA_DIR = folder
        chosen = environment.database({"DATABASE_URL": self.url(name)}, folder)
        if self.server is None:
            # A killed process leaves to the system what it wrote; only a power cut asks for more.
            chosen["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
        databases = connections.configure_settings({"default": chosen})
        connections.settings["default"] = databases["default"]
        with contextlib.suppress(AttributeError):
            del connections["default"]


def fill_an_old_database(sessions_each: int) -> None:
    """As the first release left it, with people in it."""
    call_command("migrate", *OLDEST, verbosity=0)
    models = MigrationLoader(connection).project_state(OLDEST).apps
    made = {name: models.get_model("tracker", name).objects for name in _rows_of({}, 0)}
    shared = {
        "test": made["MobilityTest"].create(slug="old_test", name="Old", region="hip"),
        "routine": made["Routine"].create(slug="old-routine", name="Old"),
    }
    for number in range(PEOPLE):
        owner = models.get_model("tracker", "User").objects.create(email=f"{number}@example.org")
        for _ in range(sessions_each):
            session = made["Session"].create(**_rows_of({"owner": owner, **shared}, 0)["Session"])
            about = {"owner": owner, "session": session, **shared}
            _fill(made, about)
    connection.close()


def _fill(made: dict[str, Any], about: dict[str, Any]) -> None:
    for name, count in ROWS.items():
        rows = [_rows_of(about, number)[name] for number in range(count)]
        made[name].bulk_create(made[name].model(**row) for row in rows)


def _rows_of(about: dict[str, Any], number: int) -> dict[str, dict[str, Any]]:
    """What a row of each table is made of, by the tables of the first release."""
    get = about.get
    mine = {"owner": get("owner")}
    session = {"uuid": uuid.uuid4(), "plan": {}, "day": DAY, "zone": "UTC", "started_at": MOMENT}
    done = {"stage": "done", "finished_at": MOMENT}
    rating = {
        "session": get("session"),
        "test": get("test"),
        "day": DAY,
    }
    entry = {"uuid": uuid.uuid4(), "payload": {"n": number}, "entered_at": MOMENT}
    return {
        "MobilityTest": {},
        "Routine": {},
        "Session": {**mine, **session, **done, "routine": get("routine")},
        "Rating": {**mine, **rating, "side": SIDES[number % 3], "pre_score": 3, "pre_at": MOMENT},
        "Entry": {**mine, **entry, "session": get("session")},
    }


def in_a_process(act: Callable[[], None], seconds: float | None = None) -> tuple[int, float]:
    """(status, how long it took) of `act` in a copy of this process, killed after `seconds`."""
    began, pid = time.monotonic(), os.fork()
    if pid == 0:
        status = 1
        try:
            with contextlib.redirect_stdout(None):
                act()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return status, time.monotonic() - began


def started(place: Place, name: str) -> None:
    place.use(name)
    prepare.prepare_database()


def sums(place: Place, name: str) -> dict[int, contents.Checksum]:
    """What is in it, once it is as this code wants it."""
    place.use(name)
    try:
        if schema.missing_migrations() or (why := schema.half_done()):
            raise RuntimeError(f"{name} is not migrated: {why}")
        with connection.cursor() as cursor:
            cursor.execute(NUMBERED_BY_SESSION)
        return contents.checksums_by_person(connection)
    finally:
        connection.close()


def run(place: Place, options: argparse.Namespace) -> bool:
    chance = random.Random(options.seed)
    place.new("old")
    status, _ = in_a_process(lambda: (place.use("old"), fill_an_old_database(options.sessions)))
    place.new("whole", like="old")
    whole, longest = in_a_process(lambda: started(place, "whole"))
    if status or whole:
        raise RuntimeError("The old database could not be made and migrated.")
    expected, good, midway = sums(place, "whole"), 0, 0
    for number in range(options.kills):
        name = f"killed_{number}"
        place.new(name, like="old")
        killed, _ = in_a_process(lambda n=name: started(place, n), chance.uniform(0, longest))
        midway += os.WIFSIGNALED(killed)
        again, _ = in_a_process(lambda n=name: started(place, n))
        good += not again and sums(place, name) == expected
    rows = sum(checksum.rows for checksum in expected.values())
    print(f"{good} of {options.kills} kills mended by the next start, {midway} in its middle")
    print(f"{rows:,} rows of {len(expected)} people the same each time")
    return good == options.kills


@contextlib.contextmanager
def places(on: str) -> Iterator[Place]:
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="supple-harness-"))
        server = stack.enter_context(postgres.own()) if on == "postgres" else None
        yield Place(Path(folder), server)


def main() -> int:
    sizes = {
        "kills": (50, "of a start that migrates, kill -9"),
        "sessions": (40, "of each person in the old database"),
    }
    options = parser(__doc__, **sizes).parse_args()
    sized = f"--kills={options.kills} --sessions={options.sessions} --seed={options.seed}"
    print(f"{options.on}, {sized}", flush=True)
    programs = postgres.programs()
    os.environ["PATH"] = f"{os.environ['PATH']}{os.pathsep}{programs or ''}"
    with places(options.on) as place:
        return 0 if run(place, options) else 1


if __name__ == "__main__":
    sys.exit(main())
