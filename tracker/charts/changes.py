"""What changed in a session: a dumbbell per test and side, near to far, in fixed order."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import TypedDict

from django.utils.translation import gettext as _

from tracker.analysis import words
from tracker.analysis.answers.swing import Changes, Swing, session_limit
from tracker.analysis.pairs import History, Series, SeriesKey, TestInfo
from tracker.charts import changes_in_words, usual_swing
from tracker.charts.changes_in_words import RatedTwice
from tracker.charts.figure import Figure
from tracker.charts.usual_swing import NamedChange

PAGE = "result"
ORDER = 10


class Middle(TypedDict):
    """The median change of a side, in points."""

    side: str
    change: float


class SideRow(TypedDict):
    """One side of a test before and after, as numbers, in words, and as places on the track."""

    side: str
    pair: RatedTwice
    change: float | None
    beyond: bool
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
    counts = changes_in_words.counted(row["pair"] for row in rows)
    is_twice = _is_without_routine(history) and any(row["change"] is not None for row in rows)
    twice = _("No routine, rated twice. %(counts)s") % {"counts": counts}
    yield Figure(
        key="changes",
        kind="dumbbells",
        title=_("Your ratings, before and after"),
        sentence=twice if is_twice else counts,
        header=_header(),
        rows=tuple(
            _cells(t["name"], row, swing) for g in groups for t in g["tests"] for row in t["rows"]
        ),
        data={
            "groups": groups,
            "beyond": usual_swing.beyond(_named(groups), swing),
            "key": usual_swing.key(swing),
            "source": usual_swing.source(swing),
            "middles": _has_middles(groups),
        },
    )


def _header() -> tuple[str, ...]:
    return _("Test"), _("Side"), _("Before"), _("After"), _("Change"), _("Usual swing")


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
    pair = RatedTwice(series.side, series.before[-1], series.after[-1], *skips)
    beyond = pair.change is not None and abs(pair.change) > swing.limit
    return {
        "side": series.side,
        "pair": pair,
        "change": pair.change,
        "beyond": beyond,
        "says": changes_in_words.spoken(pair, beyond=beyond),
        "missing": changes_in_words.missing(pair),
        "before_at": _percent(pair.before),
        "after_at": _percent(pair.after),
        "band": _band(pair.before, swing),
    }


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
    change = changes_in_words.in_a_table(row["pair"], beyond=row["beyond"])
    return (name, words.SIDES[row["side"]], *row["pair"].cells, change, usual_swing.cell(swing))


def _named(groups: Iterable[Group]) -> list[NamedChange]:
    return [
        NamedChange(test["name"], row["side"], row["change"])
        for group in groups
        for test in group["tests"]
        for row in test["rows"]
        if row["change"] is not None
    ]
