"""The report of the player: never more seconds than planned, and nothing malformed."""

import json
from typing import Any

import pytest

from tests.factories import make_session, make_user
from tracker.forms.routine_report import RoutineForm
from tracker.models import Session

pytestmark = pytest.mark.django_db

TWIST = "left.ts_twist"


@pytest.fixture
def session() -> Session:
    return make_session(owner=make_user(), tests=("toe_touch",), stage="routine")


def dose(session: Session, text: str, **data: str) -> dict[str, int]:
    form = RoutineForm(session.plan.routine.steps, {"dose": text} | data)
    assert form.is_valid(), form.errors
    return form.cleaned_data["dose"]


def test_the_seconds_of_every_step_are_parsed(session: Session) -> None:
    assert dose(session, json.dumps({TWIST: 31.6, "right.ts_twist": 0})) == {
        TWIST: 32,
        "right.ts_twist": 0,
    }


def test_no_step_is_longer_than_planned_or_shorter_than_nothing(session: Session) -> None:
    assert dose(session, json.dumps({TWIST: 9999})) == {TWIST: 45}
    assert dose(session, json.dumps({TWIST: -5})) == {TWIST: 0}
    assert dose(session, json.dumps({TWIST: 10**300})) == {TWIST: 45}


def test_a_step_that_is_not_in_the_plan_is_ignored(session: Session) -> None:
    sent = {TWIST: 30, "left.sp_setup": 10, "ts_twist": 10, "": 1, "__proto__": 1}
    assert dose(session, json.dumps(sent)) == {TWIST: 30}


def test_without_a_player_every_step_counts_as_planned(session: Session) -> None:
    steps = session.plan.routine.steps
    assert dose(session, "") == {step.key: step.seconds for step in steps}


def test_without_a_player_a_stopped_routine_has_no_seconds(session: Session) -> None:
    assert dose(session, "", stopped_reason="pain") == {}


HOSTILE: list[Any] = [
    *("{", "[", "nul", "{}}", "{'a': 1}", "\x01", "1", "true", "[]", '"left.ts_twist"', "[1, 2]"),
    *(f'["{TWIST}"]', "null", "\ufeff{}"),
    *(json.dumps({TWIST: wrong}) for wrong in ("long", None, [], {}, [1], "")),
    *(f'{{"{TWIST}": {wrong}}}' for wrong in ("NaN", "Infinity", "-Infinity", "1e999")),
    f'{{"{TWIST}": {"9" * 5000}}}',
    "[" * 7000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_malformed_report_gets_one_error(session: Session, text: str) -> None:
    form = RoutineForm(session.plan.routine.steps, {"dose": text})
    assert not form.is_valid()
    assert form.errors == {"dose": ["The times of the routine could not be read."]}


@pytest.mark.parametrize("text", ["{" + " " * 9000 + "}", '{"a": "\x00"}'])
def test_too_much_text_and_null_characters_are_refused(session: Session, text: str) -> None:
    form = RoutineForm(session.plan.routine.steps, {"dose": text})
    assert not form.is_valid()
    assert [len(sentences) for sentences in form.errors.values()] == [1]


def test_the_reason_for_stopping_must_be_a_stop_reason(session: Session) -> None:
    assert RoutineForm(session.plan.routine.steps, {"stopped_reason": "sore"}).is_valid()
    form = RoutineForm(session.plan.routine.steps, {"stopped_reason": "boredom"})
    assert list(form.errors) == ["stopped_reason"]
