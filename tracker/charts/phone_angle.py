"""The angles of one session that a phone measured: both holds before and after, and the change."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tracker.analysis import words
from tracker.analysis.answers.holds import Pair, Swing
from tracker.analysis.pairs import History
from tracker.charts import phone_words
from tracker.charts.figure import Figure
from tracker.charts.phone_words import Words

PAGE = "result"
ORDER = 5

TICK = 5  # degrees
MARGIN = 2  # percent of the track at both ends, for the marks


@dataclass(frozen=True)
class SideAngles:
    """Both holds of one side in each phase; `differs`: why the phases cannot be compared, if so."""

    side: str
    before: Pair | None
    after: Pair | None
    differs: str = ""  # "phone", "zero" or ""

    @property
    def change(self) -> float | None:
        if self.before is None or self.after is None or self.differs:
            return None
        return round(sum(self.after) / 2 - sum(self.before) / 2, 2)

    @property
    def angles(self) -> list[float]:
        return [angle for pair in (self.before, self.after) if pair for angle in pair]


@dataclass(frozen=True)
class PhoneAngles:
    """What a phone measured of one test in a session, and how far two of its readings differ."""

    method: str
    name: str
    label: str
    swing: Swing
    sides: Sequence[SideAngles]
    begins: str = ""  # "phone" or "zero", if it cannot be compared with the session before


def build(history: History, *, phone: Iterable[PhoneAngles] = (), **about: Any) -> Iterable[Figure]:
    for measured in phone:
        yield _figure(measured)


def _figure(measured: PhoneAngles) -> Figure:
    rows = [(side, _words_of(side, measured.swing)) for side in measured.sides]
    scale = _Scale([angle for side in measured.sides for angle in side.angles])
    return Figure(
        key=measured.method.replace("_", "-"),
        kind="angles",
        title=_("Your phone’s angle: %(name)s") % {"name": measured.name},
        sentence=measured.label,
        header=(_("Side"), _("Before"), _("After"), _("Change")),
        rows=tuple(_table_row(side) for side in measured.sides),
        data={
            "rows": [_row(side, text, measured.swing, scale) for side, text in rows],
            "ticks": [phone_words.degrees(tick) for tick in scale.ticks],
            "swing": phone_words.degrees(measured.swing.size) if measured.swing.size else "",
            "notes": [phone_words.own_error(), *_notes(measured.begins)],
        },
    )


def _words_of(side: SideAngles, swing: Swing) -> Words:
    if side.differs:
        return phone_words.not_comparable(is_other_phone=side.differs == "phone")
    return phone_words.of_session(side.change, swing, is_before=side.before is not None)


def _notes(begins: str) -> list[str]:
    return [phone_words.of_a_new_series(is_new_phone=begins == "phone")] if begins else []


class _Scale:
    """Places angles on a track that holds all of them, in whole steps."""

    def __init__(self, angles: Sequence[float]) -> None:
        self.low = math.floor((min(angles) - 1) / TICK) * TICK
        self.high = math.ceil((max(angles) + 1) / TICK) * TICK

    @property
    def ticks(self) -> list[int]:
        """At most six, so that they stand beside each other on a phone."""
        every = TICK * math.ceil((self.high - self.low) / TICK / 5)
        return list(range(self.low, self.high + 1, every))

    def at(self, angle: float) -> str:
        return f"{MARGIN + self._length(angle - self.low):.4g}%"

    def width(self, size: float) -> str:
        return f"{self._length(size):.4g}%"

    def _length(self, size: float) -> float:
        return (100 - 2 * MARGIN) * size / (self.high - self.low)


def _row(side: SideAngles, text: Words, swing: Swing, scale: _Scale) -> dict[str, Any]:
    band = {}
    if side.before and swing.size:
        start = sum(side.before) / 2 - swing.size
        low = max(start, scale.low)
        high = min(start + 2 * swing.size, scale.high)
        band = {"from": scale.at(low), "width": scale.width(high - low)}
    return {
        "side": side.side,
        "says": text.says,
        "besides": text.besides,
        "band": band,
        "before": [scale.at(angle) for angle in side.before or ()],
        "after": [scale.at(angle) for angle in side.after or ()],
    }


def _table_row(side: SideAngles) -> tuple[str, ...]:
    change = side.change
    about = phone_words.of_session(change, Swing(None, 0), is_before=True).says
    return (
        words.SIDES[side.side],
        _both(side.before),
        _both(side.after),
        words.NOTHING if change is None else about,
    )


def _both(pair: Pair | None) -> str:
    if pair is None:
        return words.NOTHING
    first, second = (phone_words.degrees(angle) for angle in pair)
    return _("%(first)s and %(last)s") % {"first": first, "last": second}
