"""The expected position of a routine at a given second, computed from its plan alone."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tracker.rules.plan import PlannedRoutine, PlannedStep


class Stretch(NamedTuple):
    """A stretch of time: lead-in, step, change or swap, and the step it is or leads to."""

    kind: str
    step: PlannedStep
    begins: int
    ends: int


def stretches(routine: PlannedRoutine) -> list[Stretch]:
    """All stretches of a frozen routine, in seconds from its start."""
    result, now = [], 0
    for kind, step, seconds in _in_order(routine):
        if seconds:
            result.append(Stretch(kind, step, now, now + seconds))
        now += seconds
    return result


def _in_order(routine: PlannedRoutine) -> Iterator[tuple[str, PlannedStep, int]]:
    steps = routine.steps
    yield "lead_in", steps[0], routine.lead_in
    yield "step", steps[0], steps[0].seconds
    for before, step in pairwise(steps):
        if before.side != step.side:
            yield "swap", step, routine.swap
        elif before.kind != "set_up" and step.kind != "release":
            yield "change", step, routine.change
        yield "step", step, step.seconds
