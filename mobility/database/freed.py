"""Takes what was deleted out of the database's files as well, as far as the database can."""

import logging

from django.db import Error, connection

LOG = logging.getLogger(__name__)


def overwrite() -> None:
    """Rewrite a SQLite file without its free pages; PostgreSQL vacuums by itself.

    SQLite overwrites what is deleted (`secure_delete`), but not what moved within a page before.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except Error as error:
        # Busy or full: what was deleted is overwritten all the same.
        LOG.warning("The free pages of the database were not removed: %s", error)
