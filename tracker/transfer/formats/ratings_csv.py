"""ratings.csv: one row a rating, for spreadsheets and statistics."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import override

from tracker.models import User
from tracker.rules.holds import Holds
from tracker.texts import SOURCE
from tracker.transfer.candidate import Format
from tracker.transfer.guard import guarded
from tracker.transfer.rated import PHASE_NAMES, RatedSession, RatedTest, rated_sessions

# In this order, and no other file has such a head: `sheets.own` knows it by that.
COLUMNS = (
    *("session", "started_at", "zone", "day", "kind", "routine", "routine_name", "leg", "worked"),
    *("test", "test_name", "side", "phase", "rating", "skipped", "discomfort"),
    *("value", "unit", "method", "rated_at"),
    *("hold_1", "hold_2", "spread_1", "spread_2", "zeroed", "device", "phone", "again"),
    *("ran", "slept_badly", "just_woke", "counts", "why_not", "picked_by_chance", "entered_later"),
    "note",
)
# Without it, Excel reads the file as Western European and turns "ü" into two other letters.
BYTE_ORDER_MARK = "\ufeff"
YES_OR_NO = {True: "yes", False: "no", None: ""}
ROWS_AT_ONCE = 500


def write(user: User) -> Iterator[bytes]:
    """The rows of one person, some hundred at a time, in UTF-8 with a byte order mark."""
    lines = io.StringIO(BYTE_ORDER_MARK, newline="")
    lines.seek(0, io.SEEK_END)
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    for number, row in enumerate(_rows(user), start=1):
        writer.writerow(row)
        if number % ROWS_AT_ONCE == 0:
            yield _flushed(lines)
    yield _flushed(lines)


def _flushed(lines: io.StringIO) -> bytes:
    written = lines.getvalue().encode()
    lines.seek(0)
    lines.truncate()
    return written


def _rows(user: User) -> Iterator[tuple[str, ...]]:
    for rated in rated_sessions(user):
        # In English, whoever asks for it, so that the same ratings give the same bytes.
        with override(SOURCE):
            about, rest = _about(rated), _rest(rated)
            rows = [(*about, *_rating(rated, rating), *rest) for rating in rated.ratings]
        yield from rows


def _about(rated: RatedSession) -> tuple[str, ...]:
    session = rated.session
    return (
        str(session.uuid),
        rated.local(session.started_at),
        session.zone,
        session.day.isoformat(),
        session.kind,
        rated.routine.slug,
        guarded(rated.routine.name),
        session.leg,
        session.worked,
    )


def _rating(rated: RatedSession, rating: RatedTest) -> tuple[str, ...]:
    return (
        rating.test.slug,
        guarded(rating.test.name),
        rating.side,
        PHASE_NAMES[rating.phase],
        _number(rating.score),
        rating.skip,
        _number(rating.discomfort),
        _number(rating.value),
        rating.unit,
        rating.method,
        rated.local(rating.at) if rating.at else "",
        *_holds(rating.holds),
    )


def _holds(holds: Holds | None) -> tuple[str, ...]:
    """How a phone took the value by itself; empty for all others."""
    if holds is None:
        return ("",) * 8
    zeroed, numbers = YES_OR_NO[holds.zeroed], (*holds.angles, *holds.spreads)
    return (*map(str, numbers), zeroed, holds.device, holds.phone, str(holds.again))


def _rest(rated: RatedSession) -> tuple[str, ...]:
    session = rated.session
    return (
        session.ran,
        YES_OR_NO[session.slept_badly],
        YES_OR_NO[session.just_woke],
        YES_OR_NO[not rated.why_not],
        rated.why_not,
        session.assigned if session.drawn else "",
        YES_OR_NO[session.entered_later],
        guarded(session.note),
    )


def _number(value: Decimal | int | None) -> str:
    """A number that stays one, a negative one too: it holds nothing that somebody wrote.

    >>> _number(Decimal("-3.50000")), _number(Decimal("10.0")), _number(7), _number(None)
    ('-3.5', '10', '7', '')
    """
    return "" if value is None else f"{Decimal(value).normalize():f}"


FORMAT = Format(
    "ratings", "ratings.csv", "text/csv; charset=utf-8", write, lambda amount: 430 * amount.ratings
)
