"""What changed in a session: a headline, and a dumbbell per test and side, near to far."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from tracker.analysis import words
from tracker.analysis.answers.swing import Changes, Swing, session_limit
from tracker.analysis.pairs import History, Series, SeriesKey, TestInfo
from tracker.charts import changes_headline, changes_in_words, usual_swing
from tracker.charts.changes_headline import Counts
from tracker.charts.changes_in_words import RatedTwice
from tracker.charts.figure import Figure
from tracker.charts.usual_swing import NamedChange

PAGE = "result"
ORDER = 10
A_LIST = 3  # ratings, which need no folds


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
    """The tests at one distance from what was worked, and how many of them changed how."""

    place: str
    title: str
    regions: str
    says: str
    tests: list[RatedTest]


def build(
    history: History,
    *,
    proximity: Mapping[str, str] | None = None,
    controls: Sequence[Changes] = (),
    skips: Mapping[SeriesKey, Sequence[str]] | None = None,
    **about: Any,
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
    rows, counts = _rows(groups), _counts(_rows(groups))
    yield Figure(
        key="changes",
        kind="dumbbells",
        title=_("Your ratings, before and after"),
        sentence=" ".join(filter(None, _about_swing(groups, swing))),
        header=_header(),
        rows=tuple(
            _cells(t["name"], row, swing) for g in groups for t in g["tests"] for row in t["rows"]
        ),
        data={
            "groups": groups,
            "is_folded": any(group["place"] for group in groups) and len(rows) > A_LIST,
            "is_larger": any(row["beyond"] for row in rows),
            "is_stiffer": counts.is_stiffer,
            "is_compared": bool(counts.total),
            "key": usual_swing.key(swing),
        },
        summary=(_headline(history, groups, swing),),
    )


def _headline(history: History, groups: list[Group], swing: Swing) -> dict[str, str]:
    """What changed in a line, and in a few sentences the rest."""
    rows = _rows(groups)
    counts = _counts(rows)
    has_changed = counts.same < counts.total
    absent = changes_in_words.absences(row["pair"] for row in rows)
    sentences = [
        changes_headline.rest(counts),
        _("No routine, rated twice.") if counts.total and _is_without_routine(history) else "",
        usual_swing.how_many(_named(groups), swing) if has_changed else "",
        absent,
        _("A skip does not count as 0.") if absent and not counts.total else "",
    ]
    return {"title": changes_headline.headline(counts), "says": " ".join(filter(None, sentences))}


def _about_swing(groups: list[Group], swing: Swing) -> tuple[str, str]:
    named = _named(groups)
    return usual_swing.which(named, swing), usual_swing.source(swing) if named else ""


def _rows(groups: Iterable[Group]) -> list[SideRow]:
    return [row for group in groups for test in group["tests"] for row in test["rows"]]


def _counts(rows: Iterable[SideRow]) -> Counts:
    return Counts.of([row["change"] for row in rows if row["change"] is not None])


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
    rows = [row for test in tests for row in test["rows"]]
    regions = dict.fromkeys(words.REGIONS.get(test["region"], test["region"]) for test in tests)
    return {
        "place": place,
        "title": words.PROXIMITY.get(place, ""),
        "regions": ", ".join(regions),
        "says": changes_headline.in_a_place(_counts(rows)),
        "tests": tests,
    }


def _test(
    test: TestInfo, history: History, swing: Swing, skips: Mapping[SeriesKey, Sequence[str]]
) -> RatedTest:
    rows = [_row(s, swing, skips.get((s.test, s.side), ("", ""))) for s in history.of_test(test)]
    return {"name": test.name, "region": test.region, "rows": rows}


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
