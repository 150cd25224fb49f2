"""Properties of the formulas, and of the answers based on them, for any ratings."""

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.formulas import page, trend_interval
from tracker.analysis.answers import Dataset, answers
from tracker.analysis.answers.line import side_gaps
from tracker.analysis.answers.plan import planned
from tracker.analysis.contrasts import contrast
from tracker.analysis.distribution import limits, t_ppf
from tracker.analysis.gain import mean_interval, pooled_r
from tracker.analysis.inputs import StatisticsError
from tracker.analysis.lasting import retention
from tracker.analysis.pairs import History, SessionInfo, TestInfo, history_from_rows
from tracker.analysis.power import power_by_session
from tracker.analysis.symmetry import level_of_weeks
from tracker.analysis.trend import weekly
from tracker.analysis.verdicts import bh, verdict

ANKLE = TestInfo(1, "ankle", "Ankle", "ankle", True, 1)
TODAY = 739320

scores = st.integers(0, 10)
some = st.none() | scores
gains = st.lists(st.integers(-10, 10), min_size=2, max_size=60)
pairs = st.lists(st.tuples(some, some), max_size=40)
share = st.floats(0, 1)


def close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def history(rows: list[tuple[Any, ...]], count: int) -> History:
    sessions = [SessionInfo(n, None, TODAY - count + n + 1, "routine", "r") for n in range(count)]
    return history_from_rows([ANKLE], sessions, rows)


@given(gains, st.integers(-5, 5))
def test_shifting_all_changes_shifts_the_mean_only(d: list[int], shift: int) -> None:
    before, after = mean_interval(d), mean_interval([x + shift for x in d])
    assert before is not None
    assert after is not None
    assert close(after.mean, before.mean + shift)
    assert close(after.se, before.se)
    assert close(after.hi - after.lo, before.hi - before.lo)


@given(st.lists(st.tuples(scores, scores), max_size=40), st.integers(-20, 20))
def test_shifting_all_ratings_leaves_changes_the_same(
    rated: list[tuple[int, int]], by: int
) -> None:
    def page_of(shift: int) -> Any:
        pre, post = [a + shift for a, _ in rated], [b + shift for _, b in rated]
        return page({"ankle left": {"pre": pre, "post": post}})

    assert page_of(0) == page_of(by)


@given(gains, st.floats(0, 0.6))
def test_negating_all_changes_negates_the_limits(d: list[int], r: float) -> None:
    before, after = mean_interval(d, 1.0, r), mean_interval([-x for x in d], 1.0, r)
    assert before is not None
    assert after is not None
    assert close(before.lo, -after.hi)
    assert close(before.p_up, 1 - after.p_up)


@given(st.lists(st.tuples(st.integers(0, 300), scores, scores), max_size=50))
def test_swapping_the_sides_flips_the_sign_of_the_gap(rows: list[tuple[int, int, int]]) -> None:
    days = [day for day, _, _ in rows]
    before = level_of_weeks(weekly(days, [left - right for _, left, right in rows]))
    after = level_of_weeks(weekly(days, [right - left for _, left, right in rows]))
    assert (before is None) == (after is None)
    if before and after:
        assert close(before.mean, -after.mean)
        assert close(before.lo, -after.hi)


@given(st.lists(st.tuples(some, some), min_size=1, max_size=40))
@settings(max_examples=50)
def test_swapping_left_and_right_negates_their_gap(rated: list[Any]) -> None:
    rows = [(n, 1, "left", a, a) for n, (a, _) in enumerate(rated)]
    rows += [(n, 1, "right", b, b) for n, (_, b) in enumerate(rated)]
    turned = [(n, t, {"left": "right", "right": "left"}[s], a, b) for n, t, s, a, b in rows]
    before, after = (
        side_gaps(Dataset(history(ratings, len(rated)), TODAY, familiarisation=0))["ankle"].now
        for ratings in (rows, turned)
    )
    assert before.n == after.n
    if before.best is not None and after.best is not None:
        assert close(before.best, -after.best)


@given(st.lists(st.tuples(st.integers(0, 300), some), max_size=50), st.randoms())
def test_the_order_of_the_days_does_not_matter(rows: list[Any], chance: random.Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    sorted_, shuffled = (
        trend_interval(*zip(*order, strict=True)) if order else None for order in (rows, mixed)
    )
    assert (sorted_ is None) == (shuffled is None)
    if sorted_ and shuffled:
        assert all(close(a, b) for a, b in zip(sorted_, shuffled, strict=True))


@given(pairs, st.randoms())
@settings(max_examples=50)
def test_the_order_of_the_rows_does_not_matter(rated: list[Any], chance: random.Random) -> None:
    rows = [(n, 1, "left", *pair) for n, pair in enumerate(rated)]
    mixed = list(rows)
    chance.shuffle(mixed)
    sorted_, shuffled = (
        answers(history(order, len(rated)), today=TODAY) for order in (rows, mixed)
    )
    assert sorted_ == shuffled


@given(pairs, pairs)
def test_a_missing_rating_drops_only_its_own_pair(first: list[Any], second: list[Any]) -> None:
    def columns(rated: list[Any]) -> dict[str, list[Any]]:
        return {"pre": [a for a, _ in rated], "post": [b for _, b in rated]}

    whole = [pair for pair in first if None not in pair]
    with_gaps = page({"a": columns(first), "b": columns(second)})
    complete = page({"a": columns(whole), "b": columns(second)})
    assert with_gaps == complete
    assert with_gaps["tests"]["a"]["n"] == len(whole)


@given(gains, st.floats(0, 0.5), st.floats(0.01, 0.3))
def test_autocorrelation_widens_the_limits(d: list[int], r: float, more: float) -> None:
    narrower, wider = mean_interval(d, 1.0, r), mean_interval(d, 1.0, r + more)
    assert narrower is not None
    assert wider is not None
    assert wider.hi - wider.lo >= narrower.hi - narrower.lo - 1e-9


@given(gains, st.floats(0.05, 0.9), st.floats(0.01, 0.09))
def test_a_higher_level_widens_the_limits(d: list[int], level: float, more: float) -> None:
    interval = mean_interval(d)
    assert interval is not None
    thick, thin = limits(interval, level), limits(interval, level + more)
    assert thin.lo <= thick.lo <= interval.mean <= thick.hi <= thin.hi


@given(gains)
def test_the_limits_at_95_percent_are_those_of_the_interval(d: list[int]) -> None:
    interval = mean_interval(d)
    assert interval is not None
    assert limits(interval, 0.95) == pytest.approx((interval.lo, interval.hi))


@given(st.lists(st.tuples(st.integers(-10, 10), st.booleans()), max_size=40))
def test_swapping_the_arms_flips_a_contrast(rows: list[tuple[int, bool]]) -> None:
    y, z = [float(y) for y, _ in rows], [float(z) for _, z in rows]
    before, after = contrast(y, z, s2floor=1 / 6), contrast(y, [1 - x for x in z], s2floor=1 / 6)
    assert (before is None) == (after is None)
    if before and after:
        assert close(before.effect, -after.effect)
        assert close(before.se, after.se)


@given(st.lists(share, max_size=20), st.randoms())
def test_the_order_of_the_family_does_not_matter(p: list[float], chance: random.Random) -> None:
    mixed = list(p)
    chance.shuffle(mixed)
    assert sorted(zip(p, bh(p), strict=True)) == sorted(zip(mixed, bh(mixed), strict=True))


@given(st.lists(share, max_size=20))
def test_significant_p_values_are_smaller_than_the_others(p: list[float]) -> None:
    passed = bh(p)
    yes = [value for value, ok in zip(p, passed, strict=True) if ok]
    no = [value for value, ok in zip(p, passed, strict=True) if not ok]
    assert not yes or not no or max(yes) < min(no)


@pytest.mark.parametrize("drift", [0.0, 0.3, 0.6])
def test_the_power_of_many_looks_is_that_of_simulated_plans(drift: float) -> None:
    """Against plans of two arms in turn, whose spread is estimated at each look."""
    plans, most, first = 2_000, 40, 20
    gains = np.random.default_rng(1).normal(0, 1, (plans, most))
    arm = np.arange(most) % 2
    gains += 2 * drift * arm
    still, reached = np.ones(plans, dtype=bool), []
    for n in range(first, most + 1, 2):
        done, other = gains[:, :n][:, arm[:n] == 1], gains[:, :n][:, arm[:n] == 0]
        spread = np.sqrt((done.var(axis=1, ddof=1) + other.var(axis=1, ddof=1)) / 2)
        t = (done.mean(axis=1) - other.mean(axis=1)) / (spread * 2 / math.sqrt(n))
        still &= t < t_ppf(1 - 0.0085, n - 2)
        reached.append(1 - still.mean())
    powers = power_by_session(0.0085, drift, first=first, most=most)
    assert reached[0] == pytest.approx(powers[first - 1], abs=0.04)
    assert reached[-1] == pytest.approx(powers[-1], abs=0.04)


@given(st.floats(0, 3), st.floats(0.001, 0.2))
def test_power_rises_with_every_look_and_stays_a_share(drift: float, p_up: float) -> None:
    powers = power_by_session(p_up, drift, first=20, most=48)
    assert powers[:19] == [0.0] * 19
    assert powers == sorted(powers)
    assert powers[-1] <= 1 + 1e-9
    assert drift < 1.2 or powers[-1] > 0.99


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_ratings_give_no_result(n: int) -> None:
    assert mean_interval([1] * n) is None
    assert trend_interval([1] * n, [1] * n) is None
    assert contrast([1] * n, [1] * n) is None
    assert retention(*[[1] * n] * 4) is None
    assert pooled_r([[1] * n]) == 0
    assert page({"a": {"pre": [1] * n, "post": [1] * n}})["tests"]["a"]["verdict"] == "too_early"


def test_five_weeks_give_no_trend_and_six_do() -> None:
    def of(weeks: int) -> Any:
        return trend_interval([7 * n for n in range(weeks)], [4, 5, 4, 5, 4, 5][:weeks])

    assert of(5) is None
    assert of(6) is not None


def test_a_perfect_fit_keeps_the_width_of_the_rounding_error() -> None:
    result = contrast([2, 2, 0, 0], [1, 1, 0, 0], s2floor=1 / 6)
    assert result is not None
    assert result.lo < result.effect < result.hi


def test_a_constant_covariate_is_ignored() -> None:
    y, z = [2, 3, 0, 1, 2], [1, 1, 0, 0, 1]
    assert contrast(y, z, [4] * 5) == contrast(y, z)


def test_a_covariate_collinear_with_the_arm_gives_no_result() -> None:
    assert contrast([2, 3, 0, 1, 2], [1, 1, 0, 0, 1], [6, 6, 4, 4, 6]) is None


def test_a_perfectly_fitting_ratio_is_its_own_limit() -> None:
    result = retention([1, 1, 0, 0, 1], [2, 2, 0, 0, 2], [4, 5, 5, 4, 6], [1, 1, 0, 0, 1])
    assert result is not None
    assert (result.lo, result.ratio, result.hi) == pytest.approx((0.5, 0.5, 0.5))
    assert result.p == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("given_", "word"),
    [
        ((4, 1.0, 0.5, 1.5, 0.01, True), "too_early"),
        ((10, 1.0, 0.5, 1.0, 0.01, True), "clear_gain"),
        ((9, 1.0, 0.5, 1.0, 0.01, True), "probably_gain"),
        ((10, -1.0, -1.0, -0.5, 0.99, True), "clear_loss"),
        ((10, -0.5, -0.9, -0.1, 0.99, True), "clear_small_loss"),
        ((10, 0.0, -1.0, 0.9, 0.10, False), "probably_gain"),
        ((10, 0.0, -0.9, 1.0, 0.90, False), "probably_loss"),
        ((10, 0.0, -0.99, 0.99, 0.01, False), "little_or_none"),
        ((10, 0.0, -1.0, 1.0, 0.5, True), "not_yet_known"),
        ((5, None, None, None, None, False), "not_yet_known"),
    ],
)
def test_at_a_threshold_the_verdict_falls_where_the_rule_says(given_: Any, word: str) -> None:
    assert verdict(*given_) == word


@pytest.mark.parametrize(
    "senseless",
    [
        lambda: trend_interval([1, 2], [1]),
        lambda: contrast([1, 2, 3], [1, 0]),
        lambda: retention([1], [1, 2], [1], [1]),
        lambda: mean_interval([1, math.nan]),
        lambda: mean_interval([1, 2], 1.0, 1.0),
        lambda: bh([0.1, 1.1]),
        lambda: bh([-0.1]),
        lambda: power_by_session(0.0, 0.5, first=20, most=40),
        lambda: power_by_session(0.01, -0.5, first=20, most=40),
        lambda: planned(0.01, between="days"),
        lambda: planned(0.01, between="arms", ratings=0),
        lambda: planned(0.01, between="arms", sd=0.0),
        lambda: page({"a": {"pre": [1], "post": []}}),
    ],
)
def test_invalid_input_is_refused(senseless: Any) -> None:
    with pytest.raises(StatisticsError):
        senseless()
