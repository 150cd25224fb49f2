"""Says in a line what changed in a session, in a second one the rest; and what did in a place."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Counts:
    """How many ratings that were given twice went in which direction."""

    freer: int
    same: int
    stiffer: int

    @classmethod
    def of(cls, changes: Sequence[float]) -> "Counts":
        signs = Counter((change > 0) - (change < 0) for change in changes)
        return cls(signs[1], signs[0], signs[-1])

    @property
    def total(self) -> int:
        return self.freer + self.same + self.stiffer

    @property
    def numbers(self) -> dict[str, int]:
        return vars(self) | {"total": self.total}

    @property
    def is_stiffer(self) -> bool:
        """Whether more got stiffer than freer."""
        return self.stiffer > self.freer


def headline(counts: Counts) -> str:
    """The direction that is more frequent, without a full stop.

    >>> headline(Counts(11, 3, 1)), headline(Counts(0, 15, 0))
    ('Freer in 11 of 15 ratings', 'The same before and after, in all 15 ratings')
    """
    if counts.total < 2:
        return _of_one(counts)
    if counts.same == counts.total:
        return _("The same before and after, in all %(total)s ratings") % counts.numbers
    if counts.is_stiffer:
        return _("Stiffer in %(stiffer)s of %(total)s ratings") % counts.numbers
    return _("Freer in %(freer)s of %(total)s ratings") % counts.numbers


def _of_one(counts: Counts) -> str:
    if not counts.total:
        return _("Nothing to compare")
    if counts.same:
        return _("The same in the one rating you gave twice")
    if counts.freer:
        return _("Freer in the one rating you gave twice")
    return _("Stiffer in the one rating you gave twice")


def rest(counts: Counts) -> str:
    """What the headline does not say; empty if nothing is left.

    >>> rest(Counts(11, 3, 1)), rest(Counts(1, 0, 2)), rest(Counts(2, 0, 0))
    ('The same in 3, stiffer in 1.', 'Freer in 1.', '')
    """
    if counts.same and counts.same == counts.total:
        return _("A change smaller than 1 point does not show on this scale.")
    others = counts.freer if counts.is_stiffer else counts.stiffer
    message = {
        (True, True, True): _("The same in %(same)s, freer in %(freer)s."),
        (True, True, False): _("The same in %(same)s, stiffer in %(stiffer)s."),
        (False, True, True): _("Freer in %(freer)s."),
        (False, True, False): _("Stiffer in %(stiffer)s."),
    }.get((bool(counts.same), bool(others), counts.is_stiffer))
    if message is None:
        message = _("The same in %(same)s.") if counts.same else ""
    return message % counts.numbers


def in_a_place(counts: Counts) -> str:
    """The same of one place, in fixed order.

    >>> in_a_place(Counts(3, 0, 1)), in_a_place(Counts(0, 2, 0)), in_a_place(Counts(0, 0, 0))
    ('3 freer, 1 stiffer', '2 the same', 'Nothing to compare')
    """
    message = {
        (True, True, True): _("%(freer)s freer, %(same)s the same, %(stiffer)s stiffer"),
        (True, True, False): _("%(freer)s freer, %(same)s the same"),
        (True, False, True): _("%(freer)s freer, %(stiffer)s stiffer"),
        (True, False, False): _("%(freer)s freer"),
        (False, True, True): _("%(same)s the same, %(stiffer)s stiffer"),
        (False, True, False): _("%(same)s the same"),
        (False, False, True): _("%(stiffer)s stiffer"),
        (False, False, False): _("Nothing to compare"),
    }[bool(counts.freer), bool(counts.same), bool(counts.stiffer)]
    return message % counts.numbers
