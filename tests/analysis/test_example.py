"""The simulator is deterministic and plausible."""

from tests.charts.histories import TESTS, TODAY
from tracker.analysis.example import SimulatedSession, example_history, simulate
from tracker.analysis.timeline import gaps


def made(count: int = 200, seed: int = 1) -> list[SimulatedSession]:
    return list(simulate(TESTS, last=TODAY, count=count, seed=seed))


def test_the_same_seed_makes_the_same_sessions_and_another_does_not() -> None:
    assert made() == made()
    assert made() != made(seed=2)


def test_the_number_of_sessions_and_the_last_day_are_as_requested() -> None:
    for count in (0, 1, 4, 60):
        sessions = made(count)
        assert len(sessions) == count
        assert all(session.day <= TODAY for session in sessions)
    assert made(60)[-1].day == TODAY


def test_every_test_is_rated_on_each_of_its_sides_or_skipped_with_a_reason() -> None:
    slots = [(test.slug, side) for test in TESTS for side in test.sides]
    for session in made():
        assert [(rating.test.slug, rating.side) for rating in session.ratings] == slots
        for rating in session.ratings:
            assert (rating.before is None) == bool(rating.skip_before)
            assert (rating.after is None) == bool(rating.skip_after)


def test_scores_are_whole_numbers_from_0_to_10() -> None:
    ratings = [rating for session in made() for rating in session.ratings]
    scores = {score for r in ratings for score in (r.before, r.after)} - {None}
    assert scores <= set(range(11))


def test_it_has_both_routines_test_only_sessions_gaps_skips_notes_and_measured_values() -> None:
    sessions = made()
    ratings = [rating for session in sessions for rating in session.ratings]
    assert {session.routine.slug for session in sessions} == {"toe_spreaders", "sock_pull"}
    assert {session.kind for session in sessions} == {"routine", "test_only"}
    assert gaps([session.day for session in sessions]) > 0
    assert {r.skip_before for r in ratings} >= {"", "pain", "time"}
    assert any(session.note for session in sessions)
    assert {r.test.slug for r in ratings if r.value_before is not None} == {"ankle", "toe_touch"}


def test_some_tests_get_worse() -> None:
    first, last = made()[:20], made()[-20:]

    def total(sessions: list[SimulatedSession], slot: int) -> float:
        scores = [session.ratings[slot].before for session in sessions]
        return sum(score or 0 for score in scores)

    changes = [total(last, slot) - total(first, slot) for slot in range(5)]
    assert min(changes) < 0 < max(changes)


def test_an_example_history_is_what_a_page_can_show() -> None:
    history = example_history(TESTS, TODAY)
    assert len(history.sessions) == 40
    assert set(history.series) == {(t.slug, side) for t in TESTS for side in t.sides}
    assert history.measured
