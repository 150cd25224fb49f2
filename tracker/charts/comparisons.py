"""One comparison at a time: which of them there are, the one with the strongest evidence first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tracker.analysis.words import Messages
from tracker.charts.figure import Figure

# In the order of the links, and of evidence of the same strength.
NAMES = Messages(
    {
        "sitting": _("Sitting still"),
        "touch": _("Light touch"),
        "routines": _("Which routine"),
        "leg": _("One leg"),
        "near": _("Near or further"),
    }
)
GRADES = "CBA"  # the weakest first


@dataclass(frozen=True)
class Link:
    """A comparison that can be chosen."""

    what: str
    name: str
    is_current: bool


@dataclass(frozen=True)
class Comparisons:
    """What Compare shows: the figures of one comparison, and the links to all of them."""

    links: tuple[Link, ...]
    main: Figure
    others: tuple[Figure, ...]


def comparisons(figures: Iterable[Figure], what: str) -> Comparisons | None:
    """The comparison `what`, else the one with the strongest evidence; None without any."""
    by_strength = sorted(figures, key=lambda figure: figure.strength, reverse=True)
    compared = [figure for figure in by_strength if figure.comparison]
    if not compared:
        return None
    existing = {figure.comparison for figure in compared}
    names = [name for name in NAMES if name in existing]
    if what not in names:
        strongest = [f.comparison for f in compared if f.strength[:2] == compared[0].strength[:2]]
        what = min(strongest, key=names.index)
    main, *others = (figure for figure in compared if figure.comparison == what)
    links = tuple(Link(name, NAMES[name], name == what) for name in names)
    return Comparisons(links, main, tuple(others))


def strength(grade: str, sessions: int) -> tuple[int, ...]:
    """Of an estimate of this grade; the sessions are those of the kind with fewer."""
    return (1, GRADES.index(grade), sessions)


def strength_of_pending(sessions: int) -> tuple[int, ...]:
    """While there is no estimate yet."""
    return (0, 0, sessions)
