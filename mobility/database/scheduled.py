"""Backs up at intervals, for a server that no timer of the system looks after."""

import datetime
import re
import signal
import time
from collections.abc import Callable

from django.db import connection

from mobility.database import backups

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
# So soon after a failure it is tried again, unless the interval is shorter.
RETRY = datetime.timedelta(minutes=10)
# A sleep does not count while the machine itself sleeps, so the clock is looked at so often.
SECONDS_BETWEEN_LOOKS = 60.0


def interval(text: str) -> datetime.timedelta:
    """30m, 24h or 7d; raises ValueError for anything else, and for nothing."""
    match = re.fullmatch(r"([1-9]\d{0,3})([mhd])", text, re.ASCII)
    if not match:
        raise ValueError(text)
    return datetime.timedelta(**{UNITS[match[2]]: int(match[1])})


def age() -> datetime.timedelta | None:
    """How old the newest backup in the folder is; None if there is none."""
    now = datetime.datetime.now(datetime.UTC)
    # One of the future, made under a wrong clock, says nothing.
    return min((now - made for made in backups.moments() if made <= now), default=None)


def is_due(every: datetime.timedelta) -> bool:
    """Whether so long has passed since the newest backup."""
    old = age()
    return old is None or old >= every


def stop_at_sigterm() -> None:
    """A stop ends a backup in the middle as well: what is written of it is removed."""

    def stop(*_: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def run(
    every: datetime.timedelta, back_up: Callable[[], None], report: Callable[[str], None]
) -> None:
    """Back up whenever it is due, for ever; a failure is reported in a line, and tried again."""
    while True:
        wait = SECONDS_BETWEEN_LOOKS
        try:
            if is_due(every):
                back_up()
        except (backups.BackupRefused, OSError) as error:
            wait = min(RETRY, every).total_seconds()
            report(f"No backup: {error} Next try in {wait / 60:.0f} minutes.")
        # Not held open over a day, in which the database may have been started anew.
        connection.close()
        time.sleep(wait)
