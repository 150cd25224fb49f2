"""Reads the rows of somebody's own sheet, by what its columns mean: one row is one session."""

import datetime
import json
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.analysis.words import Messages
from tracker.models import Routine
from tracker.models.user import clock_of
from tracker.transfer.sheets.brought import BroughtSession, RatedOf
from tracker.transfer.sheets.catalogue import Catalogue, near
from tracker.transfer.sheets.cells import (
    MOST,
    Unreadable,
    is_nothing,
    note_in,
    past,
    score_in,
    value_in,
)
from tracker.transfer.sheets.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    YEAR_FIRST,
    day_in,
    time_beside,
    time_in,
)
from tracker.transfer.sheets.faults import Fault
from tracker.transfer.sheets.meanings import NOTE, ROUTINE, STIFF, TIME, Meanings

NAMES = uuid.UUID("6d1f2c5e-35a8-5e0f-9a55-0d7a4a5b8f0e")
# When a sheet gives no time of day, its sessions are around noon, in the order of its rows.
NOON = datetime.time(12)
NO_DAY = Messages(
    {
        DAY_FIRST: gettext_lazy("This is no day. Write day, month and year, as in 30.12.2025."),
        MONTH_FIRST: gettext_lazy("This is no day. Write month, day and year, as in 12/30/2025."),
        YEAR_FIRST: gettext_lazy("This is no day. Write year, month and day, as in 2025-12-30."),
    }
)


class OwnRows:
    """Turns rows into sessions. Rows that say the same become one session."""

    def __init__(
        self, catalogue: Catalogue, heads: Sequence[str], meanings: Meanings, now: datetime.datetime
    ) -> None:
        self.catalogue, self.heads, self.meanings, self.now = catalogue, heads, meanings, now
        self.sessions: dict[uuid.UUID, BroughtSession] = {}
        self.on_day: Counter[datetime.date] = Counter()

    def read(self, row: list[str]) -> None:
        """Raises Fault."""
        if any(cell.strip() for cell in row[len(self.heads) :]):
            extra = next(cell for cell in row[len(self.heads) :] if cell.strip())
            raise Fault("", extra, _("This row has more cells than the sheet has columns."))
        session = self._session(row)
        if session is not None:
            self.sessions.setdefault(session.uuid, session)

    def brought(self) -> Iterator[BroughtSession]:
        yield from self.sessions.values()

    def _session(self, row: Sequence[str]) -> BroughtSession | None:
        """None for a row without a rating."""
        ratings = self._ratings(row)
        if not ratings:
            return None
        date, time = self._day(row), self._time(row)
        routine = self._routine(row)
        started, user = self._started(date, time), self.catalogue.user
        return BroughtSession(
            uuid=_name(date, time, routine, ratings),
            started_at=started,
            zone=user.time_zone,
            day=user.day_of(started, user.time_zone),
            routine=routine,
            ratings=ratings,
            note=note_in(self._text(row, NOTE)),
        )

    def _text(self, row: Sequence[str], meaning: str) -> str:
        place = self.meanings.place_of(meaning)
        return row[place].strip() if place is not None and place < len(row) else ""

    def _fault(self, meaning: str, text: str, sentence: str) -> Fault:
        place = self.meanings.place_of(meaning) or 0
        return Fault(self.heads[place], text, sentence)

    def _day(self, row: Sequence[str]) -> datetime.date:
        order = self.meanings.order
        text = self._text(row, order)
        if not text:
            raise self._fault(order, "", _("This row has no date."))
        day = day_in(text, order)
        if day is None:
            raise self._fault(order, text, NO_DAY[order])
        return day

    def _time(self, row: Sequence[str]) -> datetime.time | None:
        beside = time_beside(self._text(row, self.meanings.order))
        text = self._text(row, TIME)
        if is_nothing(text):
            return time_in(beside)
        if (time := time_in(text)) is None:
            message = _("This is no time. Write it as in 18:30, or leave it empty.")
            raise self._fault(TIME, text, message)
        return time

    def _started(self, day: datetime.date, time: datetime.time | None) -> datetime.datetime:
        clock, order = clock_of(self.catalogue.user.time_zone), self.meanings.order
        try:
            there = datetime.datetime.combine(day, time or NOON, clock)
            moment = there.astimezone(datetime.UTC)
            if time is None:
                self.on_day[day] += 1
                moment += datetime.timedelta(minutes=self.on_day[day] - 1)
                is_today = day == self.now.astimezone(clock).date()
                moment = min(moment, self.now) if is_today else moment
            return past(moment, self.now)
        except Unreadable as error:
            text = day.isoformat()
            raise self._fault(order, text, error.sentence) from error
        except OverflowError as error:
            raise self._fault(order, day.isoformat(), _("This is no day of a calendar.")) from error

    def _routine(self, row: Sequence[str]) -> Routine:
        text = self._text(row, ROUTINE)
        if is_nothing(text):
            return self.catalogue.routines[self.meanings.routine]
        if routine := self.catalogue.routine(text):
            return routine
        names = [str(routine.name) for routine in self.catalogue.offered.values()]
        sentence = _("This is no routine here. Write the name of one.")
        if guess := near(text, names):
            sentence = _("This is not known. Did you mean %(guess)s?") % {"guess": guess}
        raise self._fault(ROUTINE, text, sentence)

    def _ratings(self, row: Sequence[str]) -> dict[RatedOf, dict[str, Any]]:
        ratings: dict[RatedOf, dict[str, Any]] = {}
        for place, (of, method) in self.meanings.rated.items():
            text = row[place] if place < len(row) else ""
            try:
                fields = self._value(of, method, text) if method else self._score(text)
            except Unreadable as error:
                raise Fault(self.heads[place], text, error.sentence) from error
            if fields:
                ratings.setdefault(of, {}).update(fields)
        return ratings

    def _score(self, text: str) -> dict[str, Any]:
        score = score_in(text)
        if score is None:
            return {}
        return {"score": MOST - score if self.meanings.end == STIFF else score}

    def _value(self, of: RatedOf, method: str, text: str) -> dict[str, Any]:
        measure = self.catalogue.tests[of.test].measure_by(method)
        value = value_in(text, measure, self.catalogue.user.length)
        return {} if value is None else {"value": value, "method": method}


def _name(
    day: datetime.date, time: datetime.time | None, routine: Routine, ratings: Any
) -> uuid.UUID:
    """From what a row says, so that the same row is the same session in whatever file."""
    rated = sorted((*of, *sorted((k, str(v)) for k, v in f.items())) for of, f in ratings.items())
    return uuid.uuid5(NAMES, json.dumps([day, time, routine.slug, rated], default=str))
