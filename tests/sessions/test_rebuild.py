"""Rows are compared with the log and rebuilt from it: nothing else is true of a session."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories import make_history, make_session, make_user, record
from tests.projected import unprojected
from tests.rows import checksums, nothing_changes
from tracker.models import Rating, Session
from tracker.models.revision import changing
from tracker.sessions.editing import edit

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
LEFT, TOUCH = ("ankle_dorsiflexion", "left"), ("toe_touch", "none")
# By column, what it is set to behind the log's back.
DAMAGE: dict[str, dict[str, Any]] = {
    "a score": {"pre_score": 9},
    "a skip": {"mid_skip": "pain"},
    "a value": {"post_value": 3},
    "a moment": {"pre_at": None},
    "a day": {"day": "2020-01-01"},
}


@pytest.fixture
def session() -> Session:
    made = make_session(owner=make_user(), tests=QUICK, stage="done")
    record(made, "pre", {LEFT: {"value": "8.5", "discomfort": 2}})
    edit(made, {"post": {TOUCH: {"score": 2}}}, note="By the river")
    make_history(owner=made.owner, days=2, tests=QUICK)
    return Session.objects.get(pk=made.pk)


def rebuild(*options: str) -> tuple[str, int]:
    """(what the command prints, its status)."""
    output, status = StringIO(), 0
    try:
        call_command("rebuild_ratings", *options, stdout=output)
    except SystemExit as left:
        status = int(left.code or 0)
    return output.getvalue(), status


def damage(session: Session, **columns: Any) -> None:
    with changing(session.owner_id):
        session.ratings.filter(test__slug=LEFT[0], side=LEFT[1]).update(**columns)


def test_where_rows_are_what_the_log_says_there_is_nothing_to_tell(session: Session) -> None:
    with nothing_changes():
        assert rebuild("--check") == ("0 differences in 3 sessions.\n", 0)
    with nothing_changes():
        assert rebuild() == ("0 differences in 3 sessions.\n", 0)


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_rating_is_told_by_the_check_and_mended_without_it(
    session: Session, what: str
) -> None:
    before = checksums()["tracker.Rating"]
    damage(session, **DAMAGE[what])
    with nothing_changes():
        output, status = rebuild("--check")
    (column,) = DAMAGE[what]
    assert f"session {session.uuid}: ankle_dorsiflexion left {column} is " in output
    assert (output.splitlines()[-1], status) == ("1 differences in 3 sessions.", 1)
    assert len(unprojected()) == 1, "the check after each test sees it, too"
    assert rebuild()[1] == 0
    assert checksums()["tracker.Rating"] == before


def test_a_damaged_session_is_told_and_mended(session: Session) -> None:
    columns = {"dose": {}, "worked": "", "note": "", "edited_at": None, "count_anyway": True}
    before = Session.objects.filter(pk=session.pk).values().get()
    with changing(session.owner_id):
        Session.objects.filter(pk=session.pk).update(**columns)
    output, _ = rebuild("--check")
    assert all(f"session {session.uuid}: {column} is " in output for column in columns)
    rebuild()
    assert Session.objects.filter(pk=session.pk).values().get() == before


def test_lost_ratings_come_back_and_those_that_nobody_entered_go(session: Session) -> None:
    there = session.ratings.order_by("test", "side").values("pre_score", "post_score", "pre_value")
    before = list(there.all())
    with changing(session.owner_id):
        session.ratings.filter(side="none").delete()
        strange = session.ratings.get(side="left")
        strange.pk, strange.side = None, "none"
        strange.test = make_strange_test()
        Rating.objects.bulk_create([strange])
    assert rebuild("--check")[1] == 1
    rebuild()
    assert list(there.all()) == before


def make_strange_test() -> Any:
    """One that the plan of the session does not have."""
    return make_session(owner=make_user()).planned_tests[0]


def test_a_finished_session_whose_end_is_in_no_entry_is_told(session: Session) -> None:
    with changing(session.owner_id):
        ends = session.entries.filter(kind="finish")
        (end,) = ends
        ends.delete()
    output, status = rebuild("--check")
    assert f"session {session.uuid}: finished_at is " in output and status == 1
    end.save(force_insert=True)
