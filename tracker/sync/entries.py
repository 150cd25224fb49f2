"""What a phone sends in the background: the start of a session, each rating, and what ends it."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from tracker.forms.fields import TextField, field_of_rating
from tracker.forms.notes import NoteField
from tracker.forms.offer import Offer
from tracker.forms.routine_report import RoutineForm
from tracker.forms.start import OfflineStartForm
from tracker.models import Session
from tracker.models.rating import FIELDS
from tracker.rules.clock import Clock
from tracker.rules.stages import RULES

# Ages before or after every calendar, as JavaScript writes them and Python has none.
LONG_AGO = re.compile(r"[+-]\d{6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z")
# JSON can hold them, and PostgreSQL cannot.
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Sent:
    """One entry as it came: its outer form is checked, what it says is not yet."""

    uuid: UUID
    session: UUID
    at: datetime.datetime
    says: dict[str, Any]

    kind: str
    after: datetime.datetime | None = None
    off: datetime.timedelta | None = None
    entered: datetime.datetime | None = None

    def by(self, clock: Clock, number: int) -> "Sent":
        """With when it was entered by the server's clock."""
        at, off = clock.correct(self.at, self.after, number)
        return replace(self, entered=at, off=off)

    @property
    def moment(self) -> datetime.datetime:
        """When it was entered, once `by` has said it."""
        assert self.entered is not None
        return self.entered

    def payload(self) -> dict[str, str]:
        """As kept in the log, to tell a repeated entry from another one."""
        about = {"session": self.session, "at": self.at} | self.says
        # The first version kept no kind of a reading and of a routine, and they are compared.
        about |= {"kind": self.kind} if self.kind in ("start", "finish", "note") else {}
        about.pop("was", None)  # the log has it already
        named = {name: value for name, value in about.items() if name != "leg" or value}
        return {name: str(value) for name, value in named.items()}


class MomentField(forms.CharField):
    """A moment as a browser writes it; without a zone it could be any of 24 hours."""

    def to_python(self, value: Any) -> Any:
        if not (text := super().to_python(value)):
            return text or None
        if LONG_AGO.fullmatch(text):
            return datetime.datetime.max.replace(tzinfo=datetime.UTC)
        try:
            moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
        except ValueError as error:
            raise ValidationError("Use a moment such as 2026-03-10T06:58:00.000Z.") from error
        try:
            return moment.astimezone(datetime.UTC)
        except OverflowError:
            return datetime.datetime.min.replace(tzinfo=datetime.UTC)


class HeardField(MomentField):
    """Only a help: one that cannot be read is none."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            return None


def heard(sent: Any) -> datetime.datetime | None:
    """What a phone's clock said as it sent, if it says so."""
    moment: datetime.datetime | None = HeardField(required=False).clean(
        sent if isinstance(sent, str) else ""
    )
    return moment


class EntryForm(forms.Form):
    uuid = forms.UUIDField()
    session = forms.UUIDField()
    at = MomentField()
    after = HeardField(required=False)

    def sent(self, kind: str) -> Sent:
        clean = dict(self.cleaned_data)
        about = {name: clean.pop(name) for name in ("uuid", "session", "at", "after")}
        return Sent(**about, says=clean, kind=kind)


class ReadingEntryForm(EntryForm):
    phase = forms.ChoiceField(choices=[(phase, "") for phase in RULES.phases])
    test = forms.SlugField(max_length=40)
    side = forms.ChoiceField(choices=[("left", ""), ("right", ""), ("none", "")])
    field = forms.ChoiceField(choices=[(name, "") for name in FIELDS])
    value = forms.CharField(required=False, max_length=12)


class RoutineEntryForm(EntryForm):
    leg = forms.ChoiceField(required=False, choices=[(leg, "") for leg in RULES.legs])
    dose = forms.CharField(max_length=8000)
    stopped_reason = forms.CharField(required=False, max_length=11)


class StartEntryForm(EntryForm):
    zone = forms.CharField(required=False, max_length=64)
    set = forms.CharField(max_length=5)
    tests = forms.CharField(required=False, max_length=4000)
    routine = forms.CharField(max_length=40)
    seconds = forms.CharField(max_length=3)
    order = forms.CharField(max_length=10)
    vary = forms.CharField(required=False, max_length=4000)


class NoteEntryForm(EntryForm):
    """The note as it is now, and as it was when it was typed into."""

    value = NoteField()
    was = TextField(required=False, max_length=4000)


class FinishEntryForm(EntryForm):
    """Nothing but when."""


ENTRY_FORMS = {
    "reading": ReadingEntryForm,
    "routine": RoutineEntryForm,
    "start": StartEntryForm,
    "finish": FinishEntryForm,
    "note": NoteEntryForm,
}


def read_entry(entry: dict[str, Any]) -> Sent:
    """Raises ValidationError with one sentence."""
    kind = entry.get("kind", "reading")
    if not isinstance(kind, str) or kind not in ENTRY_FORMS:
        raise ValidationError(f"kind: use {', '.join(ENTRY_FORMS)}.")
    form = ENTRY_FORMS[kind]({name: _text(name, value) for name, value in entry.items()})
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise ValidationError(f"{name}: {errors[0]}")
    return form.sent(kind)


def _text(name: str, value: Any) -> str:
    if isinstance(value, list | dict):
        raise ValidationError(f"{name}: use a text or a number.")
    text = "" if value is None else str(value)
    if not text.isascii() and LONE_SURROGATE.search(text):
        raise ValidationError(f"{name}: half a character is missing.")
    return text


def value_of(session: Session, says: dict[str, Any]) -> Any:
    """The clean value of a reading, by the same field as on the page. Raises ValidationError."""
    tests = (test for test in session.planned_tests if test.slug == says["test"])
    test = next((test for test in tests if says["side"] in test.sides), None)
    field = field_of_rating(says["field"], test.measure) if test else None
    if field is None:
        raise ValidationError("The session has no such test, side or field.")
    return field.clean(says["value"])


def dose_of(session: Session, says: dict[str, Any]) -> tuple[dict[str, int], str]:
    """(seconds by step, why stopped) of an entry, through the same form as the page."""
    form = RoutineForm(session.plan.steps, says)
    _demand_valid(form)
    return form.cleaned_data["dose"], form.cleaned_data["stopped_reason"]


def of_leg(
    session: Session, says: dict[str, Any], dose: dict[str, int]
) -> tuple[str, dict[str, int]]:
    """(leg, its part of the dose): where an entry does not say which, the stage tells."""
    leg = says["leg"] or session.plan.leg_of(dose, session.stage)
    if why := RULES.refusal(session.position, leg):
        raise ValidationError(why)
    keys = {step.key for step in session.plan.legs[leg].steps}
    return leg, {key: done for key, done in dose.items() if key in keys}


def started(offer: Offer, sent: Sent) -> OfflineStartForm:
    """The valid form of the start page for a start that comes late. Raises ValidationError."""
    form = OfflineStartForm.of(offer, sent.session, sent.says)
    _demand_valid(form)
    return form


def _demand_valid(form: forms.Form) -> None:
    messages: Iterable[Any] = form.errors.values()
    if not form.is_valid():
        raise ValidationError(next(iter(messages))[0])
