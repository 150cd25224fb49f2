"""Changes downloads at one place each, brings them in, and opens every page of what came in.

A person with a bit of everything is exported. Each trial changes that file at a few places, as a
hand or a program might: another value, one from elsewhere, a key too many or too few, a row twice.
Such a file is refused with a problem or a sentence, or else it comes in whole: then every page
opens, the rows are those of the log, and what is exported comes in again as it is. Anything else is
a fault.
"""

import argparse
import copy
import json
import logging
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from tests.factories import make_session, make_user, measuring
from tests.harness.club import changed_by_hand, own_things
from tests.harness.servers import command, parser
from tests.models.test_trial import make_trial
from tests.pages import client_of
from tests.people import lived
from tests.states import pages_of
from tracker.models import User
from tracker.sessions.erasing import erase
from tracker.sessions.rebuild import stored_sessions
from tracker.sessions.trials import end_trial
from tracker.transfer.candidate import Refused
from tracker.transfer.formats import FORMATS, archive
from tracker.transfer.supple import SuppleCandidate

MODULE = "tests.harness.forged"
Place = tuple[Any, ...]
HOSTILE: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 10, 11, 255, 32_768, 10**6, 2**31, 10**17, 0.5, -0.0, 1e300),
    *("", " ", "x", "x" * 41, "x" * 3000, "=1+1", "<script>", "\u202e", "🦶", "1", "-1", "1e9"),
    *("left", "right", "none", "pre", "mid", "post", "done", "draw", "second", "routine"),
    *("one_leg", "test_only", "sham", "toe_touch", "toe_spreaders", "sock_pull", "light_touch"),
    *("1900-01-02", "2026-02-30", "2199-12-31", "2026-11-30", "2027-05-01"),
    *("1900-01-02T00:00:00+00:00", "2199-12-31T00:00:00+00:00", "2026-11-30T10:00:00+00:00"),
    *("2026-11-30T10:00:00", "00000000-0000-0000-0000-000000000000", "Mars/Olympus", "cm"),
    *([], {}, [None], ["toe_touch"], {"a": 1}, {"": ""}),
)


def victim() -> User:
    """A person with a row of every kind, and few sessions, so that a trial is short."""
    user = measuring(make_user(length="in"))
    ended = make_trial(owner=user, guess="toe_touch", tests=["toe_touch", "hip_extension"])
    lived(user, count=16, seed=3, trial=ended, ago=30)
    end_trial(ended)
    own_things(user)
    changed_by_hand(user)
    legs = make_trial(owner=user, design="one_leg")
    lived(user, count=4, seed=4, arms=("left", "right"), trial=legs)
    erase(legs.sessions.newest_first()[1])
    make_session(owner=user, tests=("toe_touch", "my-balance"), stage="post")
    return user


def places(value: Any, here: Place = ()) -> Iterator[Place]:
    """The way to each value inside of this one."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*here, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*here, key))


class Forger:
    """Makes files out of one; the tables before the sessions are as likely as these."""

    def __init__(self, content: bytes, seed: int) -> None:
        self.whole, self.random = json.loads(content), random.Random(seed)
        self.by_table: dict[str, list[Place]] = {}
        for place in places(self.whole):
            self.by_table.setdefault(str(place[0]), []).append(place)
        self.by_key: dict[Any, list[Place]] = {}
        for place in places(self.whole):
            self.by_key.setdefault(self._kind(place), []).append(place)

    @staticmethod
    def _kind(place: Place) -> tuple[Any, ...]:
        return tuple(key for key in place if isinstance(key, str))

    def place(self) -> Place:
        table = self.random.choice([*self.by_table, "sessions", "trials", "tests", "routines"])
        kinds = sorted({self._kind(place) for place in self.by_table[table]})
        return self.random.choice(self.by_key[self.random.choice(kinds)])

    def forged(self) -> tuple[bytes, str]:
        """A file, and what was changed in it."""
        whole, changes = copy.deepcopy(self.whole), []
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            place = self.place()
            try:
                changes.append(self._change(whole, place))
            except (LookupError, TypeError):
                continue
        return json.dumps(whole).encode(), "; ".join(changes)

    def _change(self, whole: Any, place: Place) -> str:
        outer = self._at(whole, place[:-1])
        how = self.random.choice(("other", "other", "elsewhere", "without", "more"))
        if how == "without":
            del outer[place[-1]]
            return f"without {place}"
        value = self._value(how, place, outer)
        if how == "more" and isinstance(outer, list):
            outer.append(value)
        else:
            outer[place[-1]] = value
        return f"{how} {place} = {value!r:.80}"

    def _value(self, how: str, place: Place, outer: Any) -> Any:
        if how == "elsewhere":
            return copy.deepcopy(
                self._at(self.whole, self.random.choice(self.by_key[self._kind(place)]))
            )
        if how == "more" and isinstance(outer, list):
            return copy.deepcopy(outer[place[-1]])
        return copy.deepcopy(self.random.choice(HOSTILE))

    @staticmethod
    def _at(whole: Any, place: Place) -> Any:
        for key in place:
            whole = whole[key]
        return whole


def outcome(content: bytes) -> tuple[str, list[str]]:
    """What became of a file, and what is wrong with that."""
    user = make_user()
    try:
        candidate = SuppleCandidate(user, content, makes_ready=True)
        if candidate.problems:
            return "refused", [] if all(p.sentence for p in candidate.problems) else ["no sentence"]
        candidate.bring_in(user)
    except Refused as refused:
        return "refused", [str(refused)] if "meanwhile" in str(refused) else []
    except Exception:
        return "fault", [traceback.format_exc()]
    user.refresh_from_db()
    return "came in", list(faults(user))


def faults(user: User) -> Iterator[str]:
    """What does not work for somebody whose file came in."""
    for session in stored_sessions(user.sessions.all()):
        yield from map(str, session.differences())
    client = client_of(user)
    for page in pages_of(user):
        began = time.perf_counter()
        try:
            status = client.get(page.address).status_code
            if status >= 500:
                yield f"{page.name}: {status}"
        except Exception:
            yield f"{page.name}: {traceback.format_exc()}"
        if (seconds := time.perf_counter() - began) > 8:
            yield f"{page.name}: {seconds:.0f} s"
    yield from _again(user)


def _again(user: User) -> Iterator[str]:
    try:
        b"".join(archive.write(user))
        content, other = b"".join(FORMATS["json"].write(user)), make_user()
        candidate = SuppleCandidate(other, content, makes_ready=True)
        yield from (f"again: {problem}" for problem in candidate.problems)
        candidate.bring_in(other)
        other.refresh_from_db()
        if b"".join(FORMATS["json"].write(other)) != content:
            yield "again: other bytes"
    except Exception:
        yield f"again: {traceback.format_exc()}"


def run(folder: Path, options: argparse.Namespace) -> bool:
    logging.disable(logging.CRITICAL)
    content = b"".join(FORMATS["json"].write(victim()))
    (control, wrong), counts = outcome(content), Counter[str]()
    assert (control, wrong) == ("came in", []), (control, wrong)
    forger, bad = Forger(content, options.seed), Counter[str]()
    for _ in range(options.files):
        forged, change = forger.forged()
        became, wrong = outcome(forged)
        counts[became] += 1
        User.objects.exclude(pk=User.objects.earliest("pk").pk).delete()
        for fault in wrong:
            last = fault.strip().splitlines()[-1]
            bad[last[:100]] += 1
            if bad[last[:100]] <= 2:
                print(f"--- {change}\n{fault[-1500:]}", flush=True)
    print(f"{connection.vendor}: {dict(counts)}, {sum(bad.values())} faults, {len(bad)} kinds")
    return not bad


def main() -> int:
    options = parser(__doc__ or "", files=(300, "forged files")).parse_args()
    return command(MODULE, options, run)


if __name__ == "__main__":
    sys.exit(main())
