"""A life with the app before the log had events, and its pages as text: run by old and new code.

`python old_life.py live` in a tree of that time fills the database of DATABASE_URL, and
`python old_life.py read` prints every page of it as JSON, whichever code runs it.
"""

import datetime
import itertools
import json
import os
import random
import sys
import uuid
from collections.abc import Iterator
from typing import Any

# The tree in which this is run is the one that is meant, wherever this file lies.
sys.path[0] = os.getcwd()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.factories import copy, make_session, make_user  # noqa: E402
from tests.pages import client_of, fields_of, words_of  # noqa: E402
from tracker.models import Routine, Session, Trial, User  # noqa: E402
from tracker.views import sync as sync_page  # noqa: E402

DAYS = int(os.environ.get("DAYS", "40"))
SLOTS = (("ankle_dorsiflexion", "left"), ("ankle_dorsiflexion", "right"), ("toe_touch", "none"))
FIXED = (
    *("/", "/history/", "/history/?page=2", "/history/deleted/", "/progress/", "/compare/"),
    *("/sure/", "/trial/", "/routines/", "/settings/", "/history/add/"),
)
CHANCE = random.Random(20260310)


def moment(days: float, minutes: float) -> str:
    ago = datetime.timedelta(days=days, minutes=-minutes)
    there = timezone.now().astimezone(datetime.UTC) - ago
    return there.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Life:
    """One person with a phone and a browser."""

    def __init__(self, user: User) -> None:
        self.user, self.client = user, client_of(user)

    def sync(self, *entries: dict[str, Any]) -> None:
        body = {"user": self.user.pk, "entries": list(entries)}
        answer = self.client.post("/sync/", body, content_type="application/json")
        wrong = [item for item in answer.json()["results"] if item["status"] != "stored"]
        if wrong:
            raise AssertionError(wrong)

    def post(self, path: str, **fields: Any) -> None:
        answer = self.client.post(path, fields)
        if answer.status_code >= 400:
            raise AssertionError((path, answer.status_code, words_of(answer)))

    def change(self, path: str, **fields: str) -> None:
        page = self.client.get(path)
        self.post(path, **(fields_of(page) | fields))


def entry(name: uuid.UUID, kind: str, at: str, **says: Any) -> dict[str, Any]:
    return {"uuid": str(uuid.uuid4()), "session": str(name), "kind": kind, "at": at} | says


def rated(name: uuid.UUID, phase: str, days: float, minutes: float) -> Iterator[dict[str, Any]]:
    """Taps of one phase: scores, some of them changed, some skipped, measured or cleared again."""
    for number, (test, side) in enumerate(SLOTS):
        about = {"phase": phase, "test": test, "side": side}
        says: list[tuple[str, Any]] = [("score", CHANCE.randrange(11))]
        if CHANCE.random() < 0.3:
            says.append(("score", CHANCE.randrange(11)))
        if CHANCE.random() < 0.2:
            says.append(("skip", CHANCE.choice(("pain", "time", ""))))
        if CHANCE.random() < 0.3 and side != "none":
            says.append(("value", "8.5"))
        if CHANCE.random() < 0.2:
            says.append(("discomfort", CHANCE.randrange(11)))
        for step, (field, value) in enumerate(says):
            at = moment(days, minutes + number / 10 + step / 100)
            yield entry(name, "reading", at, field=field, value=value, **about)


def whole(days: float) -> tuple[uuid.UUID, list[dict[str, Any]]]:
    """A session that a phone made without a network."""
    name = uuid.uuid4()
    begun = {"zone": "Europe/Berlin", "set": "quick", "tests": "", "routine": "toe_spreaders"}
    begun |= {"seconds": "45", "order": CHANCE.choice(("left", "right", "only left")), "vary": "{}"}
    dose = {f"{side}.ts_twist": CHANCE.randrange(45) for side in ("left", "right")}
    ended = {"dose": json.dumps(dose), "stopped_reason": CHANCE.choice(("", "sore", "enough"))}
    return name, [
        entry(name, "start", moment(days, 0), **begun),
        *rated(name, "pre", days, 1),
        entry(name, "routine", moment(days, 8), **ended),
        *rated(name, "post", days, 9),
        entry(name, "finish", moment(days, 10)),
    ]


def live_offline(life: Life) -> list[uuid.UUID]:
    """Sessions that came late, in another order than they were made, and twice."""
    names = []
    for days in range(DAYS, 0, -1):
        name, entries = whole(days)
        names.append(name)
        start, rest = entries[:1], entries[1:]
        if days % 3 == 0:
            CHANCE.shuffle(rest)
            rest.sort(key=lambda item: item.get("phase") == "post")
        life.sync(*start)
        life.sync(*[item for item in rest if item["kind"] != "finish"])
        life.sync(*[item for item in rest if item["kind"] == "finish"])
        if days % 5 == 0:
            life.sync(entry(name, "note", moment(days, 11), value=f"Run of {days}", was=""))
        if days % 7 == 0:
            late = {"phase": "post", "test": "toe_touch", "side": "none", "field": "score"}
            life.sync(entry(name, "reading", moment(days, 30), value="3", **late))
    return names


def mend(life: Life, names: list[uuid.UUID]) -> None:
    """Edits, some of them taken back; notes, deletions, and sessions that count anyway."""
    for number, name in enumerate(names):
        edit = f"/sessions/{name}/edit/"
        if number % 4 == 0:
            life.change(edit, **{"pre-toe_touch-none": str(number % 11), "note": f"Edit {number}"})
        if number % 8 == 0:
            life.change(edit, **{"post-ankle_dorsiflexion-left": "skip pain"})
            undo(life, name)
        if number % 6 == 0:
            life.change(edit, time="06:30")
        if number % 12 == 0:
            undo(life, name)
        if number % 5 == 0:
            to = f"/sessions/{name}/note/"
            page = fields_of(life.client.get(f"/sessions/{name}/result/"), to)
            life.post(to, **(page | {"note": "From the result page"}))
            life.post(to, note=f"Note {number}", page=uuid.uuid4().hex)
        if number % 9 == 0:
            life.post(f"/sessions/{name}/count/", counts="on")
        if number % 10 == 0:
            life.post(f"/sessions/{name}/delete/")
        if number % 20 == 0:
            life.post(f"/sessions/{name}/restore/")


def undo(life: Life, name: uuid.UUID) -> None:
    edits = life.user.entries.filter(session__uuid=name, payload__kind="edit", undone=False)
    if last := edits.order_by("-pk").first():
        life.post(f"/sessions/{name}/undo/{last.uuid}/")


def live_on_pages(life: Life) -> None:
    """Without JavaScript: a whole session, one that is finished as it is, one of another day."""
    for way in ("whole", "finish", "stopped"):
        start = {"uuid": str(uuid.uuid4()), "set": "quick", "zone": "Europe/Berlin"}
        start |= {"routine": "toe_spreaders", "seconds": "45", "order": "left"}
        life.post("/sessions/start/", **start)
        session = life.user.sessions.open().get()
        there = f"/sessions/{session.uuid}"
        scores = {f"{test}-{side}-score": "5" for test, side in SLOTS}
        life.post(f"{there}/pre/", **scores, go="next")
        if way == "finish":
            life.post(f"{there}/finish/")
            continue
        reason = "pain" if way == "stopped" else ""
        go = {"go": "finish"} if reason else {}
        life.post(f"{there}/routine/", dose="", stopped_reason=reason, ago="5", **go)
        if not reason:
            life.post(f"{there}/post/", **scores, go="next")
            page = {f"{SLOTS[0][0]}-left-score": "9", "go": "next"}
            life.post(f"{there}/post/", **page)
    for days in (3, 90):
        day = timezone.now().date() - datetime.timedelta(days=days)
        added = {"day": f"{day}", "time": "07:00", "note": f"Added {days}", "twin": "both"}
        scores = {"pre-toe_touch-none": "4", "post-toe_touch-none": "skip time"}
        life.change("/history/add/", **added, **scores)
        name = life.user.sessions.filter(entered_later=True).latest("pk").uuid
        if days == 90:
            life.change(f"/sessions/{name}/edit/", **{"pre-toe_touch-none": "6", "note": "Mended"})


def live_in_a_trial(user: User, design: str) -> None:
    """Sessions that chance picked, the last one left at its routine."""
    life, routine = Life(user), Routine.objects.get(slug="toe_spreaders", owner=None)
    about = {"tests": ["toe_touch"], "planned": 24, "routine": routine}
    trial = Trial.objects.create(owner=user, design=design, **about)
    for is_last in (False, False, True):
        session = make_session(owner=user, tests=("toe_touch",), trial=trial)
        there = f"/sessions/{session.uuid}"
        life.post(f"{there}/pre/", **{"toe_touch-none-score": "4", "go": "next"})
        life.post(f"{there}/draw/")
        if is_last:
            return
        life.post(f"{there}/routine/", dose="", stopped_reason="", ago="9")
        if Session.objects.get(pk=session.pk).stage == "mid":
            life.post(f"{there}/mid/", **{"toe_touch-none-score": "5", "go": "next"})
            life.post(f"{there}/second/", dose="", stopped_reason="", ago="3")
        life.post(f"{there}/post/", **{"toe_touch-none-score": "6", "go": "next"})


def live() -> None:
    # So much in a few seconds is more than a person may send.
    sync_page.buckets.most = sync_page.buckets.a_second = 10**6
    call_command("migrate", verbosity=0)
    call_command("sync_catalogue", verbosity=0)
    call_command("demo", sessions=60, password="a quiet long sentence", verbosity=0)
    runner = make_user(email="runner@example.org", time_zone="Europe/Berlin")
    life = Life(runner)
    copy(Routine.objects.get(slug="toe_spreaders", owner=None), runner)
    live_on_pages(life)
    mend(life, live_offline(life))
    unfinished = make_session(owner=runner, tests=("toe_touch",))
    life.post(f"/sessions/{unfinished.uuid}/pre/", **{"toe_touch-none-score": "2", "go": "next"})
    for design in ("control", "one_leg"):
        live_in_a_trial(make_user(email=f"{design}@example.org"), design)


def pages_of(user: User) -> Iterator[tuple[str, str]]:
    client = Client()
    client.force_login(user)
    slugs = sorted(set(user.ratings.values_list("test__slug", flat=True)))
    names = user.sessions.order_by("pk").values_list("uuid", flat=True)
    own = [path for name in names for path in (f"/sessions/{name}/", f"/sessions/{name}/edit/")]
    for path in itertools.chain(FIXED, (f"/progress/{slug}/" for slug in slugs), own):
        page = client.get(path, follow=True)
        fields = {n: v for n, v in fields_of(page).items() if n not in ("shown", "page", "uuid")}
        yield path, f"{page.status_code} {words_of(page)} {json.dumps(fields, sort_keys=True)}"


def read() -> None:
    people = User.objects.order_by("pk")
    pages = {f"{user.email} {path}": text for user in people for path, text in pages_of(user)}
    json.dump(pages, sys.stdout)


if __name__ == "__main__":
    setup_test_environment()
    {"live": live, "read": read}[sys.argv[1]]()
