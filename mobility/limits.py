"""The cache that counts sign-in attempts; a flood of new counters cannot evict an active one."""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class RateLimitCache(DatabaseCache):
    """Evicts expired entries first, then those that expire next.

    Django evicts a third by the order of keys, including active locks. A person's lock lasts for
    minutes, whereas the counters that a stranger can create in masses last for one minute.
    """

    _table: str

    def _cull(self, db: str, cursor: Any, now: Any, num: int) -> None:
        database = connections[db]
        table, expires = map(database.ops.quote_name, (self._table, "expires"))
        now_value = database.ops.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE {expires} < %s", [now_value])
        too_many = num - cursor.rowcount - self._max_entries
        if too_many > 0:
            first = f"SELECT {expires} FROM {table} ORDER BY {expires} LIMIT 1 OFFSET %s"
            surplus = too_many + self._max_entries // 10
            cursor.execute(f"DELETE FROM {table} WHERE {expires} <= ({first})", [surplus])
