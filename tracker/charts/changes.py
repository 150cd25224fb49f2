"""What changed in a session: a dumbbell per test and side, near to far, in fixed order."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import TypedDict

from tracker.analysis import words
from tracker.analysis.answers.swing import Changes, Swing, session_limit
from tracker.analysis.pairs import History, Series, SeriesKey, TestInfo
from tracker.charts import usual_swing
from tracker.charts.figure import Figure
from tracker.charts.usual_swing import NamedChange

PAGE = "result"
ORDER = 10

HEADER = ("Test", "Side", "Before", "After", "Change", "Usual swing")
NOT_RATED = "not rated"
BEYOND = "larger than the usual swing"


class Middle(TypedDict):
    """The median change of a side, in points."""

    side: str
    change: float


class SideRow(TypedDict):
    """One side of a test before and after, as numbers, in words, and as places on the track."""

    side: str
    before: int | None
    after: int | None
    change: float | None
    beyond: bool
    rated: list[str]
    says: str
    missing: str
    before_at: str
    after_at: str
    band: dict[str, str] | None


class RatedTest(TypedDict):
    """A test with a row per side."""

    name: str
    region: str
    rows: list[SideRow]


class Group(TypedDict):
    """The tests at one distance from what was worked, with their median changes."""

    place: str
    title: str
    regions: str
    tests: list[RatedTest]
    middle: list[Middle]


def build(
    history: History,
    *,
    proximity: Mapping[str, str] | None = None,
    controls: Sequence[Changes] = (),
    skips: Mapping[SeriesKey, Sequence[str]] | None = None,
) -> Iterable[Figure]:
    """`history` holds one session; `proximity` says how near each region is to what it worked.

    `controls`: the changes of the person's newest test-only sessions. `skips`: per test and side,
    the reasons for skipping it before and after, in words.
    """
    swing = session_limit(controls, _compared(history))
    groups = [
        _group(place, [_test(test, history, swing, skips or {}) for test in tests])
        for place, tests in _grouped(history, proximity)
    ]
    rows = [row for group in groups for test in group["tests"] for row in test["rows"]]
    is_twice = _is_without_routine(history) and any(row["change"] is not None for row in rows)
    twice = "Rated twice without a routine. " if is_twice else ""
    yield Figure(
        key="changes",
        kind="dumbbells",
        title="Every test",
        sentence=f"{twice}{_sentence(rows)}",
        header=HEADER,
        rows=tuple(
            _cells(test["name"], row, swing)
            for g in groups
            for test in g["tests"]
            for row in test["rows"]
        ),
        data={
            "groups": groups,
            "beyond": usual_swing.beyond(_named(groups), swing),
            "key": usual_swing.key(swing),
            "source": usual_swing.source(swing),
            "middles": _has_middles(groups),
        },
    )


def _compared(history: History) -> list[SeriesKey]:
    """The tests and sides rated before and after."""
    return [
        key
        for key, series in history.series.items()
        if words.difference(series.before[-1], series.after[-1]) is not None
    ]


def _is_without_routine(history: History) -> bool:
    return any(session.kind == "test_only" or not session.worked for session in history.sessions)


def _grouped(
    history: History, proximity: Mapping[str, str] | None
) -> Iterable[tuple[str, list[TestInfo]]]:
    tests = [test for test in history.tests if history.of_test(test)]
    if not proximity or _is_without_routine(history):  # so there is no near and far
        return [("", tests)] if tests else []
    groups = {
        place: [t for t in tests if proximity.get(t.region, "further") == place]
        for place in words.PROXIMITY
    }
    return [(place, group) for place, group in groups.items() if group]


def _group(place: str, tests: list[RatedTest]) -> Group:
    regions = dict.fromkeys(words.REGIONS.get(test["region"], test["region"]) for test in tests)
    return {
        "place": place,
        "title": words.PROXIMITY.get(place, ""),
        "regions": ", ".join(regions),
        "tests": tests,
        "middle": _middle([row for test in tests for row in test["rows"]]),
    }


def _test(
    test: TestInfo, history: History, swing: Swing, skips: Mapping[SeriesKey, Sequence[str]]
) -> RatedTest:
    rows = [_row(s, swing, skips.get((s.test, s.side), ("", ""))) for s in history.of_test(test)]
    return {"name": test.name, "region": test.region, "rows": rows}


def _has_middles(groups: list[Group]) -> bool:
    """False if every group has one test, whose change is the median already."""
    return any(group["place"] and group["tests"][1:] for group in groups)


def _middle(rows: list[SideRow]) -> list[Middle]:
    """The median change per side; left and right are never pooled."""
    by_side: dict[str, list[float]] = {}
    for row in rows:
        if row["change"] is not None:
            by_side.setdefault(row["side"], []).append(row["change"])
    return [{"side": side, "change": median(changes)} for side, changes in by_side.items()]


def _row(series: Series, swing: Swing, skips: Sequence[str]) -> SideRow:
    before, after = series.before[-1], series.after[-1]
    change = words.difference(before, after)
    beyond = change is not None and abs(change) > swing.limit
    rated = [_rated(score, why) for score, why in zip((before, after), skips, strict=True)]
    return {
        "side": series.side,
        "before": before,
        "after": after,
        "change": change,
        "beyond": beyond,
        "rated": rated,
        "says": f"{words.SIDES[series.side]}: {_says(rated, change, beyond=beyond)}.",
        "missing": _missing(rated),
        "before_at": _percent(before),
        "after_at": _percent(after),
        "band": _band(before, swing),
    }


def _rated(score: int | None, skip: str) -> str:
    """
    >>> _rated(None, "pain"), _rated(None, ""), _rated(0, "")
    ('skipped (pain)', 'not rated', '0')
    """
    if score is not None:
        return str(score)
    return f"skipped ({skip})" if skip else NOT_RATED


def _missing(rated: Sequence[str]) -> str:
    """Why there is no change, in a few words; the spoken text says which rating is missing.

    >>> _missing(["skipped (pain)", "7"]), _missing(["skipped (pain)", "skipped (no time)"])
    ('skipped (pain)', 'skipped')
    >>> _missing(["4", "not rated"]), _missing(["not rated", "not rated"])
    ('rated once', 'not rated')
    """
    skipped = {text for text in rated if text.startswith("skipped")}
    if skipped:
        return skipped.pop() if len(skipped) == 1 else "skipped"
    return NOT_RATED if set(rated) == {NOT_RATED} else "rated once"


def _says(rated: Sequence[str], change: float | None, *, beyond: bool) -> str:
    parts = [f"before {rated[0]}", f"after {rated[1]}"]
    parts += [] if change is None else [words.change_words(change)]
    return ", ".join([*parts, BEYOND] if beyond else parts)


def _band(before: int | None, swing: Swing) -> dict[str, str] | None:
    """The usual swing around Before: its left edge and its width."""
    if before is None:
        return None
    low, high = max(0, before - swing.limit), min(10, before + swing.limit)
    return {"from": _percent(low), "width": f"{9.6 * (high - low):.4g}%"}


def _percent(score: float | None) -> str:
    """Position of a score on the track, which leaves room for the marks at both ends."""
    return "" if score is None else f"{2 + 9.6 * score:.4g}%"


def _cells(name: str, row: SideRow, swing: Swing) -> tuple[str, ...]:
    is_skip = row["missing"].startswith("skipped")
    change = row["missing"] if is_skip else words.change_words(row["change"])
    change += f", {BEYOND}" if row["beyond"] else ""
    rated = (words.NOTHING if text == NOT_RATED else text for text in row["rated"])
    return (name, words.SIDES[row["side"]], *rated, change, usual_swing.cell(swing))


def _sentence(rows: list[SideRow]) -> str:
    pairs = [row["change"] for row in rows if row["change"] is not None]
    skipped, rest = _missing_words([row for row in rows if row["change"] is None])
    if not pairs:
        return f"Nothing was rated both before and after.{skipped}"
    count = Counter((change > 0) - (change < 0) for change in pairs)
    parts = [f"freer in {count[1]} of {words.counted(len(pairs), 'rating')}"]
    parts += [f"the same in {count[0]}"] if count[0] else []
    parts += [f"stiffer in {count[-1]}"] if count[-1] else []
    return f"{', '.join(parts).capitalize()}.{skipped}{rest}"


def _missing_words(rows: list[SideRow]) -> tuple[str, str]:
    """How many were skipped, by reason, and how many were not rated both times."""
    skipped = Counter(why for row in rows if (why := _skip_reason(row["rated"])))
    rest = len(rows) - skipped.total()
    kinds = [f"{why} {n}" if len(skipped) > 1 else why for why, n in skipped.items()]
    skipped_words = f" {skipped.total()} skipped ({', '.join(kinds)})." if skipped else ""
    return skipped_words, f" {rest} not rated both times." if rest else ""


def _skip_reason(rated: Sequence[str]) -> str:
    skips = (text for text in rated if text.startswith("skipped"))
    return next(skips, "").removeprefix("skipped (").removesuffix(")")


def _named(groups: Iterable[Group]) -> list[NamedChange]:
    return [
        NamedChange(test["name"], row["side"], row["change"])
        for group in groups
        for test in group["tests"]
        for row in test["rows"]
        if row["change"] is not None
    ]
