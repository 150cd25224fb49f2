"""Turns a history into what the pages say: estimates, verdicts, sentences and bars."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.analysis.answers.basis import Bases, bases
from tracker.analysis.answers.carryover import Carryover, carryovers
from tracker.analysis.answers.day import changes, measured_changes
from tracker.analysis.answers.early import Early, early
from tracker.analysis.answers.finding import Finding
from tracker.analysis.answers.line import Level, SideGap, levels, side_gaps
from tracker.analysis.answers.nearness import nearness
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
    (region, side) for `carryovers`, the test's slug for `gaps`, the region for `nearness`.
    `practice`: the ids of the first sessions, on which no answer rests. `early`: while there is no
    estimate at all.
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
    nearness: dict[str, str]
    early: Early | None


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
    changed = changes(dataset)
    return Answers(
        sample_size=dataset.sample_size,
        bases=bases(dataset),
        noise=dataset.noise,
        measured_noise=dataset.measured_noise,
        changes=changed,
        measured=measured_changes(dataset),
        levels=levels(dataset),
        seasons=seasons(dataset),
        gaps=side_gaps(dataset),
        carryovers=carryovers(dataset),
        practice=frozenset(history.sessions[i].id for i in dataset.in_familiarisation),
        nearness=nearness(dataset),
        early=early(dataset, changed),
    )
