"""What people rate is nobody else's business on a shared machine, whoever comes by which door."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mobility import environment

OTHERS = stat.S_IRWXG | stat.S_IRWXO
# A folder such as /srv or /home belongs to the system, also where somebody names it.
PARTS_OF_OUR_OWN = 3


def keep(folder: Path, database: dict[str, Any]) -> None:
    """New files are for their owner only, and so become older ones that are ours."""
    os.umask(OTHERS)
    for path in (*folders(folder), *_files(folder, database)):
        _tighten(path)


def folders(folder: Path) -> list[Path]:
    """Those that nobody else has a reason to enter."""
    is_shared = folder.exists() and folder.stat().st_mode & stat.S_ISVTX
    is_our_own = len(folder.parts) >= PARTS_OF_OUR_OWN and not is_shared
    return [folder, folder / "backups"] if is_our_own else [folder / "backups"]


def _files(folder: Path, database: dict[str, Any]) -> Iterator[Path]:
    yield folder / "secret_key"
    yield from folder.glob("backups/*")
    if database["ENGINE"] == environment.SQLITE:
        ends = ("", "-journal", "-shm", "-wal")
        yield from (Path(f"{database['NAME']}{end}") for end in ends)


def _tighten(path: Path) -> None:
    try:
        found = path.lstat()
        is_ours = found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode)
        if is_ours and found.st_mode & OTHERS:
            path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except OSError:
        # It is not there, or it is not for us to change: then it is as private as it can be.
        return
