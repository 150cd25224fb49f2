"""The rule book of a session: which stage follows which, and what may be seen, sent or stored when.

A stage at which tests are rated is a phase; one at which a routine is played is a leg.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PRE: Final = "pre"
DRAW: Final = "draw"
ROUTINE: Final = "routine"
MID: Final = "mid"
SECOND: Final = "second"
POST: Final = "post"
DONE: Final = "done"

DELETED: Final = _("This session was deleted. You find it in History under Deleted.")
FIXED_BY_DRAW: Final = _("Chance has picked: the before ratings stay as they are.")


class Activity(StrEnum):
    """What is done at a stage."""

    RATE = "rate"
    DRAW = "draw"
    PLAY = "play"
    NOTHING = "nothing"


class Only(StrEnum):
    """Which sessions have a stage that not all of them have."""

    RANDOMISED = "randomised"
    TWO_LEGS = "two legs"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One row of the rule book."""

    name: str
    label: Any  # a message, as the refusal is
    activity: Activity
    only: Only | None = None
    # Last part of its page's address, where that is not its name.
    page: str = ""
    # Other stages at which its page is open, so that ratings can be corrected.
    open_at: tuple[str, ...] = ()
    # From the draw until the session is done, these ratings cannot be changed: whoever knows the
    # assignment would be tempted to.
    fixed_by_draw: bool = False
    # Stages at which its ratings are stored, also if they arrive late; None for all stages.
    stored_at: tuple[str, ...] | None = None
    refusal: Any = ""
    # Phases that end with this leg: a phone does not report the end of a phase.
    concludes: tuple[str, ...] = ()


# In the order in which a session goes through them, skipping those that it does not have. A row
# after DONE would be a phase that is rated when the session is over.
STAGES: Final = (
    Stage(
        name=PRE,
        label=pgettext_lazy("phase", "Before"),
        activity=Activity.RATE,
        open_at=(ROUTINE,),
        fixed_by_draw=True,
    ),
    Stage(name=DRAW, label=_("Draw"), activity=Activity.DRAW, only=Only.RANDOMISED),
    Stage(name=ROUTINE, label=_("Routine"), activity=Activity.PLAY, concludes=(PRE,)),
    Stage(
        name=MID,
        label=_("Between the legs"),
        activity=Activity.RATE,
        only=Only.TWO_LEGS,
        stored_at=(MID, DONE),
        refusal=_("The ratings between the legs come after the first leg."),
    ),
    Stage(
        name=SECOND,
        label=_("The other leg"),
        activity=Activity.PLAY,
        only=Only.TWO_LEGS,
        refusal=_("The session has no second leg."),
        concludes=(MID,),
    ),
    Stage(
        name=POST,
        label=pgettext_lazy("phase", "After"),
        activity=Activity.RATE,
        stored_at=(POST, DONE),
        refusal=_("The after ratings come after the routine."),
    ),
    Stage(name=DONE, label=_("Done"), activity=Activity.NOTHING, page="result"),
)


@dataclass(frozen=True, kw_only=True)
class Position:
    """What the rule book needs to know of a session."""

    stage: str = PRE
    has_two_legs: bool = False
    will_be_randomised: bool = False  # not yet, and its trial is running
    is_randomised: bool = False
    is_deleted: bool = False


class RuleBook:
    """Answers questions about a session from a table of stages such as STAGES."""

    def __init__(self, stages: Iterable[Stage]) -> None:
        self.stages = {stage.name: stage for stage in stages}
        self.order = {name: number for number, name in enumerate(self.stages)}
        self.phases = self._names_of(Activity.RATE)
        self.legs = self._names_of(Activity.PLAY)

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(stage.name, stage.label) for stage in self.stages.values()]

    def course(self, position: Position) -> list[str]:
        """The stages that the session goes through, from the first one to DONE."""
        up_to_done = list(self.stages)[: self.order[DONE] + 1]
        return [name for name in up_to_done if self._has(position, name)]

    def next_stage(self, position: Position) -> str:
        """The stage after the current one. Raises ValueError at the last one."""
        for name in self.course(position):
            if self.is_before(position.stage, name):
                return name
        raise ValueError(f"Nothing follows {position.stage}.")

    def next_stages(self, position: Position) -> dict[str, str]:
        """The following stage of each stage that this session has."""
        return dict(pairwise(self.course(position)))

    def is_before(self, stage: str, other: str) -> bool:
        return self.order[stage] < self.order[other]

    def page_of(self, stage: str) -> str:
        """The last part of the URL of the page of `stage`."""
        return self.stages[stage].page or stage

    def may_see(self, position: Position, stage: str) -> bool:
        """Whether the page of `stage` may be shown.

        The page after a leg is open early: the player fetches it while there is a network.
        """
        if self.may_send(position, stage):
            return True
        plays = position.stage in self.legs and not position.is_deleted
        return plays and stage == self.next_stage(position)

    def may_send(self, position: Position, stage: str) -> bool:
        """Whether the page of `stage` may be sent now."""
        if position.is_deleted or not self._has(position, stage):
            return False
        is_open = position.stage in (stage, *self.stages[stage].open_at)
        return is_open and not self._is_fixed(position, stage)

    def refusal(self, position: Position, stage: str) -> str:
        """Why nothing that was entered at `stage` can be stored now; empty if it can."""
        row = self.stages[stage]
        if position.is_deleted:
            return str(DELETED)
        if self._is_fixed(position, stage):
            return str(FIXED_BY_DRAW)
        is_time = row.stored_at is None or position.stage in row.stored_at
        return "" if is_time and self._has(position, stage) else str(row.refusal)

    def legs_over(self, position: Position) -> tuple[str, ...]:
        """The legs that the session has passed."""
        legs = [name for name in self.course(position) if name in self.legs]
        return tuple(leg for leg in legs if self.is_before(leg, position.stage))

    def is_after_legs(self, stage: str) -> bool:
        """Whether all legs are over at `stage`."""
        return self.is_before(self.legs[-1], stage)

    def pages(self, position: Position) -> dict[str, list[str]]:
        """The pages that a phone may show offline at each stage, the page of the stage first.

        None at the draw: only the server randomises.
        """
        return {stage: self._pages_at(stage, position) for stage in self.course(position)}

    def _pages_at(self, stage: str, position: Position) -> list[str]:
        if self.stages[stage].activity is Activity.DRAW:
            return []
        is_randomised = position.will_be_randomised or position.is_randomised
        then = replace(position, stage=stage, is_randomised=is_randomised)
        names = [stage, *(phase for phase in self.phases if phase != stage)]
        return [self.page_of(name) for name in names if self.may_send(then, name)]

    def _has(self, position: Position, stage: str) -> bool:
        is_randomised = position.will_be_randomised or position.is_randomised
        has = {Only.TWO_LEGS: position.has_two_legs, Only.RANDOMISED: is_randomised}
        only = self.stages[stage].only
        return only is None or has[only]

    def _is_fixed(self, position: Position, stage: str) -> bool:
        is_open = self.is_before(position.stage, DONE)
        is_randomised = position.is_randomised and self.is_before(stage, position.stage)
        return self.stages[stage].fixed_by_draw and is_randomised and is_open

    def _names_of(self, activity: Activity) -> tuple[str, ...]:
        return tuple(stage.name for stage in self.stages.values() if stage.activity is activity)


RULES: Final = RuleBook(STAGES)
