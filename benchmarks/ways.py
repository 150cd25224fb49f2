"""Compares ways to hold the error of the change on the day for people who look every session.

    .venv/bin/python -m benchmarks.ways --people 800 --seed 2

Each way is set so that as many people for whom nothing changes ever see something clear; the table
shows when a true change is found. docs/decisions keeps what it printed.
"""

import argparse
import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr

Floats = NDArray[np.float64]  # of people × sessions × ratings

RATINGS, SESSIONS = 15, 60
RATING_ERROR, GAIN, ALIKE = 0.5, 0.7, 0.3  # two standard deviations in points, and what tests share
EARLIEST = 10  # sessions
EVER = 0.015  # of people for whom nothing changes
FOUND_BY = (20, 40, 60)
BORROWED = 5
CHANGED = 3  # the rating that truly changes


def changes(
    chance: np.random.Generator, people: int, *, effect: Floats, r: float = 0.0, same: float = 0.0
) -> Floats:
    """After minus Before in points; `r` between sessions, `same` the share left unchanged."""
    shape = (people, SESSIONS, RATINGS)
    noise = GAIN * _noise(chance, shape, r)
    start = chance.uniform(3.5, 6, (people, 1, RATINGS)) + 0.9 * _noise(chance, shape, 0.0)
    before = np.rint(start + RATING_ERROR * _noise(chance, shape, 0.0))
    after = np.rint(start + effect + noise + RATING_ERROR * _noise(chance, shape, 0.0))
    unchanged = chance.random(shape) < same
    gained: Floats = np.where(unchanged, 0.0, np.clip(after, 0, 10) - np.clip(before, 0, 10))
    return gained


def _noise(chance: np.random.Generator, shape: tuple[int, int, int], r: float) -> Floats:
    people, sessions, _ = shape
    shared = math.sqrt(ALIKE) * chance.standard_normal((people, sessions, 1))
    noise: Floats = shared + math.sqrt(1 - ALIKE) * chance.standard_normal(shape)
    for session in range(1, sessions):
        noise[:, session] *= math.sqrt(1 - r * r)
        noise[:, session] += r * noise[:, session - 1]
    return noise


def p_values(gains: Floats, borrowed: float = BORROWED) -> Floats:
    """Two-sided, at every look, with pooled autocorrelation and moderated variances."""
    n = np.arange(1, SESSIONS + 1)[None, :, None]
    total, squares = np.cumsum(gains, 1), np.cumsum(gains**2, 1)
    mean = total / n
    spread = np.maximum(squares - n * mean**2, 1e-9)
    products = np.zeros_like(gains)
    products[:, 1:] = np.cumsum(gains[:, 1:] * gains[:, :-1], 1)
    pairs = products - mean * (2 * total - gains[:, :1] - gains) + (n - 1) * mean**2
    r = np.clip((pairs / spread + 1 / n).mean(2, keepdims=True), 0, 0.6)
    effective = np.maximum(n * (1 - r) / (1 + r), 2)
    variance, df = np.maximum(spread / np.maximum(n - 1, 1), 1 / 6), effective - 1
    others = (variance.sum(2, keepdims=True) - variance) / (RATINGS - 1)
    moderated = (df * variance + borrowed * others) / (df + borrowed)
    p: Floats = 2 * stdtr(df + borrowed, -np.abs(mean) / np.sqrt(moderated / effective))
    return p


def adjusted(p: Floats) -> Floats:
    """The rate at which each would pass in its family. Source: Benjamini and Hochberg 1995."""
    order = np.argsort(p, 2)
    scaled = np.take_along_axis(p, order, 2) * RATINGS / np.arange(1, RATINGS + 1)
    least = np.minimum.accumulate(scaled[:, :, ::-1], 2)[:, :, ::-1]
    result = np.empty_like(p)
    np.put_along_axis(result, order, least, 2)
    return result


def e_values(gains: Floats, mixture: float) -> Floats:
    """One over the e-value of a normal mixture, valid at any look. Source: Wang and Ramdas 2023."""
    n = np.arange(1, SESSIONS + 1)[None, :, None]
    z2 = ndtri(np.clip(p_values(gains) / 2, 1e-300, 0.5)) ** 2
    log_e = (z2 * n * mixture / (1 + n * mixture) - np.log(1 + n * mixture)) / 2
    return adjusted(np.exp(-log_e))


def held(gains: Floats, looks: int) -> Floats:
    """Only what passes at so many looks in a row."""
    passed = adjusted(p_values(gains))
    remaining = passed.copy()
    for earlier in range(1, looks):
        remaining[:, earlier:] = np.maximum(remaining[:, earlier:], passed[:, :-earlier])
    remaining[:, : EARLIEST + looks - 2] = 1
    return remaining


def every(gains: Floats, sessions: int) -> Floats:
    """Only looked at after so many sessions."""
    passed = adjusted(p_values(gains))
    remaining = np.ones_like(passed)
    looks = np.arange(EARLIEST - 1, SESSIONS, sessions)
    remaining[:, looks] = passed[:, looks]
    return remaining


def spent(gains: Floats, power: float) -> Floats:
    """A limit that changes with the number of sessions: later is easier if `power` is negative."""
    n = np.arange(1, SESSIONS + 1)[None, :, None]
    return adjusted(np.minimum(p_values(gains) * (np.maximum(n, EARLIEST) / EARLIEST) ** power, 1))


WAYS: dict[str, Callable[[Floats], Floats]] = {
    "one strict rate, variances borrowed": lambda gains: adjusted(p_values(gains)),
    "one strict rate, own variances": lambda gains: adjusted(p_values(gains, 0)),
    "e-values, mixture 0.3": lambda gains: e_values(gains, 0.3),
    "e-values, mixture 0.1": lambda gains: e_values(gains, 0.1),
    "must hold at 3 looks": lambda gains: held(gains, 3),
    "must hold at 6 looks": lambda gains: held(gains, 6),
    "looked at every 4th session": lambda gains: every(gains, 4),
    "looked at every 8th session": lambda gains: every(gains, 8),
    "more error spent early": lambda gains: spent(gains, 0.5),
    "more error spent late": lambda gains: spent(gains, -0.5),
}


def ever(passed: Floats) -> Floats:
    """Per person the rate at which anything is ever clear."""
    least: Floats = passed[:, EARLIEST - 1 :].min((1, 2))
    return least


def shares_found(passed: Floats, rate: float) -> str:
    first = np.maximum.accumulate(passed[:, EARLIEST - 1 :] <= rate, 1)
    return " / ".join(f"{100 * first[:, n - EARLIEST].mean():.0f}" for n in FOUND_BY)


def row(name: str, seed: int, people: int) -> str:
    """The error is set on people for whom nothing changes; the rest is what it costs."""
    way, chance = WAYS[name], np.random.default_rng(seed)
    nothing, a_point = np.zeros(RATINGS), np.eye(RATINGS)[CHANGED]
    rate = float(np.quantile(ever(way(changes(chance, people, effect=nothing))), EVER))
    alike = ever(way(changes(chance, people, effect=nothing, r=0.3)))
    columns = slice(CHANGED, CHANGED + 1)
    by_effect = [
        shares_found(way(changes(chance, people, effect=effect, same=same))[:, :, part], rate)
        for effect, same, part in (
            (a_point, 0.0, columns),
            (a_point, 0.4, columns),
            (0.5 * np.ones(RATINGS), 0.0, slice(None)),
        )
    ]
    cells = [name, f"{rate:.4f}", f"{100 * (alike <= rate).mean():.1f}%", *by_effect]
    return f"| {' | '.join(cells)} |"


HEAD = (
    "| Way | rate | false where changes resemble each other (r 0.3) | +1 in one of 15, found by"
    " 20 / 40 / 60 | the same with 40% left unchanged | +0.5 in all |\n|---|---|---|---|---|---|"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=800)
    parser.add_argument("--seed", type=int, default=2)
    given = parser.parse_args()
    print(HEAD)
    for name in WAYS:
        print(row(name, given.seed, given.people), flush=True)


if __name__ == "__main__":
    main()
