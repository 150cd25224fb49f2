"""Each stage of each kind of session against each page and entry: shown, stored or refused.

The tables are written by hand. A row is the stage at which a session is. A cell is the stage at
which it is afterwards, with `+` where something was stored and `-` where nothing was.
"""

import datetime
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.factories import make_session, make_user
from tests.models.test_trial import assigned_session, make_trial
from tests.pages import client_of
from tracker.models import Rating, Session
from tracker.rules.events import RoutineEnded, from_json
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.trials import accept

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TESTS = ("ankle_dorsiflexion", "toe_touch")
PAGES = ("pre", "draw", "routine", "mid", "second", "post", "result")
PHASES = ("pre", "mid", "post")
Grid = dict[str, dict[str, str]]


def ordinary() -> Session:
    return make_session(owner=make_user(), tests=TESTS)


def sitting_still() -> Session:
    return make_session(owner=make_user(), tests=TESTS, kind="test_only")


def to_be_drawn() -> Session:
    trial = make_trial()
    return make_session(owner=trial.owner, tests=TESTS, trial=trial)


def randomised() -> Session:
    return assigned_session(make_trial())


def one_leg_first() -> Session:
    session = assigned_session(make_trial(design="one_leg"))
    accept(session)
    return session


def deleted() -> Session:
    session = ordinary()
    delete_for_now(session)
    return session


def deleted_one_leg() -> Session:
    session = one_leg_first()
    delete_for_now(session)
    return session


# By stage: the pages that are shown. Every other one leads to the page of the stage.
SHOWN = {
    ordinary: {
        "pre": "pre",
        "routine": "pre routine post",
        "post": "post",
        "done": "result",
    },
    sitting_still: {
        "pre": "pre",
        "routine": "pre routine post",
        "post": "post",
        "done": "result",
    },
    to_be_drawn: {
        "pre": "pre",
    },
    randomised: {
        "draw": "draw",
        "routine": "routine post",
        "post": "post",
        "done": "result",
    },
    one_leg_first: {
        "routine": "routine mid",
        "mid": "mid",
        "second": "second post",
        "post": "post",
        "done": "result",
    },
}
OWN_PAGE = {"done": "result"}

SENT_PAGES = {
    ordinary: """
                 pre       draw      routine   mid       second    post      finish
        pre      routine+  pre-      post+     pre-      pre-      pre-      done-
        routine  routine+  routine-  post+     routine-  routine-  routine-  done-
        post     post+     post-     post+     post-     post-     done+     done-
        done     done+     done-     done+     done-     done-     done+     done-
    """,
    sitting_still: """
                 pre       draw      routine   mid       second    post      finish
        pre      routine+  pre-      post+     pre-      pre-      pre-      done-
        routine  routine+  routine-  post+     routine-  routine-  routine-  done-
        post     post+     post-     post+     post-     post-     done+     done-
        done     done+     done-     done+     done-     done-     done+     done-
    """,
    to_be_drawn: """
                 pre       draw      routine   mid       second    post      finish
        pre      draw+     pre-      draw+     pre-      pre-      pre-      done-
    """,
    randomised: """
                 pre       draw      routine   mid       second    post      finish
        draw     draw-     routine-  draw+     draw-     draw-     draw-     done-
        routine  routine-  routine-  post+     routine-  routine-  routine-  done-
        post     post-     post-     post+     post-     post-     done+     done-
        done     done+     done-     done+     done-     done-     done+     done-
    """,
    one_leg_first: """
                 pre       draw      routine   mid       second    post      finish
        routine  routine-  routine-  mid+      routine-  routine+  routine-  done-
        mid      mid-      mid-      mid+      second+   post+     mid-      done-
        second   second-   second-   second+   second-   post+     second-   done-
        post     post-     post-     post+     post-     post+     done+     done-
        done     done+     done-     done+     done+     done+     done+     done-
    """,
    deleted: """
                 pre       draw      routine   mid       second    post      finish
        pre      pre-      pre-      pre-      pre-      pre-      pre-      pre-
        routine  routine-  routine-  routine-  routine-  routine-  routine-  routine-
        post     post-     post-     post-     post-     post-     post-     post-
        done     done-     done-     done-     done-     done-     done-     done-
    """,
    deleted_one_leg: """
                 pre       draw      routine   mid       second    post      finish
        routine  routine-  routine-  routine-  routine-  routine-  routine-  routine-
        mid      mid-      mid-      mid-      mid-      mid-      mid-      mid-
        second   second-   second-   second-   second-   second-   second-   second-
        post     post-     post-     post-     post-     post-     post-     post-
        done     done-     done-     done-     done-     done-     done-     done-
    """,
}

SENT_ENTRIES = {
    ordinary: """
                 pre       routine   mid       second    post      finish
        pre      pre+      post+     pre-      pre-      pre-      done+
        routine  routine+  post+     routine-  routine-  routine-  done+
        post     post+     post+     post-     post-     post+     done+
        done     done+     done+     done-     done-     done+     done+
    """,
    sitting_still: """
                 pre       routine   mid       second    post      finish
        pre      pre+      post+     pre-      pre-      pre-      done+
        routine  routine+  post+     routine-  routine-  routine-  done+
        post     post+     post+     post-     post-     post+     done+
        done     done+     done+     done-     done-     done+     done+
    """,
    to_be_drawn: """
                 pre       routine   mid       second    post      finish
        pre      pre+      draw+     pre-      pre-      pre-      done+
    """,
    randomised: """
                 pre       routine   mid       second    post      finish
        draw     draw-     draw+     draw-     draw-     draw-     done+
        routine  routine-  post+     routine-  routine-  routine-  done+
        post     post-     post+     post-     post-     post+     done+
        done     done+     done+     done-     done-     done+     done+
    """,
    one_leg_first: """
                 pre       routine   mid       second    post      finish
        routine  routine-  mid+      routine-  routine+  routine-  done+
        mid      mid-      mid+      mid+      post+     mid-      done+
        second   second-   second+   second-   post+     second-   done+
        post     post-     post+     post-     post+     post+     done+
        done     done+     done+     done+     done+     done+     done+
    """,
    deleted: """
                 pre       routine   mid       second    post      finish
        pre      pre-      pre-      pre-      pre-      pre-      pre-
        routine  routine-  routine-  routine-  routine-  routine-  routine-
        post     post-     post-     post-     post-     post-     post-
        done     done-     done-     done-     done-     done-     done-
    """,
    deleted_one_leg: """
                 pre       routine   mid       second    post      finish
        routine  routine-  routine-  routine-  routine-  routine-  routine-
        mid      mid-      mid-      mid-      mid-      mid-      mid-
        second   second-   second-   second-   second-   second-   second-
        post     post-     post-     post-     post-     post-     post-
        done     done-     done-     done-     done-     done-     done-
    """,
}


def grid(text: str) -> Grid:
    head, *rows = [line.split() for line in text.strip().splitlines()]
    return {stage: dict(zip(head, cells, strict=True)) for stage, *cells in rows}


@contextmanager
def at(session: Session, stage: str) -> Iterator[Session]:
    """The session at `stage` with nothing rated and nothing done, and afterwards as it was."""
    with transaction.atomic():
        session.entries.all().delete()
        session.ratings.all().delete()
        finished = timezone.now() if stage == "done" else None
        rows = Session.objects.filter(pk=session.pk)
        rows.update(stage=stage, finished_at=finished, dose={}, worked="", routine_done_at=None)
        yield Session.objects.get(pk=session.pk)
        transaction.set_rollback(True)


def outcome(session: Session, *, is_stored: bool) -> str:
    return f"{Session.objects.get(pk=session.pk).stage}{'+' if is_stored else '-'}"


def walk(session: Session, table: Grid, does: Callable[[Session, str], str]) -> Grid:
    """What comes out at each stage and in each column of a table."""
    outcomes: Grid = {stage: {} for stage in table}
    for stage, row in table.items():
        for column in row:
            with at(session, stage) as there:
                outcomes[stage][column] = does(there, column)
    return outcomes


@pytest.mark.parametrize("make", SHOWN)
def test_a_page_is_shown_at_its_stages_and_redirects_otherwise(
    make: Callable[[], Session],
) -> None:
    session = make()
    client = client_of(session.owner)
    url = f"/sessions/{session.uuid}/"
    expected = {
        stage: {
            page: 200 if page in shown.split() else f"{url}{OWN_PAGE.get(stage, stage)}/"
            for page in PAGES
        }
        | {"": f"{url}{OWN_PAGE.get(stage, stage)}/"}
        for stage, shown in SHOWN[make].items()
    }

    def see(_: Session, page: str) -> Any:
        answer = client.get(f"{url}{page}/" if page else url)
        return answer.status_code if answer.status_code == 200 else answer["Location"]

    assert walk(session, expected, see) == expected


@pytest.mark.parametrize("make", [deleted, deleted_one_leg])
def test_no_page_of_a_deleted_session_is_shown(make: Callable[[], Session]) -> None:
    session = make()
    client = client_of(session.owner)
    url = f"/sessions/{session.uuid}/"
    expected = {stage: dict.fromkeys(PAGES, "404") for stage in grid(SENT_PAGES[make])}

    def see(_: Session, page: str) -> str:
        return str(client.get(f"{url}{page}/").status_code)

    assert walk(session, expected, see) == expected
    assert client.get(url)["Location"] == "/history/deleted/"


@pytest.mark.parametrize("make", SENT_PAGES)
def test_a_post_is_stored_and_moves_the_session_as_its_stage_allows(
    make: Callable[[], Session],
) -> None:
    session, expected = make(), grid(SENT_PAGES[make])
    client = client_of(session.owner)
    outcomes = walk(session, expected, lambda there, page: _sent_by_page(client, there, page))
    assert outcomes == expected


def _sent_by_page(client: Client, session: Session, page: str) -> str:
    fields = {"toe_touch-none-score": "4", "go": "anyway"}
    if page in ("routine", "second"):
        fields = {"dose": json.dumps(_dose(session, page))}
    client.post(f"/sessions/{session.uuid}/{page}/", fields)
    return outcome(session, is_stored=_is_stored(session, page))


@pytest.mark.parametrize("make", SENT_ENTRIES)
def test_an_entry_is_stored_and_moves_the_session_as_its_stage_allows(
    make: Callable[[], Session],
) -> None:
    session, expected = make(), grid(SENT_ENTRIES[make])
    client = client_of(session.owner)
    outcomes = walk(session, expected, lambda there, column: _sent_by_phone(client, there, column))
    assert outcomes == expected


def _sent_by_phone(client: Client, session: Session, column: str) -> str:
    slot = {"test": "toe_touch", "side": "none", "field": "score", "value": "4"}
    body: dict[str, Any] = {"kind": "reading", "phase": column} | slot
    if column in ("routine", "second"):
        body = {"kind": "routine", "leg": column, "dose": json.dumps(_dose(session, column))}
    if column == "finish":
        body = {"kind": "finish"}
    moment = timezone.now().astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    about = {"uuid": str(uuid.uuid4()), "session": str(session.uuid), "at": moment}
    batch = {"user": session.owner_id, "entries": [about | body]}
    answer = client.post("/sync/", json.dumps(batch), content_type="application/json").json()
    is_stored = answer["results"][0]["status"] == "stored"
    # The answer says what is so: nothing is stored that it does not name, and the other way round.
    assert column == "finish" or is_stored == _is_stored(session, column)
    return outcome(session, is_stored=is_stored)


def _is_stored(session: Session, column: str) -> bool:
    if column in PHASES:
        return Rating.objects.filter(session=session, **{f"{column}_score": 4}).exists()
    leg = column if column in ("routine", "second") else None
    events = (event for entry in session.entries.all() for event in from_json(entry.events))
    return any(isinstance(event, RoutineEnded) and event.leg == leg for event in events)


def _dose(session: Session, leg: str) -> dict[str, int]:
    """Two seconds of the first move of a leg, or of the only routine."""
    routine = session.plan.legs.get(leg, session.plan.routine)
    return {routine.moves[0].key: 2}
