"""When something was really entered by a phone, whose clock may be wrong."""

import datetime
from typing import NamedTuple

WRONG = datetime.timedelta(minutes=1)  # no request takes as long, so more is the clock's doing
MOST_AHEAD = datetime.timedelta(days=1)
# What was entered before cannot have been; a clock that was never set says 1970.
FIRST = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


class Told(NamedTuple):
    """A moment by the server's clock, and how far ahead of it the phone's was, if it was."""

    at: datetime.datetime
    off: datetime.timedelta | None


class Clock(NamedTuple):
    """The server's clock as a batch arrives, and the phone's as it was sent, if that is known."""

    now: datetime.datetime
    sent: datetime.datetime | None = None

    def told(self, at: datetime.datetime, after: datetime.datetime | None, number: int) -> Told:
        """`at` by the server's clock; not before `after`, which the phone heard from the server.

        The clock may have been put right since: then the phone's own words fit, or neither do.
        """
        for moment in (self._without_the_phones_error(at), at):
            if moment is not None and self._can_be(moment, after):
                return Told(moment, None if moment == at else at - moment)
        if after is None and self.now < at <= self.now + MOST_AHEAD:
            # The log counts it as of now, and keeps the order that the phone gives.
            return Told(at, at - self.now)
        # Its own number keeps the order of those that come together.
        start = after if after is not None and FIRST <= after <= self.now else self.now
        return Told(start + datetime.timedelta(microseconds=number), at - start)

    def _without_the_phones_error(self, at: datetime.datetime) -> datetime.datetime | None:
        if self.sent is None or abs(self.sent - self.now) <= WRONG:
            return None
        try:
            return at - (self.sent - self.now)
        except OverflowError:
            return None

    def _can_be(self, moment: datetime.datetime, after: datetime.datetime | None) -> bool:
        earliest = max(FIRST, min(after or FIRST, self.now)) - WRONG
        return max(FIRST, earliest) <= moment <= self.now + WRONG


def in_words(seconds: int) -> str:
    """How wrong a clock is: 12 min, 3 h, 2 days, 56 years."""
    minutes = abs(seconds) / 60
    for size, name in ((525_960, "year"), (1440, "day")):
        if minutes >= 2 * size:
            return f"{round(minutes / size)} {name}s"
    return f"{round(minutes / 60)} h" if minutes >= 100 else f"{max(1, round(minutes))} min"
