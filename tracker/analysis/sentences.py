"""Words a verdict: its icon, its short form, and one sentence with the numbers."""

import math
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.analysis.how_many_more import first_estimate, to_be_known, to_be_sure
from tracker.analysis.rounding import signed_limits, size, size_limits
from tracker.analysis.units import places, with_unit
from tracker.analysis.verdict_messages import BESIDE_ZERO, DIRECTIONS, LITTLE, Direction
from tracker.analysis.words import Messages, number
from tracker.texts import Name

OVER_WEEKS = ("level", "gap", "drift")
NEITHER_IS_BETTER = ("gap", "drift", "near", "versus")

ICONS = {
    "clear_gain": "v_clear",
    "clear_small_gain": "v_clear",
    "little_or_none": "v_little",
    "probably_gain": "v_prob",
    "probably_loss": "v_prob_loss",
    "clear_loss": "v_loss",
    "clear_small_loss": "v_loss",
    "not_yet_known": "v_unk",
    "too_early": "v_early",
}
GRADES = Messages(
    {
        "A": gettext_lazy(
            "Strong evidence (A): picked by chance, compared with sessions without a routine"
        ),
        "A_touch": gettext_lazy("Strong evidence (A): picked by chance, compared with light touch"),
        "A_leg": gettext_lazy("Strong evidence (A): chance picked which leg went first"),
        "B": gettext_lazy("Good evidence (B): picked by chance, one routine against the other"),
        "C": gettext_lazy("Weak evidence (C): before and after only"),
        "C_chosen": gettext_lazy("Weak evidence (C): you chose the days, so the days may differ"),
        "C_phases": gettext_lazy(
            "Weak evidence (C): first one kind, later the other, so anything else that changed"
            " counts too"
        ),
    }
)
TAGS = Messages(
    {
        "beyond_mdc": gettext_lazy("More than ratings usually swing by themselves."),
        "ceiling": gettext_lazy("Many ratings are already 10, so there is no room to show more."),
        "floor": gettext_lazy("Many ratings are already 0, so there is no room to show less."),
        "no_rise": gettext_lazy("Many before ratings are already 10, so a rise cannot show."),
        "no_fall": gettext_lazy("Many before ratings are already 0, so a fall cannot show."),
        "side_at_end": gettext_lazy(
            "Many ratings of a side are at an end of the scale, so the gap may be larger."
        ),
        "measured_freest": gettext_lazy(
            "Many readings are already at the free end of this measure, so there is no"
            " room to show more."
        ),
        "measured_stiffest": gettext_lazy(
            "Many readings are already at the stiff end of this measure, so there is"
            " no room to show less."
        ),
    }
)


class Wording(NamedTuple):
    """What a sentence needs of its question: the names are of the two kinds of session."""

    question: str
    first: str | Name = ""
    second: str | Name = ""


WORDINGS = {question: Wording(question) for question in DIRECTIONS}


class Facts(NamedTuple):
    """The content of a sentence; numbers in `unit`, limits at 95%."""

    verdict: str
    best: float | None = None
    lo: float | None = None
    hi: float | None = None
    worthwhile: float = 1.0
    wait: int = 0  # steps before a first estimate
    more: int | None = None  # steps until sure; None if no number of them makes that probable
    wording: Wording = WORDINGS["change"]
    unit: str = "point"
    ended: bool = False  # no more sessions will come
    at_its_surest: bool = False  # more of them cannot make this answer surer


def amount(value: float, unit: str) -> str:
    """A size with its unit, rounded up so that "under" it stays true.

    >>> amount(1, "point"), amount(0.72, "point"), amount(0.95, "cm"), amount(0.374, "in")
    ('1 point', '0.8 points', '1 cm', '0.38 in')
    """
    power = 10 ** places(unit)
    written = number(math.ceil(round(value * power, 6)) / power, places=places(unit))
    if unit != "point":
        return with_unit(written, unit)
    return ngettext("%(size)s point", "%(size)s points", 1 if written == "1" else 2) % {
        "size": written
    }


def word(verdict: str, wording: Wording = WORDINGS["change"]) -> str:
    """The verdict without a number.

    >>> word("clear_gain"), word("probably_loss"), word("clear_small_gain", WORDINGS["gap"])
    ('Clearly freer afterwards', 'Probably stiffer afterwards', 'Left is a little freer')
    """
    if verdict in ("too_early", "not_yet_known"):
        return _("Too early") if verdict == "too_early" else _("Not clear yet")
    if verdict == "little_or_none":
        return str(LITTLE[wording.question].alone)
    direction = _direction(verdict, wording)
    kind = verdict.rpartition("_")[0]
    words = {"clear": direction.clearly, "clear_small": direction.a_little}
    return _filled(words.get(kind, direction.probably), _name(verdict, wording))


def icon(verdict: str, wording: Wording = WORDINGS["change"]) -> str:
    """The icon's name; the same for both directions if neither is better.

    >>> icon("clear_loss"), icon("clear_loss", WORDINGS["gap"])
    ('v_loss', 'v_clear')
    """
    if wording.question in NEITHER_IS_BETTER:
        verdict = verdict.replace("loss", "gain")
    return ICONS[verdict]


def sentence(facts: Facts) -> str:
    """The verdict with its numbers, and how much longer a surer one takes; no final stop.

    >>> sentence(Facts("clear_gain", 1.2, 0.63, 1.8))
    'Clearly freer afterwards, by at least 0.6 (most likely 1.2)'
    >>> sentence(Facts("probably_gain", 0.9, -0.1, 1.9, more=8))
    'Probably freer afterwards. About 8 more sessions to be sure'
    >>> sentence(Facts("too_early", wait=1)), sentence(Facts("little_or_none"))
    ('Too early. 1 more session for a first estimate', 'Little change (under 1 point)')
    """
    forecast = "" if facts.ended else _forecast(facts)
    if not forecast:
        return statement(facts)
    return _("%(statement)s. %(forecast)s") % {"statement": statement(facts), "forecast": forecast}


def statement(f: Facts) -> str:
    """The verdict with its numbers alone; no final stop.

    >>> statement(Facts("probably_gain", 0.9, -0.1, 1.9, more=8))
    'Probably freer afterwards'
    """
    if f.verdict == "too_early":
        return _("Too few sessions for an estimate") if f.ended else _("Too early")
    if f.verdict == "not_yet_known":
        return _("Not clear") if f.ended or f.at_its_surest else _("Not clear yet")
    if f.verdict == "little_or_none":
        return _little(f)
    kind = f.verdict.rpartition("_")[0]
    if kind == "probably":
        return word(f.verdict, f.wording)
    return _clear(f) if kind == "clear" else _clear_small(f)


def brief(facts: Facts) -> str:
    """The statement, below a question that names what is compared.

    >>> brief(Facts("clear_gain", 1.2, 0.63, 1.8, wording=WORDINGS["control"]))
    'Clearly freer, by at least 0.6 (most likely 1.2)'
    >>> brief(Facts("little_or_none", 0.1, -0.4, 0.6, wording=WORDINGS["touch"]))
    'Little or no difference'
    """
    if facts.wording.question in ("control", "touch"):
        facts = facts._replace(wording=WORDINGS["arms"])
    if facts.verdict != "little_or_none":
        return statement(facts)
    is_beside_zero = facts.lo is not None and facts.hi is not None and not facts.lo <= 0 <= facts.hi
    return str(BESIDE_ZERO if is_beside_zero else LITTLE["arms"].alone)


def _little(f: Facts) -> str:
    """Under what matters; where its range leaves out zero, the range instead."""
    message = LITTLE[f.wording.question]
    if f.lo is None or f.hi is None or f.lo <= 0 <= f.hi:
        return _filled(message.under, {"size": amount(f.worthwhile, f.unit)})
    low, high = signed_limits(f.lo, f.hi, places=places(f.unit))
    return _filled(message.beside_zero, {"low": low, "high": with_unit(high, f.unit)})


def _clear(f: Facts) -> str:
    direction = _direction(f.verdict, f.wording)
    is_barely = not _limits(f)[0][0].isdigit()
    return _sized(direction.barely if is_barely else direction.clear, f, f.verdict)


def _clear_small(f: Facts) -> str:
    return _sized(_direction(f.verdict, f.wording).small, f, f.verdict)


def _sized(message: object, f: Facts, verdict: str) -> str:
    """The message with its limits; of two, only the second one has the unit."""
    assert f.best is not None
    near, far = _limits(f)
    is_range = "%(far)s" in str(message)
    sizes = {
        "near": near if is_range else with_unit(near, f.unit),
        "far": with_unit(far, f.unit),
        "best": with_unit(size(f.best, places=places(f.unit)), f.unit),
    }
    return _filled(message, sizes | _name(verdict, f.wording))


def _limits(f: Facts) -> tuple[str, str]:
    assert f.lo is not None and f.hi is not None
    return size_limits(f.lo, f.hi, places=places(f.unit))


def _direction(verdict: str, wording: Wording) -> Direction:
    return DIRECTIONS[wording.question][0 if verdict.endswith("gain") else 1]


def _name(verdict: str, wording: Wording) -> dict[str, str]:
    return {"name": str(wording.first if verdict.endswith("gain") else wording.second)}


def _filled(message: object, values: dict[str, str]) -> str:
    return str(message) % values


def _forecast(f: Facts) -> str:
    """How many more sessions or weeks the next step takes; empty if nothing is open."""
    weeks = f.wording.question in OVER_WEEKS
    if f.verdict == "too_early":
        return first_estimate(f.wait, weeks=weeks)
    if not f.verdict.startswith(("probably", "not_yet")):
        return ""
    if f.at_its_surest:
        return _("This is as sure as this page can get")
    if f.more is None:
        return _("More weeks may not settle it") if weeks else _("More sessions may not settle it")
    step = to_be_sure if f.verdict.startswith("probably") else to_be_known
    return step(f.more, weeks=weeks)
