"""Where tries to sign in are counted: a flood of new counters does not push out one that holds."""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class Counters(DatabaseCache):
    """Django's own takes a third away by the order of their names, whatever they still hold.

    Here those that are over go first, then those that are over next: a person's lock lasts for
    minutes, what a stranger can make many of lasts for one.
    """

    def _cull(self, db: str, cursor: Any, now: Any, num: int) -> None:
        database = connections[db]
        table, expires = map(database.ops.quote_name, (self._table, "expires"))
        over = database.ops.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE {expires} < %s", [over])
        too_many = num - cursor.rowcount - self._max_entries
        if too_many > 0:
            first = f"SELECT {expires} FROM {table} ORDER BY {expires} LIMIT 1 OFFSET %s"
            a_part = too_many + self._max_entries // 10
            cursor.execute(f"DELETE FROM {table} WHERE {expires} <= ({first})", [a_part])
