"""Runs the backup and restore commands as a host would, on either database."""

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests import postgres


def data_dir(path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Makes `path` the DATA_DIR; PostgreSQL's programs can be found, too."""
    settings.DATA_DIR = path
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}{os.pathsep}{postgres.programs()}")
    return path


def output_of(command: str, *arguments: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def backup(folder: Path, name: str = "one") -> Path:
    path = folder / name
    assert str(path) in output_of("backup", to=path)
    return path


@contextlib.contextmanager
def using(name: Path | str, **options: Any) -> Iterator[None]:
    """Connect to another database, or with other options, as if by DATABASE_URL."""
    original = connection.settings_dict
    connection.close()
    connection.settings_dict = {**original, "NAME": str(name)}
    connection.settings_dict["OPTIONS"] = {**original["OPTIONS"], **options}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = original
