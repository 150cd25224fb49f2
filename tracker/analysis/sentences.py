"""Words a verdict: its icon, its short form, and one sentence with the numbers."""

import math
from typing import NamedTuple

from tracker.analysis.words import MINUS, counted, number

MORE_THAN = 40
STEPS = (5, 10, 20, MORE_THAN)

ICONS = {
    "clear_gain": "v_clear",
    "clear_small_gain": "v_clear",
    "little_or_none": "v_little",
    "probably_gain": "v_prob",
    "probably_loss": "v_loss",
    "clear_loss": "v_loss",
    "clear_small_loss": "v_loss",
    "not_yet_known": "v_unk",
    "too_early": "v_early",
}
GRADES = {
    "A": "Evidence A: drawn at random against test-only sessions",
    "A_touch": "Evidence A: drawn at random against light touch",
    "A_leg": "Evidence A: drawn at random, one leg first",
    "B": "Evidence B: drawn at random, one routine against the other",
    "C": "Evidence C: before and after only, nothing to compare with",
    "C_chosen": "Evidence C: you chose these sessions yourself, so their days may differ",
    "C_phases": "Evidence C: first the one, later the other, so that whatever else changed in"
    " between is in it",
}
TAGS = {
    "beyond_mdc": "More than one single test can be wrong by.",
    "ceiling": "Many ratings are already 10, so there is no room to show more.",
    "floor": "Many ratings are already 0, so there is no room to show less.",
    "no_rise": "Many before ratings are already 10, so a rise cannot show.",
    "no_fall": "Many before ratings are already 0, so a fall cannot show.",
    "side_at_end": "Many ratings of a side are at an end of the scale, so the gap may be larger.",
    "measured_freest": "Many readings are already at the free end of this measure, so there is no"
    " room to show more.",
    "measured_stiffest": "Many readings are already at the stiff end of this measure, so there is"
    " no room to show less.",
}


class Wording(NamedTuple):
    """The words for both directions of a question."""

    up: str
    down: str
    signed: bool = True  # if False, the direction is in the words only
    per: str = ""  # follows the numbers, such as " in 12 weeks"
    steps: str = "session"  # the unit of `wait` and `more`


WORDINGS = {
    "change": Wording("gain", "loss"),
    "control": Wording("gain", "loss"),
    "touch": Wording("gain", "loss"),
    "leg": Wording("gain on the leg you worked", "loss on the leg you worked"),
    "level": Wording("rise", "fall", per=" in 12 weeks", steps="week"),
    "gap": Wording("difference, left freer", "difference, right freer", signed=False, steps="week"),
    "drift": Wording(
        "shift, left ever freer", "shift, right ever freer", False, " in 12 weeks", "week"
    ),
    "near": Wording(
        "difference, more where you worked", "difference, more further up", signed=False
    ),
    "versus": Wording(
        "difference, freer with the first", "difference, freer with the second", False
    ),
}


class Facts(NamedTuple):
    """The content of a sentence; numbers in `unit`, limits at 95 %."""

    verdict: str
    best: float | None = None
    lo: float | None = None
    hi: float | None = None
    worthwhile: float = 1.0
    wait: int = 0  # steps before a first interval
    more: int | None = None  # steps until sure; None means never
    wording: Wording = WORDINGS["change"]
    unit: str = "point"


def signed(value: float, *, places: int = 1) -> str:
    """A difference with its sign; zero has none.

    >>> signed(0.62), signed(-2), signed(-0.04)
    ('+0.6', '\N{MINUS SIGN}2.0', '0')
    """
    written = unsigned(value, places=places)
    if written == "0":
        return written
    return f"{'+' if value > 0 else MINUS}{written}"


def unsigned(value: float, *, places: int = 1) -> str:
    """A size with a fixed number of decimal places.

    >>> unsigned(-1), unsigned(0.04)
    ('1.0', '0')
    """
    size = round(abs(value), places)
    return f"{size:.{places}f}" if size else "0"


def about(more: int | None) -> str:
    """How many more, rounded as coarsely as the estimate deserves.

    >>> about(3), about(9), about(25), about(40), about(41), about(None)
    ('about 5', 'about 10', 'about 20', 'about 40', 'more than 40', 'more than 40')
    """
    if more is None or more > MORE_THAN:
        return f"more than {MORE_THAN}"
    return f"about {min(STEPS, key=lambda step: abs(math.log(step / max(more, 1))))}"


def amount(value: float, unit: str) -> str:
    """A size with its unit, rounded up so that "less than" it stays true.

    >>> amount(1, "point"), amount(0.72, "point"), amount(0.95, "cm")
    ('1 point', '0.8 points', '1 cm')
    """
    written = number(math.ceil(round(value * 10, 6)) / 10)
    return f"{written} {unit}{'s' if unit == 'point' and written != '1' else ''}"


def word(verdict: str, wording: Wording = WORDINGS["change"]) -> str:
    """
    >>> word("clear_gain"), word("probably_loss"), word("clear_small_gain", WORDINGS["gap"])
    ('Clear gain', 'Probably a loss', 'Clear but small difference, left freer')
    """
    noun = wording.up if verdict.endswith("gain") else wording.down
    words = {
        "clear": f"Clear {noun}",
        "clear_small": f"Clear but small {noun}",
        "probably": f"Probably a {noun}",
    }
    alone = {
        "little_or_none": "At most small",
        "not_yet_known": "Not yet known",
        "too_early": "Too early",
    }
    return alone.get(verdict) or words[verdict.rpartition("_")[0]]


def icon(verdict: str, wording: Wording = WORDINGS["change"]) -> str:
    """The icon's name; the same for both directions if neither is better.

    >>> icon("clear_loss"), icon("clear_loss", WORDINGS["gap"])
    ('v_loss', 'v_clear')
    """
    if not wording.signed:
        verdict = verdict.replace("loss", "gain")
    return ICONS[verdict]


def sentence(facts: Facts) -> str:
    """The verdict as one sentence with its numbers.

    >>> sentence(Facts("clear_gain", 1.2, 0.63, 1.8))
    'Clear gain: at least +0.6 (best guess +1.2)'
    >>> sentence(Facts("probably_gain", 0.9, -0.1, 1.9, more=9))
    'Probably a gain, about 10 more sessions to be sure'
    >>> sentence(Facts("too_early", wait=1)), sentence(Facts("little_or_none"))
    ('Too early: 1 more session before a first interval', 'If anything, less than 1 point')
    """
    return _SENTENCES[_kind(facts.verdict)](facts)


def _kind(verdict: str) -> str:
    return verdict if verdict in _SENTENCES else verdict.rpartition("_")[0]


def _too_early(f: Facts) -> str:
    return f"Too early: {counted(f.wait, f'more {f.wording.steps}')} before a first interval"


def _little(f: Facts) -> str:
    return f"If anything, less than {amount(f.worthwhile, f.unit)}{f.wording.per}"


def _unknown(f: Facts) -> str:
    return f"Not yet known, {about(f.more)} more {f.wording.steps}s"


def _probably(f: Facts) -> str:
    return f"{word(f.verdict, f.wording)}, {about(f.more)} more {f.wording.steps}s to be sure"


def _clear(f: Facts) -> str:
    assert f.best is not None and f.lo is not None and f.hi is not None
    least = f.lo if f.best > 0 else f.hi
    size = f"at least {_size(_toward_zero(least), f)}" if _toward_zero(least) else "more than 0"
    best = f"(best guess {_size(f.best, f)})"
    return f"{word(f.verdict, f.wording)}: {size}{_unit(f)}{f.wording.per} {best}"


def _clear_small(f: Facts) -> str:
    """Starts with the limit nearer to zero, so that the direction fits both."""
    assert f.best is not None and f.lo is not None and f.hi is not None
    near, far = (f.lo, f.hi) if f.best > 0 else (f.hi, f.lo)
    noun = (
        "Clear but small"
        if f.verdict == "clear_small_gain" and f.wording.signed
        else word(f.verdict, f.wording)
    )
    return f"{noun}: {_size(_toward_zero(near), f)} to {_size(far, f)}{_unit(f)}{f.wording.per}"


def _size(value: float, f: Facts) -> str:
    return signed(value) if f.wording.signed else unsigned(value)


def _unit(f: Facts) -> str:
    return "" if f.unit == "point" else f" {f.unit}"


def _toward_zero(value: float) -> float:
    """Truncated, not rounded, so that "at least" stays true.

    >>> _toward_zero(0.69), _toward_zero(-0.69), _toward_zero(0.04)
    (0.6, -0.6, 0.0)
    """
    return math.trunc(round(value * 10, 6)) / 10


_SENTENCES = {
    "too_early": _too_early,
    "little_or_none": _little,
    "not_yet_known": _unknown,
    "probably": _probably,
    "clear": _clear,
    "clear_small": _clear_small,
}
