"""Checks rows of the small tables of a file: what was set, measured twice, erased or mapped."""

import json
import re
from collections.abc import Callable
from typing import Any

from tracker.models import (
    ColumnMapping,
    ErasedSession,
    RoutineSetting,
    SteadyReading,
    TestSetting,
)
from tracker.transfer.arriving import Names
from tracker.transfer.checking import SETS, demand
from tracker.transfer.trials import MOST_PICKED

SHA_256 = re.compile("[0-9a-f]{64}")
LONGEST_MEANINGS = 20_000  # letters of JSON


def check_small_row(row: Any, names: Names) -> None:
    """Raises Wrong."""
    if check := CHECKS.get(type(row)):
        check(row, names)


def _routine_setting(row: RoutineSetting, names: Names) -> None:
    demand(row.set in SETS, "set")
    demand(isinstance(row.tests, list) and len(row.tests) <= len(names.tests), "tests")
    demand(all(type(slug) is str and slug in names.tests for slug in row.tests), "tests")


def _test_setting(row: TestSetting, names: Names) -> None:
    demand(row.method_since is None or row.method_since <= names.latest, "method_since")


def _steady(row: SteadyReading, names: Names) -> None:
    demand(row.side in row.test.sides, "side")
    demand(row.day <= names.latest.date(), "day")
    demand((row.was_first is None) == (row.was_second is None), "was_first")


def _erased(row: ErasedSession, names: Names) -> None:
    is_picked = row.trial is not None
    demand(is_picked == bool(row.assigned) == (row.place is not None), "place")
    if row.trial is not None and row.place is not None:
        demand(row.assigned in row.trial.arms and row.place < MOST_PICKED, "assigned")


def _mapping(row: ColumnMapping, names: Names) -> None:
    demand(SHA_256.fullmatch(row.columns) is not None, "columns")
    demand(isinstance(row.meanings, dict), "meanings")
    demand(len(json.dumps(row.meanings)) <= LONGEST_MEANINGS, "meanings")


CHECKS: dict[type, Callable[[Any, Names], None]] = {
    RoutineSetting: _routine_setting,
    TestSetting: _test_setting,
    SteadyReading: _steady,
    ErasedSession: _erased,
    ColumnMapping: _mapping,
}
