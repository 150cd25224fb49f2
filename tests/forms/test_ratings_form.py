"""The form of one phase: what it accepts, questions and refuses, slot by slot."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories import make_session, make_user, record
from tracker.forms.ratings import RatingsForm
from tracker.models import MobilityTest, Session

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
LEFT, TOUCH = "ankle_dorsiflexion-left", "toe_touch-none"


@pytest.fixture
def session() -> Session:
    return make_session(owner=make_user(), tests=QUICK)


def form_of(session: Session, phase: str = "pre", **data: Any) -> RatingsForm:
    """Bound with names such as left_score for the ankle and touch_value for the toe touch."""
    slots = {"left": LEFT, "touch": TOUCH, "right": "ankle_dorsiflexion-right"}
    sent = {f"{slots[n.split('_')[0]]}-{n.split('_')[1]}": value for n, value in data.items()}
    return RatingsForm(session, phase, sent)


def errors(form: RatingsForm) -> dict[str, list[str]]:
    assert not form.is_valid()
    return dict(form.errors)


def values_of(form: RatingsForm, slot: tuple[str, str]) -> dict[str, Any]:
    assert form.is_valid(), form.errors
    return form.slot_values()[slot]


def test_the_form_has_fields_for_exactly_the_slots_of_the_session(
    session: Session,
) -> None:
    names = {name for name in RatingsForm(session, "pre").fields if name.endswith("-score")}
    assert names == {f"{LEFT}-score", "ankle_dorsiflexion-right-score", f"{TOUCH}-score"}


def test_fields_that_are_not_in_the_session_are_ignored(session: Session) -> None:
    sent = {"toe_touch-left-score": "5", "toe_spread-left-score": "5", "owner": "1"}
    form = RatingsForm(session, "pre", sent | {f"{LEFT}-score": "4"})
    assert form.is_valid()
    assert form.slot_values() == {("ankle_dorsiflexion", "left"): {"score": 4, "skip": ""}}


def test_nothing_is_preselected(session: Session) -> None:
    form = RatingsForm(session, "pre")
    assert [form[name].value() for name in form.fields if form[name].value()] == []


def test_the_form_is_prefilled_with_the_values_of_its_phase(session: Session) -> None:
    record(session, "pre", {("toe_touch", "none"): {"score": 0, "value": Decimal("-3.5")}})
    before, after = RatingsForm(session, "pre"), RatingsForm(session, "post")
    assert (before[f"{TOUCH}-score"].value(), before[f"{TOUCH}-value"].value()) == (0, "-3.5")
    assert (after[f"{TOUCH}-score"].value(), after[f"{TOUCH}-value"].value()) == (None, None)


def test_labels_name_the_test_and_the_side(session: Session) -> None:
    form = RatingsForm(session, "pre")
    assert form.fields[f"{LEFT}-score"].label == "Ankle dorsiflexion, left"
    assert form.fields[f"{TOUCH}-score"].label == "Toe touch"


def test_a_score_beats_a_skip_that_was_chosen_before_it(session: Session) -> None:
    form = form_of(session, left_score="5", left_skip="pain")
    values = values_of(form, ("ankle_dorsiflexion", "left"))
    assert (values["score"], values["skip"]) == (5, "")


def test_the_past_the_floor_switch_makes_the_value_negative(session: Session) -> None:
    form = form_of(session, touch_value="3,5", touch_past="on")
    assert values_of(form, ("toe_touch", "none"))["value"] == Decimal("-3.5")


def test_a_minus_with_the_switch_stays_negative(session: Session) -> None:
    form = form_of(session, touch_value="-3.5", touch_past="on")
    assert values_of(form, ("toe_touch", "none"))["value"] == Decimal("-3.5")


@pytest.mark.parametrize("value", ["", "0"])
def test_the_switch_alone_enters_nothing(session: Session, value: str) -> None:
    form = form_of(session, touch_value=value, touch_past="on")
    assert form.is_valid()
    values = form.slot_values().get(("toe_touch", "none"), {})
    tape = {"method": "fingertip_to_floor_cm"}
    assert values == ({"value": Decimal(value)} | tape if value else {})


@pytest.mark.parametrize("confirmation", [{}, {"touch_keep": "on"}])
def test_a_value_past_the_floor_must_be_in_range(
    session: Session, confirmation: dict[str, str]
) -> None:
    form = form_of(session, touch_value="60", touch_past="on", **confirmation)
    assert errors(form) == {f"{TOUCH}-value": ["Use a number from −35 to 70. Did you mean −6?"]}


def test_a_test_without_a_floor_has_no_switch(session: Session) -> None:
    form = form_of(session, left_value="8.5", left_past="on")
    assert f"{LEFT}-past" not in form.fields
    assert values_of(form, ("ankle_dorsiflexion", "left"))["value"] == Decimal("8.5")


def test_a_value_out_of_range_is_refused_even_if_confirmed(session: Session) -> None:
    form = form_of(session, left_value="85", left_keep="on")
    assert errors(form) == {f"{LEFT}-value": ["Use a number from 0 to 30. Did you mean 8.5?"]}


def test_an_unusual_value_is_saved_once_it_is_confirmed(session: Session) -> None:
    question = errors(form_of(session, left_value="25"))
    assert question == {f"{LEFT}-value": ["25 cm is outside the usual 4 to 18. Is it right?"]}
    form = form_of(session, left_value="25", left_keep="on")
    assert values_of(form, ("ankle_dorsiflexion", "left"))["value"] == 25


def test_a_confirmed_unusual_value_is_not_questioned_again(session: Session) -> None:
    record(session, "pre", {("ankle_dorsiflexion", "left"): {"value": Decimal(25)}})
    assert form_of(session, left_value="25,0").is_valid()
    assert not form_of(session, left_value="26").is_valid()


def test_discomfort_is_optional_and_independent_of_the_score(session: Session) -> None:
    form = form_of(session, left_discomfort="0", right_score="3")
    assert values_of(form, ("ankle_dorsiflexion", "left"))["discomfort"] == 0
    assert "discomfort" not in values_of(form, ("ankle_dorsiflexion", "right"))
    assert errors(form_of(session, left_discomfort="11")) == {
        f"{LEFT}-discomfort": ["Pick a number from 0 to 10, or leave it."]
    }


@pytest.mark.parametrize("text", ["\x00", "9" * 5000, "<b>", "\ud800", "null", "[]", "٥"])
@pytest.mark.parametrize("field", ["score", "skip", "discomfort", "value"])
def test_every_hostile_value_gets_one_error(session: Session, field: str, text: str) -> None:
    if (field, text) == ("value", "٥"):
        pytest.skip("another way to write 5")
    by_field = errors(form_of(session, **{f"left_{field}": text}))
    assert [len(sentences) for sentences in by_field.values()] == [1]


def test_a_slot_without_a_rating_or_a_skip_reason_gets_an_error(session: Session) -> None:
    form = form_of(session, left_score="0", right_skip="pain")
    assert form.is_valid()
    record(session, "pre", form.slot_values())
    assert form.point_out_missing() == 1
    assert list(form.errors) == [f"{TOUCH}-score"]


def test_a_test_without_a_measure_has_no_measured_field(session: Session) -> None:
    MobilityTest.objects.filter(slug="toe_touch").update(measures=[])
    names = set(RatingsForm(session, "pre").fields)
    assert f"{TOUCH}-score" in names
    assert f"{TOUCH}-value" not in names
