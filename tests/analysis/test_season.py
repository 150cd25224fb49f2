"""The same weeks last year: known answers, and no stronger word than the ratings carry."""

import random
from collections import Counter
from itertools import product

import pytest

from benchmarks.season import CASES, measured
from tests.analysis.test_answers import SIDES, TESTS, TODAY, answers_of
from tracker.analysis.answers import season
from tracker.analysis.answers.season import (
    YEAR,
    PairedWeek,
    Season,
    beside_the_lines,
    paired_weeks,
    season_of,
)
from tracker.analysis.distribution import Limits
from tracker.analysis.pairs import History, SessionInfo, history_from_rows

KEY = ("ankle", "left")


def weeks(*differences: float, then: float = 5.0) -> list[PairedWeek]:
    return [PairedWeek(then + difference, then, 0.0) for difference in differences]


def of(*differences: float) -> Season:
    return season_of({KEY: weeks(*differences)})[KEY]


def test_the_difference_is_the_mean_of_the_weeks_with_its_t_limits() -> None:
    result = of(1.0, 2.0, 1.0, 2.0, 1.0, 2.0)  # back and forth, so that no week resembles the last
    assert (result.now, result.then, result.weeks) == (6.5, 5.0, 6)
    # 1.5 ± 2.5706 × √(0.3 / 6), the t quantile of 5 degrees of freedom
    assert result.wide.lo == pytest.approx(1.5 - 0.5748, abs=1e-3)
    assert result.wide.hi == pytest.approx(1.5 + 0.5748, abs=1e-3)


@pytest.mark.parametrize(
    ("differences", "sentence"),
    [
        ((1.0, 1.2) * 3, "Higher than at this time last year, by about 1."),
        ((-2.1, -2.0) * 3, "Lower than at this time last year, by about 2."),
        ((0.3, -0.1) * 3, "About as at this time last year."),
        # Above zero with the limits of one series, but not with those of 15 together.
        ((0.5, 1.5) * 3, "About 6 now, about 5 at this time last year."),
        ((4.0, -4.0) * 3, "About 5 now, about 5 at this time last year."),
        ((0.05, 0.05) * 3, "Higher than at this time last year, by about 0.5."),
    ],
)
def test_a_word_needs_strict_limits_else_there_are_levels(
    differences: tuple[float, ...], sentence: str
) -> None:
    assert of(*differences).sentence == sentence


def test_the_spread_is_never_below_that_of_all_series_or_of_rounding() -> None:
    calm, noisy = weeks(*(1.0, 1.1) * 3), weeks(*(3.0, -1.0) * 3)
    alone, together = (season_of(p)[KEY] for p in ({KEY: calm}, {KEY: calm, ("b", ""): noisy}))
    assert together.wide.lo < alone.wide.lo
    rounded = [week._replace(floor2=1 / 6) for week in calm]  # one rating a week, each year
    assert season_of({KEY: rounded})[KEY].wide.lo < alone.wide.lo


def test_weeks_without_ratings_in_one_of_the_years_are_left_out() -> None:
    now = [(TODAY - 7 * week, 6.0) for week in range(6)]
    then = [(TODAY - YEAR - 7 * week, 5.0) for week in (0, 2, 3, 5, 6)]  # the last is too early
    assert len(paired_weeks(now + then, TODAY)) == 4
    late = [(TODAY - YEAR + 1, 5.0), (TODAY + 1, 5.0)]
    assert paired_weeks(now + late, TODAY) == []


# From a history.


def yearly(rise: float, *, first: int = 450, seed: int = 1, noise: float = 0.7) -> History:
    """Ratings of every second day with a yearly swing of a point and this rise in a year."""
    chance = random.Random(seed)
    infos = [
        SessionInfo(n, None, TODAY - ago, "routine", "spread")
        for n, ago in enumerate(range(first, -1, -2))
    ]
    rows = []
    for info, (test, side) in product(infos, SIDES):
        ago = TODAY - info.day
        swing = 1.0 if ago % YEAR < YEAR // 2 else -1.0
        before = round(5 + swing - rise * ago / YEAR + chance.gauss(0, noise))
        rows.append((info.id, test.id, side, before, before))
    return history_from_rows(TESTS, infos, rows)


def ways(history: History) -> Counter[str]:
    return Counter(result.way for result in answers_of(history).seasons.values())


def test_half_a_year_has_nothing_beside_it_and_says_so() -> None:
    compared = answers_of(yearly(0, first=182)).seasons
    assert compared == {}
    note = "Half a year can’t tell training from season."
    assert beside_the_lines(compared) == note


def test_a_season_alone_is_neither_higher_nor_lower() -> None:
    assert set(ways(yearly(0))) <= {"alike", "unknown"}


@pytest.mark.parametrize(("rise", "way"), [(3.0, "higher"), (-3.0, "lower")])
def test_what_changed_in_a_year_is_seen_through_the_season(rise: float, way: str) -> None:
    assert set(ways(yearly(rise, noise=0.4))) == {way}


def test_sessions_of_practice_and_those_that_do_not_count_are_left_out() -> None:
    history = yearly(0, first=YEAR + 41)
    assert answers_of(history).seasons[KEY].weeks == 6
    gone = [
        session._replace(counts=session.day > TODAY - YEAR - 28 or session.day > TODAY - 42)
        for session in history.sessions
    ]
    excluded = History(history.tests, tuple(gone), history.series)
    assert answers_of(excluded).seasons[KEY].weeks == 4


def test_the_tally_counts_every_test_and_side() -> None:
    compared = {
        (way, str(n)): Season(5, 5, 6, Limits(0, 0), way)
        for way, count in (("higher", 2), ("lower", 1), ("alike", 3), ("unknown", 4))
        for n in range(count)
    }
    assert beside_the_lines(compared) == (
        "Against the same weeks last year, of 10 tests and sides: 2 higher, 1 lower, 3 about the"
        " same, 4 not clear."
    )


def test_people_who_do_not_change_hardly_ever_read_higher_or_lower() -> None:
    share = measured(CASES[0], people=12, seed=1)
    assert share.higher + share.lower <= 1 / 12
    assert share.covered > 0.95
    assert measured(CASES[-1], people=4, seed=1).higher == 1


def test_with_limits_for_each_series_alone_many_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: 95% of one series, when 15 are looked at every week."""
    monkeypatch.setattr(season, "STRICT", season.LEVEL)
    share = measured(CASES[0], people=6, seed=1)
    assert share.higher + share.lower >= 0.5
