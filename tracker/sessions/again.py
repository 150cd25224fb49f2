"""The same form sent again, with the same contents or others: which session it is about."""

import uuid
from collections.abc import Callable
from typing import Any

from tracker.models.session import Session

IsOver = Callable[[Session], bool]


def named(owner: Any, name: uuid.UUID, is_over: IsOver) -> tuple[Session | None, uuid.UUID]:
    """The session that a form of this name made, and the name for one that it may make.

    One that is over is passed by: the next name follows from it, so that a form that is sent twice
    after that is still one. So is one that was erased for good, which nothing brings back.
    """
    while (session := owner.sessions.filter(uuid=name).first()) or _is_erased(owner, name):
        if session and not is_over(session):
            return session, name
        name = uuid.uuid5(name, "again")
    return None, name


def made_what_was_erased(owner: Any, name: uuid.UUID) -> bool:
    """Whether a session that a form of this name made was erased for good."""
    while owner.sessions.filter(uuid=name).exists():
        name = uuid.uuid5(name, "again")
    return _is_erased(owner, name)


def _is_erased(owner: Any, name: uuid.UUID) -> bool:
    return bool(owner.erased_sessions.filter(uuid=name).exists())
