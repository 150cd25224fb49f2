"""Checks the log of a session from a file: a forged one must not store what no page can show."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields as dataclass_fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tracker.catalogue.spec import (
    BETTER,
    INSTRUMENTS,
    MDC_KINDS,
    PHONE,
    UNITS,
    Measure,
    is_by_phone,
)
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
MOST_SENT, LONGEST_SENT = 400, 8000  # fields of what was sent, and letters of one
SETS = ("quick", "full", "own")
# Whether a field of a measure is a number or a text, and which an own one always has.
OF_A_MEASURE = {
    field.name: str if field.type is str else float
    for field in dataclass_fields(Measure)
    if field.name != "phone"
}
OF_AN_OWN_MEASURE = {
    *("id", "label", "instrument", "unit", "better", "hard_min", "hard_max", "step"),
    *("mdc_kind", "threshold"),
}


# Of another type or shape than anything that Supple writes.
UNREADABLE = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)


class Wrong(Exception):
    """Something that Supple never writes; the message is the name of the field."""


def demand(is_right: bool, field: str) -> None:
    if not is_right:
        raise Wrong(field)


@contextmanager
def at(field: str) -> Iterator[None]:
    """Whatever cannot be read there is wrong as well."""
    try:
        yield
    except UNREADABLE as error:
        raise Wrong(field) from error


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
    demand(are_texts(routine.slug, routine.name, *routine.safety), "plan, routine")
    demand(are_texts(*routine.places, *routine.places.values()), "plan, places")
    for variation in routine.variations:
        demand(are_texts(variation.slug, variation.name, variation.value), "plan, variations")
    demand(0 < len(routine.steps) <= MOST_STEPS, "plan, steps")
    for step in routine.steps:
        names = (step.key, step.technique, step.name, step.hand, step.cue, step.say)
        demand(are_texts(*names), "plan, steps")
        check_drawing(step.illustration)
        demand(step.side in ("left", "right", "none"), "plan, steps")
        demand(step.kind in ("work", "set_up", "release"), "plan, steps")
        demand(type(step.seconds) is int and 0 < step.seconds <= LONGEST_STEP, "plan, steps")


@cache
def _drawings() -> frozenset[str]:
    folder = Path(settings.BASE_DIR, "static/illustrations")
    return frozenset({"", *(file.stem for file in folder.glob("*.svg"))})


def check_drawing(name: Any) -> None:
    """The name of a drawing, or none: a page cannot show another. Raises Wrong."""
    demand(type(name) is str and name in _drawings(), "illustration")


def are_texts(*values: Any) -> bool:
    return all(type(value) is str and len(value) <= 2000 for value in values)


def events_of(stored: Any, plan: Plan) -> list[Event]:
    """The events of an entry. Raises Wrong."""
    with at("events"):
        events = from_json(stored)
        for event in events:
            CHECKS[type(event)](event, plan)
    return events


def _rated(event: Rated, plan: Plan) -> None:
    demand(event.phase in RULES.phases and event.field in PARTS, "events, phase")
    demand((event.test, event.side) in set(plan.slots), f"events, test “{event.test}”")
    demand(type(event.method) is str and len(event.method) <= 40, "events, method")
    demand(event.field == "value" or event.holds is None, "events, holds")
    _moment(event.at)
    value = event.value
    if event.field == "skip":
        demand(value in (None, "", *SKIP_REASONS), "events, skip")
    elif event.field == "value":
        demand(not event.method or event.method.rpartition("_")[2] in UNITS, "events, method")
        demand(value is None or isinstance(value, Decimal), "events, value")
        columns.decimal(f"{value:f}" if isinstance(value, Decimal) else "0")
        _holds(event)
    else:
        is_score = type(value) is int and 0 <= value <= 10
        demand(value in (None, "") or is_score, f"events, {event.field}")


def _holds(event: Rated) -> None:
    if event.holds:
        demand(is_by_phone(event.method) and event.holds.is_sound, "events, holds")
        demand(event.value == event.holds.mean, "events, holds")


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


def check_value(event: Rated, measure: Mapping[str, Any]) -> None:
    """A measured value, within the range of its measure if that is there. Raises Wrong."""
    demand(bool(event.method), "events, method")
    if measure:
        demand(measure["hard_min"] <= event.value <= measure["hard_max"], "events, value")


def check_payload(payload: Any, depth: int = 1) -> None:
    """What a phone or a page sent: texts by name, and of a page what it says. Raises Wrong."""
    demand(isinstance(payload, Mapping) and len(payload) <= MOST_SENT, "payload")
    for name, value in payload.items():
        demand(len(name) <= 40, "payload")
        if isinstance(value, Mapping) and depth:
            check_payload(value, depth - 1)
        else:
            demand(type(value) is str and len(value) <= LONGEST_SENT, f"payload, {name}")


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
    demand(measure.keys() >= OF_AN_OWN_MEASURE, "measures")
    for name, value in measure.items():
        kind = OF_A_MEASURE.get(name)
        is_right = is_number(value) if kind is float else are_texts(value)
        demand(kind is not None and is_right, f"measures, {name!s:.40}")
    typed = set(INSTRUMENTS) - {PHONE}
    named = {"unit": UNITS, "better": BETTER, "instrument": typed, "mdc_kind": MDC_KINDS}
    for name, allowed in named.items():
        demand(measure[name] in allowed, f"measures, {name}")
    demand(measure["id"].endswith(f"_{measure['unit']}"), "measures, id")
    demand(len(measure["id"]) <= 40 and len(measure["label"]) <= 120, "measures, id")
    demand(measure["hard_min"] < measure["hard_max"] and measure["step"] > 0, "measures, range")
    demand(("mdc" in measure) == (measure["mdc_kind"] != "none"), "measures, mdc")


def is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < 10_000


def check_protocol(protocol: Any) -> None:
    """How an own test is done. Raises Wrong."""
    demand(isinstance(protocol, Mapping), "protocol")
    for name in ("equipment", "steps", "errors", "stop_if"):
        lines = protocol.get(name)
        demand(isinstance(lines, list) and len(lines) <= 50 and are_texts(*lines), "protocol")
    demand(are_texts(protocol.get("endpoint")), "protocol")


def check_variation(variation: Any) -> None:
    """A way to vary an own routine. Raises Wrong."""
    demand(isinstance(variation, Mapping), "variations")
    for name in ("slug", "name", "text", "say", "safety", "illustration"):
        demand(are_texts(variation.get(name)), f"variations, {name}")
    check_drawing(variation["illustration"])
    for name in ("steps", "values"):
        listed = variation.get(name)
        demand(isinstance(listed, list) and 0 < len(listed) <= 50, f"variations, {name}")
        demand(are_texts(*listed), f"variations, {name}")


def kind_of(name: Any) -> Kind:
    """Raises Wrong."""
    try:
        return Kind(name)
    except ValueError as error:
        raise Wrong("kind") from error
