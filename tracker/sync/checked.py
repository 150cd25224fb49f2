"""What the entries of a batch say, read before anything is locked: others wait for the lock."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from tracker.forms.offer import Offer
from tracker.forms.start import OfflineStartForm
from tracker.models import Session, User
from tracker.sync.entries import Sent, dose_of, started, value_of

Read = Callable[[Session, dict[str, Any]], Any]
READERS: dict[str, Read] = {"reading": value_of, "routine": dose_of}
Found = tuple[Any, Exception | None]


class Checked:
    """By the number of an entry in its batch: what its form made of it, or why it did not."""

    def __init__(self, user: User, entries: Mapping[int, Sent]) -> None:
        self.user = user
        starts = {number: sent for number, sent in entries.items() if sent.kind == "start"}
        self.starts = self._started(starts)
        self.sessions = self._drafts(entries, starts)
        self.found: dict[int, tuple[Any, Found]] = {}
        for number, sent in entries.items():
            session = self.sessions.get(sent.session)
            if session is not None and sent.kind in READERS:
                self.found[number] = session.plan, self._read(sent, session)

    def start(self, number: int) -> OfflineStartForm:
        """The valid form of the start page. Raises ValidationError."""
        form: OfflineStartForm = _given(self.starts[number])
        return form

    def of(self, number: int, sent: Sent, session: Session) -> Any:
        """What an entry says for a session that is locked by now. Raises ValidationError."""
        plan, found = self.found.get(number, (None, (None, None)))
        if plan != session.plan:
            # Seldom: the session was not there before, or its plan has changed in between.
            return _given(self._read(sent, session))
        if sent.kind == "reading":
            session.planned_tests = self.sessions[sent.session].planned_tests
        return _given(found)

    def _started(self, starts: Mapping[int, Sent]) -> dict[int, Found]:
        if not starts:
            return {}
        offer = Offer.late(self.user, {sent.says["routine"] for sent in starts.values()})
        return {number: _attempt(started, offer, sent) for number, sent in starts.items()}

    def _drafts(
        self, entries: Mapping[int, Sent], starts: Mapping[int, Sent]
    ) -> dict[uuid.UUID, Session]:
        """The sessions as they are at this moment, and as they will be if they start."""
        drafts = {
            sent.session: Session(owner=self.user, plan=form.plan())
            for number, sent in starts.items()
            for form, error in [self.starts[number]]
            if error is None
        }
        return drafts | self._there({sent.session for sent in entries.values()})

    def _there(self, wanted: Iterable[uuid.UUID]) -> dict[uuid.UUID, Session]:
        there = {session.uuid: session for session in self.user.sessions.filter(uuid__in=wanted)}
        for session in there.values():
            session.owner = self.user
        return there

    @staticmethod
    def _read(sent: Sent, session: Session) -> Found:
        return _attempt(READERS[sent.kind], session, sent.says)


def _attempt(read: Callable[..., Any], *about: Any) -> Found:
    try:
        return read(*about), None
    except (ValueError, ArithmeticError, ValidationError) as error:
        return None, error


def _given(found: Found) -> Any:
    value, error = found
    if error is not None:
        raise error
    return value
