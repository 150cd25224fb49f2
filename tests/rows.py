"""Every row of every table as a checksum, to prove that a request changed nothing."""

import contextlib
import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model


def checksums(*, without: tuple[type[Model], ...] = ()) -> dict[str, str]:
    """A checksum per table, of all its columns in all its rows."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: _checksum(model) for model in models if model not in without}


def _checksum(model: type[Model]) -> str:
    rows = sorted(map(_text, model._base_manager.values_list()))
    return f"{len(rows)} rows {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()}"


def _text(row: tuple[Any, ...]) -> str:
    return repr(row).encode("unicode_escape").decode()


@contextlib.contextmanager
def nothing_changes(*, without: tuple[type[Model], ...] = ()) -> Iterator[None]:
    """Fails with the names of the tables in which a row changed, came or went."""
    before = checksums(without=without)
    yield
    after = checksums(without=without)
    changed = [table for table in before if before[table] != after[table]]
    if changed:
        raise AssertionError(f"Rows changed in {', '.join(changed)}.")
