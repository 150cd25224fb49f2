"""Measures how often the weeks are called higher or lower than at this time last year.

    .venv/bin/python -m benchmarks.season --people 500 --seed 1

Everybody has a yearly swing; days of one person resemble the days before. They look once a week,
for a year, from the day on which there is a year to compare with.
"""

import argparse
from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.scenario import DAY_SD, KEYS, READING_SD, SHARED
from tracker.analysis.answers.season import (
    FEWEST,
    WEEK,
    WEEKS,
    YEAR,
    Season,
    paired_weeks,
    season_of,
)

Floats = NDArray[np.float64]

LOOKS = 52  # one a week
SWING = 0.8  # points up and down, once a year
RUN = 30  # sessions before the first, so that days resemble each other from the start


class Case(NamedTuple):
    """Somebody who does sessions `every` days; `r` is between the levels of two sessions."""

    name: str
    rise: float = 0.0  # points a year
    every: float = 7 / 3
    r: float = 0.5


CASES = (
    Case("No change, 3 sessions a week"),
    Case("No change, 2 sessions a week", every=7 / 2),
    Case("No change, 1 session a week", every=7.0),
    Case("No change, days r 0.8", r=0.8),
    Case("1 point up in a year", rise=1.0),
    Case("2 points up in a year", rise=2.0),
)


class Share(NamedTuple):
    """Of people: those ever told a word of any rating. Of all comparisons: those that cover."""

    higher: float
    lower: float
    covered: float


def measured(case: Case, people: int, seed: int) -> Share:
    chance = np.random.default_rng(seed)
    ever: Counter[str] = Counter()
    covered = compared = 0
    for _ in range(people):
        looks = [season for look in _looks(case, chance) for season in look]
        ever.update({season.way for season in looks})
        covered += sum(season.wide.lo <= case.rise <= season.wide.hi for season in looks)
        compared += len(looks)
    return Share(ever["higher"] / people, ever["lower"] / people, covered / compared)


def _looks(case: Case, chance: np.random.Generator) -> list[list[Season]]:
    """What is said of all ratings, once a week."""
    days = np.arange(0, 2 * YEAR + WEEKS * WEEK, case.every).astype(int)
    ratings = _ratings(case, days, chance)
    lasts = range(YEAR + WEEKS * WEEK, YEAR + WEEKS * WEEK + LOOKS * WEEK, WEEK)
    return [list(_compared(days, ratings, last)) for last in lasts]


def _compared(days: NDArray[np.int_], ratings: Floats, last: int) -> list[Season]:
    ago = last - days
    shown = (ago >= 0) & (ago % YEAR < WEEKS * WEEK)
    rows = [zip(days[shown].tolist(), row[shown].tolist(), strict=True) for row in ratings]
    paired = {key: paired_weeks(row, last) for key, row in zip(KEYS, rows, strict=True)}
    return list(season_of({k: w for k, w in paired.items() if len(w) >= FEWEST}).values())


def _ratings(case: Case, days: NDArray[np.int_], chance: np.random.Generator) -> Floats:
    """Before of each series, in whole points."""
    series, years = len(KEYS), days / YEAR
    level = (
        chance.uniform(3, 7, (series, 1)) + case.rise * years + SWING * np.sin(2 * np.pi * years)
    )
    count = RUN + len(days)
    mood, own = chance.normal(0, 1, (1, count)), chance.normal(0, 1, (series, count))
    shocks = np.sqrt(SHARED) * mood + np.sqrt(1 - SHARED) * own
    shocks *= DAY_SD * np.sqrt(1 - case.r**2)
    day = np.zeros_like(shocks)
    for n in range(1, shocks.shape[1]):
        day[:, n] = case.r * day[:, n - 1] + shocks[:, n]
    noise = chance.normal(0, READING_SD, (series, len(days)))
    return np.clip(np.round(level + day[:, RUN:] + noise), 0, 10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    about = parser.parse_args()
    print("| Ever told, of 15 ratings in a year | higher | lower | 95% limits hold |")
    print("|---|---|---|---|")
    for case in CASES:
        share = measured(case, about.people, about.seed)
        print(f"| {case.name} | {share.higher:.0%} | {share.lower:.0%} | {share.covered:.1%} |")


if __name__ == "__main__":
    main()
