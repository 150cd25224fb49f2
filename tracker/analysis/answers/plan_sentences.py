"""Words the one answer of a plan, or what is missing for it, as one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from tracker.analysis.answers.finding import Finding
from tracker.analysis.answers.plan_answer import FIRST_OF_EACH, PlanAnswer
from tracker.analysis.answers.sample import FAMILIARISATION
from tracker.analysis.plan_messages import ANSWERS
from tracker.analysis.randomisation import CONTROL, LEGS, LIGHT_TOUCH

# While sessions of both kinds are missing, of the first alone, or of the second alone.
MISSING: dict[str, tuple[Any, Any, Any]] = {
    "control": (
        ngettext_lazy(
            "No answer yet. %(more)s more session with %(first)s and %(others)s more of sitting"
            " still.",
            "No answer yet. %(more)s more sessions with %(first)s and %(others)s more of sitting"
            " still.",
            "more",
        ),
        ngettext_lazy(
            "No answer yet. %(more)s more session with %(first)s.",
            "No answer yet. %(more)s more sessions with %(first)s.",
            "more",
        ),
        ngettext_lazy(
            "No answer yet. %(others)s more session of sitting still.",
            "No answer yet. %(others)s more sessions of sitting still.",
            "others",
        ),
    ),
    "touch": (
        ngettext_lazy(
            "No answer yet. %(more)s more session with %(first)s and %(others)s more with light"
            " touch.",
            "No answer yet. %(more)s more sessions with %(first)s and %(others)s more with light"
            " touch.",
            "more",
        ),
        ngettext_lazy(
            "No answer yet. %(more)s more session with %(first)s.",
            "No answer yet. %(more)s more sessions with %(first)s.",
            "more",
        ),
        ngettext_lazy(
            "No answer yet. %(others)s more session with light touch.",
            "No answer yet. %(others)s more sessions with light touch.",
            "others",
        ),
    ),
    "versus": (
        ngettext_lazy(
            "No answer yet. %(more)s more session with %(first)s and %(others)s more with"
            " %(second)s.",
            "No answer yet. %(more)s more sessions with %(first)s and %(others)s more with"
            " %(second)s.",
            "more",
        ),
        ngettext_lazy(
            "No answer yet. %(more)s more session with %(first)s.",
            "No answer yet. %(more)s more sessions with %(first)s.",
            "more",
        ),
        ngettext_lazy(
            "No answer yet. %(others)s more session with %(second)s.",
            "No answer yet. %(others)s more sessions with %(second)s.",
            "others",
        ),
    ),
    "one_leg": (
        ngettext_lazy(
            "No answer yet. %(more)s more session with the left leg first and %(others)s more"
            " with the right.",
            "No answer yet. %(more)s more sessions with the left leg first and %(others)s more"
            " with the right.",
            "more",
        ),
        ngettext_lazy(
            "No answer yet. %(more)s more session with the left leg first.",
            "No answer yet. %(more)s more sessions with the left leg first.",
            "more",
        ),
        ngettext_lazy(
            "No answer yet. %(others)s more session with the right leg first.",
            "No answer yet. %(others)s more sessions with the right leg first.",
            "others",
        ),
    ),
}
ENDED_EARLY: dict[str, Any] = {
    "control": ngettext_lazy(
        "No answer: it ended after %(done)s session with %(first)s and %(others)s of sitting"
        " still, and an answer takes %(each)s of each.",
        "No answer: it ended after %(done)s sessions with %(first)s and %(others)s of sitting"
        " still, and an answer takes %(each)s of each.",
        "done",
    ),
    "touch": ngettext_lazy(
        "No answer: it ended after %(done)s session with %(first)s and %(others)s with light"
        " touch, and an answer takes %(each)s of each.",
        "No answer: it ended after %(done)s sessions with %(first)s and %(others)s with light"
        " touch, and an answer takes %(each)s of each.",
        "done",
    ),
    "versus": ngettext_lazy(
        "No answer: it ended after %(done)s session with %(first)s and %(others)s with"
        " %(second)s, and an answer takes %(each)s of each.",
        "No answer: it ended after %(done)s sessions with %(first)s and %(others)s with"
        " %(second)s, and an answer takes %(each)s of each.",
        "done",
    ),
    "one_leg": ngettext_lazy(
        "No answer: it ended after %(done)s session with the left leg first and %(others)s with"
        " the right, and an answer takes %(each)s of each.",
        "No answer: it ended after %(done)s sessions with the left leg first and %(others)s with"
        " the right, and an answer takes %(each)s of each.",
        "done",
    ),
}

RESTS_ON: dict[str, Any] = {
    "control": ngettext_lazy(
        "From %(done)s session with %(first)s and %(others)s of sitting still.",
        "From %(done)s sessions with %(first)s and %(others)s of sitting still.",
        "done",
    ),
    "touch": ngettext_lazy(
        "From %(done)s session with %(first)s and %(others)s with light touch.",
        "From %(done)s sessions with %(first)s and %(others)s with light touch.",
        "done",
    ),
    "versus": ngettext_lazy(
        "From %(done)s session with %(first)s and %(others)s with %(second)s.",
        "From %(done)s sessions with %(first)s and %(others)s with %(second)s.",
        "done",
    ),
    "one_leg": ngettext_lazy(
        "From %(done)s session with the left leg first and %(others)s with the right.",
        "From %(done)s sessions with the left leg first and %(others)s with the right.",
        "done",
    ),
}


@dataclass(frozen=True)
class AskedPlan:
    """What a plan asks: `first` and `second` are names of routines, `second` often empty."""

    design: str
    first: str
    second: str
    tests: int  # how many were named


def sentence(plan: AskedPlan, answer: PlanAnswer) -> str:
    """The answer; below ten sessions of each kind what is missing, or that there is none."""
    question = answer.question
    if question.verdict == "too_early":
        return _ended_early(plan, answer) if question.ended else _missing(plan, answer)
    message = ANSWERS[plan.design][_case(question)]
    return str(message % {"first": plan.first, "second": plan.second, "tests": plan.tests})


def _case(question: Finding) -> str:
    """The verdict, unless its end is open or its range leaves out zero."""
    if question.verdict == "not_yet_known" and question.ended:
        return "not_known"
    is_beside_zero = question.wide is not None and (question.wide.lo > 0 or question.wide.hi < 0)
    if question.verdict == "little_or_none" and is_beside_zero:
        return "little"
    return question.verdict


def practice(picked: Sequence[bool]) -> str:
    """Which sessions of a running plan are practice, to come or done; empty if none are.

    `picked`: of the person's first two sessions ever, as far as they are done, whether chance
    picked them for this plan.
    """
    left = FAMILIARISATION - len(picked)
    if left:
        return ngettext(
            "Your next session is still practice and does not count here.",
            "Your next %(count)s sessions are practice and do not count here.",
            left,
        ) % {"count": left}
    if not any(picked):
        return ""
    return ngettext(
        "%(count)s session of this plan was practice and does not count here.",
        "%(count)s sessions of this plan were practice and do not count here.",
        sum(picked),
    ) % {"count": sum(picked)}


def _missing(plan: AskedPlan, answer: PlanAnswer) -> str:
    more, others = (max(0, FIRST_OF_EACH - n) for n in _counts(answer))
    if not more and not others:
        return ngettext(
            "No answer yet. Rate the tests you named before and after in %(more)s more session.",
            "No answer yet. Rate the tests you named before and after in %(more)s more sessions.",
            answer.question.wait,
        ) % {"more": answer.question.wait}
    both, first, second = MISSING[plan.design]
    message = both if more and others else first if more else second
    names = {"first": plan.first, "second": plan.second}
    return str(message % (names | {"more": more, "others": others}))


def _ended_early(plan: AskedPlan, answer: PlanAnswer) -> str:
    done, others = _counts(answer)
    if min(done, others) >= FIRST_OF_EACH:
        return _("No answer: the tests you named were not rated often enough before and after.")
    about = {"first": plan.first, "second": plan.second, "each": FIRST_OF_EACH}
    return str(ENDED_EARLY[plan.design] % (about | {"done": done, "others": others}))


def _counts(answer: PlanAnswer) -> tuple[int, int]:
    return answer.first_sessions, answer.second_sessions


def kinds(plan: AskedPlan) -> tuple[str, str]:
    """The two kinds of session, as names."""
    if plan.design == "one_leg":
        return name_of("left", {}), name_of("right", {})
    if plan.design == "versus":
        return plan.first, plan.second
    return plan.first, name_of(CONTROL if plan.design == "control" else LIGHT_TOUCH, {})


def name_of(arm: str, names: Mapping[str, str]) -> str:
    """A kind of session as a name; `names`: of the routines, by slug."""
    own = {
        CONTROL: _("Sitting still"),
        LIGHT_TOUCH: _("Light touch"),
        "left": _("Left leg first"),
        "right": _("Right leg first"),
    }
    return own.get(arm) or names.get(arm, arm)


def shape_of(arm: str, first: str) -> str:
    """The sign of a kind of session; `first`: the kind that the plan names first."""
    if arm in (CONTROL, LIGHT_TOUCH, *LEGS):
        return arm
    return "first" if arm == first else "other"


def axis_ends(plan: AskedPlan) -> tuple[str, str]:
    """What the ends of an axis stand for: freer after which kind of session."""
    if plan.design == "one_leg":
        return _("the other leg"), _("the leg you worked")
    if plan.design == "versus":
        return plan.second, plan.first
    return _("sitting still") if plan.design == "control" else _("light touch"), plan.first


def counts(plan: AskedPlan, answer: PlanAnswer) -> str:
    """How many sessions of each kind the answer rests on."""
    done, others = _counts(answer)
    about = {"done": done, "others": others, "first": plan.first, "second": plan.second}
    return str(RESTS_ON[plan.design] % about)
