"""Reads mobility tests and routines from TOML files; an error names the file and the key."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from tracker.analysis.randomisation import LIGHT_TOUCH
from tracker.catalogue.checks import (
    Check,
    RefusedError,
    TextList,
    boolean,
    choice,
    dataclass_of,
    demand,
    demand_distinct,
    integer,
    list_of,
    picture,
    plain,
    slug,
    spoken,
    table_of,
    without_duplicates,
)
from tracker.catalogue.measures import measure
from tracker.catalogue.spec import (
    HANDS,
    KINDS,
    PLACEHOLDERS,
    POSTURES,
    PRESETS,
    PROXIMITIES,
    REGIONS,
    CatalogueError,
    Protocol,
    RoutineSpec,
    StepSpec,
    TestSpec,
    Variation,
)

Spec = TypeVar("Spec", TestSpec, RoutineSpec)


def _check_test(test: TestSpec) -> None:
    named = bool(test.side_means)
    demand(named or not test.sided, "is missing", "side_means")
    demand(test.sided or not named, "must be left out when sided is false", "side_means")
    demand_distinct("measures", test.measures, "id")


def _check_step(step: StepSpec) -> None:
    paced = step.kind == "work"
    demand(
        paced or step.seconds is not None, "is missing, only kind work takes a preset", "seconds"
    )
    demand(step.seconds is None or not step.less, "must be left out beside seconds", "less")


def _check_variation(variation: Variation) -> None:
    demand(variation.values[0] == "off", "must begin with off", "values")


def _check_routine(routine: RoutineSpec) -> None:
    short, standard, full = (routine.presets[name] for name in PRESETS)
    demand(short <= standard <= full, "must rise from short to standard to full", "presets")
    worked = any(step.kind == "work" for step in routine.steps)
    demand(worked, "must have one of kind work", "steps")
    demand_distinct("steps", routine.steps, "slug")
    demand_distinct("variations", routine.variations, "slug")
    demand(routine.sham == (routine.slug == LIGHT_TOUCH), f"is for {LIGHT_TOUCH} alone", "sham")
    for i, step in enumerate(routine.steps):
        demand(step.less < short, "must be smaller than presets.short", f"steps[{i}].less")
    _check_steps_of_variations(routine)


def _check_steps_of_variations(routine: RoutineSpec) -> None:
    slugs = {step.slug for step in routine.steps}
    for i, variation in enumerate(routine.variations):
        for j, name in enumerate(variation.steps):
            demand(name in slugs, f"{name} is no step", f"variations[{i}].steps[{j}]")


_sentences = TextList(plain(240), most=12)
_say = spoken(120, PLACEHOLDERS)

_protocol = dataclass_of(
    Protocol,
    {
        "equipment": TextList(plain(120), most=20),
        "steps": _sentences,
        "endpoint": plain(160),
        "errors": _sentences,
        "stop_if": _sentences,
    },
)

_test = dataclass_of(
    TestSpec,
    {
        "slug": slug,
        "position": integer(1, 999),
        "name": plain(40),
        "gloss": plain(60),
        "hint": plain(60),
        "posture": choice(*POSTURES),
        "region": choice(*REGIONS),
        "sided": boolean,
        "side_means": plain(80),
        "illustration": picture,
        "measures": list_of(measure, most=6),
        "protocol": _protocol,
        "notes": plain(600),
    },
    _check_test,
)

_step = dataclass_of(
    StepSpec,
    {
        "slug": slug,
        "name": plain(40),
        "kind": choice(*KINDS),
        "hand": choice(*HANDS),
        "seconds": integer(1, 600),
        "less": integer(0, 599),
        "cue": plain(90, PLACEHOLDERS),
        "say": _say,
        "illustration": picture,
    },
    _check_step,
)

_variation = dataclass_of(
    Variation,
    {
        "slug": slug,
        "name": plain(40),
        "text": plain(160),
        "say": _say,
        "steps": without_duplicates(list_of(slug)),
        "values": without_duplicates(list_of(slug, least=2, most=8)),
        "safety": plain(160),
        "illustration": picture,
    },
    _check_variation,
)

_routine = dataclass_of(
    RoutineSpec,
    {
        "slug": slug,
        "position": integer(1, 999),
        "name": plain(40),
        "gloss": plain(60),
        "position_text": plain(160),
        "hand_rule": plain(160),
        "sides": without_duplicates(list_of(choice("left", "right"))),
        "presets": table_of({name: integer(5, 600) for name in PRESETS}),
        "places": table_of({region: choice(*PROXIMITIES) for region in REGIONS}),
        "lead_in": integer(0, 60),
        "change_seconds": integer(0, 60),
        "swap_seconds": integer(0, 60),
        "steps": list_of(_step, most=30),
        "variations": list_of(_variation, least=0),
        "notes": plain(600),
        "sham": boolean,
    },
    _check_routine,
)


def read_test(path: Path) -> TestSpec:
    return _read(path, _test)


def read_routine(path: Path) -> RoutineSpec:
    return _read(path, _routine)


def read_all(folder: Path) -> tuple[tuple[TestSpec, ...], tuple[RoutineSpec, ...]]:
    """All files, ordered by position; raises CatalogueError for the first fault."""
    tests = _read_folder(folder / "mobility_tests", read_test)
    routines = _read_folder(folder / "routines", read_routine)
    _demand_unique({**tests, **routines}, "slug")
    return _in_order(tests), _in_order(routines)


def _read_folder(folder: Path, read_one: Callable[[Path], Spec]) -> dict[Path, Spec]:
    if not folder.is_dir():
        raise CatalogueError(f"{folder.name}: the folder is missing")
    return {path: read_one(path) for path in sorted(folder.glob("*.toml"))}


def _in_order(entries: dict[Path, Spec]) -> tuple[Spec, ...]:
    _demand_unique(entries, "position")
    return tuple(sorted(entries.values(), key=lambda entry: entry.position))


def _demand_unique(entries: Mapping[Path, TestSpec | RoutineSpec], key: str) -> None:
    first: dict[object, Path] = {}
    for path, entry in entries.items():
        value = getattr(entry, key)
        if value in first:
            owner = _named(first[value])
            raise CatalogueError(f"{_named(path)}: {key}: {value} is taken by {owner}")
        first[value] = path


def _read(path: Path, check: Check[Spec]) -> Spec:
    try:
        entry = check(_parsed(path))
        demand(entry.slug == path.stem, f"must be {path.stem}, as the file is named", "slug")
    except RefusedError as refused:
        key = f"{refused.key}: " if refused.key else ""
        raise CatalogueError(f"{_named(path)}: {key}{refused.reason}") from None
    return entry


def _parsed(path: Path) -> dict[str, object]:
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
