"""Turns a history into what the pages say: estimates, verdicts, sentences and bars."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.analysis.answers.basis import Bases, bases
from tracker.analysis.answers.carryover import Carryover, carryovers
from tracker.analysis.answers.day import changes, measured_changes
from tracker.analysis.answers.finding import Finding
from tracker.analysis.answers.line import Level, SideGap, levels, side_gaps
from tracker.analysis.answers.sample import (
    EVERYTHING,
    FAMILIARISATION,
    RECENT,
    Dataset,
    Noise,
    SampleSize,
    Window,
)
from tracker.analysis.answers.season import Season, seasons
from tracker.analysis.pairs import History, SeriesKey

__all__ = [
    "EVERYTHING",
    "RECENT",
    "Answers",
    "Dataset",
    "Finding",
    "Window",
    "answers",
]


@dataclass(frozen=True)
class Answers:
    """The answers shown on several pages; each comparison is made by the chart that shows it.

    Keys: (test, side) for `changes`, `levels` and `seasons`, (test, side, method) for `measured`,
    (region, side) for `carryovers`, the test's slug for `gaps`. `practice`: the ids of the first
    sessions, on which no answer rests.
    """

    sample_size: SampleSize
    bases: Bases
    noise: dict[str, Noise]
    measured_noise: dict[SeriesKey, Noise]
    changes: dict[SeriesKey, Finding]
    measured: dict[SeriesKey, Finding]
    levels: dict[SeriesKey, Level]
    seasons: dict[SeriesKey, Season]
    gaps: dict[str, SideGap]
    carryovers: dict[SeriesKey, Carryover]
    practice: frozenset[int]


def answers(
    history: History,
    *,
    today: int,
    window: Window = RECENT,
    familiarisation: int = FAMILIARISATION,
    proximity: Mapping[str, Mapping[str, str]] | None = None,
    names: Mapping[str, str] | None = None,
) -> Answers:
    """All answers at once; for a single question, call its own function with a `Dataset`.

    `today`: the last day that counts, an ordinal. `familiarisation`: how many of the history's
    first sessions to exclude; 0 when the history does not begin with the first session ever.
    `proximity`: per routine slug, {region: "worked" | "next" | "further"}. `names`: per slug.
    """
    dataset = Dataset(history, today, window, familiarisation, proximity or {}, names or {})
    return Answers(
        sample_size=dataset.sample_size,
        bases=bases(dataset),
        noise=dataset.noise,
        measured_noise=dataset.measured_noise,
        changes=changes(dataset),
        measured=measured_changes(dataset),
        levels=levels(dataset),
        seasons=seasons(dataset),
        gaps=side_gaps(dataset),
        carryovers=carryovers(dataset),
        practice=frozenset(history.sessions[i].id for i in dataset.in_familiarisation),
    )
