"""Writes what a person set for a test, and says how it is measured."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, Self

from django.utils import timezone

from tracker.models.catalogue import MobilityTest
from tracker.models.revision import changing
from tracker.models.session import Session
from tracker.models.test_setting import ONLY_RATE, TestSetting
from tracker.models.user import User
from tracker.queries.methods import setting_of, trial_that_holds, usable
from tracker.rules.events import Event, MethodChosen, Rated
from tracker.rules.log import EventLog


class Choice(NamedTuple):
    """How a test is measured: chosen outright, or by measuring so, which takes nothing back."""

    test: str
    method: str
    is_outright: bool

    @classmethod
    def of(cls, event: Event) -> Self | None:
        if isinstance(event, MethodChosen):
            return cls(event.test, event.method, is_outright=True)
        if isinstance(event, Rated) and event.method and event.value is not None:
            return cls(event.test, event.method, is_outright=False)
        return None


def choose_first(
    owner_id: int, test_id: int, method: str, at: datetime, *, is_outright: bool = True
) -> None:
    """How a test is measured, if no measure was chosen yet: a phone may come late."""
    with changing(owner_id):
        setting = TestSetting.objects.filter(owner=owner_id, test=test_id).first()
        setting = setting or TestSetting(owner_id=owner_id, test_id=test_id)
        is_free = setting.method in (("", ONLY_RATE) if is_outright else ("",))
        if is_free and setting.method != method:
            setting.method, setting.method_since = method, at
            setting.save()


def change_method(user: User, test: MobilityTest, method: str) -> bool:
    """Measure a test like this from now on; False while a fair test holds it as it is."""
    assert usable(test, method)
    with changing(user.pk):
        setting = setting_of(user, test)
        if usable(test, setting.method) and trial_that_holds(user, test):
            return setting.method == method
        if setting.method != method:
            setting.method, setting.method_since = method, timezone.now()
            setting.save()
    return True


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
