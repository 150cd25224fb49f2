"""From a history to everything the pages say: numbers, verdicts, sentences, bars."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.analysis.answers.day import changes, measured_changes
from tracker.analysis.answers.finding import Finding
from tracker.analysis.answers.left import Left, left_next_time
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
    """What the pages of one person quote; comparisons are made by the charts that show them.

    Keys: (test, side) for `changes` and `levels`, (test, side, method) for `measured`,
    (region, side) for `left`, the test's slug for `gaps`.
    """

    counted: Counted
    noise: dict[str, Noise]
    measured_noise: dict[Key, Noise]
    changes: dict[Key, Finding]
    measured: dict[Key, Finding]
    levels: dict[Key, Level]
    gaps: dict[str, SideGap]
    left: dict[Key, Left]


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
        noise=asked.noise,
        measured_noise=asked.measured_noise,
        changes=changes(asked),
        measured=measured_changes(asked),
        levels=levels(asked),
        gaps=side_gaps(asked),
        left=left_next_time(asked),
    )
