"""Two people whose rows have the same ids, as on two servers: each sees only their own."""

import datetime
import json
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.factories import make_history, make_session, make_user
from tests.harness import shards
from tests.models.test_trial import make_trial
from tests.pages import client_of, fields_of, words_of
from tracker.models import MobilityTest, Session, Trial, User
from tracker.models.owned import Owned
from tracker.queries.answers import CACHE
from tracker.sessions.editing import edit, write_note
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.repeatability import read_twice

pytestmark = pytest.mark.django_db

TOUCH = ("toe_touch", "none")
QUICK = ("ankle_dorsiflexion", "toe_touch")
CANARY = "zanzibar"


@dataclass(frozen=True)
class Life:
    """What is somebody's: a finished and a deleted session, one that is open, and a plan."""

    user: User
    done: Session
    deleted: Session
    open: Session
    trial: Trial

    def rows(self) -> dict[str, list[Any]]:
        """All that is theirs, by table."""
        models = [
            address for address in apps.get_app_config("tracker").get_models() if is_owned(address)
        ]
        mine = {model: model._base_manager.filter(owner=self.user) for model in models}
        return {model.__name__: sorted(map(repr, rows.values())) for model, rows in mine.items()}

    def numbers(self) -> dict[str, set[int]]:
        managers = ("sessions", "ratings", "entries", "trials", "steady_readings")
        return {n: set(getattr(self.user, n).values_list("pk", flat=True)) for n in managers}


def is_owned(model: Any) -> bool:
    return issubclass(model, Owned)


@pytest.fixture
def _parted() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is one file, where a number is there once")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_partitioned_table")
        is_parted = cursor.fetchone()[0] > 0
    if not is_parted:
        shards.shard()


def lived(stage: str, *, score: int, note: str) -> Life:
    """The same steps for everybody, so that the same numbers are handed out."""
    shards.begin_ids_again()
    user = make_user()
    trial = make_trial(owner=user)
    done, deleted = make_history(owner=user, days=2, tests=QUICK, pre=score, post=score)
    edit(done, {"pre": {TOUCH: {"score": score + 1}}})
    write_note(done, note)
    delete_for_now(deleted)
    read_twice(
        user,
        MobilityTest.objects.get(slug="toe_touch"),
        "fingertip_to_floor_cm",
        done.day,
        {"none": (score, score)},
    )
    about = {"trial": trial} if stage == "draw" else {}
    started = make_session(
        owner=user, tests=QUICK, stage="pre" if about else stage, pre=score, post=score, **about
    )
    if about:
        client_of(user).post(f"/sessions/{started.uuid}/pre/", ratings(started, "3") | {"go": "1"})
    return Life(user, done, deleted, started, trial)


def ratings(session: Session, score: str) -> dict[str, str]:
    return {f"{test}-{side}-score": score for test, side in session.slots}


def page(life: Life, name: str) -> str:
    return f"/sessions/{life.open.uuid}/{name}/"


def post(name: str, **fields: Any) -> Callable[[Client, Life], Any]:
    return lambda client, life: client.post(page(life, name), fields)


def on_done(name: str, **fields: Any) -> Callable[[Client, Life], Any]:
    return lambda client, life: client.post(f"/sessions/{life.done.uuid}/{name}/", fields)


def rate(phase: str) -> Callable[[Client, Life], Any]:
    return lambda client, life: client.post(
        page(life, phase), ratings(life.open, "2") | {"go": "anyway"}
    )


def change(client: Client, life: Life) -> Any:
    address = f"/sessions/{life.done.uuid}/edit/"
    fields = fields_of(client.get(address))
    return client.post(address, fields | {"post-toe_touch-none": ["2"]})


def undo(client: Client, life: Life) -> Any:
    name = life.done.entries.get(kind="edit").uuid
    return client.post(f"/sessions/{life.done.uuid}/undo/{name}/")


def send(kind: str, **fields: Any) -> Callable[[Client, Life], Any]:
    def sync(client: Client, life: Life) -> Any:
        entry = {"uuid": str(uuid.uuid4()), "session": str(life.open.uuid)} | fields
        entry |= {"kind": kind} if kind else {}
        entry |= {"at": (timezone.now() - datetime.timedelta(seconds=5)).isoformat()}
        body = json.dumps({"user": life.user.pk, "entries": [entry]})
        answer = client.post("/sync/", body, content_type="application/json")
        assert answer.json()["results"][0]["status"] == "stored", answer.content
        return answer

    return sync


def add(client: Client, life: Life) -> Any:
    rated = {"pre-toe_touch-none": ["4"], "post-toe_touch-none": ["6"]}
    return client.post("/history/add/", fields_of(client.get("/history/add/")) | rated)


TAP = {"phase": "pre", "test": "toe_touch", "side": "none", "field": "score", "value": 7}

# What somebody does, at which stage their open session is.
DEEDS: dict[str, tuple[str, Callable[[Client, Life], Any]]] = {
    "rate before": ("pre", rate("pre")),
    "rate after": ("post", rate("post")),
    "end the routine": ("routine", post("routine", dose="{}")),
    "finish": ("routine", post("finish")),
    "note": ("post", on_done("note", note="By the river")),
    "edit": ("pre", change),
    "undo": ("pre", undo),
    "count": ("pre", on_done("count", counts="on")),
    "delete": ("pre", on_done("delete")),
    "restore": ("pre", lambda client, life: client.post(f"/sessions/{life.deleted.uuid}/restore/")),
    "accept what chance picked": ("draw", post("draw")),
    "decline it": ("draw", post("decline", routine="sock_pull")),
    "end the plan": ("pre", lambda client, life: client.post("/trial/end/")),
    "add a past session": ("pre", add),
    "send a tap": ("pre", send("", **TAP)),
    "send a note": ("pre", send("note", note="On the way", was="")),
    "send the end of a routine": (
        "routine",
        send("routine", dose='{"left.ts_twist": 30}', stopped_reason=""),
    ),
    "send the end": ("post", send("finish")),
}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    CACHE.clear()
    yield
    CACHE.clear()


def two_lives(stage: str) -> tuple[Life, Life]:
    mine, foreign = lived(stage, score=3, note="mine"), lived(stage, score=8, note=CANARY)
    assert mine.numbers() == foreign.numbers()
    return mine, foreign


@pytest.mark.usefixtures("_parted")
@pytest.mark.parametrize("name", DEEDS)
def test_no_action_changes_rows_of_a_person_with_the_same_ids(name: str) -> None:
    stage, deed = DEEDS[name]
    mine, foreign = two_lives(stage)
    before, theirs = mine.rows(), foreign.rows()
    deed(client_of(mine.user), mine)
    assert foreign.rows() == theirs
    assert mine.rows() != before


@pytest.mark.usefixtures("_parted")
def test_deleting_an_account_deletes_nothing_of_a_person_with_the_same_ids() -> None:
    mine, foreign = two_lives("pre")
    theirs = foreign.rows()
    User.objects.get(pk=mine.user.pk).delete()
    assert foreign.rows() == theirs
    assert not any(rows for rows in mine.rows().values())


ADDRESSES = (
    *("/", "/history/", "/history/deleted/", "/history/add/", "/progress/", "/progress/toe_touch/"),
    *("/compare/", "/sure/", "/trial/", "/routines/", "/sessions/start/", "/offline/kit/"),
    *("/tests/toe_touch/steady/", "/settings/"),
)


def shown(life: Life) -> dict[str, str]:
    """The text of every page about a person, by address."""
    CACHE.clear()
    client = client_of(life.user)
    parts = ("result", "edit", "pre", "routine", "post")
    sessions = (life.done, life.open)
    pages = [f"/sessions/{session.uuid}/{part}/" for session in sessions for part in parts]
    timestamp = re.compile(r'"made":"[^"]*"')  # the moment of this very answer
    return {
        address: timestamp.sub("", words_of(client.get(address)))
        for address in (*ADDRESSES, *pages)
    }


@pytest.mark.usefixtures("_parted")
@pytest.mark.parametrize("stage", ["pre", "post"])
def test_no_page_shows_anything_of_a_person_with_the_same_ids(stage: str) -> None:
    mine = lived(stage, score=3, note="mine")
    before = shown(mine)
    foreign = lived(stage, score=8, note=CANARY)
    assert mine.numbers() == foreign.numbers()
    after = shown(mine)
    for address in before:
        assert CANARY not in after[address], address
        assert after[address] == before[address], address
    assert CANARY in shown(foreign)[f"/sessions/{foreign.done.uuid}/result/"]


@pytest.mark.usefixtures("_parted")
@pytest.mark.parametrize("name", ["finish", "edit", "note"])
def test_a_query_by_id_alone_is_detected(
    name: str, monkeypatch: pytest.MonkeyPatch, unowned: list[Any]
) -> None:
    def by_number(row: Any) -> Any:
        return type(row)._default_manager.filter(pk=row.pk)

    monkeypatch.setattr(Owned, "stored_row", property(by_number))
    monkeypatch.setattr(Owned, "_do_update", super(Owned, Owned)._do_update)
    with pytest.raises(AssertionError):
        test_no_action_changes_rows_of_a_person_with_the_same_ids(name)
    assert unowned
    unowned.clear()
