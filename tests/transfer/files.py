"""Downloads of people as the tests read and change them."""

import json
from collections.abc import Callable
from typing import Any

from tracker.models import User
from tracker.transfer.formats import FORMATS
from tracker.transfer.supple import SuppleCandidate

Change = Callable[[dict[str, Any]], Any]


def exported(user: User) -> bytes:
    return b"".join(FORMATS["json"].write(user))


def as_json(user: User) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(exported(user))
    return whole


def of(user: User, content: bytes) -> SuppleCandidate:
    return SuppleCandidate(user, content, makes_ready=True)


def changed(user: User, change: Change) -> bytes:
    """The download of a person after somebody changed it by hand."""
    whole = as_json(user)
    change(whole)
    return json.dumps(whole).encode()
