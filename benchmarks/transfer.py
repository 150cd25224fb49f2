"""Times how everything of one person leaves as a file and comes back, and measures its memory.

    .venv/bin/python -m benchmarks.transfer --sessions 1800

In a database of its own, which is thrown away; --on postgres takes a PostgreSQL of its own that
waits for the disk. While it comes back, somebody else goes on tapping. Each line is a process of
its own, as a worker that has done nothing before: megabytes are the peak of its resident memory
above what it had. Other programs do not change the seconds of the processor.
"""

import argparse
import contextlib
import os
import select
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection

import tests.harness  # noqa: F401  # sets up Django
from tests.factories import make_user
from tests.harness.servers import command, parser
from tests.server import database_url
from tracker.management.commands.demo import OFTEN, DemoWriter
from tracker.models import Entry, User
from tracker.models.revision import changing
from tracker.rules.events import Kind, Rated, from_json, to_json
from tracker.transfer.formats import FORMATS, archive
from tracker.transfer.supple import SuppleCandidate

MODULE = "benchmarks.transfer"
MOST_SECONDS, MOST_MEGABYTES = 5, 60  # for an export; so long others wait for an import
STATUS, PAGE_SIZE = Path("/proc/self/statm"), 4096
EMAIL = "years@example.org"


class Peak:
    """Watches the resident memory of this process, every other millisecond."""

    def __enter__(self) -> "Peak":
        self.before = self.most = _resident()
        self._ends = threading.Event()
        self._watch = threading.Thread(target=self._look)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._ends.wait(0.002):
            self.most = max(self.most, _resident())

    @property
    def megabytes(self) -> float:
        return (self.most - self.before) / 1e6


def _resident() -> int:
    return int(STATUS.read_text().split()[1]) * PAGE_SIZE


def measured(what: str, do: Callable[[], object]) -> tuple[float, float]:
    """Its seconds of the processor, and its megabytes."""
    began, used = time.perf_counter(), time.process_time()
    with Peak() as peak:
        made = do()
    seconds, used = time.perf_counter() - began, time.process_time() - used
    print(f"{what:24}{used:8.1f} s{seconds:8.1f} s{peak.megabytes:8.0f} MB  {made}", flush=True)
    return used, peak.megabytes


def size_of(chunks: Iterator[bytes]) -> str:
    """Each chunk goes as soon as it is there, as on a line."""
    return f"{sum(len(chunk) for chunk in chunks):,} bytes"


def part(name: str) -> bool:
    """What one process measures; whether it is within what was promised."""
    if name == "tapping":
        return tap_until_told()
    user = User.objects.get(email=EMAIL)
    if name == "in":
        return bring_in(user)
    # What a worker has loaded long before.
    size_of(archive.write(make_user()))
    writes = {format_.file_name: format_.write for format_ in FORMATS.values()}
    write = writes.get(name, archive.write)
    seconds, megabytes = measured(name, lambda: size_of(write(user)))
    return seconds <= MOST_SECONDS and megabytes <= MOST_MEGABYTES


def bring_in(user: User) -> bool:
    """As the page does, while somebody else goes on tapping."""
    content = b"".join(archive.write(user))
    user.delete()
    again = make_user(email=EMAIL)
    measured("looked at", lambda: f"{len(SuppleCandidate(again, content).lines):,} sessions")

    def whole() -> str:
        candidate = SuppleCandidate(again, content, makes_ready=True)
        return f"{len(candidate.bring_in(again)):,} sessions"

    with tapping() as other:
        measured("brought in", whole)
    print(f"somebody else waited for it at most {other[0]:.1f} s", flush=True)
    return other[0] <= MOST_SECONDS


@contextlib.contextmanager
def tapping() -> Iterator[list[float]]:
    """Somebody else taps in another process; then the list holds their longest wait."""
    longest: list[float] = []
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen(_command("tapping"), env=_environment(), text=True, **pipes)
    assert process.stdin and process.stdout
    process.stdout.readline()
    try:
        yield longest
    finally:
        process.stdin.close()
        longest.append(float(process.stdout.readline()))
        process.wait()


def tap_until_told() -> bool:
    """Write a row again and again until nobody listens; prints the longest wait in seconds."""
    user, waits = make_user(), [0.0]
    print("begins", flush=True)
    while not select.select([sys.stdin], [], [], 0.02)[0]:
        began = time.perf_counter()
        with changing(user.pk):
            pass
        waits.append(time.perf_counter() - began)
    print(max(waits), flush=True)
    return True


def run(folder: Path, options: argparse.Namespace) -> bool:
    user = make_user(email=EMAIL)
    make_years(user, options)
    print(f"{user.sessions.count():,} sessions, {user.entries.count():,} entries")
    print(f"{'':24}{'processor':>10}{'clock':>10}{'memory':>11}")
    names = [*(format_.file_name for format_ in FORMATS.values()), "supple.zip", "in"]
    good = [_in_a_process(name) for name in names]
    limits = f"at most {MOST_SECONDS} s and {MOST_MEGABYTES} MB, others wait no longer"
    print(f"{limits}: {'ok' if all(good) else 'no'}")
    return all(good)


def make_years(user: User, options: argparse.Namespace) -> None:
    """Years of sessions; `tapped` of them came from a phone, an entry a tap."""
    DemoWriter(options.sessions, OFTEN).write(user, seed=options.seed)
    with changing(user.pk):
        for entry in user.entries.order_by("-pk")[: options.tapped].select_related("session"):
            Entry.objects.bulk_create(taps_of(entry))
            entry.events = to_json(e for e in from_json(entry.events) if not isinstance(e, Rated))
            entry.save(update_fields=["events"])


def taps_of(entry: Entry) -> Iterator[Entry]:
    """What a phone would have sent in place of the whole session at once."""
    for event in from_json(entry.events):
        if isinstance(event, Rated):
            at = event.at or entry.entered_at
            about = {"phase": event.phase, "test": event.test, "side": event.side}
            about |= {"field": event.field, "value": str(event.value), "method": event.method}
            yield Entry(
                owner_id=entry.owner_id,
                session=entry.session,
                uuid=uuid.uuid4(),
                kind=Kind.RATING,
                payload={"session": str(entry.session.uuid), "at": str(at)} | about,
                events=to_json([event]),
                entered_at=at,
                received_at=at,
            )


def _in_a_process(name: str) -> bool:
    return not subprocess.call(_command(name), env=_environment())


def _command(name: str) -> list[str]:
    return [sys.executable, "-m", MODULE, "--part", name]


def _environment() -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": database_url(connection.settings_dict)}


def main() -> int:
    arguments = parser(
        __doc__ or "",
        sessions=(1800, "sessions: five years, nearly every day"),
        tapped=(1800, "of them came from a phone, an entry a tap"),
        part=("", "one line of it, in the database that there is"),
    )
    options = arguments.parse_args()
    if options.part:
        return 0 if part(options.part) else 1
    return command(MODULE, options, run)


if __name__ == "__main__":
    sys.exit(main())
