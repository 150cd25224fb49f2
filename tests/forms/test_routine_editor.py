"""The form of an own routine: what it accepts, what it refuses, and how it treats bad input."""

from typing import Any

import pytest
from django.http import QueryDict

from tests.factories import copy, make_user
from tracker.catalogue.spec import REGIONS
from tracker.forms.routine_editor import RoutineEditor, moved
from tracker.forms.steps import StepChoices, StepForm, whole_number
from tracker.models import Routine, Step, User
from tracker.sessions.own_routines import places_around, worked

pytestmark = pytest.mark.django_db

STEP = {"name": "Calf raise", "time": "chosen", "sides": "each", "hand": "both"}


def step_form(**fields: str) -> StepForm:
    typed = {f"step-0-{name}": value for name, value in (STEP | fields).items()}
    return StepForm(StepChoices(make_user()), "0", typed)


def editor_of(user: User, text: str = "", **fields: Any) -> RoutineEditor:
    data = QueryDict(text, mutable=True)
    for name, value in fields.items():
        data[name] = value
    return RoutineEditor(user, None, data)


def test_the_voice_says_the_name_of_a_step_without_words() -> None:
    form = step_form()
    assert form.is_valid()
    assert form.fields_of_step() == {
        "technique": "",
        "kind": "work",
        "name": "Calf raise",
        "cue": "",
        "say": "Calf raise.",
        "sides": "each",
        "hand": "both",
        "seconds": None,
        "less": 0,
        "illustration": "",
    }


@pytest.mark.parametrize("seconds", ["soon", "601", "-3", "9" * 5000])
def test_seconds_count_only_where_they_are_fixed(seconds: str) -> None:
    assert step_form(seconds=seconds).is_valid()
    assert set(step_form(seconds=seconds, time="fixed").errors) == {"seconds"}


@pytest.mark.parametrize("seconds", ["5", " 45 ", "600"])
def test_fixed_seconds_are_saved(seconds: str) -> None:
    form = step_form(seconds=seconds, time="fixed")
    assert form.is_valid()
    assert form.fields_of_step()["seconds"] == int(seconds)


@pytest.mark.parametrize(
    "words",
    [
        "One two three four five six seven eight.",
        "Eight words are fine here, in one sentence. And once more, in the next.",
        "{Side} foot. {Hand}.",
    ],
)
def test_words_for_the_voice_may_be_as_long_as_one_breath(words: str) -> None:
    assert step_form(say=words).is_valid()


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("One two three four five six seven eight nine", "At most 8 words a sentence."),
        ("One two three four five six seven {hand}", "At most 8 words a sentence."),
        ("Move the {leg}.", "Only {side} and {hand} can be filled in, not {leg}."),
    ],
)
def test_longer_words_and_unknown_placeholders_are_refused(words: str, fault: str) -> None:
    (message,) = step_form(say=words).errors["say"]
    assert message.startswith(fault)


@pytest.mark.parametrize("kind", ["", "dance", "\x00"])
@pytest.mark.parametrize("technique", ["", "two words", "\x00", "x" * 41, "../x"])
def test_an_invalid_technique_or_kind_counts_as_a_new_move(technique: str, kind: str) -> None:
    form = step_form(technique=technique, kind=kind)
    assert form.is_valid()
    assert (form.cleaned_data["technique"], form.cleaned_data["kind"]) == ("", "work")


def test_every_step_of_the_catalogue_can_be_shown_and_sent_back() -> None:
    owner = make_user()
    for routine in Routine.objects.offered_to(owner):
        editor = RoutineEditor(owner, copy(routine, owner))
        sent = QueryDict(mutable=True)
        for form in editor.steps:
            sent.appendlist("step", form.number)
            sent.update({field.html_name: str(field.value()) for field in form})
        sent.update({field.html_name: str(field.value()) for field in editor.about})
        again = RoutineEditor(owner, editor.routine, sent)
        assert again.is_valid(), again.errors


@pytest.mark.parametrize("slug", ["toe_spreaders", "sock_pull"])
def test_the_length_shown_is_the_length_of_the_routine(slug: str) -> None:
    owner = make_user()
    copied = copy(Routine.objects.get(slug=slug, owner=None), owner)
    assert RoutineEditor(owner, copied).minutes == copied.minutes(45)


def test_the_length_is_computed_from_the_inputs_that_parse() -> None:
    step = "step=0&step-0-time=fixed&step-0-sides=none&step-0-seconds="
    assert editor_of(make_user(), f"{step}300", lead_in="60", do="x").minutes == 6
    assert editor_of(make_user(), f"{step}soon", lead_in="soon", do="x").minutes == 1
    assert editor_of(make_user(), "", do="x").minutes == 1


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), (" 7 ", 7), ("61", 5), ("-1", 5), ("7.5", 5), ("٧", 5), ("", 5)]
)
def test_an_invalid_number_is_replaced_by_the_default(text: str, number: int) -> None:
    assert whole_number(text, 0, 60, 5) == number


def test_a_button_of_a_step_validates_nothing() -> None:
    assert editor_of(make_user(), "step=0", do="up:0").errors == []
    assert editor_of(make_user(), "step=0").errors != []


def test_an_error_names_its_move() -> None:
    labels = [label for _, label, _ in editor_of(make_user(), "step=7&step=3").errors]
    assert "Name of the routine" in labels
    assert {"Move 1, Name of the move", "Move 2, Name of the move"} <= set(labels)


def test_a_repeated_number_is_one_step() -> None:
    assert [form.number for form in editor_of(make_user(), "step=1&step=0&step=1").steps] == [
        "1",
        "0",
    ]


def test_moving_past_an_end_does_nothing() -> None:
    assert moved(["a", "b"], "a", -1) == ["a", "b"]
    assert moved(["a", "b"], "b", 1) == ["a", "b"]
    assert moved(["a", "b"], "a", 1) == ["b", "a"]
    assert moved(["a", "b"], "c", 1) == ["a", "b"]


def test_places_grade_regions_by_their_distance() -> None:
    for region in REGIONS:
        assert worked(places_around(region)) == region
    assert list(places_around("hip").values()) == ["further", "further", "next", "worked", "next"]


def test_steps_are_replaced_all_or_none() -> None:
    routine = copy(Routine.objects.get(slug="sock_pull", owner=None), make_user())
    before = list(routine.steps.values())
    with pytest.raises(TypeError):
        routine.replace_steps([{"name": "One"}, {"colour": "red"}])
    assert list(routine.steps.values()) == before
    routine.replace_steps([{"name": "One", "technique": "one"}])
    assert Step.objects.get(routine=routine).position == 0
