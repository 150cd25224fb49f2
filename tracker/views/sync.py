"""Where a phone's taps arrive in the background; docs/sync.md says what it promises."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from tracker.forms.sync import (
    TOO_LARGE,
    BadBatch,
    Sent,
    read_batch,
    read_entry,
    reading,
    routine_done,
)
from tracker.models import Session, User
from tracker.models.taking import Taking

Answer = dict[str, str]


@require_POST
@login_not_required
def sync(request: HttpRequest) -> JsonResponse:
    """Answers as JSON in every case: a page to sign in would look like success to a phone."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "Sign in again."}, status=401)
    try:
        user, entries = read_batch(_body(request))
    except BadBatch as error:
        return JsonResponse({"error": str(error)}, status=400)
    if user != request.user.pk:
        return JsonResponse({"error": "These entries belong to somebody else."}, status=409)
    return JsonResponse({"results": _take_all(request.user, entries)})


@transaction.atomic
def _take_all(user: User, entries: list[dict[str, Any]]) -> list[Answer]:
    wanted = {text for entry in entries if (text := _uuid(entry.get("session")))}
    # Locked first, so that the same batch sent twice at once is written once.
    sessions = user.sessions.kept().select_for_update().filter(uuid__in=wanted)
    batch = Batch(user, {session.uuid: session for session in sessions}, entries)
    answers = [batch.answer(entry) for entry in entries]
    batch.close()
    return answers


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig as error:
        raise BadBatch(TOO_LARGE) from error


def _uuid(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except (ValueError, TypeError, AttributeError):
        return None


def _demand_its_turn(session: Session, phase: str) -> None:
    """The same rule as the pages keep: what is rated when, and nothing before a draw after it."""
    if phase == "post" and session.stage != "post":
        raise ValidationError("The after ratings come after the routine.")
    if phase == "mid" and session.stage != "mid":
        raise ValidationError("The ratings between the legs come after the first leg.")
    if phase == "pre" and session.drawn:
        raise ValidationError("Chance has picked: the before ratings stay as they are.")


class Batch:
    """Decides on each entry in its order, and writes it."""

    def __init__(
        self, user: User, sessions: dict[uuid.UUID, Session], entries: list[dict[str, Any]]
    ) -> None:
        sent = {made for entry in entries if (made := _uuid(entry.get("uuid")))}
        known = user.entries.filter(uuid__in=sent).values_list("uuid", "payload")
        self.payloads: dict[uuid.UUID, dict[str, Any]] = dict(known)
        self.sessions = sessions
        self.takings: dict[uuid.UUID, Taking] = {}

    def answer(self, entry: dict[str, Any]) -> Answer:
        made = entry.get("uuid")
        answer = {"uuid": made if isinstance(made, str) else ""}
        try:
            return answer | {"status": self._decide(read_entry(entry))}
        except ValidationError as error:
            return answer | {"status": "rejected", "reason": error.messages[0]}

    def _decide(self, sent: Sent) -> str:
        payload = sent.payload()
        if sent.uuid in self.payloads:
            if self.payloads[sent.uuid] != payload:
                raise ValidationError("This UUID was used for another entry.")
            return "duplicate"
        taking = self._taking(sent)
        replaced = self._write(taking, sent)
        taking.keep(sent.uuid, payload, replaced, sent.at)
        self.payloads[sent.uuid] = payload
        return "stored"

    def _taking(self, sent: Sent) -> Taking:
        session = self.sessions.get(sent.session)
        if session is None:
            raise ValidationError("There is no such session.")
        if session.is_done:
            raise ValidationError("This session is finished. You can edit it in History.")
        _demand_its_turn(session, sent.phase)
        if sent.session not in self.takings:
            self.takings[sent.session] = Taking(session)
        return self.takings[sent.session]

    def _write(self, taking: Taking, sent: Sent) -> dict[str, Any]:
        if sent.phase == "routine":
            return taking.routine(*routine_done(taking.session, sent.says))
        clean = reading(taking.session, sent.says)
        slot = (sent.says["test"], sent.says["side"])
        return taking.reading(sent.phase, slot, clean, sent.at)

    def close(self) -> None:
        for taking in self.takings.values():
            taking.close()
