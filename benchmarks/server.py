"""The server as people run it, with its two processes, on a free port of this machine."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests.postgres import free_port

SECONDS_TO_START = 30


@contextlib.contextmanager
def running(database_url: str) -> Iterator[tuple[int, int]]:
    """Starts it as ./run does and gives its port and its process; stops it at the end."""
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": database_url, "PORT": str(port)}
    environment |= {"HOST": "127.0.0.1", "SITE_URL": f"http://127.0.0.1:{port}"}
    quiet = {"cwd": settings.BASE_DIR, "env": environment, "stdout": subprocess.DEVNULL}
    subprocess.run([sys.executable, "-m", "mobility.prepare"], check=True, **quiet)
    gunicorn = ["-m", "gunicorn", "--config", "python:mobility.server", "mobility.wsgi"]
    process = subprocess.Popen([sys.executable, *gunicorn], **quiet)
    try:
        _wait(process, f"http://127.0.0.1:{port}/")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(SECONDS_TO_START)


def megabytes_of_workers(master: int) -> list[int]:
    """How much memory each worker holds; nothing where the system does not say (no /proc)."""
    children = Path(f"/proc/{master}/task/{master}/children")
    workers = children.read_text().split() if children.exists() else []
    return [_resident_kilobytes(Path(f"/proc/{worker}/status")) // 1024 for worker in workers]


def _resident_kilobytes(status: Path) -> int:
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")
