"""The plan of a session: what is rated and done, frozen when the session starts.

`from_json` is the one reader of stored plans in Python, `static/js/plan` the one in JavaScript.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Self

from django.utils.translation import gettext_lazy, override, pgettext_lazy

from tracker.analysis.words import Messages
from tracker.rules.stages import ROUTINE, SECOND
from tracker.texts import SOURCE, Name, is_built_in, translated, translated_cue

SIDES = ("left", "right")
# What a variation can be set to, in words; the first value means that nothing is varied.
SWITCH = {"off": gettext_lazy("Off"), "on": gettext_lazy("On")}
STRENGTHS = {
    "off": pgettext_lazy("strength of a squeeze", "Not set"),
    "light": pgettext_lazy("strength of a squeeze", "Light"),
    "medium": pgettext_lazy("strength of a squeeze", "Medium"),
    "firm": pgettext_lazy("strength of a squeeze", "Firm"),
}
SITTING = "test_only"
Json = dict[str, Any]
# What a test-only session says: sitting still is no routine of the catalogue.
SIT = Messages(
    {
        "routine": gettext_lazy("Test-only"),
        "name": gettext_lazy("Rest, hands off"),
        "cue": gettext_lazy("Sit or lie as you like. Do not stretch, rub or walk about."),
        "say": gettext_lazy("Sit still. Hands off."),
    }
)


@dataclass(frozen=True, slots=True)
class PlannedTest:
    test: str  # its slug
    name: str
    sided: bool

    def in_language(self) -> Self:
        """The same for whoever reads it now; what somebody made stays as it is."""
        return replace(self, name=str(Name(self.name, self.test)))


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One stretch of a routine, on one side."""

    key: str  # "left.ts_twist": side and technique; a dose holds seconds by this key
    technique: str
    name: str
    side: str  # "left", "right" or "none"
    hand: str
    kind: str  # "work", "set_up" or "release"
    seconds: int
    cue: str
    say: str
    illustration: str

    @property
    def is_move(self) -> bool:
        """Whether it is work; set-up and release are not."""
        return self.kind == "work"

    def in_language(self) -> Self:
        """A step of the catalogue for whoever reads or hears it now."""
        return replace(
            self,
            name=translated(self.name),
            hand=translated(self.hand),
            cue=translated(self.cue),
            say=translated_cue(self.say),
        )


@dataclass(frozen=True, slots=True)
class PlannedVariation:
    slug: str
    name: str
    value: str

    @property
    def value_in_words(self) -> str:
        """The setting in the language of the page; one without words stands for itself."""
        return str((STRENGTHS | SWITCH).get(self.value, self.value))


# The fields of a routine that are lists, with the class of their items.
PARTS: dict[str, Any] = {"variations": PlannedVariation, "steps": PlannedStep}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRoutine:
    """A routine with its steps in the order in which they are done; all times in seconds."""

    slug: str
    name: str
    seconds: int  # for each move; some are shorter by a fixed amount
    places: dict[str, str]
    lead_in: int
    change: int  # pause between two moves
    swap: int  # pause between the sides
    variations: tuple[PlannedVariation, ...] = ()
    safety: tuple[str, ...] = ()
    steps: tuple[PlannedStep, ...]

    @classmethod
    def from_json(cls, stored: Json) -> Self:
        parts = {name: tuple(_read(part, stored[name])) for name, part in PARTS.items()}
        return cls(**_fields_in(cls, stored | parts | {"safety": tuple(stored["safety"])}))

    def to_json(self) -> Json:
        parts = {name: [_fields(part) for part in getattr(self, name)] for name in PARTS}
        return _fields(self) | parts | {"safety": list(self.safety)}

    @property
    def moves(self) -> list[PlannedStep]:
        return [step for step in self.steps if step.is_move]

    @property
    def minutes(self) -> int:
        return max(1, round(self.total_seconds / 60))

    @property
    def total_seconds(self) -> int:
        """How long it takes with its pauses, by the same rules as the player."""
        pauses = sum(self._pause(step, following) for step, following in pairwise(self.steps))
        return self.lead_in + sum(step.seconds for step in self.steps) + pauses

    def _pause(self, step: PlannedStep, following: PlannedStep) -> int:
        if step.side != following.side and "none" not in (step.side, following.side):
            return self.swap
        # The hands stay in place after a set-up and before a release: no pause.
        in_place = step.kind == "set_up" or following.kind == "release"
        return 0 if in_place else self.change

    def sitting(self) -> Self:
        """What replaces it in a test-only session: sitting still for as long, hands off."""
        with override(SOURCE):
            step = PlannedStep(
                key="none.sit",
                technique="sit",
                name=SIT["name"],
                side="none",
                hand="",
                kind="work",
                seconds=self.total_seconds - self.lead_in,
                cue=SIT["cue"],
                say=SIT["say"],
                illustration="sit",
            )
            plain = replace(self, variations=(), safety=(), change=0, swap=0, steps=(step,))
            return replace(plain, slug=SITTING, name=SIT["routine"])

    def in_language(self) -> Self:
        """The same for whoever reads or hears it now; what somebody made stays as it is."""
        if self.slug == SITTING:
            sit = replace(self.steps[0], name=SIT["name"], cue=SIT["cue"], say=SIT["say"])
            return replace(self, name=SIT["routine"], steps=(sit,))
        if not is_built_in(self.slug):
            return self
        return replace(
            self,
            name=translated(self.name),
            safety=tuple(map(translated, self.safety)),
            variations=tuple(replace(v, name=translated(v.name)) for v in self.variations),
            steps=tuple(step.in_language() for step in self.steps),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a session rates and does: one routine, or one leg after the other."""

    tests: tuple[PlannedTest, ...]
    order: str  # one of `freezing.ORDERS`
    routine: PlannedRoutine
    set: str = "own"  # the choice of tests: "quick", "full" or "own"
    second: PlannedRoutine | None = None

    @classmethod
    def from_json(cls, stored: Json) -> Self:
        """The stored plan of a session; keys that older versions stored are ignored."""
        second = stored.get("second")
        return cls(
            tests=tuple(_read(PlannedTest, stored["tests"])),
            order=stored["order"],
            set=stored.get("set", "own"),
            routine=PlannedRoutine.from_json(stored["routine"]),
            second=PlannedRoutine.from_json(second) if second else None,
        )

    def to_json(self) -> Json:
        """As it is stored, and as phones read it."""
        tests = [_fields(test) for test in self.tests]
        legs = {stage: routine.to_json() for stage, routine in self.legs.items()}
        return {"tests": tests, "order": self.order, "set": self.set} | legs

    def in_language(self) -> Self:
        """The same for whoever reads or hears it now; it is stored in English."""
        return replace(
            self,
            tests=tuple(test.in_language() for test in self.tests),
            routine=self.routine.in_language(),
            second=self.second.in_language() if self.second else None,
        )

    @property
    def legs(self) -> dict[str, PlannedRoutine]:
        """The routine of each leg, by the stage at which it is played."""
        legs = {ROUTINE: self.routine, SECOND: self.second}
        return {stage: routine for stage, routine in legs.items() if routine is not None}

    @property
    def steps(self) -> list[PlannedStep]:
        """The steps of all legs."""
        return [step for routine in self.legs.values() for step in routine.steps]

    @property
    def moves(self) -> list[PlannedStep]:
        return [step for step in self.steps if step.is_move]

    @property
    def move_keys(self) -> frozenset[str]:
        return frozenset(step.key for step in self.moves)

    @property
    def test_slugs(self) -> list[str]:
        return [test.test for test in self.tests]

    @property
    def slots(self) -> Iterator[tuple[str, str]]:
        """(test slug, side), in the order in which they are shown."""
        for test in self.tests:
            for side in SIDES if test.sided else ("none",):
                yield test.test, side

    @property
    def total_seconds(self) -> int:
        return sum(routine.total_seconds for routine in self.legs.values())

    @property
    def sides(self) -> str:
        """The sides that its moves work: "left", "right", "both", or "" without moves."""
        return _together(step.side for step in self.moves)

    def sides_worked(self, dose: Mapping[str, int], *, is_whole: bool = False) -> str:
        """The sides on which any move was done, or all of them if the whole routine was."""
        moves = [step for step in self.moves if is_whole or dose.get(step.key, 0) > 0]
        return _together(step.side for step in moves)

    def leg_of(self, dose: Mapping[str, int], stage: str) -> str:
        """The leg that has the steps of a dose; if that is ambiguous, the leg of `stage`."""
        keys = {leg: {step.key for step in routine.steps} for leg, routine in self.legs.items()}
        first, second = keys[ROUTINE], keys.get(SECOND, set())
        if (set(dose) & first) - second:
            return ROUTINE
        is_second = bool((set(dose) & second) - first) or stage == SECOND
        return SECOND if second and is_second else ROUTINE


def _read(part: Any, stored: Iterable[Json]) -> Iterator[Any]:
    return (part(**_fields_in(part, item)) for item in stored)


def _fields_in(part: Any, stored: Json) -> Json:
    """The stored values of the fields that `part` has today."""
    return {name: stored[name] for name in part.__slots__}


def _fields(part: Any) -> Json:
    return {name: getattr(part, name) for name in part.__slots__}


def _together(sides: Iterable[str]) -> str:
    """The sides of some moves as one word; a move without a side works both."""
    worked = {side for name in sides for side in ((name,) if name in SIDES else SIDES)}
    return worked.pop() if len(worked) == 1 else "both" if worked else ""
