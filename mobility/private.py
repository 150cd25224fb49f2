"""Restricts the data folder and its files to their owner, for shared machines."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mobility import environment

OTHERS = stat.S_IRWXG | stat.S_IRWXO
# A shorter path, such as /srv or /home, belongs to the system even if DATA_DIR names it.
LEAST_PARTS = 3


def restrict_access(folder: Path, database: dict[str, Any]) -> None:
    """Make new files private by default, and existing ones of ours as well."""
    os.umask(OTHERS)
    for path in (*folders(folder), *_files(folder, database)):
        _tighten(path)


def folders(folder: Path) -> list[Path]:
    """The folders that nobody else needs to enter."""
    is_shared = folder.exists() and folder.stat().st_mode & stat.S_ISVTX
    is_our_own = len(folder.parts) >= LEAST_PARTS and not is_shared
    return [folder, folder / "backups"] if is_our_own else [folder / "backups"]


def _files(folder: Path, database: dict[str, Any]) -> Iterator[Path]:
    yield folder / "secret_key"
    yield from folder.glob("backups/*")
    if database["ENGINE"] == environment.SQLITE:
        ends = ("", "-journal", "-shm", "-wal")
        yield from (Path(f"{database['NAME']}{end}") for end in ends)


def _tighten(path: Path) -> None:
    try:
        status = path.lstat()
        is_ours = status.st_uid == os.geteuid() and not stat.S_ISLNK(status.st_mode)
        if is_ours and status.st_mode & OTHERS:
            path.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS)
    except OSError:
        # Missing, or not ours to change: it is as private as it can be.
        return
