"""The sides that were worked, as a session stores them and as the migration adds them."""

import importlib

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from tests.factories import end_routine, make_session, make_user
from tracker.models import Session
from tracker.models.revision import changing

pytestmark = pytest.mark.django_db

MIGRATION = importlib.import_module("tracker.migrations.0007_what_counts")


def worked(session: Session) -> str:
    return Session.objects.get(pk=session.pk).worked


def test_a_session_stores_the_sides_that_were_worked() -> None:
    session = make_session(owner=make_user(), stage="routine")
    assert worked(session) == ""
    end_routine(session, {"left.ts_setup": 10, "left.ts_twist": 0, "right.ts_fist": 4})
    assert worked(session) == "right"


def test_sitting_still_counts_as_both_sides() -> None:
    session = make_session(owner=make_user(), stage="done", kind="test_only")
    assert worked(session) == "both"


def test_the_migration_treats_old_sessions_like_new_ones() -> None:
    owner = make_user()
    whole, nothing = (make_session(owner=owner, stage="done") for _ in range(2))
    sitting = make_session(owner=owner, stage="done", kind="test_only")
    left = make_session(owner=owner, stage="done")
    Session.objects.filter(pk=nothing.pk).update(dose={"left.ts_setup": 10, "left.ts_twist": 0})
    Session.objects.filter(pk=left.pk).update(dose={"left.ts_twist": 5})
    Session.objects.filter(pk=whole.pk).update(edited_at=timezone.now())
    Session.objects.update(worked="", count_anyway=True)
    before = MigrationLoader(connection).project_state([("tracker", "0008_zones_and_clocks")])
    with changing(owner.pk):
        MIGRATION.find(before.apps, None)
    assert [worked(session) for session in (whole, nothing, sitting, left)] == [
        "both",
        "",
        "both",
        "left",
    ]
    anyway = Session.objects.filter(count_anyway=True)
    assert list(anyway) == [whole]
