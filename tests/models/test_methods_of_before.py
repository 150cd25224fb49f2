"""What was measured before methods were recorded says in rows and log by what it was measured."""

import importlib
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from tests.factories import make_session, make_user, record
from tests.pages import client_of, text_of
from tracker.models import Entry, MobilityTest, Rating, Session, SteadyReading, TestSetting
from tracker.models.revision import changing
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
    migrate(unraised)
    return there


def migrate(unraised: list[str]) -> None:
    """With a log as it was written before."""
    for entry in Entry.objects.all():
        for event in entry.events["events"]:
            event.pop("method", None)
        entry.save()
    TestSetting.objects.all().delete()
    MIGRATION.name_methods(apps, None)
    # A migration locks nobody: the server is not up yet.
    unraised.clear()


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


def measured_by(measure: str, unit: str) -> Session:
    """Of one more person, a session with a test that was typed into the shell."""
    owner, about = make_user(), {"name": "Balance", "region": "hip", "sided": False}
    old = {"id": "own_s", "unit": "s", "label": "Balance", "better": "higher"}
    with changing(owner.pk):
        test = MobilityTest.objects.create(owner=owner, slug="balance", measures=[old], **about)
        there = make_session(owner=owner, tests=("balance",))
        record(there, "pre", {("balance", "none"): {"value": "12"}})
        pair = {"first": Decimal(11), "second": Decimal(12), "day": there.day}
        about = {"side": "none", "method": "own_s", "unit": "s"}
        SteadyReading.objects.create(owner=owner, test=test, **about, **pair)
        # What it was called then could not be written any more.
        test.measures = [old | {"id": measure, "unit": unit}]
        test.save()
    return there


def test_an_own_test_from_the_shell_gets_a_measure_that_a_series_can_have(
    unraised: list[str],
) -> None:
    mine, yours, odd = (
        measured_by(*about)
        for about in (("balance_seconds", "s"), ("reach_cm", "cm"), ("hold", "points"))
    )
    migrate(unraised)
    for session, unit in ((mine, "s"), (yours, "cm"), (odd, "count")):
        about = (f"own_{unit}", unit)
        (row,), (steady,) = session.ratings.all(), session.owner.steady_readings.all()
        assert (row.method, row.unit, steady.method, steady.unit) == about * 2
        assert methods(session) == [about[0]]
        test = session.owner.own_mobilitytests.get()
        assert test.measure_by(about[0])["unit"] == unit
        page = client_of(session.owner).get(f"/sessions/{session.uuid}/pre/")
        assert "Balance" in text_of(page)
