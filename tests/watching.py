"""Watches the SQL statements of every connection, and says which line of the product made one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.signals import connection_created

ROOT = Path(__file__).parents[1]
PRODUCT = tuple(f"{ROOT / name}/" for name in ("tracker", "mobility"))
TESTS = f"{ROOT / 'tests'}/"
# Frames between a statement and the code that made it: the watchers, and `Owned.save`.
WATCHERS = ("tests/unraised", "tests/unowned", "tests/harness/sharded_tests")
BETWEEN = tuple(f"{ROOT / name}.py" for name in (*WATCHERS, "tracker/models/owned"))

Wrapper = Callable[..., Any]


@dataclass(frozen=True)
class Place:
    """A line of the product."""

    path: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} ({self.function})"


LIBRARY = Place("a library", 0, "")


def place_in_product(frame: FrameType | None) -> Place | None:
    """The innermost line of the product, else LIBRARY; None for a statement of a test."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name not in BETWEEN and name.startswith(TESTS):
            return None
        if name not in BETWEEN and name.startswith(PRODUCT):
            return Place(str(Path(name).relative_to(ROOT)), frame.f_lineno, frame.f_code.co_name)
        frame = frame.f_back
    return LIBRARY


@contextmanager
def on_every_connection(wrapper: Wrapper) -> Iterator[None]:
    """Run `wrapper` around every statement of all threads to the product's database."""

    def watch(connection: Any, **about: Any) -> None:
        if connection.alias == DEFAULT_DB_ALIAS and wrapper not in connection.execute_wrappers:
            connection.execute_wrappers.append(wrapper)

    watch(connection)
    connection_created.connect(watch)
    try:
        yield
    finally:
        connection_created.disconnect(watch)
        connection.execute_wrappers.remove(wrapper)
