"""What is measured: each page and each save as one request, and the goal that it has."""

import json
import random
import uuid
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils import timezone

from benchmarks.people import Person

CHANCE = random.Random(1)


class Sent(NamedTuple):
    """One request; without a body it is a GET."""

    path: str
    body: str = ""
    type: str = ""


class Page(NamedTuple):
    """`goal` is the most that it may cost, as a ratio to the floor."""

    name: str
    goal: float | None
    request: Callable[[Person], Sent]


def _get(path: str) -> Callable[[Person], Sent]:
    return lambda person: Sent(path.format(**person._asdict()))


def tap(person: Person) -> Sent:
    """One rating as the phone sends it after a tap."""
    test, side = CHANCE.choice(person.slots)
    entry = {"uuid": str(uuid.uuid4()), "session": str(person.begun), "phase": "pre"}
    entry |= {"test": test, "side": side, "field": "score", "value": str(CHANCE.randrange(11))}
    now = timezone.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    batch = {"user": person.id, "entries": [entry | {"at": now}]}
    return Sent("/sync/", json.dumps(batch), "application/json")


def whole_form(person: Person) -> Sent:
    """A whole phase as a browser without JavaScript sends it."""
    scores = {f"{test}-{side}-score": CHANCE.randrange(11) for test, side in person.slots}
    body = urlencode({"csrfmiddlewaretoken": person.token, "go": "later", **scores})
    return Sent(f"/sessions/{person.begun}/pre/", body, "application/x-www-form-urlencoded")


FLOOR = "floor: nothing"
PAGES = (
    Page(FLOOR, None, _get("/floor/")),
    Page("the frame around nothing", None, _get("/frame/")),
    Page("home", 2.0, _get("/")),
    Page("history, 60 sessions", 2.5, _get("/history/")),
    Page("progress, 3 months", 4.0, _get("/progress/?range=3m")),
    Page("progress, all", 4.0, _get("/progress/?range=all")),
    Page("test, 3 months", 4.0, _get("/progress/ankle_dorsiflexion/?range=3m")),
    Page("test, all", 4.0, _get("/progress/ankle_dorsiflexion/?range=all")),
    Page("result", 4.0, _get("/sessions/{done}/result/")),
    Page("rating form, 15 ratings", 2.5, _get("/sessions/{begun}/pre/")),
    Page("save one tap", 1.6, tap),
    Page("save a form, 15 ratings", 1.6, whole_form),
)
