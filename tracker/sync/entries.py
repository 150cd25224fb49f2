"""Reads the entries that a phone sends: starts, ratings, ends of routines, notes, finishes."""

import datetime
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.forms.fields import TextField
from tracker.forms.holds import FIELDS as OF_HOLDS
from tracker.forms.notes import NoteField
from tracker.models.rating import FIELDS
from tracker.rules.clock import Clock
from tracker.rules.context import RUNS
from tracker.rules.events import Kind
from tracker.rules.stages import RULES

logger = logging.getLogger(__name__)
UNREADABLE = gettext_lazy("The server cannot read this entry.")
MAY_BE_MISSING = {"leg", "method", *OF_HOLDS}
# Ages before or after every calendar, as JavaScript writes them and Python has none.
LONG_AGO = re.compile(r"[+-]\d{6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z")
# JSON can hold them, and PostgreSQL cannot.
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class IncomingEntry:
    """One entry as it came: its outer form is checked, its body is not yet."""

    uuid: UUID
    session: UUID
    kind: Kind
    body: dict[str, Any]
    payload: dict[str, str]  # as stored in the log, to tell a repeated entry from another one
    entered_at: datetime.datetime  # by the server's clock
    clock_off: datetime.timedelta | None  # how wrong the phone's was, if it was


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
            raise ValidationError(_("Use a moment such as 2026-03-10T06:58:00.000Z.")) from error
        try:
            return moment.astimezone(datetime.UTC)
        except OverflowError:
            return datetime.datetime.min.replace(tzinfo=datetime.UTC)


class ServerMomentField(MomentField):
    """Only a help: one that cannot be read is none."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value if isinstance(value, str) else "")
        except ValidationError:
            return None


class AnswerField(forms.TypedChoiceField):
    """Yes, no, or None where it was not answered."""

    def __init__(self) -> None:
        choices = [("yes", ""), ("no", "")]
        super().__init__(
            choices=choices, required=False, coerce=lambda text: text == "yes", empty_value=None
        )


class EntryForm(forms.Form):
    uuid = forms.UUIDField()
    session = forms.UUIDField()
    at = MomentField()
    after = ServerMomentField(required=False)

    def incoming(self, kind: Kind, clock: Clock, number: int) -> IncomingEntry:
        body = dict(self.cleaned_data)
        uuid, session, at, after = (body.pop(n) for n in ("uuid", "session", "at", "after"))
        payload = _payload(kind, {"session": session, "at": at} | body)
        entered_at, off = clock.correct(at, after, number)
        return IncomingEntry(
            uuid=uuid,
            session=session,
            kind=kind,
            body=body,
            payload=payload,
            entered_at=entered_at,
            clock_off=off,
        )


def _payload(kind: Kind, fields: dict[str, Any]) -> dict[str, str]:
    # The first version stored no kind of a rating and of a routine, and they are compared.
    kinds = {} if kind in (Kind.RATING, Kind.ROUTINE) else {"kind": kind.value}
    # What the note was the log has already.
    # Older phones send no leg and no method, and only a reading by a phone says how it was taken.
    stored = {n: v for n, v in fields.items() if n != "was" and (n not in MAY_BE_MISSING or v)}
    return {name: str(value) for name, value in (stored | kinds).items()}


class RatingEntryForm(EntryForm):
    phase = forms.ChoiceField(choices=[(phase, "") for phase in RULES.phases])
    test = forms.SlugField(max_length=40)
    side = forms.ChoiceField(choices=[("left", ""), ("right", ""), ("none", "")])
    field = forms.ChoiceField(choices=[(name, "") for name in FIELDS])
    value = forms.CharField(required=False, max_length=20)
    method = forms.SlugField(required=False, max_length=40)
    # How a phone took the value by itself; `forms.holds` reads them.
    holds = forms.CharField(required=False, max_length=20)
    spreads = forms.CharField(required=False, max_length=20)
    zeroed = forms.CharField(required=False, max_length=3)
    device = forms.CharField(required=False, max_length=10)
    phone = forms.CharField(required=False, max_length=36)
    again = forms.CharField(required=False, max_length=2)


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


class MethodEntryForm(EntryForm):
    """How a test is measured from now on."""

    test = forms.SlugField(max_length=40)
    method = forms.SlugField(max_length=40)


class ContextEntryForm(EntryForm):
    """What came before the session; empty for what was not answered."""

    ran = forms.ChoiceField(required=False, choices=[(name, "") for name in RUNS])
    slept_badly = AnswerField()
    just_woke = AnswerField()


class FinishEntryForm(EntryForm):
    """Nothing but when."""


ENTRY_FORMS: dict[str, type[EntryForm]] = {
    Kind.RATING: RatingEntryForm,
    Kind.ROUTINE: RoutineEntryForm,
    Kind.START: StartEntryForm,
    Kind.FINISH: FinishEntryForm,
    Kind.NOTE: NoteEntryForm,
    Kind.METHOD: MethodEntryForm,
    Kind.CONTEXT: ContextEntryForm,
}


def read_entries(
    entries: Iterable[dict[str, Any]], now: datetime.datetime, sent: Any
) -> list[IncomingEntry | str]:
    """Each entry, or why it is rejected; `sent` is the time by the phone's clock, if it is one."""
    clock = Clock(now, ServerMomentField(required=False).clean(sent))
    return [_incoming(entry, clock, number) for number, entry in enumerate(entries)]


def _incoming(entry: dict[str, Any], clock: Clock, number: int) -> IncomingEntry | str:
    try:
        kind, form = _valid_form(entry)
        return form.incoming(kind, clock, number)
    except ValidationError as error:
        return str(error.messages[0])
    except (ValueError, ArithmeticError):
        logger.exception("Entry %s was rejected.", entry.get("uuid"))
        return str(UNREADABLE)


def _valid_form(entry: dict[str, Any]) -> tuple[Kind, EntryForm]:
    """Raises ValidationError with one sentence."""
    kind = entry.get("kind", Kind.RATING)
    if not isinstance(kind, str) or kind not in ENTRY_FORMS:
        raise ValidationError(f"kind: use {', '.join(ENTRY_FORMS)}.")
    form = ENTRY_FORMS[kind]({name: _text(name, value) for name, value in entry.items()})
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise ValidationError(f"{name}: {errors[0]}")
    return Kind(kind), form


def _text(name: str, value: Any) -> str:
    if isinstance(value, list | dict):
        raise ValidationError(f"{name}: use a text or a number.")
    text = "" if value is None else str(value)
    if not text.isascii() and LONE_SURROGATE.search(text):
        raise ValidationError(f"{name}: half a character is missing.")
    return text
