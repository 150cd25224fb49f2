"""The three answers on top of Progress, a line each with its counts and what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.analysis.answers import Answers
from tracker.analysis.answers.headline import Case, case_of, deciding
from tracker.analysis.answers.season import beside_the_lines
from tracker.analysis.answers.tally import CHANGES, LEVELS, Tally, at_ends, counts
from tracker.analysis.pairs import TestInfo
from tracker.charts.strip import Strip, strip_of

DAY = {
    Case.FREER: gettext_lazy("Freer in %(count)s of %(total)s"),
    Case.PROBABLY_FREER: gettext_lazy("At least probably freer in %(count)s of %(total)s"),
    Case.STIFFER: gettext_lazy("Stiffer in %(count)s of %(total)s"),
    Case.PROBABLY_STIFFER: gettext_lazy("At least probably stiffer in %(count)s of %(total)s"),
    Case.LITTLE: gettext_lazy("Little change in %(count)s of %(total)s"),
    Case.UNKNOWN: gettext_lazy("Not clear yet in %(count)s of %(total)s"),
    Case.EARLY: gettext_lazy("Too early in %(count)s of %(total)s"),
    Case.MIXED: gettext_lazy("Mixed: look at each test"),
}
ICONS = {
    Case.FREER: "v_clear",
    Case.PROBABLY_FREER: "v_prob",
    Case.STIFFER: "v_loss",
    Case.PROBABLY_STIFFER: "v_prob_loss",
    Case.LITTLE: "v_little",
    Case.UNKNOWN: "v_unk",
    Case.EARLY: "v_early",
    Case.MIXED: "v_unk",
}
WEEKS = {
    "rising": ("v_clear", gettext_lazy("Rising in %(up)s of %(total)s")),
    "falling": ("v_loss", gettext_lazy("Falling in %(down)s of %(total)s")),
    "rising_falling": (
        "v_clear",
        gettext_lazy("Rising in %(up)s of %(total)s, falling in %(down)s"),
    ),
    "falling_rising": (
        "v_loss",
        gettext_lazy("Falling in %(down)s of %(total)s, rising in %(up)s"),
    ),
    "probably_rising": ("v_prob", gettext_lazy("Probably rising in %(probably_up)s of %(total)s")),
    "probably_falling": (
        "v_prob_loss",
        gettext_lazy("Probably falling in %(probably_down)s of %(total)s"),
    ),
    "steady": ("v_little", gettext_lazy("Steady in %(little)s of %(total)s")),
    "unknown": ("v_unk", gettext_lazy("Not clear yet in %(unknown)s of %(total)s")),
    "not_clear": ("v_unk", gettext_lazy("Not clear in %(unknown)s of %(total)s")),
    "early": ("v_early", gettext_lazy("Too early in %(early)s of %(total)s")),
}


@dataclass(frozen=True)
class ShortAnswer:
    """One of the three: a question, its answer, and the counts and sessions behind it.

    `for_others`: what it rests on, to somebody who reads about another person.
    """

    key: str
    question: str
    icon: str
    says: str
    rests_on: str
    strip: Strip | None = None
    for_others: str = ""


def three_answers(
    answers: Answers, tests: Sequence[TestInfo], *, plan_runs: bool = False
) -> list[ShortAnswer]:
    """`tests`: near to far, as on the board. `plan_runs`: a fair test that can show what lasts."""
    near = [list(own) for _place, own in groupby(tests, lambda t: answers.nearness[t.region])]
    return [
        _day(answers, near),
        _next_time(answers, plan_runs=plan_runs),
        _weeks(answers, near),
    ]


def _day(answers: Answers, near: Sequence[Sequence[TestInfo]]) -> ShortAnswer:
    tally = Tally.of(answers.changes.values())
    icon, says = _of_day(tally)
    basis = answers.bases.changes.sessions
    rests_on = ngettext(
        "From your last session.",
        "From your last %(count)s sessions.",
        basis,
    ) % {"count": basis}
    return ShortAnswer(
        "day",
        _("After a session"),
        icon,
        says,
        " ".join([_counted(tally), rests_on, *at_ends(answers.changes.values())]),
        strip_of(answers.changes, near),
        " ".join([_counted(tally), _sessions(basis)]),
    )


def _sessions(count: int) -> str:
    return ngettext("From %(count)s session.", "From %(count)s sessions.", count) % {"count": count}


def _of_day(tally: Tally) -> tuple[str, str]:
    case = case_of(tally)
    return ICONS[case], str(DAY[case] % {"count": deciding(tally)[case], "total": tally.total})


def _counted(tally: Tally, messages: Mapping[str, Any] = CHANGES) -> str:
    return ngettext(
        "%(total)s test or side: %(counts)s.", "%(total)s tests and sides: %(counts)s.", tally.total
    ) % {"total": tally.total, "counts": counts(tally, messages)}


def _next_time(answers: Answers, *, plan_runs: bool) -> ShortAnswer:
    carryovers = list(answers.carryovers.values())
    count, picked = sum(c.is_known for c in carryovers), answers.bases.carryovers.sessions
    question = _("Still there next time")
    if count:
        says = ngettext(
            "Known for %(count)s of %(total)s body parts and sides",
            "Known for %(count)s of %(total)s body parts and sides",
            count,
        ) % {"count": count, "total": len(carryovers)}
        basis = _picked(picked)
        return ShortAnswer("next", question, "v_clear", says, basis, for_others=basis)
    if any(c.pairs for c in carryovers):
        rests_on = " ".join([_("Anything between nothing and all of it."), _picked(picked)])
    elif plan_runs:
        rests_on = _("Your fair test may tell, but not before 40 sessions.")
    else:
        rests_on = _("Only a fair test can show it.")
    others = _("Only sessions picked by chance can show it.")
    return ShortAnswer("next", question, "v_unk", _("Not known"), rests_on, for_others=others)


def _picked(sessions: int) -> str:
    return ngettext(
        "From %(count)s session picked by chance.",
        "From %(count)s sessions picked by chance.",
        sessions,
    ) % {"count": sessions}


def _weeks(answers: Answers, near: Sequence[Sequence[TestInfo]]) -> ShortAnswer:
    findings = {key: level.finding for key, level in answers.levels.items()}
    tally = Tally.of(findings.values())
    icon, says = WEEKS[_case_of_weeks(answers, tally)]
    numbers = {
        "up": tally.up,
        "down": tally.down,
        "probably_up": tally.probably_up,
        "probably_down": tally.probably_down,
        "little": tally.little,
        "unknown": tally.unknown,
        "early": tally.early,
        "total": tally.total,
    }
    return ShortAnswer(
        "weeks",
        _("Before ratings over the weeks"),
        icon,
        str(says) % numbers,
        " ".join(_of_weeks(answers, tally)),
        strip_of(findings, near),
        " ".join([_counted(tally, LEVELS), _sessions(answers.bases.levels.sessions)]),
    )


def _case_of_weeks(answers: Answers, tally: Tally) -> str:
    """A direction that is clear comes first, then a likely one, then what most are."""
    if tally.up or tally.down:
        first, second = ("falling", "rising") if tally.down > tally.up else ("rising", "falling")
        return f"{first}_{second}" if tally.up and tally.down else first
    if tally.probably_up or tally.probably_down:
        is_up = tally.probably_up >= tally.probably_down
        return "probably_rising" if is_up else "probably_falling"
    most = max((tally.little, "steady"), (tally.unknown, "unknown"), (tally.early, "early"))[1]
    findings = [level.finding for level in answers.levels.values()]
    is_settled = all(f.is_at_its_surest for f in findings if f.verdict == "not_yet_known")
    return "not_clear" if most == "unknown" and is_settled else most


def _of_weeks(answers: Answers, tally: Tally) -> list[str]:
    """The counts, the sessions, the ends of the scale, and what season leaves open."""
    findings = [level.finding for level in answers.levels.values()]
    basis = answers.bases.levels.sessions
    rests_on = ngettext(
        "From your one session in the last 6 months.",
        "From %(count)s sessions in the last 6 months.",
        basis,
    ) % {"count": basis}
    has_line = any(level.line for level in answers.levels.values())
    season = [beside_the_lines(answers.seasons)] if has_line else []
    return [_counted(tally, LEVELS), rests_on, *at_ends(findings), *season]
