"""The pauses of a plan: from when to when chance picked nothing, and why."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

Moment = datetime.datetime


@dataclass(frozen=True)
class Pause:
    """One pause; `until` is None while it lasts, `reason` is one of PAUSE_REASONS or empty."""

    since: Moment
    until: Moment | None = None
    reason: str = ""


@dataclass(frozen=True)
class Pauses:
    """All pauses of one plan, oldest first; only the last one can still last."""

    log: tuple[Pause, ...] = ()

    @property
    def current(self) -> Pause | None:
        """The pause that lasts."""
        last = self.log[-1] if self.log else None
        return last if last and last.until is None else None

    def begun(self, at: Moment, reason: str = "") -> "Pauses":
        """With another pause from `at`; the same if one lasts already."""
        return self if self.current else Pauses((*self.log, Pause(at, reason=reason)))

    def ended(self, at: Moment) -> "Pauses":
        """With the pause that lasts ended at `at`; the same if none does."""
        last = self.current
        return Pauses((*self.log[:-1], replace(last, until=at))) if last else self

    def days(self, day_of: Callable[[Moment], datetime.date]) -> int:
        """The days of the pauses that are over, each from its first day to the day of its end."""
        over = ((pause.since, pause.until) for pause in self.log if pause.until)
        return sum((day_of(until) - day_of(since)).days for since, until in over)

    def to_json(self) -> list[dict[str, str]]:
        """[{"since": "2027-05-03T…", "until": "…", "reason": "injury"}, …], without empty ones."""
        return [
            {"since": pause.since.isoformat()}
            | ({"until": pause.until.isoformat()} if pause.until else {})
            | ({"reason": pause.reason} if pause.reason else {})
            for pause in self.log
        ]

    @classmethod
    def from_json(cls, stored: list[dict[str, Any]]) -> "Pauses":
        return cls(
            tuple(
                Pause(
                    Moment.fromisoformat(pause["since"]),
                    Moment.fromisoformat(pause["until"]) if "until" in pause else None,
                    pause.get("reason", ""),
                )
                for pause in stored
            )
        )
