"""The same form sent again, with the same contents or others: which session it is about."""

import uuid
from collections.abc import Callable
from typing import Any

from tracker.models.session import Session

IsOver = Callable[[Session], bool]


def named(owner: Any, name: uuid.UUID, is_over: IsOver) -> tuple[Session | None, uuid.UUID]:
    """The session that a form of this name made, and the name for one that it may make.

    One that is over is passed by: the next name follows from it, so that a form that is sent twice
    after that is still one.
    """
    while session := owner.sessions.filter(uuid=name).first():
        if not is_over(session):
            return session, name
        name = uuid.uuid5(name, "again")
    return None, name
