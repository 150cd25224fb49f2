"""What can be measured of a running server: its last backup, its database and its disk."""

import datetime
import shutil
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from mobility.database import backups

GIGABYTE = 1024**3


@dataclass(frozen=True)
class Condition:
    """Sizes in bytes; `database` is the program and its version."""

    backed_up_at: datetime.datetime | None
    database: str
    size: int
    free: int

    @property
    def has_room(self) -> bool:
        """Whether a backup and some weeks of entries still have room."""
        return self.free > max(GIGABYTE, 2 * self.size)


def measure() -> Condition:
    # Each vendor's has attributes of its own.
    database: Any = connections[DEFAULT_DB_ALIAS]
    of_vendor = _sqlite(database) if database.vendor == "sqlite" else _postgresql(database)
    return Condition(_backed_up_at(), *of_vendor, shutil.disk_usage(settings.DATA_DIR).free)


def _backed_up_at() -> datetime.datetime | None:
    # A folder that cannot be read holds nothing that helps.
    with suppress(backups.BackupRefused, OSError):
        return backups.newest()
    return None


def _sqlite(database: Any) -> tuple[str, int]:
    files = (Path(f"{database.settings_dict['NAME']}{end}") for end in ("", "-wal"))
    version = ".".join(map(str, sqlite3.sqlite_version_info[:2]))
    return f"SQLite {version}", sum(path.stat().st_size for path in files if path.exists())


def _postgresql(database: Any) -> tuple[str, int]:
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    return f"PostgreSQL {database.pg_version // 10000}", size
