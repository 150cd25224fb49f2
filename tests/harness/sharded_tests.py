"""A plugin for pytest: runs the tests on parted tables, and counts what the product asks."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness import shards
from tests.harness.sharded import FOLDER
from tests.unowned import EXEMPTIONS, PEOPLE, TABLE, owned_tables, without_owner
from tests.watching import on_every_connection, place_in_product


class Counted:
    """Counts the statements of the product on parted tables, and those without the owner."""

    def __init__(self) -> None:
        self.figures: Counter[str] = Counter()

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        tables = {match[1] for match in TABLE.finditer(sql)} & (owned_tables().keys() - {PEOPLE})
        place = place_in_product(sys._getframe(1)) if tables else None
        if place and not any(place.path.startswith(exemption.path) for exemption in EXEMPTIONS):
            self.figures["statements"] += 1
            self.figures["locks"] += "FOR UPDATE" in sql
            self.figures["without the owner"] += bool(tables.intersection(without_owner(sql)))
        return execute(sql, params, many, context)


@pytest.fixture(scope="session", autouse=True)
def _parted(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        shards.shard()


@pytest.fixture(scope="session", autouse=True)
def _counted(_parted: None) -> Iterator[None]:
    counted = Counted()
    with on_every_connection(counted):
        yield
    Path(os.environ[FOLDER], f"{os.getpid()}.json").write_text(json.dumps(counted.figures))
