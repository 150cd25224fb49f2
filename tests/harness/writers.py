"""Four people rate during a long read: no response is “database is locked”."""

import argparse
import contextlib
import random
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from tests.harness.ledger import Ledger
from tests.harness.phones import Phone
from tests.harness.servers import Server, command, parser, people
from tests.harness.tapping import tapping

PAUSE = 0.1  # seconds between two taps of one person


class Report(threading.Thread):
    """A read of `hold` seconds, then `work` seconds with what was read, and so on."""

    def __init__(self, stop: threading.Event, hold: float, work: float) -> None:
        super().__init__()
        self.stop, self.hold, self.work, self.read = stop, hold, work, 0
        self.failed: list[str] = []

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                with unfinished_read():
                    self.stop.wait(self.hold)
                self.read += 1
                self.stop.wait(self.work)
        except Exception as error:
            self.failed.append(str(error))
        finally:
            connection.close()


@contextlib.contextmanager
def unfinished_read() -> Iterator[None]:
    """An unfinished read, which on SQLite blocks commits."""
    if connection.vendor == "sqlite":
        file = sqlite3.connect(connection.settings_dict["NAME"], 120, isolation_level=None)
        with contextlib.closing(file) as line:
            line.execute("BEGIN")
            line.execute("SELECT count(*) FROM tracker_entry").fetchall()
            yield
            line.execute("COMMIT")
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM tracker_entry")
            yield
            cursor.execute("COMMIT")


def write_on(phones: list[Phone], seconds: float, hold: float, work: float = 0.0) -> Report:
    """Everybody taps for `seconds` beside a report; what waits at the end is sent."""
    stop = threading.Event()
    report = Report(stop, hold, work)
    report.start()
    with tapping(phones, PAUSE):
        time.sleep(seconds)
        stop.set()
        report.join()
    return report


def run(folder: Path, options: argparse.Namespace) -> bool:
    ledger = Ledger()
    with Server(folder) as server:
        phones = [
            Phone(person, server.port, ledger, random.Random(f"{options.seed} {number}"))
            for number, person in enumerate(people(options.writers))
        ]
        report = write_on(phones, options.minutes * 60, options.hold, options.work)
    verdict, locked = ledger.compare(), server.locked()
    reads = f"{report.read} reads of {options.hold} s, {options.work} s apart"
    print(f"{options.writers} writers, {options.minutes} min, {reads}")
    print(f"answers: {ledger.answers()}; {ledger.waited()}")
    print(f"entries: {verdict}")
    print(f"database is locked × {locked}; the reader failed × {len(report.failed)}")
    clean = not (locked or ledger.errors_of_the_server or report.failed)
    return verdict.is_complete and clean


def main() -> int:
    options = parser(
        __doc__,
        writers=(4, "people who tap ten times a second"),
        minutes=(10.0, "how long"),
        hold=(1.0, "seconds for which one of the report's reads is not at its end"),
        work=(0.2, "seconds between two of its reads"),
    )
    return command("tests.harness.writers", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
