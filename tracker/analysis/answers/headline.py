"""The one sentence on top of Progress: what the ratings say, and no more than they can."""

from collections.abc import Sequence
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.analysis.answers.tally import Tally


class Case(StrEnum):
    """What most tests and sides say of a session, in the order of the rules."""

    FREER = "freer"
    PROBABLY_FREER = "probably_freer"
    STIFFER = "stiffer"
    PROBABLY_STIFFER = "probably_stiffer"
    LITTLE = "little"
    UNKNOWN = "unknown"
    EARLY = "early"
    MIXED = "mixed"


def deciding(day: Tally) -> dict[Case, int]:
    """How many tests and sides speak for which case, in the order of the rules."""
    return {
        Case.FREER: day.up,
        Case.PROBABLY_FREER: day.up + day.probably_up,
        Case.STIFFER: day.down,
        Case.PROBABLY_STIFFER: day.down + day.probably_down,
        Case.LITTLE: day.little,
        Case.UNKNOWN: day.unknown,
        Case.EARLY: day.early,
        Case.MIXED: 0,
    }


def case_of(day: Tally) -> Case:
    """More than half of the tests and sides decide; a direction that is likely is called so."""
    rules = deciding(day).items()
    return next((case for case, count in rules if day.is_most(count)), Case.MIXED)


def is_worse(day: Tally, weeks: Tally) -> bool:
    """Whether to look at when not to do the routine, before anything else."""
    case = case_of(day)
    if case in (Case.STIFFER, Case.PROBABLY_STIFFER):
        return True
    return case not in (Case.FREER, Case.PROBABLY_FREER) and weeks.down > weeks.up


def headline(day: Tally, weeks: Tally) -> str:
    """Of ratings before and after alone: never that the routine did it."""
    if is_worse(day, weeks) and case_of(day) == Case.LITTLE:
        return ngettext(
            "You rate about the same after a session. Over the weeks %(falling)s of %(total)s"
            " test or side is falling.",
            "You rate about the same after a session. Over the weeks %(falling)s of %(total)s"
            " tests and sides are falling.",
            weeks.down,
        ) % {"falling": weeks.down, "total": weeks.total}
    match case_of(day):
        case Case.FREER:
            return _("You rate freer after a session. Whether the routine does it is not known.")
        case Case.PROBABLY_FREER:
            return _(
                "You probably rate freer after a session. Whether the routine does it is not known."
            )
        case Case.STIFFER:
            return _("You rate stiffer after a session. Whether the routine does it is not known.")
        case Case.PROBABLY_STIFFER:
            return _(
                "You probably rate stiffer after a session. Whether the routine does it is not"
                " known."
            )
        case Case.LITTLE:
            return _("You rate about the same after a session.")
        case Case.UNKNOWN:
            return _("Not clear yet whether your ratings change after a session.")
        case Case.EARLY:
            return _("Too early to say what your ratings do after a session.")
        case Case.MIXED:
            return _("After a session it is mixed: look at each test.")


def of_running_plan(done: int, planned: int) -> str:
    """While a plan has no answer yet, how far it is."""
    if done > planned:
        return ngettext(
            "Not known yet. %(done)s session of your fair test is done, about %(planned)s were"
            " planned.",
            "Not known yet. %(done)s sessions of your fair test are done, about %(planned)s were"
            " planned.",
            done,
        ) % {"done": done, "planned": planned}
    return ngettext(
        "Not known yet. %(done)s of about %(planned)s sessions of your fair test is done.",
        "Not known yet. %(done)s of about %(planned)s sessions of your fair test are done.",
        done,
    ) % {"done": done, "planned": planned}


def so_far(sessions: int, *, are_all: bool) -> str:
    """While there is no estimate: how many sessions with a routine there are."""
    if not sessions:
        return _("No session with a routine in the last 6 months")
    if are_all:
        return ngettext("%(count)s session so far", "%(count)s sessions so far", sessions) % {
            "count": sessions
        }
    return ngettext(
        "%(count)s session with a routine in the last 6 months",
        "%(count)s sessions with a routine in the last 6 months",
        sessions,
    ) % {"count": sessions}


def first_changes(changes: Sequence[float]) -> str:
    """How the ratings of the first sessions went, one by one; empty without any."""
    if not changes:
        return ""
    freer, stiffer = sum(x > 0 for x in changes), sum(x < 0 for x in changes)
    same, total = len(changes) - freer - stiffer, len(changes)
    message = _of_first_changes(total, has_same=same > 0, has_stiffer=stiffer > 0)
    return message % {"freer": freer, "total": total, "same": same, "stiffer": stiffer}


def _of_first_changes(total: int, *, has_same: bool, has_stiffer: bool) -> str:
    """What did not happen is left out, but for "freer", which is what the sentence is about."""
    if has_same and has_stiffer:
        return ngettext(
            "Afterwards you rated freer in %(freer)s of %(total)s rating, the same in %(same)s,"
            " stiffer in %(stiffer)s.",
            "Afterwards you rated freer in %(freer)s of %(total)s ratings, the same in %(same)s,"
            " stiffer in %(stiffer)s.",
            total,
        )
    if has_same:
        return ngettext(
            "Afterwards you rated freer in %(freer)s of %(total)s rating, the same in %(same)s.",
            "Afterwards you rated freer in %(freer)s of %(total)s ratings, the same in %(same)s.",
            total,
        )
    if has_stiffer:
        return ngettext(
            "Afterwards you rated freer in %(freer)s of %(total)s rating, stiffer in %(stiffer)s.",
            "Afterwards you rated freer in %(freer)s of %(total)s ratings, stiffer in %(stiffer)s.",
            total,
        )
    return ngettext(
        "Afterwards you rated freer in %(freer)s of %(total)s rating.",
        "Afterwards you rated freer in %(freer)s of %(total)s ratings.",
        total,
    )
