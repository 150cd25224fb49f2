"""The answers about a person: which sessions count, and how long the cache holds."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_history, make_session, make_user, record
from tracker.analysis.answers.sample import DEFAULT_MDC
from tracker.models import Routine, Session, User
from tracker.models.revision import raise_edition
from tracker.queries.answers import answers_of, control_changes_of, dataset_of, noise_of
from tracker.queries.history import controls_of
from tracker.sessions.editing import edit, undo
from tracker.sessions.lifecycle import delete_for_now, restore

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
TOUCH = ("toe_touch", "none")


def years_ago(**fields: Any) -> dict[str, Any]:
    return {"started_at": timezone.now() - datetime.timedelta(days=900), **fields}


def sessions_of(user: User, count: int, **fields: Any) -> list[Session]:
    return make_history(owner=user, days=count, tests=QUICK, **fields)


def edit_of(session: Session, score: int, *, counts: bool = True) -> Any:
    slots = {TOUCH: {"score": score}}
    return edit(
        session,
        {"post": slots},
        started_at=session.started_at,
        note=session.note,
        counts=counts,
    )


def test_the_first_two_sessions_ever_are_familiarisation_however_long_ago() -> None:
    user = make_user()
    for _ in range(2):
        make_session(owner=user, tests=QUICK, stage="done", **years_ago())
    sessions_of(user, 6)
    answers = answers_of(user)
    assert (answers.sample_size.used, answers.sample_size.familiarisation) == (6, 2)
    assert answers.changes[TOUCH].n == 6


def test_sessions_older_than_26_weeks_are_excluded() -> None:
    user = make_user()
    for _ in range(8):
        make_session(owner=user, tests=QUICK, stage="done", **years_ago())
    sessions_of(user, 5)
    assert answers_of(user).changes[TOUCH].n == 5


def test_own_noise_is_estimated_from_all_test_only_sessions_however_old() -> None:
    user = make_user()
    sessions_of(user, 2)
    for _ in range(10):
        make_session(owner=user, tests=QUICK, stage="done", kind="test_only", **years_ago())
    # The two oldest are familiarisation, so ten in all are not yet enough.
    assert answers_of(user).noise["toe_touch"].source == "default"
    assert noise_of(user) == {}
    for _ in range(2):
        make_session(owner=user, tests=QUICK, stage="done", kind="test_only", **years_ago())
    assert answers_of(user).noise["toe_touch"].source == "own"
    assert noise_of(user)["toe_touch"] == answers_of(user).noise["toe_touch"]
    assert noise_of(user)["hip_flexion"].mdc == DEFAULT_MDC


def test_own_noise_rests_on_the_newest_sixty_test_only_sessions() -> None:
    user = make_user()
    sessions_of(user, 2)
    for ago in range(980, 900, -1):  # the twenty oldest swing by five points, the rest by none
        about = years_ago(kind="test_only", pre=2, post=7 if ago > 960 and ago % 2 else 2)
        about["started_at"] -= datetime.timedelta(days=ago)
        make_session(owner=user, tests=QUICK, stage="done", **about)
    noise = noise_of(user)["toe_touch"]
    assert (noise.source, noise.sessions) == ("own", 60)
    assert noise.mdc < 1  # with the oldest it is over 2
    assert noise == answers_of(user).noise["toe_touch"]
    assert [session[TOUCH] for session in control_changes_of(user)] == [0.0] * 60


def rows_read(user: User) -> tuple[int, int, int]:
    """Sessions for the noise alone, and sessions and ratings for all answers."""
    history = dataset_of(user).history
    ratings = sum(len(series.session) for series in history.series.values())
    return len(controls_of(user)), len(history.sessions), ratings


def test_the_rows_that_own_noise_reads_do_not_grow_with_the_years() -> None:
    read = []
    for count in (63, 140):
        user = make_user()
        for ago in range(count):
            about = years_ago(kind="test_only")
            about["started_at"] -= datetime.timedelta(days=ago)
            make_session(owner=user, tests=("toe_touch",), stage="done", **about)
        read.append(rows_read(user))
    assert read == [(60, 62, 62)] * 2


def test_open_deleted_and_foreign_sessions_are_excluded() -> None:
    user, other = make_user(), make_user()
    sessions = sessions_of(user, 8)
    sessions_of(other, 3, pre=9, post=0)
    delete_for_now(sessions[-1])
    make_session(owner=user, tests=QUICK, stage="post")
    change = answers_of(user).changes[TOUCH]
    assert (change.n, change.best) == (5, 2.0)


def test_an_edited_session_counts_only_on_request() -> None:
    user = make_user()
    sessions = sessions_of(user, 8)
    edit_of(sessions[-1], 0, counts=False)
    assert (answers_of(user).changes[TOUCH].n, answers_of(user).sample_size.excluded) == (
        5,
        {"edited": 1},
    )
    edit_of(sessions[-1], 1, counts=True)
    assert answers_of(user).changes[TOUCH].n == 6


def test_every_edit_and_undo_changes_the_answers_at_once() -> None:
    user = make_user()
    sessions = sessions_of(user, 8)
    session = sessions[-1]

    def best() -> float | None:
        return answers_of(user).changes[TOUCH].best

    assert best() == 2.0
    first = edit_of(session, 0)
    after_first = best()
    second = edit_of(session, 3)
    after_second = best()
    edit_of(sessions[-2], 10)  # edited after both
    assert len({2.0, after_first, after_second, best()}) == 4
    assert undo(session, second.uuid)
    with_another = best()
    assert undo(session, first.uuid)
    assert with_another != best()
    delete_for_now(sessions[-2])
    assert best() == 2.0
    restore(sessions[-2])
    assert best() != 2.0


def test_unchanged_answers_come_from_the_cache() -> None:
    user = make_user()
    sessions_of(user, 4)
    with CaptureQueriesContext(connection) as first:
        answers = answers_of(user)
    with CaptureQueriesContext(connection) as again:
        assert answers_of(user) == answers
    assert (len(first), len(again)) == (8, 1)


@pytest.mark.parametrize("query", [answers_of, noise_of])
def test_answers_are_computed_again_when_the_catalogue_changes(
    query: Callable[[User], object],
) -> None:
    user = make_user()
    sessions_of(user, 4)
    query(user)
    raise_edition()
    with CaptureQueriesContext(connection) as captured:
        query(user)
    assert len(captured) > 1


def test_answers_are_computed_again_on_the_next_day(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    sessions_of(user, 4)
    answers_of(user)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    with CaptureQueriesContext(connection) as captured:
        answers_of(user)
    assert len(captured) > 1


def test_the_number_of_queries_does_not_grow() -> None:
    counts = []
    for sessions in (1, 12):
        user = make_user()
        sessions_of(user, sessions)
        with CaptureQueriesContext(connection) as captured:
            dataset_of(user)
        counts.append(len(captured))
    assert counts == [7, 7]


def test_own_routines_have_their_names_and_proximity() -> None:
    user, other = make_user(), make_user()
    Routine.objects.create(owner=user, slug="mine", name="My own", places={"knee": "worked"})
    Routine.objects.create(owner=other, slug="theirs", name="Not mine")
    dataset = dataset_of(user)
    assert dataset.names["mine"] == "My own" and "theirs" not in dataset.names
    assert dataset.proximity["mine"] == {"knee": "worked"}
    assert dataset.proximity["toe_spreaders"]["foot"] == "worked"


def test_ratings_between_two_legs_are_read_separately() -> None:
    user = make_user()
    session = sessions_of(user, 1)[0]
    record(session, "mid", {("ankle_dorsiflexion", "left"): {"score": 5}})
    halfway = dataset_of(user).history.halfway
    assert halfway["ankle_dorsiflexion", "left"].after == [5]
    assert list(halfway) == [("ankle_dorsiflexion", "left")]


@pytest.mark.parametrize(("weeks_more", "compared"), [(0, True), (8, False)])
def test_the_same_weeks_of_last_year_are_read_and_no_answer_rests_on_them(
    weeks_more: int, compared: bool
) -> None:
    user = make_user()
    sessions_of(user, 2)
    for weeks in (*range(4), *(52 + weeks_more + week for week in range(4))):
        moment = timezone.now() - datetime.timedelta(weeks=weeks)
        make_session(owner=user, tests=QUICK, stage="done", started_at=moment, pre=4)
    year_ago = timezone.now() - datetime.timedelta(weeks=52)
    for _ in range(2):  # practice, and one that is left out
        before = year_ago - datetime.timedelta(weeks=30)
        make_session(owner=user, tests=QUICK, stage="done", started_at=before)
    edited = make_session(owner=user, tests=QUICK, stage="done", started_at=year_ago)
    edit_of(edited, 0, counts=False)
    answers = answers_of(user)
    assert (TOUCH in answers.seasons) == compared
    assert answers.changes[TOUCH].n == 6
    assert answers.sample_size.excluded == {}
