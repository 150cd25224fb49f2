"""Prints as JSON what Python and JavaScript must both say, for the tests that node runs."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings

from tracker.catalogue.reading import read_all
from tracker.catalogue.spec import RoutineSpec
from tracker.rules.freezing import frozen_routine
from tracker.rules.vocabulary import vocabulary

CATALOGUE = Path(__file__).parents[1] / "tracker" / "catalogue"
PRESETS = (30, 45)
READ_BY_THE_PLAYER = ("key", "name", "kind", "side", "hand", "seconds", "cue", "say")
MOVE = {"sides": "each", "kind": "work", "seconds": None, "less": 0}
ALIKE = {"lead_in": 60, "change": 60, "swap": 60}


def shared() -> dict[str, Any]:
    """Words, built-in routines, and routines in the making with their minutes."""
    return {"vocabulary": vocabulary(), "routines": _built_in(), "minutes": _minutes()}


def _built_in() -> dict[str, Any]:
    """By slug: what its variations say, and its plans by the seconds of a move."""
    _tests, routines = read_all(CATALOGUE)
    return {
        spec.slug: {
            "variations": [{"say": variation.say} for variation in spec.variations],
            "plans": {str(seconds): _plan(spec, seconds) for seconds in PRESETS},
        }
        for spec in routines
    }


def _plan(spec: RoutineSpec, seconds: int) -> dict[str, Any]:
    fields = asdict(spec)
    steps = [MOVE | step | {"technique": step["slug"]} for step in fields["steps"]]
    routine = frozen_routine(_row(fields, steps), seconds, "left")
    steps = [{name: getattr(step, name) for name in READ_BY_THE_PLAYER} for step in routine.steps]
    about = {name: getattr(routine, name) for name in ("slug", "lead_in", "change", "swap")}
    return about | {"minutes": routine.minutes, "steps": steps}


def _row(fields: Mapping[str, Any], steps: list[dict[str, Any]]) -> SimpleNamespace:
    """A routine as the database has it."""
    rows = [SimpleNamespace(**step) for step in steps]
    return SimpleNamespace(**{**fields, "steps": SimpleNamespace(all=lambda: rows)})


def _minutes() -> list[dict[str, Any]]:
    """Routines as their editor holds them, and how long each takes."""
    long = {"sides": "left", "seconds": 60}
    cases = [
        ([], ALIKE, 45),
        *([[{"sides": sides, "seconds": 600}], ALIKE, 45] for sides in ("each", "left", "none")),
        *([[{"less": 15}] * 4, ALIKE, chosen] for chosen in (10, 45, 60)),
        ([long, long], {"lead_in": 0, "change": 60, "swap": 600}, 45),
        ([long, long | {"sides": "right"}], {"lead_in": 0, "change": 600, "swap": 60}, 45),
        ([long, long | {"sides": "none"}, {}], {"lead_in": 5, "change": 31, "swap": 77}, 45),
        ([long | {"kind": kind} for kind in ("set_up", "work", "release")], ALIKE, 45),
        # Half a minute goes to the even one.
        *(
            [[{"sides": "none", "seconds": seconds}], {"lead_in": 0, "change": 0, "swap": 0}, 45]
            for seconds in (30, 89, 90, 91, 150, 210)
        ),
    ]
    return [_case([MOVE | move for move in moves], *rest) for moves, *rest in cases]


def _case(moves: list[dict[str, Any]], pauses: dict[str, int], chosen: int) -> dict[str, Any]:
    names = {"lead_in": "lead_in", "change": "change_seconds", "swap": "swap_seconds"}
    blank = {"technique": "", "name": "", "hand": "both", "cue": "", "say": "", "illustration": ""}
    routine: dict[str, Any] = {"slug": "", "name": "", "places": {}, "variations": []}
    routine |= {names[name]: seconds for name, seconds in pauses.items()}
    frozen = frozen_routine(_row(routine, [blank | move for move in moves]), chosen, "left")
    case = {"steps": moves, "pauses": pauses, "chosen": chosen}
    return case | {"minutes": frozen.minutes}


if __name__ == "__main__":
    settings.configure(USE_I18N=False)  # the words as they stand in the source
    print(json.dumps(shared()))
