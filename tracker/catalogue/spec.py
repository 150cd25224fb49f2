"""The types of the catalogue: mobility tests, routines and their parts."""

from dataclasses import dataclass

from tracker.texts import filled

REGIONS = ("foot", "ankle", "knee", "hip", "low_back")
POSTURES = ("sitting", "kneeling", "standing", "lying")
UNITS = ("cm", "deg", "count", "score", "s", "kg")
# What a value is taken with; pages have a name for each, and tell two measures apart by it.
INSTRUMENTS = ("tape", "level", "photo", "count", "feel", "clock", "scale", "phone")
# A measure that the page itself takes, with the sensor of the phone that shows it.
PHONE = "phone"
# Whether pages and kits offer it; a server takes such readings either way.
PHONE_IS_OFFERED = True
ZEROS = (0, 90)
BETTER = ("higher", "lower")
MDC_KINDS = ("published_clinician", "derived", "none")
KINDS = ("set_up", "work", "release")
HANDS = ("opposite", "both")
PROXIMITIES = ("worked", "next", "further")
PRESETS = ("short", "standard", "full")
# With the longest words that `fill` may insert.
PLACEHOLDERS = {
    "side": "right",
    "Side": "Right",
    "hand": "right hand",
    "Hand": "Right hand",
    "place": "lower leg",
    "Place": "Lower leg",
}
# Where the hands are, by the region that a routine works; words.toml has them in other languages.
PLACES = {"foot": "foot", "ankle": "lower leg", "knee": "knee", "hip": "hip", "low_back": "back"}
OTHER = {"left": "right", "right": "left"}


class CatalogueError(ValueError):
    """An unusable catalogue file; the message is one sentence with the file and the key."""


@dataclass(frozen=True)
class PhonePlace:
    """Where the phone lies while it takes a measure by itself, and what it says meanwhile.

    A reading is the phone's lean from upright less `zero`. If `signed`, a screen that faces the
    floor counts up and one that faces the ceiling down; else both count up. Between `near_min` and
    `near_max` the body can be at the end of the test.
    """

    illustration: str
    zero: int
    near_min: float
    near_max: float
    lies: str
    say: str
    move: str
    begin: str
    come_back: str
    signed: bool = False
    strap: bool = False


@dataclass(frozen=True)
class Measure:
    """One way to measure a test, of which a person chooses one; its ID ends in its unit."""

    id: str
    label: str
    instrument: str
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
    past_zero: str = ""  # label of the switch for negative values; empty for no switch
    phone: PhonePlace | None = None


@dataclass(frozen=True)
class Protocol:
    """Instructions for doing a test the same way every time."""

    equipment: tuple[str, ...]
    steps: tuple[str, ...]
    endpoint: str
    errors: tuple[str, ...]
    stop_if: tuple[str, ...]


@dataclass(frozen=True)
class TestSpec:
    """One mobility test; `side_means` explains left and right, and is empty if not sided."""

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
    """One move of a routine, done once per side.

    `seconds`: None means the preset minus `less`. `cue` and `say` may contain {side} and {hand},
    or {Side} and {Hand} at the start of a sentence, which `fill` replaces: by "left" or "right",
    and by "both hands" or the opposite one, which is "right hand" on the left side. {place} is
    where the routine works, in words; for a sham, where the routine does that it is set against.
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
    """A way to vary some steps; sessions store one of `values`, of which the first is "off"."""

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
    """One routine: its steps in order, done on one side after the other."""

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
    sham: bool = False  # for fair tests alone, in the length of the routine it is set against


def is_by_phone(method: str) -> bool:
    """Whether a value by this measure is one that a phone took by itself.

    >>> is_by_phone("phone_sacrum_deg"), is_by_phone("knee_to_wall_cm")
    (True, False)
    """
    return method.startswith(f"{PHONE}_")


def fill(words: str, *, side: str, hand: str, place: str = "leg") -> str:
    """The words of a step for one side, without placeholders; `place`: where the hands are.

    >>> fill("{Side} foot. {Hand}.", side="left", hand="opposite")
    'Left foot. Right hand.'
    """
    hands = "both hands" if hand == "both" else f"{OTHER[side]} hand"
    return filled(words, {"side": side, "hand": hands, "place": place})
