"""Kills the process that brings in a file, again and again: all of it is there, or nothing.

    python -m tests.harness.bringing               50 kills
    python -m tests.harness.bringing --control     without the transaction: halves have to be found

Everything is read first, as the page does; the kill comes at a random moment of the writing. What
did not come in is brought in afterwards, and what is exported then has the same bytes.
"""

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from django.db import connection, connections
from django.db.models import Model

from tests.factories import make_user
from tests.harness.club import changed_by_hand, own_things
from tests.harness.servers import command, is_sound, parser
from tracker.management.commands.demo import OFTEN, DemoWriter
from tracker.models import User
from tracker.models.revision import changing
from tracker.transfer import supple
from tracker.transfer.formats import FORMATS
from tracker.transfer.person import has_data
from tracker.transfer.ready import ReadyTable
from tracker.transfer.supple import SuppleCandidate
from tracker.transfer.uploads import note_import, put_in

MODULE = "tests.harness.bringing"
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend'
"""
SECONDS_TO_END = 120  # whatever a process of its own waits for
WHOLE, NOTHING, HALF = "all of it", "nothing", "a half"


@contextmanager
def without_a_transaction(*_: Any) -> Iterator[None]:
    yield


def bring_in(user: User, content: bytes, ready: int | None = None) -> None:
    """As the page does; tells `ready` once it begins to write."""
    upload = put_in(user, "a.json", content)
    candidate = SuppleCandidate(user, content, makes_ready=True)
    if ready is not None:
        os.write(ready, b".")
    if supple.unchanged is without_a_transaction:
        note_import(user, upload, candidate.bring_in(user))
        return
    with changing(user.pk):
        note_import(user, upload, candidate.bring_in(user))


def child(bring: Callable[[], object], *, control: bool = False) -> int:
    """Bring it in in a process of its own; returns its number."""
    connections.close_all()
    if pid := os.fork():
        return pid
    signal.alarm(SECONDS_TO_END)
    try:
        if control:
            supple.unchanged = without_a_transaction  # type: ignore[assignment]
        bring()
    finally:
        os._exit(0)


def killed_before(
    model: type[Model], bring: Callable[[], object], *, control: bool = False
) -> bool:
    """Killed right before the first rows of this table are written; whether it came so far."""

    def insert(table: ReadyTable, *about: Any) -> None:
        if table.model is model:
            os.kill(os.getpid(), signal.SIGKILL)
        write(table, *about)

    write = ReadyTable.insert
    with mock.patch.object(ReadyTable, "insert", insert):
        pid = child(bring, control=control)
    _pid, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def killed(user: User, content: bytes, seconds: float, *, control: bool = False) -> None:
    """Killed so long after it begins to write."""
    begins, ready = os.pipe()
    pid = child(partial(bring_in, user, content, ready), control=control)
    os.read(begins, 1)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(begins)
    os.close(ready)
    await_its_end()


def await_its_end() -> None:
    """PostgreSQL may be committing for a process that is dead, and learns of that afterwards."""
    while connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(OTHERS)
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.05)


def state_of(user: User, content: bytes) -> str:
    user = User.objects.get(pk=user.pk)
    if b"".join(FORMATS["json"].write(user)) == content:
        return WHOLE if user.imports.exists() and not user.uploads.exists() else HALF
    is_empty = not has_data(user) and not user.entries.exists() and not user.imports.exists()
    return NOTHING if is_empty and user.uploads.exists() else HALF


def source(sessions: int, seed: int) -> bytes:
    """What somebody exported, with own tests and routines and all kinds of sessions."""
    user = make_user()
    DemoWriter(sessions, OFTEN).write(user, seed=seed)
    own_things(user)
    changed_by_hand(user)
    return b"".join(FORMATS["json"].write(user))


def run(folder: Path, options: argparse.Namespace) -> bool:
    content, lot = source(options.sessions, options.seed), random.Random(options.seed)
    candidate = SuppleCandidate(other := make_user(), content, makes_ready=True)
    began = time.monotonic()
    candidate.bring_in(other)
    longest = 2.5 * (time.monotonic() - began)
    counts: Counter[str] = Counter()
    again = 0
    for _ in range(options.kills):
        user = make_user()
        killed(user, content, lot.uniform(0, longest), control=options.control)
        counts[state := state_of(user, content)] += 1
        if state == NOTHING:
            bring_in(User.objects.get(pk=user.pk), content)
            again += state_of(user, content) == WHOLE
    print(f"{dict(counts)}; then brought in as a whole {again} of {counts[NOTHING]}; {is_sound()}")
    if options.control:
        return counts[HALF] > 0
    return not counts[HALF] and again == counts[NOTHING]


def main() -> int:
    arguments = parser(__doc__ or "", kills=(50, "kills"), sessions=(200, "sessions of the file"))
    arguments.add_argument("--control", action="store_true", help="without the transaction")
    return command(MODULE, arguments.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
