"""Checks the log of a session from a file: a forged one must not store what no page can show."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tracker.catalogue.spec import BETTER, INSTRUMENTS, UNITS
from tracker.rules.context import RUNS
from tracker.rules.events import (
    ContextGiven,
    Counted,
    Event,
    Finished,
    Kind,
    MarkedEdited,
    MethodChosen,
    Moved,
    NoteErased,
    NoteWritten,
    Rated,
    RoutineEnded,
    from_json,
)
from tracker.rules.freezing import ORDERS
from tracker.rules.log import PARTS
from tracker.rules.plan import Plan, PlannedRoutine
from tracker.rules.reasons import SKIP_REASONS, STOP_REASONS
from tracker.rules.stages import RULES
from tracker.transfer import columns

LONGEST_NOTE = 2000
LONGEST_STEP, LONGEST_DOSE = 1800 * 60, 24 * 60 * 60  # seconds
MOST_STEPS = 400
SETS = ("quick", "full", "own")


class Wrong(Exception):
    """Something that Supple never writes; the message is the name of the field."""


def demand(is_right: bool, field: str) -> None:
    if not is_right:
        raise Wrong(field)


def check_plan(plan: Plan, sided: Mapping[str, bool]) -> None:
    """`sided` is by the slug of each test that there is. Raises Wrong."""
    demand(plan.order in ORDERS and plan.set in SETS, "plan")
    slugs = [test.test for test in plan.tests]
    demand(len(set(slugs)) == len(slugs) and all(type(slug) is str for slug in slugs), "plan")
    for test in plan.tests:
        demand(test.sided is sided.get(test.test), f"plan, test “{test.test}”")
        demand(type(test.name) is str, "plan")
    for routine in plan.legs.values():
        _check_routine(routine)


def _check_routine(routine: PlannedRoutine) -> None:
    times = (routine.lead_in, routine.change, routine.swap, routine.seconds)
    demand(all(type(time) is int and 0 <= time <= LONGEST_STEP for time in times), "plan, times")
    demand(_are_texts(routine.slug, routine.name, *routine.safety), "plan, routine")
    demand(_are_texts(*routine.places, *routine.places.values()), "plan, places")
    for variation in routine.variations:
        demand(_are_texts(variation.slug, variation.name, variation.value), "plan, variations")
    demand(0 < len(routine.steps) <= MOST_STEPS, "plan, steps")
    for step in routine.steps:
        names = (step.key, step.technique, step.name, step.hand, step.cue, step.say)
        demand(_are_texts(*names, step.illustration), "plan, steps")
        demand(step.side in ("left", "right", "none"), "plan, steps")
        demand(step.kind in ("work", "set_up", "release"), "plan, steps")
        demand(type(step.seconds) is int and 0 < step.seconds <= LONGEST_STEP, "plan, steps")


def _are_texts(*values: Any) -> bool:
    return all(type(value) is str and len(value) <= 2000 for value in values)


def events_of(stored: Any, plan: Plan) -> list[Event]:
    """The events of an entry. Raises Wrong."""
    try:
        events = from_json(stored)
        for event in events:
            CHECKS[type(event)](event, plan)
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise Wrong("events") from error
    return events


def _rated(event: Rated, plan: Plan) -> None:
    demand(event.phase in RULES.phases and event.field in PARTS, "events, phase")
    demand((event.test, event.side) in set(plan.slots), f"events, test “{event.test}”")
    demand(type(event.method) is str and len(event.method) <= 40, "events, method")
    _moment(event.at)
    value = event.value
    if event.field == "skip":
        demand(value in (None, "", *SKIP_REASONS), "events, skip")
    elif event.field == "value":
        demand(not event.method or event.method.rpartition("_")[2] in UNITS, "events, method")
        demand(value is None or isinstance(value, Decimal), "events, value")
        columns.decimal(f"{value:f}" if isinstance(value, Decimal) else "0")
    else:
        is_score = type(value) is int and 0 <= value <= 10
        demand(value in (None, "") or is_score, f"events, {event.field}")


def _routine_ended(event: RoutineEnded, plan: Plan) -> None:
    demand(event.leg in plan.legs, "events, leg")
    demand(event.reason in ("", *STOP_REASONS), "events, reason")
    demand(isinstance(event.dose, Mapping), "events, dose")
    keys = {step.key for step in plan.steps}
    for key, seconds in event.dose.items():
        is_dose = type(seconds) is int and 0 <= seconds <= LONGEST_DOSE
        demand(key in keys and is_dose, "events, dose")
    _moment(event.at)


def _finished(event: Finished | MarkedEdited | NoteErased, plan: Plan) -> None:
    demand(isinstance(event, Finished) or event.at is not None, "events, at")
    _moment(event.at)


def _note(event: NoteWritten, plan: Plan) -> None:
    demand(type(event.text) is str and len(event.text) <= LONGEST_NOTE, "events, note")


def _method(event: MethodChosen, plan: Plan) -> None:
    demand(event.test in plan.test_slugs, "events, test")
    demand(type(event.method) is str and 0 < len(event.method) <= 40, "events, method")


def _context(event: ContextGiven, plan: Plan) -> None:
    demand(event.ran in ("", *RUNS), "events, ran")
    answers = (event.slept_badly, event.just_woke)
    demand(all(answer in (None, True, False) for answer in answers), "events, slept badly")


def _moved(event: Moved, plan: Plan) -> None:
    _moment(event.started_at)
    _moment(event.was_started_at)
    columns.day(event.day.isoformat())
    columns.day(event.was_day.isoformat())


def _counted(event: Counted, plan: Plan) -> None:
    demand(type(event.anyway) is bool, "events, anyway")


def _moment(at: Any) -> None:
    if at is not None:
        columns.moment(at.isoformat())


CHECKS: dict[type, Any] = {
    Rated: _rated,
    RoutineEnded: _routine_ended,
    Finished: _finished,
    MarkedEdited: _finished,
    NoteErased: _finished,
    NoteWritten: _note,
    MethodChosen: _method,
    ContextGiven: _context,
    Moved: _moved,
    Counted: _counted,
}


def check_measure(measure: Any) -> None:
    """A measure of an own test. Raises Wrong."""
    demand(isinstance(measure, Mapping), "measures")
    named = {"unit": UNITS, "better": BETTER, "instrument": INSTRUMENTS}
    for name, allowed in named.items():
        demand(measure.get(name) in allowed, f"measures, {name}")
    demand(_are_texts(measure.get("id"), measure.get("label")), "measures, label")
    demand(measure["id"].endswith(f"_{measure['unit']}"), "measures, id")
    demand(len(measure["id"]) <= 40, "measures, id")
    numbers = [measure.get(name) for name in ("hard_min", "hard_max", "step", "threshold")]
    demand(all(_is_number(number) for number in numbers), "measures, range")
    demand(measure["hard_min"] < measure["hard_max"] and measure["step"] > 0, "measures, range")
    for name, value in measure.items():
        is_plain = value is None or _is_number(value) or _are_texts(value)
        demand(type(name) is str and is_plain, f"measures, {name!s:.40}")


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < 10_000


def check_protocol(protocol: Any) -> None:
    """How an own test is done. Raises Wrong."""
    demand(isinstance(protocol, Mapping), "protocol")
    for name in ("equipment", "steps", "errors", "stop_if"):
        lines = protocol.get(name)
        demand(isinstance(lines, list) and len(lines) <= 50 and _are_texts(*lines), "protocol")
    demand(_are_texts(protocol.get("endpoint")), "protocol")


def check_variation(variation: Any) -> None:
    """A way to vary an own routine. Raises Wrong."""
    demand(isinstance(variation, Mapping), "variations")
    for name in ("slug", "name", "text", "say", "safety", "illustration"):
        demand(_are_texts(variation.get(name)), f"variations, {name}")
    for name in ("steps", "values"):
        listed = variation.get(name)
        demand(isinstance(listed, list) and 0 < len(listed) <= 50, f"variations, {name}")
        demand(_are_texts(*listed), f"variations, {name}")


def kind_of(name: Any) -> Kind:
    """Raises Wrong."""
    try:
        return Kind(name)
    except ValueError as error:
        raise Wrong("kind") from error
