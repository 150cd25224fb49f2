"""The first tests of a session as dumbbells, for a card of a few lines."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from tracker.charts import changes_in_words
from tracker.charts.changes_in_words import RatedTwice

SHOWN = 2  # tests


class TestPairs(NamedTuple):
    """A test with its sides, rated before and after."""

    name: str
    pairs: Sequence[RatedTwice]


def dumbbells(rated: Iterable[tuple[str, RatedTwice]]) -> list[dict[str, Any]]:
    """The first two tests that were rated twice; `rated`: (name of the test, a side), in order."""
    tests = [
        TestPairs(name, [pair for _name, pair in pairs])
        for name, pairs in groupby(rated, key=lambda row: row[0])
    ]
    complete = [test for test in tests if all(pair.change is not None for pair in test.pairs)]
    return [
        {"name": test.name, "rows": [_row(pair) for pair in test.pairs]}
        for test in complete[:SHOWN]
    ]


def _row(pair: RatedTwice) -> dict[str, Any]:
    return {
        "side": pair.side,
        "says": changes_in_words.spoken(pair, beyond=False),
        "change": pair.change,
        "before_at": _percent(pair.before),
        "after_at": _percent(pair.after),
    }


def _percent(score: int | None) -> str:
    """The place of a score on the track, which leaves room for the marks at both ends."""
    return "" if score is None else f"{2 + 9.6 * score:.4g}%"
