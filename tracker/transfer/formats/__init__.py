"""Discovers the formats in which everything can be downloaded: one module each."""

import importlib
from pathlib import Path

from tracker.transfer.candidate import Amount, Format

SHARED = ("__init__", "archive")


def discover(folder: Path, package: str) -> dict[str, Format]:
    """The formats of a folder by name: supple.json, which can be brought back, then small ones."""
    names = sorted(path.stem for path in folder.glob("*.py") if path.stem not in SHARED)
    formats = [importlib.import_module(f"{package}.{name}").FORMAT for name in names]
    return {format_.name: format_ for format_ in sorted(formats, key=_order)}


def _order(format_: Format) -> tuple[bool, int]:
    return format_.name != "json", format_.size(Amount(1, 1, 1, 0))


FORMATS = discover(Path(__file__).parent, __name__)
