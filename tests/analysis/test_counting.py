"""Laws of what counts: what was not done, came too late or was picked, in any history whatever."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.analysis.answers import Answers, Dataset, answers
from tracker.analysis.answers.compare import against_control
from tracker.analysis.counting import EARLY, IN_TIME, LATE, apart, exclusion_reason, gap
from tracker.analysis.pairs import History, SessionInfo, TestInfo, history_from_rows
from tracker.charts.trial_answer import only

ANKLE = TestInfo(1, "ankle", "Ankle", "ankle", True, 1)
TODAY = 739320
COUNT = 16
NOON = datetime.datetime(2026, 3, 10, 12, tzinfo=datetime.UTC)

scores = st.none() | st.integers(0, 10)
kinds = st.sampled_from(["routine", "test_only"])
rated = st.lists(st.tuples(kinds, scores, scores, scores, scores), min_size=COUNT, max_size=COUNT)
places = st.integers(0, COUNT)
moments = st.none() | st.integers(-3000, 3000).map(
    lambda minutes: NOON + datetime.timedelta(minutes=minutes)
)

Rows = list[tuple[Any, ...]]


SIDES = (("left", 1), ("right", 3))


def history(rows: Rows, about: dict[int, dict[str, Any]]) -> History:
    """A session a day; `about` says per session what is special about it."""
    infos = [
        SessionInfo(n, None, TODAY - len(rows) + n + 1, row[0], "r", **about.get(n, {}))
        for n, row in enumerate(rows)
    ]
    return history_from_rows([ANKLE], infos, ratings(rows))


def ratings(rows: Rows) -> Rows:
    return [(n, 1, side, *row[at : at + 2]) for n, row in enumerate(rows) for side, at in SIDES]


def said(found: History) -> Answers:
    """All answers but for the count of what was left out."""
    known = answers(found, today=TODAY)
    return replace(known, sample_size=known.sample_size._replace(excluded={}))


@given(rated, places, scores, scores)
@settings(max_examples=40, deadline=None)
def test_a_session_with_nothing_done_changes_no_answer(
    rows: Rows, place: int, before: Any, after: Any
) -> None:
    among = [*rows[:place], ("routine", before, after, after, before), *rows[place:]]
    nothing = {place: {"worked": "", "counts": False, "reason_against": "nothing"}}
    whole = history(among, nothing)
    others = [session for session in whole.sessions if session.id != place]
    assert said(whole) == said(history_from_rows([ANKLE], others, ratings(among)))


@given(rated, st.integers(2, COUNT - 1))
@settings(max_examples=20, deadline=None)
def test_a_session_that_is_left_out_says_no_more_than_one_without_ratings(
    rows: Rows, place: int
) -> None:
    late = history(rows, {place: {"counts": False, "reason_against": LATE}})
    blank = [*rows[:place], (rows[place][0], None, None, None, None), *rows[place + 1 :]]
    unrated = history(blank, {place: {"counts": False, "reason_against": LATE}})
    assert said(late).changes == said(unrated).changes
    assert said(late).noise == said(unrated).noise


@given(rated, st.sets(st.integers(2, COUNT - 1)), st.sampled_from(["edited", LATE, EARLY]))
@settings(max_examples=30, deadline=None)
def test_a_plan_has_the_same_answer_whatever_became_of_its_sessions(
    rows: Rows, special: set[int], why: str
) -> None:
    for worked, reason in (("both", why), ("left", why), ("", "nothing")):
        became = {"counts": False, "reason_against": reason, "worked": worked}
        for about in (became, became | {"counts": True}):
            assert plan(rows, special, about) == plan(rows, special, {})


def plan(rows: Rows, special: set[int], became: dict[str, Any]) -> Any:
    """What a plan with all these sessions says, but for what one rating can be wrong by."""
    arms = {"routine": "r", "test_only": "test_only"}
    about = {
        n: {"randomised": True, "assigned": arms[row[0]]} | (became if n in special else {})
        for n, row in enumerate(rows)
    }
    asked = only(Dataset(history(rows, about), TODAY), frozenset(range(COUNT)))
    return [
        (one.first_sessions, one.second_sessions, {k: f.best for k, f in one.tests.items()})
        for one in against_control(asked)
    ]


def test_outside_a_plan_a_session_that_is_left_out_is_missing() -> None:
    """What the laws above are held against."""
    full = [("routine", 1, 2, 1, 2)] * COUNT
    late = history(full, {COUNT - 1: {"counts": False, "reason_against": LATE}})
    counted = [said(each).changes["ankle", "left"].n for each in (history(full, {}), late)]
    assert counted == [COUNT - 2, COUNT - 3]


@given(moments, moments, st.integers(0, 90))
def test_too_far_is_more_than_an_hour_and_nothing_else(before: Any, after: Any, took: int) -> None:
    ended = NOON + datetime.timedelta(minutes=took)
    found = gap(before=before, begun=NOON, ended=ended, after=after)
    is_late = after is not None and after > ended + IN_TIME
    is_early = before is not None and before < NOON - IN_TIME
    assert found == (LATE if is_late else EARLY if is_early else "")


@given(st.booleans(), st.booleans(), st.sampled_from(["", LATE, EARLY]))
def test_nobody_can_ask_to_count_what_was_not_done(anyway: bool, edited: bool, gap: str) -> None:
    about = {"anyway": anyway, "edited": edited, "gap": gap}
    assert exclusion_reason(worked="", **about) == "nothing"
    assert bool(exclusion_reason(worked="left", **about)) == (not anyway and (edited or bool(gap)))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (61, "61 minutes"),
        (118.4, "119 minutes"),
        (120, "2 hours"),
        (23 * 60 + 50, "24 hours"),
        (24 * 60, "1 day"),
        (57 * 60, "2 days"),
    ],
)
def test_a_gap_is_said_as_people_say_it(minutes: float, words: str) -> None:
    assert apart(NOON, NOON + datetime.timedelta(minutes=minutes)) == words
