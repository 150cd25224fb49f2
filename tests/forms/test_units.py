"""Lengths in centimetres and inches: what is typed in either survives being stored and shown."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tracker.catalogue.reading import read_all
from tracker.forms.fields import MeasuredField, as_typed, machine_number
from tracker.templatetags.measuring import unit_sign

pytestmark = pytest.mark.once

SHIPPED = Path(__file__).parents[2] / "tracker" / "catalogue"
MEASURES = {measure.id: vars(measure) for t in read_all(SHIPPED)[0] for measure in t.measures}
LENGTHS = sorted(name for name, measure in MEASURES.items() if measure["unit"] == "cm")
ANKLE, TOUCH = MEASURES["knee_to_wall_cm"], MEASURES["fingertip_to_floor_cm"]
EIGHTHS = {2: "⅛", 4: "¼", 6: "⅜", 8: "½", 10: "⅝", 12: "¾", 14: "⅞"}
SPELLINGS: tuple[Callable[[int, int], str], ...] = (
    lambda whole, part: f"{whole} {part}/16",
    lambda whole, part: f"{whole}-{part}/16 in",
    lambda whole, part: f"{whole}{EIGHTHS.get(part, f'.{part * 625:04d}')}",
    lambda whole, part: machine_number(Decimal(whole) + Decimal(part) / 16),
    lambda whole, part: f'{Decimal(whole) + Decimal(part) / 16}"'.replace(".", ","),
)
AS_STORED = Decimal("0.00001")  # the column has five decimals


def field(measure: dict[str, Any], length: str, on_page: Decimal | None = None) -> MeasuredField:
    made = MeasuredField(measure, length)
    made.on_page = on_page
    return made


def refusal(of: MeasuredField, text: str) -> str:
    with pytest.raises(ValidationError) as refused:
        of.clean(text)
    return str(refused.value.messages[0])


@st.composite
def sixteenths(draw: st.DrawFn) -> tuple[str, str]:
    """A length as people write it from a tape in inches, and its unit."""
    sign, whole = draw(st.sampled_from(["", "-", "−"])), draw(st.integers(0, 11))
    text = draw(st.sampled_from(SPELLINGS))(whole, draw(st.integers(1, 15)))
    return f"{sign}{text}", "in"


hundredths = st.tuples(
    st.decimals(-35, 70, places=2, allow_nan=False).map(str), st.sampled_from(["cm", "in"])
)


@given(sixteenths() | hundredths, st.sampled_from(LENGTHS), st.sampled_from(["en", "de"]))
def test_each_length_that_can_be_typed_survives_storing_and_showing_in_either_unit(
    typed: tuple[str, str], name: str, language: str
) -> None:
    (text, own), measure = typed, MEASURES[name]
    other = {"cm": "in", "in": "cm"}[own]
    try:
        value = field(measure, own).clean(text)
    except ValidationError:
        return
    stored = value.quantize(AS_STORED)
    assert stored == value
    with override(language):
        shown = field(measure, own).prepare_value(stored)
        assert field(measure, own).clean(shown) == stored
        in_other = field(measure, other).prepare_value(stored)
        assert field(measure, other, stored).clean(in_other) == stored
        assert field(measure, own).prepare_value(stored) == shown


@given(sixteenths())
def test_a_reading_from_a_tape_in_inches_shows_again_as_the_number_that_it_is(
    typed: tuple[str, str],
) -> None:
    text, own = typed
    of = MeasuredField(TOUCH, own)
    try:
        value = of.clean(text)
    except ValidationError:
        return
    assert Decimal(of.prepare_value(value)) * Decimal("2.54") == value


@pytest.mark.parametrize(
    ("stored", "inches"),
    [
        ("8.255", "3.25"),
        ("8.09625", "3.1875"),
        ("8.25", "3.25"),
        ("8.3", "3.27"),
        ("-3.5", "-1.38"),
        ("0.00000", "0"),
        ("2.54000", "1"),
        ("25.4", "10"),
    ],
)
def test_a_stored_length_shows_exactly_in_inches_or_with_two_decimals(
    stored: str, inches: str
) -> None:
    assert MeasuredField(TOUCH, "in").prepare_value(Decimal(stored)) == inches


def test_a_reading_in_inches_shows_in_centimetres_exactly_or_with_two_decimals() -> None:
    of = MeasuredField(ANKLE)
    assert of.prepare_value(Decimal("8.25500")) == "8.255"
    assert of.prepare_value(Decimal("8.09625")) == "8.1"
    with override("de"):
        assert of.prepare_value(Decimal("8.25500")) == "8,255"
        assert as_typed("3.25") == "3,25"


@pytest.mark.parametrize("text", ["3.25", " 3,25 "])
def test_text_that_stayed_as_the_page_showed_it_is_the_stored_value(text: str) -> None:
    assert field(ANKLE, "in", Decimal("8.25")).clean(text) == Decimal("8.25")
    assert field(ANKLE, "in", Decimal("8.3")).clean(text) == Decimal("8.255")
    assert field(ANKLE, "in").clean(text) == Decimal("8.255")


def test_limits_questions_and_guesses_are_in_inches_for_people_who_measure_in_them() -> None:
    ankle, touch = MeasuredField(ANKLE, "in"), MeasuredField(TOUCH, "in")
    assert refusal(ankle, "floor") == "Use a number from 0 to 11.8, such as 6.5."
    assert refusal(touch, "floor") == "Use a number from −13.7 to 27.5, such as 7.5."
    assert refusal(ankle, "12") == "Use a number from 0 to 11.8."
    assert refusal(ankle, "32.5") == "Use a number from 0 to 11.8. Did you mean 3.25?"
    eleven = ankle.clean("11")
    assert ankle.is_unusual(eleven)
    assert ankle.question(eleven) == "11 in is outside the usual 1.6 to 7. Is it right?"
    assert ankle.question(ankle.clean("28 cm")) == (
        "11.02 in is outside the usual 1.6 to 7. Is it right?"
    )
    assert ankle.unit_words == " in"


@pytest.mark.parametrize("name", LENGTHS)
def test_the_limits_that_are_named_in_inches_can_be_typed(name: str) -> None:
    measure = MEASURES[name]
    of = MeasuredField(measure, "in")
    for kind in ("hard", "typical"):
        for end in of._limits(kind).values():
            assert not of.is_unusual(of.clean(end.replace("−", "-"))) or kind == "hard"


def test_an_angle_is_read_alike_by_everybody() -> None:
    angle = MEASURES["shin_angle_bent_knee_deg"]
    assert [MeasuredField(angle, length).clean("41") for length in ("cm", "in")] == [41, 41]
    assert refusal(MeasuredField(angle, "in"), '41"') == 'That is in ". Here it is degrees.'


@pytest.mark.parametrize(
    ("measure", "sentence"),
    [
        ({"unit": "count", "hard_min": 1, "hard_max": 2}, "Use a number from 1 to 2, such as 2."),
        ({"unit": "kg", "hard_min": 1, "hard_max": 2}, "Use a number from 1 to 2, such as 2."),
        ({"unit": "s", "hard_min": 0, "hard_max": 90}, "Use a number from 0 to 90, such as 45.5."),
    ],
)
def test_the_example_is_a_number_that_can_be_entered(
    measure: dict[str, Any], sentence: str
) -> None:
    assert refusal(MeasuredField(measure), "none") == sentence


def test_the_unit_beside_a_field_is_in_the_language_of_the_page() -> None:
    assert [unit_sign(unit) for unit in ("in", "deg", "count")] == ["in", "°", ""]
    with override("de"):
        assert [unit_sign(unit) for unit in ("in", "cm")] == ["Zoll", "cm"]
