"""Hands out the collected static files, and nothing that lies beside them."""

from pathlib import Path
from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware

# What tells the server which files there are; nobody else needs it.
NOT_HANDED_OUT = frozenset({".collected", "staticfiles.json"})


class StaticFiles(WhiteNoiseMiddleware):
    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        if Path(path).name.removesuffix(".gz").removesuffix(".br") not in NOT_HANDED_OUT:
            super().add_file_to_dictionary(url, path, stat_cache)
