"""The real server for browser tests: gunicorn on the database of the tests."""

import contextlib
import fcntl
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.postgres import free_port

SECONDS_TO_START = 30
COLLECT = """
import django
django.setup()
from mobility.prepare import prepare_static_files
prepare_static_files()
"""


@contextlib.contextmanager
def running(database: dict[str, Any], folder: Path, **variables: str) -> Iterator[str]:
    """Starts the server with `folder` as its DATA_DIR and gives its address."""
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "mobility.settings",
        "DATABASE_URL": database_url(database),
        "DATA_DIR": str(folder),
        "STATIC_ROOT": str(settings.TESTS_DIR / "static"),
        "PORT": str(port),
        **variables,
    }
    collect_static_files(environment)
    command = [sys.executable, "-m", "gunicorn", "--config", "python:mobility.server"]
    with open(folder / "server.log", "wb") as log:
        process = subprocess.Popen(
            [*command, "--workers", "1", "mobility.wsgi"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, f"http://127.0.0.1:{port}/", folder / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(SECONDS_TO_START)


def database_url(database: dict[str, Any]) -> str:
    """The address of a database in Django's settings."""
    if "sqlite" in database["ENGINE"]:
        return f"sqlite:///{database['NAME']}"
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    host = f"{database['HOST']}:{database['PORT'] or 5432}"
    return f"postgres://{database['USER']}{password}@{host}/{database['NAME']}"


def collect_static_files(environment: dict[str, str]) -> None:
    """Once for all processes of a run: the first does it, the others wait."""
    with open(settings.TESTS_DIR / "static.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, "-c", COLLECT]
        subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # An answer, whatever it says: the tests will see it.
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")
