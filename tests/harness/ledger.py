"""Records taps and acknowledgements, and compares them with the database afterwards.

The bookkeeping is that of Jepsen's set-full: of each tap it is known whether it was attempted,
acknowledged and found. A tap is told by its session and its moment, which no phone uses twice, so
that one which was sent under two UUIDs is found twice.
"""

import datetime
import json
import statistics
import threading
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from tracker.models import Session
from tracker.models.entry import Entry
from tracker.models.rating import Rating

Tap = dict[str, Any]
Key = tuple[str, datetime.datetime]
OF_A_READING = ("phase", "test", "side", "field", "value")
OF_A_ROUTINE = ("dose", "stopped_reason")
MOST_AT_ONCE = 500


class Verdict(NamedTuple):
    """Counts of taps by outcome."""

    tapped: int
    acknowledged: int
    stored: int
    lost: int
    missing: int
    doubled: int
    wrong: int
    strange: int
    not_shown: int

    @property
    def is_clean(self) -> bool:
        """Nothing acknowledged is lost, nothing is there twice, and nothing says otherwise."""
        return not any((self.lost, self.doubled, self.wrong, self.strange, self.not_shown))

    @property
    def is_complete(self) -> bool:
        return self.is_clean and not self.missing and self.stored == self.tapped

    def __str__(self) -> str:
        return (
            f"{self.stored:,} of {self.tapped:,} stored, {self.acknowledged:,} acknowledged: "
            f"{self.lost} acknowledged and lost, {self.missing} not there, {self.doubled} double, "
            f"{self.wrong} wrong, {self.strange} strange, {self.not_shown} not shown"
        )


class Ledger:
    """Many phones write in it at once."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.taps: dict[Key, Tap] = {}
        self.named: set[Key] = set()
        self.reasons: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.seconds: list[float] = []

    def tapped(self, entry: Tap) -> None:
        with self.lock:
            self.taps[_key(entry)] = entry

    def acknowledged(self, entry: Tap) -> None:
        with self.lock:
            self.named.add(_key(entry))

    def refused(self, entry: Tap, reason: str) -> None:
        with self.lock:
            self.taps.pop(_key(entry), None)
            self.reasons[reason] += 1

    def heard(self, status: int, seconds: float) -> None:
        with self.lock:
            self.statuses[status] += 1
            if status:
                self.seconds.append(seconds)

    @property
    def errors_of_the_server(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 500)

    def waited(self) -> str:
        """How long answers took, in milliseconds."""
        if len(self.seconds) < 2:
            return "no answers"
        cuts = statistics.quantiles(self.seconds, n=20, method="inclusive")
        p50, p95 = statistics.median(self.seconds), cuts[-1]
        return f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"

    def answers(self) -> str:
        """How often each status came."""
        words = {0: "no answer"}
        return ", ".join(f"{words.get(s, s)} × {n:,}" for s, n in sorted(self.statuses.items()))

    def compare(self) -> Verdict:
        """With the database as it is now, for every session that was tapped in."""
        rows = _rows({key[0] for key in self.taps})
        stored = {key: rows[key] for key in self.taps if key in rows}
        return Verdict(
            tapped=len(self.taps),
            acknowledged=len(self.named),
            stored=len(stored),
            lost=len(self.named - rows.keys()),
            missing=len(self.taps.keys() - rows.keys() - self.named),
            doubled=sum(len(same) - 1 for same in rows.values()),
            wrong=sum(
                not _says(self.taps[key], row) for key, same in stored.items() for row in same
            ),
            strange=len(rows.keys() - self.taps.keys()),
            not_shown=_not_shown([self.taps[key] for key in stored]),
        )


def _key(entry: Tap) -> Key:
    return entry["session"], datetime.datetime.fromisoformat(entry["at"])


def _rows(sessions: set[str]) -> dict[Key, list[dict[str, str]]]:
    rows = defaultdict(list)
    wanted = sorted(sessions)
    for first in range(0, len(wanted), MOST_AT_ONCE):
        entries = Entry.objects.filter(session__uuid__in=wanted[first : first + MOST_AT_ONCE])
        for name, at, says in entries.values_list("session__uuid", "entered_at", "payload"):
            rows[str(name), at].append(says)
    return rows


def _says(tap: Tap, payload: dict[str, str]) -> bool:
    """Whether the row has the value of the tap."""
    names = [name for name in (*OF_A_READING, *OF_A_ROUTINE) if name in tap]
    same = all(payload.get(name) == str(tap[name]) for name in names)
    moment = datetime.datetime.fromisoformat(payload["at"])
    return same and moment == datetime.datetime.fromisoformat(tap["at"])


def _not_shown(taps: list[Tap]) -> int:
    """How many fields do not show the newest tap that was stored for them."""
    newest: dict[tuple[str, ...], Tap] = {}
    for tap in sorted((tap for tap in taps if "field" in tap), key=_order):
        newest[tap["session"], tap["phase"], tap["test"], tap["side"], tap["field"]] = tap
    shown = _shown({tap["session"] for tap in newest.values()})
    wrong = sum(shown.get(where) != Decimal(tap["value"]) for where, tap in newest.items())
    return wrong + _routines_not_shown(taps)


def _order(tap: Tap) -> tuple[datetime.datetime, str]:
    return datetime.datetime.fromisoformat(tap["at"]), tap["uuid"]


def _shown(sessions: set[str]) -> dict[tuple[str, ...], Decimal]:
    shown = {}
    wanted = sorted(sessions)
    for first in range(0, len(wanted), MOST_AT_ONCE):
        ratings = Rating.objects.select_related("test", "session").filter(
            session__uuid__in=wanted[first : first + MOST_AT_ONCE]
        )
        for rating in ratings:
            where = (str(rating.session.uuid), rating.test.slug, rating.side)
            shown |= dict(_fields_of(rating, *where))
    return shown


def _fields_of(rating: Rating, session: str, test: str, side: str) -> Any:
    for phase in ("pre", "post"):
        for field in ("score", "value"):
            value = rating.fields_of(phase)[field]
            if value is not None:
                yield (session, phase, test, side, field), Decimal(value)


def _routines_not_shown(taps: list[Tap]) -> int:
    """How many sessions do not hold the dose that was stored for them."""
    doses = {tap["session"]: json.loads(tap["dose"]) for tap in taps if "dose" in tap}
    wanted = sorted(doses)
    stored: dict[str, Any] = {}
    for first in range(0, len(wanted), MOST_AT_ONCE):
        sessions = Session.objects.filter(uuid__in=wanted[first : first + MOST_AT_ONCE])
        stored |= {str(name): dose for name, dose in sessions.values_list("uuid", "dose")}
    return sum(stored.get(name) != dose for name, dose in doses.items())
