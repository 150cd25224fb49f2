"""What a phone sends in the background: a batch of entries, each one field of one rating."""

import datetime
import json
import uuid
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from tracker.forms.ratings import RatingsForm
from tracker.models import MobilityTest, Session

MOST_ENTRIES = 200
MOST_BYTES = 256 * 1024


class BadBatch(Exception):
    """The whole batch cannot be read; the message says why."""


class Sent(NamedTuple):
    """One entry as it came, its outer form checked and the reading still unchecked."""

    uuid: uuid.UUID
    session: uuid.UUID
    phase: str
    test: str
    side: str
    field: str
    value: Any
    at: datetime.datetime

    @property
    def name(self) -> str:
        return f"{self.test}-{self.side}-{self.field}"

    def payload(self) -> dict[str, Any]:
        """As kept in the ledger, to tell a repeated entry from another one."""
        return {key: str(value) for key, value in self._asdict().items() if key != "uuid"}


class EntryForm(forms.Form):
    uuid = forms.UUIDField()
    session = forms.UUIDField()
    phase = forms.ChoiceField(choices=[("pre", ""), ("post", "")])
    test = forms.SlugField(max_length=40)
    side = forms.ChoiceField(choices=[("left", ""), ("right", ""), ("none", "")])
    field = forms.ChoiceField(
        choices=[(name, "") for name in ("score", "value", "discomfort", "skip")]
    )
    value = forms.CharField(required=False, max_length=12)
    at = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M:%S.%fZ"])

    def sent(self) -> Sent:
        clean = self.cleaned_data
        at = clean["at"].replace(tzinfo=datetime.UTC)
        return Sent(**(clean | {"at": at}))


def read_batch(body: bytes) -> tuple[int, list[dict[str, Any]]]:
    """(user id, entries) of a request's body. Raises BadBatch."""
    if len(body) > MOST_BYTES:
        raise BadBatch("The batch is larger than 256 kB.")
    batch = _json(body)
    if not isinstance(batch, dict) or not isinstance(batch.get("user"), int):
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
    form = EntryForm({name: _text(value) for name, value in entry.items()})
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise ValidationError(f"{name}: {errors[0]}")
    return form.sent()


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def reading(session: Session, tests: list[MobilityTest], sent: Sent) -> dict[str, Any]:
    """The clean field of `sent`, through the same form as the page. Raises ValidationError."""
    form = RatingsForm(session, sent.phase, {sent.name: sent.value}, tests=tests, only=[sent.name])
    if not form.fields:
        raise ValidationError("The session has no such test, side or field.")
    if not form.is_valid():
        raise ValidationError(next(iter(form.errors.values()))[0])
    return form.readings()[sent.test, sent.side]
