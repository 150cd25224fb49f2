"""The forecast of a verdict: how many more until it is settled, for people who are made up here."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtr, stdtrit

from benchmarks.forecasts import PEOPLE as SIMULATED
from benchmarks.forecasts import forecasts
from tracker.analysis.distribution import t_ppf
from tracker.analysis.forecast import STEPS, Outlook, more, settled

CLEAR = 0.004
NOW, MOST = 20, 60  # sessions
SD = 2.14  # of one change, times two: what the difference of two arms varies by
PEOPLE = 400


outlooks = st.builds(
    Outlook,
    best=st.floats(-5, 5),
    se=st.floats(0.01, 5),
    df=st.floats(1, 100),
    so_far=st.integers(5, 60),
    room=st.integers(0, 100),
    steps=st.floats(3, 60),
    worthwhile=st.floats(0.01, 3),
    clear_at=st.just(0.0) | st.floats(1e-6, 0.1),
    is_slope=st.booleans(),
)


@given(outlooks)
def test_no_more_is_promised_than_the_window_holds(outlook: Outlook) -> None:
    promised = more(outlook)
    assert promised is None or (promised <= outlook.room and promised in STEPS)


@given(outlooks)
def test_the_longer_the_wait_the_more_futures_are_settled(outlook: Outlook) -> None:
    shares = settled(outlook)
    assert ((shares >= 0) & (shares <= 1)).all()
    assert (np.diff(shares) >= 0).all()


@given(outlooks, st.floats(0, 1))
def test_a_stricter_bar_settles_no_sooner(outlook: Outlook, part: float) -> None:
    stricter = outlook._replace(clear_at=outlook.clear_at * (0.001 + 0.999 * part))
    assert (settled(stricter) <= settled(outlook)).all()


def test_the_same_data_give_the_same_forecast() -> None:
    outlook = _outlook(0.6, 0.3, 9, 10)
    assert more(outlook) == more(outlook) is not None


def test_a_full_window_promises_nothing() -> None:
    outlook = _outlook(0.6, 0.3, 9, 10)
    assert more(outlook._replace(room=0)) is None
    assert more(outlook._replace(room=STEPS[0] - 1)) is None


def test_nothing_is_promised_where_the_window_is_too_small_for_the_noise() -> None:
    assert more(_outlook(0.5, 4.0, 9, 10)) is None


def test_an_estimate_without_any_error_promises_nothing() -> None:
    with np.errstate(all="raise"):
        assert more(_outlook(0.5, 0.0, 9, 10)) is None


def test_before_the_least_number_of_sessions_nothing_is_clear() -> None:
    """Ten sessions are the least, and so clear a change has little else to wait for."""
    shares = settled(_outlook(4.0, 0.3, 4, 5))
    assert shares[3] == 0
    assert shares[4] > 0.9


@pytest.mark.parametrize("truth", [0.0, 0.5, 1.0])
def test_most_answers_are_settled_by_what_is_promised(truth: float) -> None:
    trial = _trial(truth, more)
    assert 0.55 <= trial.in_time <= 0.9
    assert 0.4 <= trial.ratio <= 1.0
    assert trial.impossible == 0


def test_what_the_pages_promise_comes_true_for_most() -> None:
    """A small size of the benchmark, through the answers themselves."""
    days = [people for people in SIMULATED if people.answers == "day"]
    read = [f for people in days for number in range(2) for f in forecasts(people, (3, number))]
    promised = [f for f in read if f.more]
    assert len(promised) > 100
    assert all((f.more or 0) <= f.room for f in promised)
    assert 0.55 <= np.mean([f.ratio <= 1 for f in promised]) <= 0.85
    assert 0.5 <= np.median([f.ratio for f in promised]) <= 0.9


@pytest.mark.parametrize("truth", [0.0, 1.0])
def test_the_width_of_the_limits_promises_what_cannot_come_true(truth: float) -> None:
    """The negative control: sessions until the limits are within half of what is worthwhile."""
    trial = _trial(truth, _by_width)
    assert trial.impossible > 0.5
    assert trial.ratio < 0.4


def _outlook(best: float, se: float, df: float, n: int) -> Outlook:
    return Outlook(best, se, df, n, MOST - n, n, 1.0, CLEAR)


def _by_width(outlook: Outlook) -> int:
    n = outlook.so_far
    sd = outlook.se * math.sqrt(n)
    sizes = range(n + 1, 400)
    return next((k for k in sizes if t_ppf(0.975, k - 1) * sd / math.sqrt(k) <= 0.5), 400) - n


class _Trial(NamedTuple):
    """Of all promises the share that came true, the median of actual / promised, and the share
    that does not fit the window."""

    in_time: float
    ratio: float
    impossible: float


def _trial(truth: float, promise: Callable[[Outlook], int | None]) -> _Trial:
    """People whose answer is not settled after twenty sessions, and what came of the promise."""
    values = np.random.default_rng(3).normal(truth, SD, (PEOPLE, MOST))
    n = np.arange(1, MOST + 1)
    mean = np.cumsum(values, 1) / n
    squares = np.cumsum(values**2, 1) - n * mean**2
    se = np.sqrt(squares[:, 1:] / (n[1:] - 1) / n[1:])
    best, df = mean[:, 1:], n[1:] - 1
    clear = 2 * stdtr(df, -np.abs(best / se)) <= CLEAR
    looks = clear | (np.abs(best) + stdtrit(df, 0.975) * se < 1)
    actual, promised = [], []
    for person in np.flatnonzero(~looks[:, NOW - 2]):
        later = np.flatnonzero(looks[person, NOW - 1 :])
        outlook = _outlook(best[person, NOW - 2], se[person, NOW - 2], NOW - 1, NOW)
        if (count := promise(outlook)) is not None:
            promised.append(count)
            actual.append(later[0] + 1 if len(later) else math.inf)
    ratios = np.array(actual) / np.array(promised)
    impossible = np.array(promised) > MOST - NOW
    return _Trial(float((ratios <= 1).mean()), float(np.median(ratios)), float(impossible.mean()))
