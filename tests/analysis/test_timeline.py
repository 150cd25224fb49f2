"""Gaps stay gaps, means stay within their week, and smoothing never crosses a pause."""

from tracker.analysis.timeline import RANGES, Columns, Line, broken, ends, means, smooth

MONDAY = 739320  # 10 March 2025


def test_fourteen_days_without_a_session_are_no_gap_and_fifteen_are() -> None:
    assert None not in broken(Columns([1, 15], [4, 5])).y
    assert broken(Columns([1, 16], [4, 5])).y == [4, None, 5]


def test_a_missing_week_breaks_a_line_of_weekly_means() -> None:
    weekly = means(Columns([MONDAY, MONDAY + 7, MONDAY + 21], [4, 6, 8]))
    assert broken(weekly, pause=7).y == [4, 6, None, 8]


def test_a_week_runs_from_the_first_day_of_its_person() -> None:
    days = Columns([MONDAY - 2, MONDAY - 1, MONDAY, MONDAY + 5], [1, 2, 4, 6])
    starts = {0: MONDAY, 5: MONDAY - 2, 6: MONDAY - 1}
    weekly = {first: means(days, week_starts=first) for first in starts}
    assert {first: points.y for first, points in weekly.items()} == {
        0: [1.5, 5],
        5: [7 / 3, 6],
        6: [1, 4],
    }
    assert all(starts[first] + 3 in points.x for first, points in weekly.items())


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert means(Columns([MONDAY, MONDAY + 6, MONDAY + 7], [4, 6, 9])).y == [5, 9]


def test_nothing_is_smoothed_across_a_gap() -> None:
    line = Line([1, 2, 3, 4, 5, 20, 21, 22, 23], [0, 0, 0, 0, None, 10, 10, 10, 10])
    assert smooth(line).y == line.y


def test_a_smoothed_point_averages_three_neighbours_on_each_side() -> None:
    lone = smooth(Line(list(range(9)), [0, 0, 0, 0, 16, 0, 0, 0, 0])).y
    assert lone[3:6] == [3, 4, 3]
    assert lone[0] == lone[8] == 0


def test_the_ends_of_a_series_are_means_of_at_most_four() -> None:
    assert ends([2]) == (2, 2)
    assert ends([0, 10]) == (0, 10)
    assert ends([1, 1, 1, 1, 9, 9, 5, 5, 5, 5]) == (1, 5)


def test_a_range_ends_today_and_all_begins_with_the_first_session() -> None:
    assert RANGES["4w"].first_day(MONDAY, [1]) == MONDAY - 27
    assert RANGES["all"].first_day(MONDAY, [MONDAY - 900, MONDAY]) == MONDAY - 900
    assert RANGES["all"].first_day(MONDAY, []) == MONDAY
