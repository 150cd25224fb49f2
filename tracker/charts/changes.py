"""What changed in a session: a dumbbell per test and side, near to far, in fixed order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.analysis import words
from tracker.analysis.pairs import History, Series, TestInfo
from tracker.charts.figure import Figure

PAGE = "result"
ORDER = 10

HEADER = ("Test", "Side", "Before", "After", "Change")


def build(history: History, *, places: Mapping[str, str] | None = None) -> Iterable[Figure]:
    """`history` holds the one session; `places` says which regions its routine worked on."""
    groups = [_group(place, tests, history) for place, tests in _grouped(history, places)]
    drawn = [row for group in groups for test in group["tests"] for row in test["rows"]]
    yield Figure(
        key="changes",
        kind="dumbbells",
        title="Every test",
        sentence=_sentence([row["change"] for row in drawn]),
        header=HEADER,
        rows=tuple(
            _cells(test["name"], row) for g in groups for test in g["tests"] for row in test["rows"]
        ),
        data={"groups": groups},
    )


def _grouped(
    history: History, places: Mapping[str, str] | None
) -> Iterable[tuple[str, list[TestInfo]]]:
    tests = [test for test in history.tests if history.of_test(test)]
    if not places:  # a test-only session worked nowhere
        return [("", tests)] if tests else []
    found = {
        place: [t for t in tests if places.get(t.region, "further") == place]
        for place in words.PLACES
    }
    return [(place, group) for place, group in found.items() if group]


def _group(place: str, tests: list[TestInfo], history: History) -> dict[str, Any]:
    regions = dict.fromkeys(words.REGIONS.get(test.region, test.region) for test in tests)
    rated = [{"name": t.name, "rows": [_row(s) for s in history.of_test(t)]} for t in tests]
    return {
        "place": place,
        "title": words.PLACES.get(place, ""),
        "regions": ", ".join(regions),
        "tests": rated,
    }


def _row(series: Series) -> dict[str, Any]:
    before, after = series.before[-1], series.after[-1]
    return {
        "side": series.side,
        "before": before,
        "after": after,
        "change": words.difference(before, after),
        "says": f"{words.SIDES[series.side]}: {_says(before, after)}.",
        "missing": "not rated" if before is None and after is None else "rated once",
        "before_at": _percent(before),
        "after_at": _percent(after),
    }


def _says(before: int | None, after: int | None) -> str:
    rated = [
        f"{phase} {'not rated' if score is None else score}"
        for phase, score in (("before", before), ("after", after))
    ]
    change = words.difference(before, after)
    return ", ".join(rated if change is None else [*rated, words.change_words(change)])


def _percent(score: int | None) -> str:
    """Where a score lies on the track, which keeps room at both ends for the marks."""
    return "" if score is None else f"{2 + 9.6 * score:g}%"


def _cells(name: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    before, after = words.number(row["before"]), words.number(row["after"])
    return (name, words.SIDES[row["side"]], before, after, words.change_words(row["change"]))


def _sentence(changes: list[int | None]) -> str:
    pairs = [change for change in changes if change is not None]
    if not pairs:
        return "Nothing was rated both before and after."
    count = Counter((change > 0) - (change < 0) for change in pairs)
    parts = [f"freer in {count[1]} of {words.counted(len(pairs), 'rating')}"]
    parts += [f"the same in {count[0]}"] if count[0] else []
    parts += [f"stiffer in {count[-1]}"] if count[-1] else []
    missing = len(changes) - len(pairs)
    left_out = f" {missing} not rated both times." if missing else ""
    return f"{', '.join(parts).capitalize()}.{left_out}"
