"""What was measured before methods were recorded says in rows and log by what it was measured."""

import importlib
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from tests.factories import make_session, make_user, record
from tracker.models import Entry, Rating, Session, TestSetting
from tracker.rules.events import from_json

pytestmark = pytest.mark.django_db

MIGRATION = importlib.import_module("tracker.migrations.0018_methods_of_before")
ANKLE = ("ankle_dorsiflexion", "left")


@pytest.fixture
def session(unraised: list[str]) -> Session:
    """With two values, of which one was struck, in a log as it was written before."""
    there = make_session(owner=make_user(), tests=("ankle_dorsiflexion",))
    record(there, "pre", {ANKLE: {"value": "8.5", "score": 4}})
    record(there, "post", {ANKLE: {"value": "9"}})
    record(there, "post", {ANKLE: {"value": None}})
    for entry in Entry.objects.all():
        for event in entry.events["events"]:
            event.pop("method", None)
        entry.save()
    TestSetting.objects.all().delete()
    MIGRATION.name_methods(apps, None)
    # A migration locks nobody: the server is not up yet.
    unraised.clear()
    return there


def methods(session: Session) -> list[Any]:
    events = [event for entry in session.entries.all() for event in from_json(entry.events)]
    return [event.method for event in events if getattr(event, "field", "") == "value"]


def test_each_value_of_the_log_has_the_first_measure(session: Session) -> None:
    assert methods(session) == ["knee_to_wall_cm"] * 3


def test_whoever_measured_goes_on_like_that(session: Session) -> None:
    (setting,) = TestSetting.objects.filter(owner=session.owner)
    assert (setting.test.slug, setting.method) == ("ankle_dorsiflexion", "knee_to_wall_cm")
    assert setting.method_since == session.started_at


def test_values_and_their_unit_stay(session: Session) -> None:
    row = Rating.objects.get(session=session, side="left")
    assert (row.pre_value, row.post_value, row.unit) == (Decimal("8.5"), None, "cm")
