"""Every row of every table as a checksum, to prove that a request changed nothing."""

import contextlib
import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model

from tracker.models import Revision


def checksums(*, without: tuple[type[Model], ...] = ()) -> dict[str, str]:
    """A checksum per table, of all its columns in all its rows; none of the revisions."""
    models = apps.get_models(include_auto_created=True)
    without = (*without, Revision)
    return {model._meta.label: _checksum(model) for model in models if model not in without}


def _checksum(model: type[Model]) -> str:
    rows = sorted(map(_text, model._base_manager.values_list()))
    return f"{len(rows)} rows {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()}"


def _text(row: tuple[Any, ...]) -> str:
    # PostgreSQL hands out the bytes of a picture as another object each time.
    plain = tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
    return repr(plain).encode("unicode_escape").decode()


def _revisions() -> set[tuple[int, int]]:
    return set(Revision.objects.values_list("pk", "number"))


@contextlib.contextmanager
def nothing_changes(*, without: tuple[type[Model], ...] = ()) -> Iterator[None]:
    """Fails with the names of the tables in which a row changed, came or went.

    Whoever comes as far as to lock their own rows raises their own revision, and nobody else's.
    """
    before, revisions = checksums(without=without), _revisions()
    yield
    after = checksums(without=without)
    changed = [table for table in before if before[table] != after[table]]
    if len({owner for owner, _ in _revisions() - revisions}) > 1:
        changed.append(Revision._meta.label)
    if changed:
        raise AssertionError(f"Rows changed in {', '.join(changed)}.")
