"""Checks one measure of a mobility test, and where the phone lies that takes it by itself."""

from tracker.catalogue.checks import (
    NOTHING,
    boolean,
    choice,
    dataclass_of,
    demand,
    integer,
    number,
    picture,
    plain,
    positive,
    slug,
    spoken,
)
from tracker.catalogue.spec import (
    BETTER,
    INSTRUMENTS,
    MDC_KINDS,
    PHONE,
    PLACEHOLDERS,
    UNITS,
    ZEROS,
    Measure,
    PhonePlace,
    is_by_phone,
)


def _check_measure(m: Measure) -> None:
    # The database holds a value to the unit in which the name of its method ends.
    demand(m.id.endswith(f"_{m.unit}"), f"must end in _{m.unit}, its unit", "id")
    demand(m.hard_max > m.hard_min, "must be larger than hard_min", "hard_max")
    for key in ("typical_min", "typical_max"):
        typical = getattr(m, key)
        inside = typical is None or m.hard_min <= typical <= m.hard_max
        demand(inside, "must lie between hard_min and hard_max", key)
    _check_typical_range(m)
    demand(
        (m.mdc is None) == (m.mdc_kind == "none"), "must be given, unless mdc_kind is none", "mdc"
    )
    demand(not m.past_zero or m.hard_min < 0, "needs a hard_min below 0", "past_zero")
    demand(m.asymmetry_flag is None or bool(m.asymmetry_basis), "is missing", "asymmetry_basis")
    _check_phone(m)


def _check_phone(m: Measure) -> None:
    is_phone = m.instrument == PHONE
    demand(is_phone == (m.phone is not None), f"goes with instrument {PHONE} alone", "phone")
    # What the page's own phone reads is another series than what is read off a level app.
    begins = f"begins with {PHONE}_ for that instrument alone"
    demand(is_phone == is_by_phone(m.id), begins, "id")
    if m.phone:
        demand(m.unit == "deg", "must be deg for a phone", "unit")
        inside = m.hard_min <= m.phone.near_min < m.phone.near_max <= m.hard_max
        demand(inside, "must be a part of the hard range", "phone.near_min")


def _check_typical_range(m: Measure) -> None:
    low, high = m.typical_min, m.typical_max
    demand((low is None) == (high is None), "needs both typical_min and typical_max", "typical_min")
    demand(
        low is None or high is None or low < high, "must be larger than typical_min", "typical_max"
    )
    demand(low is None or bool(m.typical_basis), "is missing", "typical_basis")


def _zero(value: object) -> int:
    clean = integer(min(ZEROS), max(ZEROS))(value)
    demand(clean in ZEROS, "must be 0 or 90")
    return clean


_spoken_side = {"side": PLACEHOLDERS["side"]}

_phone = dataclass_of(
    PhonePlace,
    {
        "illustration": picture,
        "zero": _zero,
        "near_min": number,
        "near_max": number,
        "signed": boolean,
        "strap": boolean,
        "lies": plain(120),
        "say": spoken(120, _spoken_side),
        "move": plain(16),
        "begin": spoken(60, NOTHING),
        "come_back": spoken(60, NOTHING),
    },
)

measure = dataclass_of(
    Measure,
    {
        "id": slug,
        "label": plain(80),
        "instrument": choice(*INSTRUMENTS),
        "unit": choice(*UNITS),
        "better": choice(*BETTER),
        "hard_min": number,
        "hard_max": number,
        "step": positive,
        "typical_min": number,
        "typical_max": number,
        "typical_basis": plain(400),
        "mdc": positive,
        "mdc_kind": choice(*MDC_KINDS),
        "error_source": plain(500),
        "threshold": positive,
        "threshold_basis": plain(400),
        "asymmetry_flag": positive,
        "asymmetry_basis": plain(500),
        "sign_note": plain(200),
        "past_zero": plain(30),
        "phone": _phone,
    },
    _check_measure,
)
