"""Exports a made-up club, deletes it, brings it back on the other database, and compares all pages.

The people have two years each: fair tests that run, ended or compare legs, own tests with a
picture, own routines, notes, edits, deleted and open sessions, inches, and a hidden test. Each
`supple.json` has to come out again with the same bytes, and each page has to read the same.
"""

import argparse
import contextlib
import datetime
import hashlib
import io
import json
import os
import random
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from PIL import Image

from tests import people, postgres
from tests.factories import copy, make_session, make_user, measuring
from tests.harness.servers import command, parser
from tests.models.test_trial import make_trial
from tests.pages import client_of, words_of
from tests.states import pages_of
from tracker.management.commands.demo import OFTEN, DemoWriter
from tracker.models import MobilityTest, Routine, TestSetting, User
from tracker.sessions.editing import edit
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.pictures import replace_picture
from tracker.sessions.repeatability import read_twice
from tracker.sessions.trials import end_trial

MODULE = "tests.harness.club"
# Pages about the account, of which no file holds anything.
NOT_COMPARED = re.compile(
    "host|share|data|import|settings_account|account_|mfa_|usersessions|events"
)
DESIGNS = ("control", "one_leg", "touch", None)
PICTURE = io.BytesIO()
Image.new("RGB", (40, 30), "teal").save(PICTURE, "WEBP")
NOTE = "=SUM(A1) „Grüße“, 5 km; \u2028 and 🦶"


def make_club(number: int, sessions: int, seed: int) -> list[User]:
    return [_member(index, sessions, seed + index) for index in range(number)]


def _member(index: int, sessions: int, seed: int) -> User:
    lot = random.Random(seed)
    habits: dict[str, Any] = {"language": "de" if index % 5 == 0 else "", "text_size": 115}
    habits |= {"length": "in" if index % 3 == 0 else "cm", "week_starts": lot.choice((0, 5, 6))}
    user = measuring(make_user(email=f"member{index}@example.org", **habits))
    design = DESIGNS[index % len(DESIGNS)]
    DemoWriter(sessions - 30, OFTEN).write(user, seed=seed)
    if design == "control":
        trial = make_trial(owner=user, guess="toe_touch", tests=["toe_touch", "hip_extension"])
        people.lived(user, count=30, seed=seed, trial=trial)
        end_trial(trial)
    own_things(user)
    changed_by_hand(user)
    if index % 2:
        make_session(owner=user, stage=lot.choice(("pre", "routine", "post")))
    return user


def own_things(user: User) -> None:
    """A test with a picture, a routine, and a built-in test that is hidden."""
    like = MobilityTest.objects.get(slug="toe_touch", owner=None)
    about = {name: getattr(like, name) for name in ("region", "sided", "protocol")}
    about["measures"] = like.typed_measures
    own = MobilityTest.objects.create(owner=user, slug="my-balance", name="Balance", **about)
    replace_picture(own, PICTURE.getvalue(), (40, 30))
    copy(Routine.objects.get(slug="sock_pull", owner=None), user)
    hidden = MobilityTest.objects.get(slug="knee_flexion", owner=None)
    TestSetting.objects.filter(owner=user, test=hidden).update(hidden=True)


def changed_by_hand(user: User) -> None:
    """Two edits, a deleted session and a test measured twice."""
    now, done = timezone.now(), user.sessions.done().newest_first()[:4]
    for session in done[:2]:
        slot = {("toe_touch", "none"): {"score": 9, "value": Decimal("8.255")}}
        edit(session, {"pre": slot}, started_at=session.started_at, note=NOTE, counts=False)
    delete_for_now(done[3])
    toe_touch = MobilityTest.objects.get(slug="toe_touch", owner=None)
    pair = {"none": (Decimal("2.5"), Decimal("3.175"))}
    day = user.day_of(now) - datetime.timedelta(days=2)
    read_twice(user, toe_touch, toe_touch.measure["id"], day, pair)


def pages_in_words(user: User) -> dict[str, str]:
    """The words of every page of theirs, by its name."""
    client = client_of(user)
    pages = {}
    for page in pages_of(user):
        if not NOT_COMPARED.match(page.name):
            pages[page.name] = words_of(client.get(page.address))
    return pages


def state_of(folder: Path) -> dict[str, Any]:
    """By email the checksum of what is exported, and all pages."""
    state = {}
    for user in User.objects.order_by("email"):
        path = folder / f"{user.email}.zip"
        call_command("export_person", user.email, str(path), stdout=io.StringIO())
        with zipfile.ZipFile(path) as archive:
            digest = hashlib.sha256(archive.read("supple.json")).hexdigest()
        state[user.email] = {"supple.json": digest, "pages": pages_in_words(user)}
    return state


def bring_in(source: Path) -> None:
    for path in sorted(source.glob("*.zip")):
        call_command("import_person", str(path), email=path.stem, stdout=io.StringIO())


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What differs, in words."""
    faults = [f"{email} is missing" for email in before.keys() - after.keys()]
    for email in before.keys() & after.keys():
        was, now = before[email], after[email]
        if was["supple.json"] != now["supple.json"]:
            faults.append(f"{email}: supple.json has other bytes")
        for name, words in was["pages"].items():
            if words != (other := now["pages"].get(name, "")):
                faults.append(f"{email}: {name}: {_difference(words, other)}")
    return faults


def _difference(before: str, after: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    return f"“{before[max(0, at - 40) : at + 60]}” is now “{after[max(0, at - 40) : at + 60]}”"


@contextlib.contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.1f} s", flush=True)


def check(folder: Path, source: Path) -> list[str]:
    """Bring the club in here, and compare with how it was."""
    with timed(f"{connection.vendor}: brought in"):
        bring_in(source)
    again = folder / "again"
    again.mkdir()
    with timed("exported again, every page looked at"):
        after = state_of(again)
    faults = compare(json.loads((source / "state.json").read_text()), after)
    pages = sum(len(person["pages"]) for person in after.values())
    print(f"{connection.vendor}: {len(after)} people, {pages} pages, {len(faults)} differences")
    print("\n".join(faults[:20]), flush=True)
    return faults


def run(folder: Path, options: argparse.Namespace) -> bool:
    if options.source:
        return not check(folder, Path(options.source))
    with timed(f"{connection.vendor}: {options.people} people made"):
        make_club(options.people, options.sessions, options.seed)
    out = folder / "out"
    out.mkdir()
    with timed("exported, every page looked at"):
        state = state_of(out)
    (out / "state.json").write_text(json.dumps(state))
    megabytes = sum(path.stat().st_size for path in out.glob("*.zip")) / 1e6
    print(f"{megabytes:.1f} MB of zip files", flush=True)
    with timed("all deleted"):
        for email in state:
            User.objects.get(email=email).delete()
    faults = check(folder, out)
    return _on_the_other(out) and not faults


def _on_the_other(source: Path) -> bool:
    again = [sys.executable, "-m", MODULE, "--source", str(source)]
    if connection.vendor == "sqlite":
        with postgres.running() as url:
            return not subprocess.call(again, env={**os.environ, "DATABASE_URL": url})
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return not subprocess.call(again, env=environment)


def main() -> int:
    options = parser(
        __doc__ or "",
        people=(30, "members"),
        sessions=(300, "sessions of each: two years, three times a week"),
        source=("", "a folder with what another run exported"),
    )
    return command(MODULE, options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
