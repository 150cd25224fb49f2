"""The cache that counts sign-in attempts; a flood of new counters cannot evict an active one."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.cache import caches
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

    def delete_ending(self, ends: Iterable[str]) -> None:
        """Delete the counters whose keys end so, with their locks."""
        database = connections["default"]
        table, key = map(database.ops.quote_name, (self._table, "cache_key"))
        with database.cursor() as cursor:
            for end in ends:
                for pattern in (f"%{end}", f"%{end}:lock"):
                    cursor.execute(f"DELETE FROM {table} WHERE {key} LIKE %s", [pattern])


def forget(user_id: int, *names: str) -> None:
    """Delete what is counted of a person: by their number, and by a hash of these names."""
    hashes = [hashlib.sha256(name.encode()).hexdigest() for name in names]
    cache = caches["default"]
    assert isinstance(cache, RateLimitCache)
    cache.delete_ending([f":user:{user_id}", *(f":{digest}" for digest in hashes)])
