"""Writes what a person set for a test, and says how it is measured."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tracker.models.catalogue import MobilityTest
from tracker.models.revision import changing
from tracker.models.session import Session
from tracker.models.test_setting import ONLY_RATE, TestSetting
from tracker.rules.events import Event, Rated
from tracker.rules.log import EventLog


def choose_first(owner_id: int, test_id: int, method: str, at: datetime) -> None:
    """How a test is measured, if no measure was chosen yet: a phone may come late."""
    with changing(owner_id):
        setting = TestSetting.objects.filter(owner=owner_id, test=test_id).first()
        setting = setting or TestSetting(owner_id=owner_id, test_id=test_id)
        if setting.method in ("", ONLY_RATE) and setting.method != method:
            setting.method, setting.method_since = method, at
            setting.save()


def with_methods(session: Session, events: Iterable[Event], log: EventLog) -> list[Event]:
    """The events, with a method for each value: pages and phones of before say none."""
    return [_with_method(session, event, log) for event in events]


def _with_method(session: Session, event: Event, log: EventLog) -> Event:
    if not isinstance(event, Rated) or event.field != "value" or event.method:
        return event
    there = {log.method(slot) for slot in log.slots() if slot[0] == event.test} - {""}
    if there:
        return replace(event, method=min(there))
    test = planned_test(session, event.test)
    return replace(event, method=method_of(session.owner_id, test) if test else "")


def method_of(owner_id: int, test: MobilityTest) -> str:
    """How a person measures a test: as they chose, else by its first measure."""
    setting = TestSetting.objects.filter(owner=owner_id, test=test).first()
    chosen = setting.method if setting and setting.method != ONLY_RATE else ""
    return chosen or str(test.measure.get("id", ""))


def planned_test(session: Session, slug: str) -> MobilityTest | None:
    return next((test for test in session.planned_tests if test.slug == slug), None)
