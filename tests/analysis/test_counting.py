"""Properties of what counts, for any history: nothing done, rated late, randomised."""

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
from tracker.queries.trials import _only as only

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
    """One session a day; `about` holds fields by session."""
    infos = [
        SessionInfo(n, None, TODAY - len(rows) + n + 1, row[0], "r", **about.get(n, {}))
        for n, row in enumerate(rows)
    ]
    return history_from_rows([ANKLE], infos, ratings(rows))


def ratings(rows: Rows) -> Rows:
    return [(n, 1, side, *row[at : at + 2]) for n, row in enumerate(rows) for side, at in SIDES]


def answers_of(history: History) -> Answers:
    """All answers, except for the number of excluded sessions."""
    result = answers(history, today=TODAY)
    return replace(result, sample_size=result.sample_size._replace(excluded={}))


@given(rated, places, scores, scores)
@settings(max_examples=40, deadline=None)
def test_a_session_with_nothing_done_changes_no_answer(
    rows: Rows, place: int, before: Any, after: Any
) -> None:
    among = [*rows[:place], ("routine", before, after, after, before), *rows[place:]]
    nothing = {place: {"worked": "", "counts": False, "reason_against": "nothing"}}
    whole = history(among, nothing)
    others = [session for session in whole.sessions if session.id != place]
    assert answers_of(whole) == answers_of(history_from_rows([ANKLE], others, ratings(among)))


@given(rated, st.integers(2, COUNT - 1))
@settings(max_examples=20, deadline=None)
def test_an_excluded_session_counts_like_one_without_ratings(rows: Rows, place: int) -> None:
    late = history(rows, {place: {"counts": False, "reason_against": LATE}})
    blank = [*rows[:place], (rows[place][0], None, None, None, None), *rows[place + 1 :]]
    unrated = history(blank, {place: {"counts": False, "reason_against": LATE}})
    assert answers_of(late).changes == answers_of(unrated).changes
    assert answers_of(late).noise == answers_of(unrated).noise


@given(rated, st.sets(st.integers(2, COUNT - 1)), st.sampled_from(["edited", LATE, EARLY]))
@settings(max_examples=30, deadline=None)
def test_a_trial_has_the_same_answer_whatever_was_done_in_its_sessions(
    rows: Rows, special: set[int], why: str
) -> None:
    for worked, reason in (("both", why), ("left", why), ("", "nothing")):
        became = {"counts": False, "reason_against": reason, "worked": worked}
        for about in (became, became | {"counts": True}):
            assert plan(rows, special, about) == plan(rows, special, {})


def plan(rows: Rows, special: set[int], became: dict[str, Any]) -> Any:
    """The answer of a trial with all these sessions, except for its noise."""
    arms = {"routine": "r", "test_only": "test_only"}
    about = {
        n: {"randomised": True, "assigned": arms[row[0]]} | (became if n in special else {})
        for n, row in enumerate(rows)
    }
    dataset = Dataset(only(history(rows, about), frozenset(range(COUNT))), TODAY)
    return [
        (
            comparison.first_sessions,
            comparison.second_sessions,
            {k: f.best for k, f in comparison.tests.items()},
        )
        for comparison in against_control(dataset)
    ]


def test_outside_a_trial_an_excluded_session_is_missing() -> None:
    """The negative control of the properties above."""
    full = [("routine", 1, 2, 1, 2)] * COUNT
    late = history(full, {COUNT - 1: {"counts": False, "reason_against": LATE}})
    counted = [answers_of(shown).changes["ankle", "left"].n for shown in (history(full, {}), late)]
    assert counted == [COUNT - 2, COUNT - 3]


@given(moments, moments, st.integers(0, 90))
def test_a_rating_is_late_or_early_beyond_an_hour_only(before: Any, after: Any, took: int) -> None:
    ended = NOON + datetime.timedelta(minutes=took)
    reason = gap(before=before, begun=NOON, ended=ended, after=after)
    is_late = after is not None and after > ended + IN_TIME
    is_early = before is not None and before < NOON - IN_TIME
    assert reason == (LATE if is_late else EARLY if is_early else "")


@given(st.booleans(), st.booleans(), st.sampled_from(["", LATE, EARLY]))
def test_a_session_without_work_cannot_be_counted_on_request(
    anyway: bool, edited: bool, gap: str
) -> None:
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
def test_a_gap_is_worded_as_people_say_it(minutes: float, words: str) -> None:
    assert apart(NOON, NOON + datetime.timedelta(minutes=minutes)) == words
