"""Finds the static files of installed browser packages that the settings name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core import checks
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

from mobility.trimming import trimmed, words_of_pages


class VendorFinder(BaseFinder):
    """Finds the files of VENDOR_STATIC, which maps names on the site to paths in NODE_MODULES."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.sources: dict[str, Path] = {
            name: Path(settings.NODE_MODULES, source)
            for name, source in settings.VENDOR_STATIC.items()
        }

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        # Only a warning, because an error would stop `migrate`, which needs no browser files.
        missing = [str(path) for path in self.sources.values() if not path.is_file()]
        if not missing:
            return []
        hint = "Run ./run, or: npm ci"
        return [checks.Warning(f"Not installed: {', '.join(missing)}", hint=hint, id="vendor.W001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        # Never None for a missing file, which Django would turn into [None].
        source = self.sources.get(path)
        if source is None or not source.is_file():
            return []
        return [str(source)] if find_all else str(source)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for name, source in self.sources.items():
            if source.is_file():
                yield name, SingleFileStorage(name, source)


class SingleFileStorage(FileSystemStorage):
    """A storage with the single file `source`, under the name `name`."""

    def __init__(self, name: str, source: Path) -> None:
        super().__init__(location=source.parent)
        self.prefix = None
        self._name, self._source = name, source

    def path(self, name: str) -> str:
        return str(self._source) if name == self._name else super().path(name)

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        if name not in settings.TRIMMED_STATIC:
            return File(self._source.open(mode))
        return ContentFile(trimmed(self._source.read_text(), words_of_pages()).encode())
