"""What a mobility test and a routine are."""

from dataclasses import dataclass

REGIONS = ("foot", "ankle", "knee", "hip", "low_back")
POSTURES = ("sitting", "kneeling", "standing", "lying")
UNITS = ("cm", "deg", "count", "score")
BETTER = ("higher", "lower")
MDC_KINDS = ("published_clinician", "derived", "none")
KINDS = ("set_up", "work", "release")
HANDS = ("opposite", "both")
PLACES = ("worked", "next", "further")
PRESETS = ("short", "standard", "full")
# Each with the longest words that `fill` puts in its place.
PLACEHOLDERS = {"side": "right", "Side": "Right", "hand": "right hand", "Hand": "Right hand"}
OTHER = {"left": "right", "right": "left"}


class CatalogueError(ValueError):
    """A catalogue file that cannot be used: one sentence that names the file and the key."""


@dataclass(frozen=True)
class Measure:
    """One way to put a number on a test; the first of a test is the one offered."""

    id: str
    label: str
    unit: str
    better: str
    hard_min: float
    hard_max: float
    step: float
    mdc_kind: str
    error_source: str
    threshold: float
    threshold_basis: str
    typical_min: float | None = None
    typical_max: float | None = None
    typical_basis: str = ""
    mdc: float | None = None
    asymmetry_flag: float | None = None
    asymmetry_basis: str = ""
    sign_note: str = ""
    past_zero: str = ""  # words of the switch that enters a value as negative; empty: no switch


@dataclass(frozen=True)
class Protocol:
    """How to do a test the same way each time."""

    equipment: tuple[str, ...]
    steps: tuple[str, ...]
    endpoint: str
    errors: tuple[str, ...]
    stop_if: tuple[str, ...]


@dataclass(frozen=True)
class TestSpec:
    """One mobility test; `side_means` says whose left and right it is, empty when not sided."""

    __test__ = False  # pytest would collect it by its name

    slug: str
    position: int
    name: str
    gloss: str
    hint: str
    posture: str
    region: str
    sided: bool
    illustration: str
    measures: tuple[Measure, ...]
    protocol: Protocol
    side_means: str = ""
    notes: str = ""


@dataclass(frozen=True)
class StepSpec:
    """One move of a routine, done once a side.

    `seconds` None means the preset less `less`. `cue` and `say` may hold {side} and {hand}, or
    {Side} and {Hand} to open a sentence; `fill` puts in "left" or "right", and "both hands" or the
    opposite one: "right hand" on the left side.
    """

    slug: str
    name: str
    kind: str
    hand: str
    cue: str
    say: str
    illustration: str
    seconds: int | None = None
    less: int = 0


@dataclass(frozen=True)
class Variation:
    """A way to change some steps; `values` are what a session stores, the first is off."""

    slug: str
    name: str
    text: str
    say: str
    steps: tuple[str, ...]
    values: tuple[str, ...]
    safety: str = ""
    illustration: str = ""


@dataclass(frozen=True)
class RoutineSpec:
    """One routine: its steps in order, done on each side in turn."""

    slug: str
    position: int
    name: str
    gloss: str
    position_text: str
    hand_rule: str
    sides: tuple[str, ...]
    presets: dict[str, int]
    places: dict[str, str]
    lead_in: int
    change_seconds: int
    swap_seconds: int
    steps: tuple[StepSpec, ...]
    variations: tuple[Variation, ...] = ()
    notes: str = ""


def fill(words: str, *, side: str, hand: str) -> str:
    """The words of a step for one side.

    >>> fill("{Side} foot. {Hand}.", side="left", hand="opposite")
    'Left foot. Right hand.'
    """
    hands = "both hands" if hand == "both" else f"{OTHER[side]} hand"
    for name, word in (("side", side), ("hand", hands)):
        words = words.replace(f"{{{name}}}", word)
        words = words.replace(f"{{{name.capitalize()}}}", word.capitalize())
    return words
