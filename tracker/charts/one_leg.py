"""One leg first: a line per leg from before to between, and the difference of their slopes."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from tracker.analysis import rounding, words
from tracker.analysis.answers import Dataset
from tracker.analysis.answers.legs import FIRST_SESSIONS, LegFirst, Legs, Slope, one_leg_first
from tracker.analysis.pairs import History
from tracker.analysis.randomisation import LEGS
from tracker.charts import arms, forest
from tracker.charts.comparisons import strength, strength_of_pending
from tracker.charts.figure import Figure
from tracker.charts.verdict_counts import PLACES, TESTS, Summary, summary

PAGE = "compare"
ORDER = 30

REGIONS = words.Messages(
    {
        "foot": pgettext_lazy("heading", "Foot"),
        "ankle": pgettext_lazy("heading", "Ankle"),
        "knee": pgettext_lazy("heading", "Knee"),
        "hip": pgettext_lazy("heading", "Hip"),
        "low_back": pgettext_lazy("heading", "Low back"),
    }
)
FLOOR, POINT = 186, 16.5  # y of 0, and the height of one point, in the SVG


def build(history: History, *, dataset: Dataset, declined: Collection[int]) -> Iterable[Figure]:
    legs = one_leg_first(dataset)
    if not legs.sessions:
        return
    regions = {region: leg for region, leg in legs.regions.items() if leg.finding.wide}
    if not regions:
        yield too_early(legs)
        return
    tests = [group_of(dataset, test, leg) for test, leg in legs.tests.items()]
    first = next(iter(regions.values()))
    groups = [forest.Group(_name(r), {"none": leg.finding}) for r, leg in regions.items()]
    counted = summary([leg.finding for leg in regions.values()], PLACES)
    yield Figure(
        key="one-leg",
        kind="forest",
        title=_title(),
        sentence=counted.most,
        header=_header(),
        rows=tuple(
            [cells(_name(r), leg) for r, leg in regions.items()]
            + [cells(dataset.history.test(t).name, leg) for t, leg in legs.tests.items()]
        ),
        data=forest.plot(groups, tests, ends=ends(), sides=False, brief=True)
        | {"slopes": [_slope(region, leg) for region, leg in regions.items()]}
        | {"others": counted.others, "tests": _of_tests(legs)}
        | about(dataset, legs, first, declined),
        comparison="leg",
        strength=strength(first.finding.grade_letter, min(first.left_first, first.right_first)),
    )


def _of_tests(legs: Legs) -> Summary | None:
    return summary([leg.finding for leg in legs.tests.values()], TESTS) if legs.tests else None


def about(
    dataset: Dataset, legs: Legs, first: LegFirst, declined: Collection[int]
) -> dict[str, Any]:
    """The grade, the counts and the caveat of the figure."""
    infos = dataset.history.sessions
    swapped = sum(s.is_assigned and s.id in declined and s.assigned in LEGS for s in infos)
    count = ngettext(
        "%(count)s session: left first in %(left)s, right first in %(right)s.",
        "%(count)s sessions: left first in %(left)s, right first in %(right)s.",
        legs.sessions,
    ) % {"count": legs.sessions, "left": first.left_first, "right": first.right_first}
    return {
        "grade": arms.grade_of(first.finding),
        "counts": " ".join([count, *arms.swapped_words(swapped)]),
        "notes": [
            _("Shown is only what the worked leg gained over the other."),
            _("Working one leg often loosens both, so the full change may be larger."),
            *arms.at_most_probably(leg.finding for leg in legs.regions.values()),
        ],
    }


def group_of(dataset: Dataset, test: str, leg: LegFirst) -> forest.Group:
    return forest.Group(dataset.history.test(test).name, {"none": leg.finding})


def too_early(legs: Legs) -> Figure:
    """A placeholder, until there are enough sessions to compare the legs."""
    wait = max((leg.finding.wait for leg in legs.regions.values()), default=0)
    more = max(1, wait or FIRST_SESSIONS - legs.sessions)
    sentence = ngettext(
        "Too early. %(count)s more session with one leg first, picked by chance, for a first"
        " estimate.",
        "Too early. %(count)s more sessions with one leg first, picked by chance, for a first"
        " estimate.",
        more,
    ) % {"count": more}
    bars = [(_("One leg first"), legs.sessions, legs.sessions + more)]
    early = arms.pending("one-leg", _title(), sentence, bars, "leg")
    return replace(early, strength=strength_of_pending(legs.sessions))


def _title() -> str:
    return _("The worked leg and the other leg")


def ends() -> tuple[str, str]:
    """What the two ends of the axis mean."""
    return _("other leg freer"), _("worked leg freer")


def _header() -> tuple[str, ...]:
    legs = (_("Worked leg"), _("Other leg"))
    return (_("Where"), *legs, *forest.estimate_header(), _("In words"))


def _name(region: str) -> str:
    return REGIONS.get(region, region)


def cells(name: str, leg: LegFirst) -> tuple[str, ...]:
    """A row of the table."""
    return (name, _path(leg.worked), _path(leg.other), *forest.cells(leg.finding))


def _path(slope: Slope | None) -> str:
    if slope is None:
        return words.NOTHING
    return rounding.span(words.number(slope.before), words.number(slope.after))


def _slope(region: str, leg: LegFirst) -> dict[str, Any]:
    """Coordinates in the SVG; `zero` is where the worked leg would end with the other's change."""
    assert leg.worked and leg.other and leg.finding.wide and leg.finding.narrow
    same = leg.worked.before + leg.other.after - leg.other.before
    wide, narrow = leg.finding.wide, leg.finding.narrow
    return {
        "name": _name(region),
        "icon": leg.finding.icon,
        "says": leg.finding.sentence,
        "tags": leg.finding.tag_sentences,
        "worked": [_y(leg.worked.before), _y(leg.worked.after)],
        "other": [_y(leg.other.before), _y(leg.other.after)],
        "zero": _y(same),
        "best": _y(same + (leg.finding.best or 0)),
        "wide": [_y(same + wide.lo), _y(same + wide.hi)],
        "narrow": [_y(same + narrow.lo), _y(same + narrow.hi)],
        "numbers": _("%(worked)s, other leg %(other)s")
        % {"worked": _path(leg.worked), "other": _path(leg.other)},
    }


def _y(value: float) -> str:
    return f"{FLOOR - POINT * min(max(value, 0), 10):.1f}"
