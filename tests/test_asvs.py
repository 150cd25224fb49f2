"""docs/asvs.csv answers each item of ASVS 5.0, levels 1 and 2, and what it names exists."""

import csv
import re
from collections import Counter

import pytest

from mobility.settings import BASE_DIR

pytestmark = pytest.mark.once

ITEMS = {"1": 70, "2": 183}
WAYS = {"test", "setting", "code", "document", "not here", "exception"}
SETTINGS = (BASE_DIR / "mobility" / "settings.py").read_text()


def rows() -> list[dict[str, str]]:
    with open(BASE_DIR / "docs" / "asvs.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def is_there(way: str, where: str) -> bool:
    """Whether what a row names can be found."""
    if way in ("not here", "exception"):
        return where == ""
    if way == "setting" and re.fullmatch("[A-Z_]+", where):
        return where in SETTINGS
    path, _, name = where.partition("::")
    if path.startswith(("django.", "allauth.")):
        return True
    file = BASE_DIR / path
    return file.exists() and (not name or f"def {name}(" in file.read_text())


def test_every_item_is_answered_once() -> None:
    levels = Counter(row["level"] for row in rows())
    assert levels == Counter(ITEMS)
    assert len({row["item"] for row in rows()}) == sum(ITEMS.values())
    assert {row["answer"] for row in rows()} <= WAYS


def test_what_an_answer_names_exists() -> None:
    assert [row for row in rows() if not is_there(row["answer"], row["where"])] == []
    assert not is_there("test", "tests/test_asvs.py::test_that_nobody_wrote")


def test_an_exception_and_what_is_not_here_have_a_reason() -> None:
    bare = [row for row in rows() if row["answer"] in ("exception", "not here")]
    assert [row["item"] for row in bare if not row["why"]] == []


def test_all_of_level_1_and_nearly_all_of_level_2_hold() -> None:
    applies = [row for row in rows() if row["answer"] != "not here"]
    exceptions = Counter(row["level"] for row in applies if row["answer"] == "exception")
    second = [row for row in applies if row["level"] == "2"]
    assert exceptions["1"] == 0
    assert exceptions["2"] <= 0.05 * len(second), exceptions
