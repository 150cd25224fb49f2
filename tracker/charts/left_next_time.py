"""What is left of a change next time, in the frame that waits for it while nobody can know."""

from collections.abc import Iterable
from typing import Any

from tracker.analysis import words
from tracker.analysis.answers import Answers
from tracker.analysis.answers.left import GapClass, Left, percent
from tracker.analysis.pairs import History
from tracker.analysis.timeline import Range
from tracker.charts.figure import Figure

PAGE = "test"
ORDER = 18

HEADER = ("Where", "Side", "After", "Pairs", "Left", "95 %")
LOW, HIGH = -0.5, 1.5  # shares that the picture shows
SIDES = {"both": "From one leg", **words.SIDES}
WHEN = {24: "1 day", 48: "2 days", 96: "4 days", 168: "A week"}


def build(
    history: History, *, test: str, range_: Range, today: int, answers: Answers | None = None
) -> Iterable[Figure]:
    region = history.test(test).region
    found = [left for left in answers.left.values() if left.region == region] if answers else []
    if found:
        name = words.REGIONS.get(region, region)
        yield Figure(
            key="left-next-time",
            kind="left",
            title="Left next time",
            sentence=said(found),
            header=HEADER,
            rows=tuple(row for left in found for row in _rows(name, left)),
            data={"rows": [_drawn(left) for left in found], "ends": [at(0), at(1)], "name": name},
            place="answers",
        )


def said(found: Iterable[Left]) -> str:
    """One sentence a side, or one for all while none is known."""
    sentences = {left.side: left.sentence for left in found}
    alike = set(sentences.values())
    if len(alike) == 1:
        return f"{alike.pop()}."
    return " ".join(f"{SIDES[side]}: {words.inside(says)}." for side, says in sentences.items())


def _drawn(left: Left) -> dict[str, Any]:
    """The share with its limits, cut at the edges of the frame; empty while it is not known."""
    side = "none" if left.side == "both" else left.side
    bar = {"side": side, "name": SIDES[left.side], "icon": left.icon, "says": left.sentence}
    best, lo, hi = left.share or (None, None, None)
    known = best is not None and lo is not None and hi is not None
    return bar | {
        "change": None,  # a mark of its usual size
        "best": at(best) if known else "",
        "wide": [at(lo), at(hi)] if known else [],
    }


def at(share: float | None) -> str:
    """
    >>> at(0), at(1), at(9)
    ('26%', '74%', '98%')
    """
    inside = min(max(share or 0.0, LOW), HIGH)
    return f"{2 + 96 * (inside - LOW) / (HIGH - LOW):.4g}%"


def _rows(name: str, left: Left) -> list[tuple[str, ...]]:
    where = (name.capitalize(), SIDES[left.side])
    best, lo, hi = left.share or (None, None, None)
    shares = _shares(best, lo, hi)
    own = [(*where, _when(each), str(each.pairs), *_of_class(each)) for each in left.by_gap]
    return [(*where, "Whenever", str(left.pairs), *shares), *own]


def _when(each: GapClass) -> str:
    return WHEN.get(each.hours, f"{each.hours} hours")


def _of_class(each: GapClass) -> tuple[str, str]:
    found = each.retention
    return _shares(found.ratio, found.lo, found.hi) if found else _shares(None, None, None)


def _shares(best: float | None, lo: float | None, hi: float | None) -> tuple[str, str]:
    if best is None or lo is None or hi is None:
        return "Not yet known", words.NOTHING
    return percent(best), f"{percent(lo)} to {percent(hi)}"
