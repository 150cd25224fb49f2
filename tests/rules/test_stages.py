"""The rule book: which stage follows which, what a phone may show, and how a phase is added."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tracker.rules.stages import (
    DONE,
    FIXED_BY_DRAW,
    RULES,
    STAGES,
    Activity,
    Position,
    RuleBook,
    Stage,
)

ORDINARY = Position()
TO_BE_DRAWN = Position(will_be_randomised=True)
RANDOMISED = Position(stage="draw", is_randomised=True)
TWO_LEGS = Position(stage="routine", is_randomised=True, has_two_legs=True)


@pytest.mark.parametrize(
    ("position", "course"),
    [
        (ORDINARY, "pre routine post done"),
        (TO_BE_DRAWN, "pre draw routine post done"),
        (RANDOMISED, "pre draw routine post done"),
        (TWO_LEGS, "pre draw routine mid second post done"),
    ],
)
def test_a_session_goes_through_the_stages_that_it_has(position: Position, course: str) -> None:
    names = course.split()
    assert RULES.course(position) == names
    assert RULES.next_stages(position) == dict(pairwise(names))
    for stage, following in pairwise(names):
        assert RULES.next_stage(replace(position, stage=stage)) == following


def test_the_page_after_a_leg_is_shown_early_but_not_that_of_a_deleted_session() -> None:
    assert RULES.may_see(TWO_LEGS, "mid")
    assert not RULES.may_see(TWO_LEGS, "post")
    assert not RULES.may_see(replace(TWO_LEGS, is_deleted=True), "mid")


def test_what_chance_fixed_is_stored_again_once_the_session_is_over() -> None:
    assert RULES.refusal(replace(RANDOMISED, stage="post"), "pre") == FIXED_BY_DRAW
    assert RULES.refusal(replace(RANDOMISED, stage=DONE), "pre") == ""


def test_nothing_follows_the_end() -> None:
    with pytest.raises(ValueError, match="Nothing follows done"):
        RULES.next_stage(Position(stage=DONE))


@pytest.mark.parametrize(
    ("position", "pages"),
    [
        (ORDINARY, {"pre": "pre", "routine": "routine pre", "post": "post", "done": "result"}),
        (
            TO_BE_DRAWN,
            {"pre": "pre", "draw": "", "routine": "routine", "post": "post", "done": "result"},
        ),
        (
            TWO_LEGS,
            {"pre": "pre", "draw": "", "routine": "routine", "mid": "mid", "second": "second"}
            | {"post": "post", "done": "result"},
        ),
    ],
)
def test_a_phone_shows_the_page_of_a_stage_and_earlier_ratings_until_they_are_fixed(
    position: Position, pages: dict[str, str]
) -> None:
    assert RULES.pages(position) == {stage: names.split() for stage, names in pages.items()}


def test_the_legs_that_are_over_are_those_before_the_stage() -> None:
    over = {
        stage: RULES.legs_over(replace(TWO_LEGS, stage=stage)) for stage in RULES.course(TWO_LEGS)
    }
    assert over == {"pre": (), "draw": (), "routine": (), "mid": ("routine",)} | {
        "second": ("routine",),
        "post": ("routine", "second"),
        "done": ("routine", "second"),
    }
    assert RULES.legs_over(Position(stage="post")) == ("routine",)


def test_every_refusal_is_a_sentence() -> None:
    positions = [
        Position(stage=stage, has_two_legs=two, is_randomised=is_randomised, is_deleted=is_deleted)
        for stage in RULES.stages
        for two in (True, False)
        for is_randomised in (True, False)
        for is_deleted in (True, False)
    ]
    for position in positions:
        for name in (*RULES.phases, *RULES.legs):
            refusal = RULES.refusal(position, name)
            assert refusal.endswith(".") or (not refusal and not position.is_deleted)
            # What may be sent is never refused.
            assert not (refusal and RULES.may_send(position, name))
    assert RULES.refusal(RANDOMISED, "pre") == FIXED_BY_DRAW


SETTLED = Stage(
    name="settled",
    label="Ten minutes after",
    activity=Activity.RATE,
    stored_at=("settled", DONE),
    refusal="These ratings come ten minutes after the routine.",
)
MORNING = Stage(
    name="morning",
    label="The next morning",
    activity=Activity.RATE,
    open_at=(DONE,),
    stored_at=(DONE,),
    refusal="These ratings come the next morning.",
)


def test_a_phase_before_the_end_of_a_session_is_one_more_row() -> None:
    book = RuleBook([*STAGES[:-1], SETTLED, STAGES[-1]])
    assert book.course(ORDINARY) == ["pre", "routine", "post", "settled", "done"]
    assert book.phases == ("pre", "mid", "post", "settled")
    after = Position(stage="post")
    assert book.next_stage(after) == "settled"
    assert book.refusal(after, "settled") == SETTLED.refusal
    now = Position(stage="settled")
    assert (book.may_see(now, "settled"), book.may_send(now, "settled")) == (True, True)
    assert (book.refusal(now, "settled"), book.refusal(Position(stage=DONE), "settled")) == ("", "")
    assert book.pages(ORDINARY)["settled"] == ["settled"]
    assert book.is_after_legs("settled")


def test_a_phase_after_the_end_of_a_session_is_a_row_after_done() -> None:
    book = RuleBook([*STAGES, MORNING])
    assert book.course(ORDINARY) == RULES.course(ORDINARY)
    assert book.refusal(Position(stage="post"), "morning") == MORNING.refusal
    over = Position(stage=DONE)
    assert book.may_see(over, "morning")
    assert book.refusal(over, "morning") == ""
    assert book.pages(ORDINARY)[DONE] == ["result", "morning"]
    assert not book.may_send(replace(over, is_deleted=True), "morning")
