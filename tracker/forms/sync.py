"""What a phone sends in the background: a batch of entries, each a rating or the routine's end."""

import datetime
import json
import re
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from tracker.forms.ratings import RatingsForm
from tracker.forms.routine import RoutineForm
from tracker.models import Session
from tracker.models.rating import FIELDS, PHASES

MOST_ENTRIES = 200
MOST_BYTES = 256 * 1024
TOO_LARGE = "The batch is larger than 256 kB."
# JSON can hold them, and PostgreSQL cannot.
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class BadBatch(Exception):
    """The whole batch cannot be read; the message says why."""


class Sent(NamedTuple):
    """One entry as it came: its outer form is checked, what it says is not yet."""

    uuid: uuid.UUID
    session: uuid.UUID
    at: datetime.datetime
    says: dict[str, Any]

    @property
    def phase(self) -> str:
        return self.says.get("phase", "routine")

    def payload(self) -> dict[str, str]:
        """As kept in the ledger, to tell a repeated entry from another one."""
        about = {"session": self.session, "at": self.at} | self.says
        return {name: str(value) for name, value in about.items()}


class MomentField(forms.CharField):
    """A moment as a browser writes it; without a zone it could be any of 24 hours."""

    def to_python(self, value: Any) -> Any:
        if not (text := super().to_python(value)):
            return text
        try:
            moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
            return moment.astimezone(datetime.UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError("Use a moment such as 2026-03-10T06:58:00.000Z.") from error


class EntryForm(forms.Form):
    uuid = forms.UUIDField()
    session = forms.UUIDField()
    at = MomentField()

    def sent(self) -> Sent:
        clean = dict(self.cleaned_data)
        about = {name: clean.pop(name) for name in ("uuid", "session", "at")}
        return Sent(**about, says=clean)


class ReadingEntryForm(EntryForm):
    phase = forms.ChoiceField(choices=[(phase, "") for phase in PHASES])
    test = forms.SlugField(max_length=40)
    side = forms.ChoiceField(choices=[("left", ""), ("right", ""), ("none", "")])
    field = forms.ChoiceField(choices=[(name, "") for name in FIELDS])
    value = forms.CharField(required=False, max_length=12)


class RoutineEntryForm(EntryForm):
    dose = forms.CharField(max_length=8000)
    stopped_reason = forms.CharField(required=False, max_length=11)


ENTRY_FORMS = {"reading": ReadingEntryForm, "routine": RoutineEntryForm}


def read_batch(body: bytes) -> tuple[int, list[dict[str, Any]]]:
    """(user id, entries) of a request's body. Raises BadBatch."""
    if len(body) > MOST_BYTES:
        raise BadBatch(TOO_LARGE)
    batch = _json(body)
    if not isinstance(batch, dict) or type(batch.get("user")) is not int:
        raise BadBatch("A batch is an object with “user” and “entries”.")
    entries = batch.get("entries")
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise BadBatch(f"“entries” is a list of at most {MOST_ENTRIES}.")
    if not all(isinstance(entry, dict) for entry in entries):
        raise BadBatch("Each entry is an object.")
    return batch["user"], entries


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode(), parse_constant=_refuse, object_pairs_hook=_no_twins)
    except (ValueError, RecursionError) as error:
        raise BadBatch("This is not strict JSON.") from error


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def read_entry(entry: dict[str, Any]) -> Sent:
    """Raises ValidationError with one sentence."""
    kind = entry.get("kind", "reading")
    if not isinstance(kind, str) or kind not in ENTRY_FORMS:
        raise ValidationError(f"kind: use {' or '.join(ENTRY_FORMS)}.")
    form = ENTRY_FORMS[kind]({name: _text(name, value) for name, value in entry.items()})
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise ValidationError(f"{name}: {errors[0]}")
    return form.sent()


def _text(name: str, value: Any) -> str:
    if isinstance(value, list | dict):
        raise ValidationError(f"{name}: use a text or a number.")
    text = "" if value is None else str(value)
    if not text.isascii() and LONE_SURROGATE.search(text):
        raise ValidationError(f"{name}: half a character is missing.")
    return text


def reading(session: Session, says: dict[str, Any]) -> dict[str, Any]:
    """The clean field of an entry, through the same form as the page. Raises ValidationError."""
    name = f"{says['test']}-{says['side']}-{says['field']}"
    form = RatingsForm(session, says["phase"], {name: says["value"]}, only=[name])
    if not form.fields:
        raise ValidationError("The session has no such test, side or field.")
    _demand_valid(form)
    return form.readings()[says["test"], says["side"]]


def routine_done(session: Session, says: dict[str, Any]) -> tuple[dict[str, int], str]:
    """(dose, why stopped) of an entry, through the same form as the page."""
    plan = session.plan["second" if session.stage == "second" else "routine"]
    form = RoutineForm(plan, says)
    _demand_valid(form)
    return form.cleaned_data["dose"], form.cleaned_data["stopped_reason"]


def _demand_valid(form: forms.Form) -> None:
    messages: Iterable[Any] = form.errors.values()
    if not form.is_valid():
        raise ValidationError(next(iter(messages))[0])
