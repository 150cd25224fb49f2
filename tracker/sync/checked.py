"""What entries mean for their session, read by its forms before the lock: others wait for it."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.forms.fields import field_of_rating
from tracker.forms.holds import read_holds
from tracker.forms.offer import Offer
from tracker.forms.routine_report import RoutineForm
from tracker.forms.start import OfflineStartForm
from tracker.models import MobilityTest, Session, User
from tracker.models.test_setting import ONLY_RATE
from tracker.rules.events import (
    ContextGiven,
    Event,
    Finished,
    Kind,
    MethodChosen,
    NoteWritten,
    Rated,
    RoutineEnded,
)
from tracker.rules.holds import Holds
from tracker.rules.log import EventLog, Register
from tracker.rules.plan import Plan
from tracker.rules.stages import RULES
from tracker.sync.entries import IncomingEntry

Outcome = tuple[Any, Exception | None]
# A phone makes one a session: whoever sends more has been away for long, and waits a little longer.
MAX_STARTS = 10
OPEN = {"", ONLY_RATE}  # after these a test can be measured in any way
CHOSEN_ELSEWHERE = gettext_lazy(
    "You chose another way to measure this test on another device. "
    "Change it on the page of the test."
)


class Checked:
    """By the number of an entry in its batch: what its form made of it, or why it did not."""

    def __init__(self, user: User, incoming: Sequence[IncomingEntry | str]) -> None:
        self.user = user
        entries = _due(incoming)
        starts = {n: entry for n, entry in entries.items() if entry.kind == Kind.START}
        self.starts = self._started(starts)
        self.sessions = self._drafts(entries, starts)
        self.values: dict[int, tuple[Plan, Outcome]] = {}
        for number, entry in entries.items():
            session = self.sessions.get(entry.session)
            if session is not None and entry.kind in READERS:
                self.values[number] = session.plan, _attempt(READERS[entry.kind], session, entry)

    def start(self, number: int) -> OfflineStartForm:
        """The valid form of the start page. Raises ValidationError."""
        form: OfflineStartForm = _value(self.starts[number])
        return form

    def events(self, number: int, entry: IncomingEntry, session: Session) -> list[Event]:
        """What an entry says for a session that is locked by now. Raises ValidationError."""
        if entry.kind == Kind.RATING:
            return [self._rated(number, entry, session)]
        if entry.kind == Kind.ROUTINE:
            return [self._routine_ended(number, entry, session)]
        if entry.kind == Kind.NOTE:
            return [NoteWritten(entry.body["value"])]
        if entry.kind == Kind.METHOD:
            return [_method_chosen(entry, session)]
        if entry.kind == Kind.CONTEXT:
            return [ContextGiven(**entry.body)]
        return [Finished()] if entry.kind == Kind.FINISH else []

    def _rated(self, number: int, entry: IncomingEntry, session: Session) -> Rated:
        phase, test, side, field = (entry.body[n] for n in ("phase", "test", "side", "field"))
        if why := RULES.refusal(session.position, phase):
            raise ValidationError(why)
        value, holds = self._of_locked(number, entry, session)
        if entry.session in self.sessions:
            session.planned_tests = self.sessions[entry.session].planned_tests
        is_reading = field == "value" and value is not None
        planned = session.planned_test(test, side) if is_reading else None
        method = _method_of(planned, entry) if planned else ""
        return Rated(phase, test, side, field, value, method=method, holds=holds)

    def _routine_ended(self, number: int, entry: IncomingEntry, session: Session) -> RoutineEnded:
        dose, reason = self._of_locked(number, entry, session)
        # Where an entry does not say which leg it was, the stage tells.
        leg = entry.body["leg"] or session.plan.leg_of(dose, session.stage)
        if why := RULES.refusal(session.position, leg):
            raise ValidationError(why)
        keys = {step.key for step in session.plan.legs[leg].steps}
        return RoutineEnded(leg, {key: done for key, done in dose.items() if key in keys}, reason)

    def _of_locked(self, number: int, entry: IncomingEntry, session: Session) -> Any:
        plan, outcome = self.values.get(number, (None, (None, None)))
        if plan != session.plan:
            # Seldom: the session was not there before, or its plan has changed in between.
            outcome = _attempt(READERS[entry.kind], session, entry)
        return _value(outcome)

    def _started(self, starts: Mapping[int, IncomingEntry]) -> dict[int, Outcome]:
        if not starts:
            return {}
        offer = Offer.late(self.user, {entry.body["routine"] for entry in starts.values()})
        return {number: _attempt(_start_of, offer, entry) for number, entry in starts.items()}

    def _drafts(
        self, entries: Mapping[int, IncomingEntry], starts: Mapping[int, IncomingEntry]
    ) -> dict[uuid.UUID, Session]:
        """The sessions as they are at this moment, and as they will be if they start."""
        drafts = {
            entry.session: Session(owner=self.user, plan=form.plan())
            for number, entry in starts.items()
            for form, error in [self.starts[number]]
            if error is None
        }
        names = {entry.session for entry in entries.values()}
        stored = {session.uuid: session for session in self.user.sessions.filter(uuid__in=names)}
        for session in stored.values():
            session.owner = self.user
        return drafts | stored


def _due(incoming: Iterable[IncomingEntry | str]) -> dict[int, IncomingEntry]:
    """The entries to decide on: of the starts the first ones, and the others come again."""
    entries = {n: entry for n, entry in enumerate(incoming) if isinstance(entry, IncomingEntry)}
    starts = [number for number, entry in entries.items() if entry.kind == Kind.START]
    return {number: entries[number] for number in entries if number not in starts[MAX_STARTS:]}


def _value_of(session: Session, entry: IncomingEntry) -> tuple[Any, Holds | None]:
    """The clean value of a rating, by the same field as on the page, and how a phone took it."""
    test = session.planned_test(entry.body["test"], entry.body["side"])
    is_value = entry.body["field"] == "value"
    measure = test.measure_by(_method_of(test, entry)) if test and is_value else None
    field = field_of_rating(entry.body["field"], measure) if test else None
    if field is None:
        raise ValidationError(_("The session has no such test, side or field."))
    value = field.clean(entry.body["value"])
    if measure or entry.body["holds"]:
        return value, read_holds(entry.body, measure or {"instrument": ""}, value)
    return value, None


def _method_of(test: MobilityTest, entry: IncomingEntry) -> str:
    """By what a value was read; phones from before there was a choice used the first measure."""
    return entry.body["method"] or str(test.measure.get("id", ""))


def demand_one_method(events: Iterable[Event], log: EventLog) -> None:
    """Two ways to measure never mix in a session. Raises ValidationError."""
    for event in events:
        if isinstance(event, Rated) and event.method:
            register = Register(event.phase, event.test, event.side, "value")
            if _other_methods(log, register) - {event.method}:
                raise ValidationError(
                    _("This test was measured in another way in this session. Two ways never mix.")
                )


def _other_methods(log: EventLog, besides: Register) -> set[str]:
    """By what the other values of the same test are read."""
    return {
        write.method
        for slot in log.slots()
        for phase, write in log.values(slot).items()
        if slot[0] == besides.test and Register(phase, *slot, "value") != besides
    }


def _method_chosen(entry: IncomingEntry, session: Session) -> MethodChosen:
    slug, method = entry.body["test"], entry.body["method"]
    test = next((test for test in session.planned_tests if test.slug == slug), None)
    if not test or not (method == ONLY_RATE or test.measure_by(method)):
        raise ValidationError(_("The session has no such test, or it is not measured like that."))
    if session.owner.test_settings.filter(test=test).exclude(method__in=OPEN | {method}).exists():
        raise ValidationError(CHOSEN_ELSEWHERE)
    return MethodChosen(slug, method)


def _dose_of(session: Session, entry: IncomingEntry) -> tuple[dict[str, int], str]:
    """(seconds by step, why stopped), by the same form as on the page."""
    form = RoutineForm(session.plan.steps, entry.body)
    _demand_valid(form)
    return form.cleaned_data["dose"], form.cleaned_data["stopped_reason"]


READERS: dict[str, Callable[[Session, IncomingEntry], Any]] = {
    Kind.RATING: _value_of,
    Kind.ROUTINE: _dose_of,
}


def _start_of(offer: Offer, entry: IncomingEntry) -> OfflineStartForm:
    form = OfflineStartForm.of(offer, entry.session, entry.body)
    _demand_valid(form)
    return form


def _demand_valid(form: forms.Form) -> None:
    messages: Iterable[Any] = form.errors.values()
    if not form.is_valid():
        raise ValidationError(next(iter(messages))[0])


def _attempt(read: Callable[..., Any], *about: Any) -> Outcome:
    try:
        return read(*about), None
    except (ValueError, ArithmeticError, ValidationError) as error:
        return None, error


def _value(outcome: Outcome) -> Any:
    value, error = outcome
    if error is not None:
        raise error
    return value
