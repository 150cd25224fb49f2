"""The fields of a rating: which numbers they accept, and with which messages they refuse."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tracker.catalogue.reading import read_all
from tracker.forms.fields import MeasuredField, ScoreField, SkipField, plain_number
from tracker.forms.numbers import InvalidNumber, read_number

pytestmark = pytest.mark.once

SHIPPED = Path(__file__).parents[2] / "tracker" / "catalogue"
# Read by tests/js, too: the page and the server have to agree.
NUMBERS = json.loads((Path(__file__).parents[1] / "numbers.json").read_text())
MEASURES = {test.slug: vars(test.measures[0]) for test in read_all(SHIPPED)[0]}
ANKLE = MeasuredField(MEASURES["ankle_dorsiflexion"])  # 0 to 30, usually 4 to 18
TOUCH = MeasuredField(MEASURES["toe_touch"])  # −35 to 70, usually −20 to 30
ANY_LENGTH = MeasuredField({"unit": "cm", "hard_min": -1000, "hard_max": 1000})


def outcome(field: MeasuredField, text: str) -> Decimal | str | None:
    """The value, or the error message."""
    try:
        return field.clean(text)
    except ValidationError as refused:
        (sentence,) = refused.messages
        return str(sentence)


def refusal(field: MeasuredField, text: str) -> str:
    with pytest.raises(ValidationError) as refused:
        field.clean(text)
    (sentence,) = refused.value.messages
    return sentence


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8.5", "8.5"),
        ("8,5", "8.5"),
        ("8", "8"),
        ("08,50", "8.5"),
        (" 8,5 ", "8.5"),
        ("\t8.5\n", "8.5"),
        ("+8.5", "8.5"),
        ("8.25", "8.25"),
        ("0", "0"),
        ("30", "30"),
    ],
)
def test_a_number_is_read_with_a_comma_or_a_point(text: str, value: str) -> None:
    assert ANKLE.clean(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["-3.5", "−3,5", "–3.5", "- 3.5", "− 3,5", "−\u00a03,5", "−\u2009\u202f3,5", " -3.5 "],
)
def test_a_number_below_zero_is_read_with_any_minus(text: str) -> None:
    assert TOUCH.clean(text) == Decimal("-3.5")


@pytest.mark.parametrize("text", ["", " ", "\t", "\u00a0", None])
def test_blank_text_is_no_value_and_not_zero(text: str | None) -> None:
    assert ANKLE.clean(text) is None


@pytest.mark.parametrize(("measure", "text", "expected"), NUMBERS["read"])
def test_a_number_is_parsed_or_refused_with_the_same_message_as_on_the_page(
    measure: str, text: str, expected: float | str | None
) -> None:
    result = outcome(MeasuredField(NUMBERS["measures"][measure]), text)
    assert result == (Decimal(str(expected)) if isinstance(expected, int | float) else expected)


@pytest.mark.parametrize("row", NUMBERS["lengths"], ids=lambda row: "-".join(map(str, row[:2])))
def test_a_length_is_read_in_either_unit_exactly_as_on_the_page(row: list[Any]) -> None:
    own, text, expected, *_ = row
    try:
        read: Decimal | str | None = read_number(text, "cm", own)
    except InvalidNumber as why:
        read = str(why)
    assert read == (expected if isinstance(expected, str) else Decimal(str(expected)))


@pytest.mark.parametrize("row", [row for row in NUMBERS["lengths"] if len(row) == 4])
def test_what_a_page_sends_of_a_length_is_the_value_that_was_typed(row: list[Any]) -> None:
    _own, _text, value, sent = row
    assert ANY_LENGTH.clean(sent) == Decimal(str(value))


@pytest.mark.parametrize(("measure", "text", "question"), NUMBERS["asked"])
def test_an_unusual_number_gets_the_same_question_as_on_the_page(
    measure: str, text: str, question: str
) -> None:
    field = MeasuredField(NUMBERS["measures"][measure])
    value = field.clean(text)
    assert (field.question(value) if field.is_unusual(value) else "") == question


@pytest.mark.parametrize("text", ["\x00", "8\x00", "9" * 4000, "\ud800", "𝟖" * 20, "8'--"])
def test_garbage_is_refused_with_the_range_and_an_example(text: str) -> None:
    assert refusal(ANKLE, text) == "Use a number from 0 to 30, such as 15.5."


def test_the_sentence_for_a_range_below_zero_has_true_minus_signs() -> None:
    assert refusal(TOUCH, "floor") == "Use a number from −35 to 70, such as 18.5."


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        (ANKLE, "85", "Use a number from 0 to 30. Did you mean 8.5?"),
        (ANKLE, "40", "Use a number from 0 to 30. Did you mean 4?"),
        (ANKLE, "180", "Use a number from 0 to 30. Did you mean 18?"),
        (ANKLE, "300", "Use a number from 0 to 30."),
        (ANKLE, "31", "Use a number from 0 to 30."),
        (ANKLE, "30.01", "Use a number from 0 to 30."),
        (ANKLE, "-8", "Use a number from 0 to 30."),
        (ANKLE, "12345", "Use a number from 0 to 30."),
        (ANKLE, "9999.99", "Use a number from 0 to 30."),
        (TOUCH, "-36", "Use a number from −35 to 70. Did you mean −3.6?"),
        (TOUCH, "-350", "Use a number from −35 to 70."),
        (TOUCH, "105", "Use a number from −35 to 70. Did you mean 10.5?"),
    ],
)
def test_a_number_out_of_range_is_refused_with_the_range_and_a_guess(
    field: MeasuredField, text: str, sentence: str
) -> None:
    assert refusal(field, text) == sentence


def test_only_values_outside_the_usual_range_are_unusual() -> None:
    assert [ANKLE.is_unusual(Decimal(n)) for n in ("3.99", "4", "18", "18.01")] == [
        True,
        False,
        False,
        True,
    ]


def test_without_a_usual_range_no_value_is_unusual() -> None:
    bare = {name: value for name, value in ANKLE.measure.items() if not name.startswith("typical")}
    assert not MeasuredField(bare).is_unusual(Decimal(30))
    assert refusal(MeasuredField(bare), "250") == "Use a number from 0 to 30. Did you mean 25?"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("8.50", "8.5"),
        ("3.00", "3"),
        ("30", "30"),
        ("-3.60", "−3.6"),
        ("0.00", "0"),
        ("100", "100"),
    ],
)
def test_a_number_is_shown_plainly(number: str, text: str) -> None:
    assert plain_number(Decimal(number)) == text


tenths_in_range = st.decimals(-35, 70, places=2, allow_nan=False)


@given(tenths_in_range, st.sampled_from([".", ","]), st.sampled_from(["-", "−", "–"]))
def test_every_displayed_value_parses_to_itself(value: Decimal, point: str, minus: str) -> None:
    text = plain_number(value).replace(".", point).replace("−", minus)
    assert TOUCH.clean(text) == value


@given(st.text(max_size=30))
def test_any_text_is_a_value_in_range_or_gets_one_error(text: str) -> None:
    result = outcome(TOUCH, text)
    if isinstance(result, str):
        assert result.startswith(("Use ", "Two decimals at most", "That is in "))
    else:
        assert result is None or -35 <= result <= 70


@pytest.mark.parametrize(("text", "score"), [("0", 0), ("10", 10), ("", None)])
def test_a_score_is_parsed_and_empty_is_none(text: str, score: int | None) -> None:
    assert ScoreField().clean(text) == score


@pytest.mark.parametrize("text", ["11", "-1", "5.0", "05", " 5", "٥", "five", "\x00", "9" * 5000])
def test_any_other_score_gets_one_error(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ScoreField().clean(text)
    assert refused.value.messages == ["Pick a number from 0 to 10, or skip this test."]


def test_a_skip_needs_one_of_the_reasons() -> None:
    assert SkipField().clean("pain") == "pain"
    with pytest.raises(ValidationError, match="Pick one of the reasons, or leave it"):
        SkipField().clean("boredom")
