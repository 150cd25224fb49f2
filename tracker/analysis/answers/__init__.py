"""From a history to everything the pages say: numbers, verdicts, sentences, bars."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.analysis.answers.compare import Compared, against_control, routine_against_routine
from tracker.analysis.answers.day import (
    RegionMean,
    changes,
    measured_changes,
    near_minus_further,
    regions,
)
from tracker.analysis.answers.finding import Finding
from tracker.analysis.answers.left import Left, left_next_time
from tracker.analysis.answers.legs import Legs, one_leg_first
from tracker.analysis.answers.line import Level, SideGap, levels, side_gaps
from tracker.analysis.answers.sample import (
    EVERYTHING,
    PRACTICE,
    RECENT,
    Asked,
    Counted,
    Noise,
    Window,
)
from tracker.analysis.pairs import History, Key

__all__ = [
    "EVERYTHING",
    "RECENT",
    "Answers",
    "Asked",
    "Finding",
    "Window",
    "answers",
]


@dataclass(frozen=True)
class Answers:
    """All answers of one person; see the modules of this package for each.

    Keys: (test, side) for `changes` and `levels`, (test, side, method) for `measured`,
    (region, side) for `regions` and `left`, (side,) for `near`, the test's slug for `gaps`.
    """

    counted: Counted
    r: float
    noise: dict[str, Noise]
    measured_noise: dict[Key, Noise]
    changes: dict[Key, Finding]
    measured: dict[Key, Finding]
    regions: dict[Key, RegionMean]
    near: dict[Key, Finding]
    levels: dict[Key, Level]
    gaps: dict[str, SideGap]
    left: dict[Key, Left]
    control: list[Compared]
    versus: list[Compared]
    legs: Legs


def answers(
    history: History,
    *,
    today: int,
    window: Window = RECENT,
    practice: int = PRACTICE,
    places: Mapping[str, Mapping[str, str]] | None = None,
    names: Mapping[str, str] | None = None,
) -> Answers:
    """Everything at once; for one question alone ask its own function with an `Asked`.

    `today`: the last day that counts, an ordinal. `practice`: how many of the history's first
    sessions stay outside; 0 when the history does not begin with the first session ever.
    `places`: per routine's slug, {region: "worked" | "next" | "further"}. `names`: per slug.
    """
    asked = Asked(history, today, window, practice, places or {}, names or {})
    return Answers(
        counted=asked.summary,
        r=asked.r,
        noise=asked.noise,
        measured_noise=asked.measured_noise,
        changes=changes(asked),
        measured=measured_changes(asked),
        regions=regions(asked),
        near=near_minus_further(asked),
        levels=levels(asked),
        gaps=side_gaps(asked),
        left=left_next_time(asked),
        control=against_control(asked),
        versus=routine_against_routine(asked),
        legs=one_leg_first(asked),
    )
