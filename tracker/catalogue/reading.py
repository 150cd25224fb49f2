"""Reads mobility tests and routines from TOML files, and refuses a file by its name and the key."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tracker.catalogue.checks import (
    Check,
    RefusedError,
    choice,
    demand,
    different,
    distinct,
    listing,
    mapping,
    number,
    picture,
    plain,
    positive,
    record,
    slug,
    spoken,
    truth,
    whole,
)
from tracker.catalogue.spec import (
    BETTER,
    HANDS,
    KINDS,
    MDC_KINDS,
    PLACEHOLDERS,
    PLACES,
    POSTURES,
    PRESETS,
    REGIONS,
    UNITS,
    CatalogueError,
    Measure,
    Protocol,
    RoutineSpec,
    StepSpec,
    TestSpec,
    Variation,
)


def _measure_holds(m: Measure) -> None:
    demand(m.hard_max > m.hard_min, "must be larger than hard_min", "hard_max")
    for key in ("typical_min", "typical_max"):
        typical = getattr(m, key)
        inside = typical is None or m.hard_min <= typical <= m.hard_max
        demand(inside, "must lie between hard_min and hard_max", key)
    _typical_holds(m)
    demand(
        (m.mdc is None) == (m.mdc_kind == "none"), "must be given, unless mdc_kind is none", "mdc"
    )
    demand(not m.past_zero or m.hard_min < 0, "needs a hard_min below 0", "past_zero")
    demand(m.asymmetry_flag is None or bool(m.asymmetry_basis), "is missing", "asymmetry_basis")


def _typical_holds(m: Measure) -> None:
    low, high = m.typical_min, m.typical_max
    demand((low is None) == (high is None), "needs both typical_min and typical_max", "typical_min")
    demand(
        low is None or high is None or low < high, "must be larger than typical_min", "typical_max"
    )
    demand(low is None or bool(m.typical_basis), "is missing", "typical_basis")


def _test_holds(test: TestSpec) -> None:
    named = bool(test.side_means)
    demand(named or not test.sided, "is missing", "side_means")
    demand(test.sided or not named, "must be left out when sided is false", "side_means")
    distinct("measures", test.measures, "id")


def _step_holds(step: StepSpec) -> None:
    paced = step.kind == "work"
    demand(
        paced or step.seconds is not None, "is missing, only kind work takes a preset", "seconds"
    )
    demand(step.seconds is None or not step.less, "must be left out beside seconds", "less")


def _variation_holds(variation: Variation) -> None:
    demand(variation.values[0] == "off", "must begin with off", "values")


def _routine_holds(routine: RoutineSpec) -> None:
    short, standard, full = (routine.presets[name] for name in PRESETS)
    demand(short <= standard <= full, "must rise from short to standard to full", "presets")
    worked = any(step.kind == "work" for step in routine.steps)
    demand(worked, "must have one of kind work", "steps")
    distinct("steps", routine.steps, "slug")
    distinct("variations", routine.variations, "slug")
    for i, step in enumerate(routine.steps):
        demand(step.less < short, "must be smaller than presets.short", f"steps[{i}].less")
    _variations_name_steps(routine)


def _variations_name_steps(routine: RoutineSpec) -> None:
    known = {step.slug for step in routine.steps}
    for i, variation in enumerate(routine.variations):
        for j, name in enumerate(variation.steps):
            demand(name in known, f"{name} is no step", f"variations[{i}].steps[{j}]")


_sentences = listing(plain(240), most=12)
_say = spoken(120, PLACEHOLDERS)

_measure = record(
    Measure,
    {
        "id": slug,
        "label": plain(80),
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
    },
    _measure_holds,
)

_protocol = record(
    Protocol,
    {
        "equipment": listing(plain(120)),
        "steps": _sentences,
        "endpoint": plain(160),
        "errors": _sentences,
        "stop_if": _sentences,
    },
)

_test = record(
    TestSpec,
    {
        "slug": slug,
        "position": whole(1, 999),
        "name": plain(40),
        "gloss": plain(60),
        "hint": plain(60),
        "posture": choice(*POSTURES),
        "region": choice(*REGIONS),
        "sided": truth,
        "side_means": plain(80),
        "illustration": picture,
        "measures": listing(_measure, most=6),
        "protocol": _protocol,
        "notes": plain(600),
    },
    _test_holds,
)

_step = record(
    StepSpec,
    {
        "slug": slug,
        "name": plain(40),
        "kind": choice(*KINDS),
        "hand": choice(*HANDS),
        "seconds": whole(1, 600),
        "less": whole(0, 599),
        "cue": plain(90, PLACEHOLDERS),
        "say": _say,
        "illustration": picture,
    },
    _step_holds,
)

_variation = record(
    Variation,
    {
        "slug": slug,
        "name": plain(40),
        "text": plain(160),
        "say": _say,
        "steps": different(listing(slug)),
        "values": different(listing(slug, least=2, most=8)),
        "safety": plain(160),
        "illustration": picture,
    },
    _variation_holds,
)

_routine = record(
    RoutineSpec,
    {
        "slug": slug,
        "position": whole(1, 999),
        "name": plain(40),
        "gloss": plain(60),
        "position_text": plain(160),
        "hand_rule": plain(160),
        "sides": different(listing(choice("left", "right"))),
        "presets": mapping({name: whole(5, 600) for name in PRESETS}),
        "places": mapping({region: choice(*PLACES) for region in REGIONS}),
        "lead_in": whole(0, 60),
        "change_seconds": whole(0, 60),
        "swap_seconds": whole(0, 60),
        "steps": listing(_step, most=30),
        "variations": listing(_variation, least=0),
        "notes": plain(600),
    },
    _routine_holds,
)


def read_test(path: Path) -> TestSpec:
    test: TestSpec = _read(path, _test)
    return test


def read_routine(path: Path) -> RoutineSpec:
    routine: RoutineSpec = _read(path, _routine)
    return routine


def read_all(folder: Path) -> tuple[tuple[TestSpec, ...], tuple[RoutineSpec, ...]]:
    """Every file of the catalogue, in the order of the positions."""
    tests = _read_folder(folder / "mobility_tests", read_test)
    routines = _read_folder(folder / "routines", read_routine)
    _refuse_twins({**tests, **routines}, "slug")
    return _in_order(tests), _in_order(routines)


def _read_folder(folder: Path, read_one: Callable[[Path], Any]) -> dict[Path, Any]:
    if not folder.is_dir():
        raise CatalogueError(f"{folder.name}: the folder is missing")
    return {path: read_one(path) for path in sorted(folder.glob("*.toml"))}


def _in_order(entries: dict[Path, Any]) -> tuple[Any, ...]:
    _refuse_twins(entries, "position")
    return tuple(sorted(entries.values(), key=lambda each: each.position))


def _refuse_twins(entries: dict[Path, Any], key: str) -> None:
    first: dict[Any, Path] = {}
    for path, entry in entries.items():
        value = getattr(entry, key)
        if value in first:
            taken = _named(first[value])
            raise CatalogueError(f"{_named(path)}: {key}: {value} is taken by {taken}")
        first[value] = path


def _read(path: Path, check: Check) -> Any:
    try:
        made = check(_parsed(path))
        demand(made.slug == path.stem, f"must be {path.stem}, as the file is named", "slug")
    except RefusedError as refused:
        key = f"{refused.key}: " if refused.key else ""
        raise CatalogueError(f"{_named(path)}: {key}{refused.reason}") from None
    return made


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        raise RefusedError("must be UTF-8 text") from None
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"must be TOML: {error}") from None
    except OSError as error:
        raise RefusedError(f"cannot be read: {error.strerror}") from None


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
