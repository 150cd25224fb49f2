"""Servers that can be killed, with their own database and people with open sessions."""

import argparse
import contextlib
import http.client
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from tests import postgres
from tests.factories import make_session, make_user
from tests.harness.phones import Person
from tests.server import database_url
from tracker.models import User

SECONDS_TO_START = 60
# As an installation has it: each commit waits for the disk.
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
CHECK_OF_EACH_INDEX = """
    SELECT bt_index_check(indexrelid, true) FROM pg_index
    JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
    WHERE amname = 'btree' AND relpersistence = 'p'
"""


class Server:
    """gunicorn as ./run starts it, in a process group of its own."""

    application = "mobility.wsgi"

    def __init__(self, folder: Path, *, workers: int = 2) -> None:
        self.port, self.workers, self.log = postgres.free_port(), workers, folder / "server.log"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "mobility.settings",
            "DATABASE_URL": database_url(connection.settings_dict),
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
        }
        self.code = Path(settings.BASE_DIR)
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "--config", "python:mobility.server"]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*command, "--workers", str(self.workers), self.application],
                cwd=self.code,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while self.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                line.request("GET", "/sync/", headers={"Connection": "close"})
                line.getresponse().read()
                line.close()
                return
            time.sleep(0.02)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()[-4000:]}")

    def kill(self) -> None:
        """All its processes at once, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(SECONDS_TO_START)

    def locked(self) -> int:
        """The number of “database is locked” errors in the log."""
        return self.log.read_text().count("database is locked")


def people(number: int, **session: Any) -> list[Person]:
    """Signed-in people, each with an open session at its first page."""
    made = [make_session(owner=make_user(), **session) for _ in range(number)]
    return [
        Person(session.owner_id, signed_in(session.owner), str(session.uuid)) for session in made
    ]


def signed_in(user: User) -> str:
    """The value of the cookie, as after the sign-in page."""
    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def is_sound() -> str:
    """ "ok", or what is wrong with the file or the indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return str(cursor.execute("PRAGMA integrity_check").fetchone()[0])
        cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'")
        if not cursor.fetchone()[0]:
            return "not checked, PostgreSQL's amcheck is not installed"
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute(CHECK_OF_EACH_INDEX)
        return "ok"


@contextlib.contextmanager
def own_database() -> Iterator[Path]:
    """A database that is made now and thrown away at the end; gives a folder to go with it."""
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        with tempfile.TemporaryDirectory(prefix="supple-harness-") as folder:
            yield Path(folder)
    finally:
        teardown_databases(made, verbosity=0)


def parser(what: str, **sizes: tuple[float | str, str]) -> argparse.ArgumentParser:
    """An argument parser with the common options and the sizes of a trial."""
    arguments = argparse.ArgumentParser(
        description=what, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    arguments.add_argument(
        "--on", choices=("sqlite", "postgres"), default="sqlite", help="database"
    )
    arguments.add_argument("--seed", type=int, default=random.randrange(10**6))
    for name, (size, means) in sizes.items():
        arguments.add_argument(f"--{name}", type=type(size), default=size, help=means)
    return arguments


def command(
    module: str, options: argparse.Namespace, run: Callable[[Path, argparse.Namespace], bool]
) -> int:
    """Runs on a database of its own; 0 if all was as promised."""
    if options.on == "postgres" and connection.vendor == "sqlite":
        with postgres.running(options=DURABLE) as url:
            again = [sys.executable, "-m", module, *sys.argv[1:], "--seed", str(options.seed)]
            return subprocess.call(again, env={**os.environ, "DATABASE_URL": url})
    print(f"{connection.vendor}, {_in_words(options)}", flush=True)
    with own_database() as folder:
        return 0 if run(folder, options) else 1


def _in_words(options: argparse.Namespace) -> str:
    return " ".join(f"--{name}={value}" for name, value in vars(options).items() if name != "on")
