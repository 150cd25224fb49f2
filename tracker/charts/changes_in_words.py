"""Says in words what was rated before and after in a session, and what is missing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.analysis import words


@dataclass(frozen=True)
class RatedTwice:
    """The ratings of one side, None where there is none, and the reasons for skipping them."""

    side: str
    before: int | None
    after: int | None
    skip_before: str = ""
    skip_after: str = ""

    @property
    def change(self) -> float | None:
        return words.difference(self.before, self.after)

    @property
    def skip_reason(self) -> str:
        return self.skip_before or self.skip_after

    @property
    def cells(self) -> tuple[str, str]:
        """Before and after, for a table."""
        return _cell(self.before, self.skip_before), _cell(self.after, self.skip_after)


def missing(pair: RatedTwice) -> str:
    """Why there is no change, in a few words; the spoken text says which rating is missing.

    >>> missing(RatedTwice("left", None, 7, "pain")), missing(RatedTwice("left", 4, None))
    ('skipped (pain)', 'rated once only')
    >>> missing(RatedTwice("left", None, None, "pain", "no time"))
    'skipped'
    """
    reasons = {pair.skip_before, pair.skip_after} - {""}
    if len(reasons) > 1:
        return _("skipped")
    if reasons:
        return _skipped(reasons.pop())
    return _("not rated") if (pair.before, pair.after) == (None, None) else _("rated once only")


def in_a_table(pair: RatedTwice, *, beyond: bool) -> str:
    """The change, or why there is none."""
    if pair.skip_reason:
        return missing(pair)
    change = words.change_words(pair.change)
    return _("%(change)s, larger than the usual swing") % {"change": change} if beyond else change


def spoken(pair: RatedTwice, *, beyond: bool) -> str:
    """
    >>> spoken(RatedTwice("left", 3, 7), beyond=True)
    'Left: before 3, after 7, 4 freer, larger than the usual swing.'
    >>> spoken(RatedTwice("none", 3, None, "", "pain"), beyond=False)
    'Both legs at once: before 3, after skipped (pain).'
    """
    values = {
        "before": _rated(pair.before, pair.skip_before),
        "after": _rated(pair.after, pair.skip_after),
        "change": words.change_words(pair.change),
    }
    if pair.change is None:
        return _without_change(pair.side) % values
    return (_larger(pair.side) if beyond else _with_change(pair.side)) % values


def absences(pairs: Iterable[RatedTwice]) -> str:
    """What was not rated twice and why, in one or two sentences; empty if nothing."""
    pairs = list(pairs)
    absent = [pair for pair in pairs if pair.change is None]
    is_compared = len(absent) < len(pairs)
    sentences = [_skips(absent), _unrated(absent) if is_compared else ""]
    return " ".join(filter(None, sentences))


def directions(changes: list[float]) -> str:
    """How many changed in which direction, in one sentence; what there is none of is not said."""
    if not changes:
        return _("No test was rated both before and after.")
    signs = Counter((change > 0) - (change < 0) for change in changes)
    count = {"freer": signs[1], "same": signs[0], "stiffer": signs[-1], "total": len(changes)}
    if len(changes) == 1:
        return _of_one(changes[0])
    leads = "freer" if signs[1] >= signs[-1] else "stiffer"
    if signs[0] == len(changes):
        return _("The same before and after in all %(total)s ratings.") % count
    return _of_many(leads, bool(signs[0]), bool(signs[1] and signs[-1])) % count


def _of_one(change: float) -> str:
    if not change:
        return _("The same in the one rating you gave twice.")
    if change > 0:
        return _("Freer in the one rating you gave twice.")
    return _("Stiffer in the one rating you gave twice.")


def _of_many(leads: str, has_same: bool, has_both: bool) -> str:
    if leads == "freer":
        return {
            (False, False): _("Freer in %(freer)s of %(total)s ratings."),
            (True, False): _("Freer in %(freer)s of %(total)s ratings, the same in %(same)s."),
            (False, True): _("Freer in %(freer)s of %(total)s ratings, stiffer in %(stiffer)s."),
            (True, True): _(
                "Freer in %(freer)s of %(total)s ratings, the same in %(same)s,"
                " stiffer in %(stiffer)s."
            ),
        }[has_same, has_both]
    return {
        (False, False): _("Stiffer in %(stiffer)s of %(total)s ratings."),
        (True, False): _("Stiffer in %(stiffer)s of %(total)s ratings, the same in %(same)s."),
        (False, True): _("Stiffer in %(stiffer)s of %(total)s ratings, freer in %(freer)s."),
        (True, True): _(
            "Stiffer in %(stiffer)s of %(total)s ratings, the same in %(same)s, freer in %(freer)s."
        ),
    }[has_same, has_both]


def _skips(absent: list[RatedTwice]) -> str:
    reasons = Counter(pair.skip_reason for pair in absent if pair.skip_reason)
    if not reasons:
        return ""
    if len(reasons) == 1:
        named = next(iter(reasons))
    else:
        count = _("%(reason)s %(count)s")
        named = ", ".join(count % {"reason": why, "count": n} for why, n in reasons.items())
    return _("%(count)s skipped (%(reasons)s).") % {"count": reasons.total(), "reasons": named}


def _unrated(absent: list[RatedTwice]) -> str:
    count = sum(not pair.skip_reason for pair in absent)
    if not count:
        return ""
    return ngettext("%(count)s was not rated twice.", "%(count)s were not rated twice.", count) % {
        "count": count
    }


def _skipped(reason: str) -> str:
    return _("skipped (%(reason)s)") % {"reason": reason}


def _rated(score: int | None, skip: str) -> str:
    if score is not None:
        return str(score)
    return _skipped(skip) if skip else _("not rated")


def _cell(score: int | None, skip: str) -> str:
    return words.NOTHING if score is None and not skip else _rated(score, skip)


def _with_change(side: str) -> str:
    return {
        "left": _("Left: before %(before)s, after %(after)s, %(change)s."),
        "right": _("Right: before %(before)s, after %(after)s, %(change)s."),
        "none": _("Both legs at once: before %(before)s, after %(after)s, %(change)s."),
    }[side]


def _larger(side: str) -> str:
    return {
        "left": _(
            "Left: before %(before)s, after %(after)s, %(change)s, larger than the usual swing."
        ),
        "right": _(
            "Right: before %(before)s, after %(after)s, %(change)s, larger than the usual swing."
        ),
        "none": _(
            "Both legs at once: before %(before)s, after %(after)s, %(change)s, larger than the"
            " usual swing."
        ),
    }[side]


def _without_change(side: str) -> str:
    return {
        "left": _("Left: before %(before)s, after %(after)s."),
        "right": _("Right: before %(before)s, after %(after)s."),
        "none": _("Both legs at once: before %(before)s, after %(after)s."),
    }[side]
