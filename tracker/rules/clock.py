"""Corrects the times that a phone reports, whose clock may be wrong."""

import datetime
from typing import NamedTuple

TOLERANCE = datetime.timedelta(minutes=1)  # no request takes this long, so more is a wrong clock
MAX_AHEAD = datetime.timedelta(days=1)
# Nothing was entered before this; a clock that was never set starts in 1970.
EARLIEST = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


class CorrectedTime(NamedTuple):
    """A moment by the server's clock; `off` is how far ahead the phone's was, None if right."""

    at: datetime.datetime
    off: datetime.timedelta | None


class Clock(NamedTuple):
    """The server's time when a batch arrives, and the phone's when it was sent, if it says so."""

    now: datetime.datetime
    sent: datetime.datetime | None = None

    def correct(
        self, at: datetime.datetime, after: datetime.datetime | None, number: int
    ) -> CorrectedTime:
        """`at` by the server's clock; not before `after`, the last server time the phone received.

        If the clock was put right between the entry and the batch, `at` is right as it is, or
        neither it nor the corrected time is plausible. `number` is the entry's place in its batch.
        """
        for moment in (self._without_clock_error(at), at):
            if moment is not None and self._is_plausible(moment, after):
                return CorrectedTime(moment, None if moment == at else at - moment)
        if after is None and self.now < at <= self.now + MAX_AHEAD:
            # The log caps it at its arrival, and keeps the order in which the phone entered it.
            return CorrectedTime(at, at - self.now)
        # The microseconds keep the order of the entries of a batch.
        start = after if after is not None and EARLIEST <= after <= self.now else self.now
        return CorrectedTime(start + datetime.timedelta(microseconds=number), at - start)

    def _without_clock_error(self, at: datetime.datetime) -> datetime.datetime | None:
        if self.sent is None or abs(self.sent - self.now) <= TOLERANCE:
            return None
        try:
            return at - (self.sent - self.now)
        except OverflowError:
            return None

    def _is_plausible(self, moment: datetime.datetime, after: datetime.datetime | None) -> bool:
        earliest = max(EARLIEST, min(after or EARLIEST, self.now)) - TOLERANCE
        return max(EARLIEST, earliest) <= moment <= self.now + TOLERANCE


def error_in_words(seconds: int) -> str:
    """How wrong a clock is: "12 min", "3 h", "2 days" or "56 years"."""
    minutes = abs(seconds) / 60
    for size, name in ((525_960, "year"), (1440, "day")):
        if minutes >= 2 * size:
            return f"{round(minutes / size)} {name}s"
    return f"{round(minutes / 60)} h" if minutes >= 100 else f"{max(1, round(minutes))} min"
