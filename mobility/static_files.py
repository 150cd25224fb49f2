"""Serves the collected static files, and nothing else in their folder."""

from pathlib import Path
from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware

# Bookkeeping of the server.
NOT_SERVED = frozenset({".collected", "staticfiles.json"})


class StaticFiles(WhiteNoiseMiddleware):
    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        if Path(path).name.removesuffix(".gz").removesuffix(".br") not in NOT_SERVED:
            super().add_file_to_dictionary(url, path, stat_cache)
