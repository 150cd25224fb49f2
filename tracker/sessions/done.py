"""What was done of the moves of a session, and for how long on each side."""

from dataclasses import dataclass

from django.utils.translation import pgettext

from tracker.models import Session
from tracker.rules.plan import PlannedStep


@dataclass(frozen=True)
class MoveDone:
    """A planned move, and for how many seconds it was done."""

    move: PlannedStep
    seconds: int


@dataclass(frozen=True)
class WorkDone:
    """The moves of the plan, without getting ready and letting go."""

    moves: tuple[MoveDone, ...]

    @classmethod
    def of(cls, session: Session) -> "WorkDone":
        """Empty if nothing was done, or nobody counted."""
        if not session.worked or session.entered_later:
            return cls(())
        moves = session.plan.in_language().moves
        return cls(tuple(MoveDone(move, session.dose.get(move.key, 0)) for move in moves))

    @property
    def time(self) -> str:
        """The time on each side, in words."""
        seconds: dict[str, int] = {}
        for done in self.moves:
            seconds[done.move.side] = seconds.get(done.move.side, 0) + done.seconds
        messages = {
            "left": pgettext("time on a side", "Left %(time)s"),
            "right": pgettext("time on a side", "Right %(time)s"),
            "none": pgettext("time on both sides at once", "%(time)s"),
        }
        return ", ".join(messages[side] % {"time": _clock(seconds[side])} for side in seconds)


def _clock(seconds: int) -> str:
    """
    >>> _clock(190), _clock(5)
    ('3:10', '0:05')
    """
    return f"{seconds // 60}:{seconds % 60:02}"
