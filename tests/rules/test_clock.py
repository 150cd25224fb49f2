"""The times of a phone whose clock is ahead, behind, was never set, or jumps."""

import datetime

import pytest

from tracker.rules.clock import Clock, error_in_words

NOW = datetime.datetime(2026, 3, 10, 7, 0, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
TEN = datetime.timedelta(minutes=10)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
EXTREMES = [datetime.datetime.min, datetime.datetime.max, datetime.datetime(9999, 12, 31)]


@pytest.mark.parametrize("ahead", [HOUR, -2 * DAY, 400 * DAY, EPOCH + HOUR - NOW])
def test_a_clock_that_is_still_wrong_when_it_sends_is_corrected(
    ahead: datetime.timedelta,
) -> None:
    corrected = Clock(NOW, NOW + ahead).correct(NOW - TEN + ahead, None, 0)
    assert corrected == (NOW - TEN, ahead)


@pytest.mark.parametrize("late", [datetime.timedelta(seconds=s) for s in (-59, -20, 0, 1, 59)])
def test_a_difference_that_a_slow_network_explains_is_not_corrected(
    late: datetime.timedelta,
) -> None:
    assert Clock(NOW, NOW + late).correct(NOW - TEN, None, 0) == (NOW - TEN, None)


def test_a_clock_put_right_before_it_sent_is_noticed_by_the_last_server_time() -> None:
    was_ahead = Clock(NOW, NOW).correct(NOW + HOUR, NOW - TEN, 3)
    assert NOW - TEN <= was_ahead.at <= NOW and was_ahead.off is not None
    was_behind = Clock(NOW, NOW).correct(NOW - 2 * DAY, NOW - TEN, 3)
    assert NOW - TEN <= was_behind.at <= NOW and was_behind.off is not None


def test_only_the_entries_after_a_jump_of_the_clock_are_corrected() -> None:
    clock = Clock(NOW, NOW - 2 * DAY)  # put back in the middle of the session
    before = clock.correct(NOW - 2 * TEN, NOW - 3 * TEN, 0)
    after = clock.correct(NOW - TEN - 2 * DAY, NOW - 3 * TEN, 1)
    assert (before.at, after.at) == (NOW - 2 * TEN, NOW - TEN)
    assert (before.off, after.off) == (None, -2 * DAY)


def test_impossible_times_become_the_servers_time_in_the_order_of_the_entries() -> None:
    for at in [EPOCH, EPOCH - HOUR, *(time.replace(tzinfo=datetime.UTC) for time in EXTREMES)]:
        times = [Clock(NOW).correct(at, None, number) for number in range(3)]
        assert times == sorted(times) and all(time.off is not None for time in times)
        assert all(NOW <= time.at < NOW + datetime.timedelta(seconds=1) for time in times)


@pytest.mark.parametrize("extreme", EXTREMES)
def test_an_impossible_last_server_time_is_harmless(extreme: datetime.datetime) -> None:
    for sent in (None, extreme.replace(tzinfo=datetime.UTC), NOW):
        corrected = Clock(NOW, sent).correct(NOW - TEN, extreme.replace(tzinfo=datetime.UTC), 0)
        assert NOW - TEN <= corrected.at <= NOW


def test_an_old_phone_that_does_not_send_its_time_keeps_its_own_order() -> None:
    weeks = Clock(NOW).correct(NOW - 90 * DAY, None, 0)
    ahead = Clock(NOW).correct(NOW + HOUR, None, 0)
    assert (weeks, ahead) == ((NOW - 90 * DAY, None), (NOW + HOUR, HOUR))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (61, "1 min"), (-720, "12 min"), (3600, "60 min"), (10_800, "3 h"), (-172_800, "2 days"),
        (1_773_125_880, "56 years"),
    ],
)  # fmt: skip
def test_the_error_of_a_clock_in_words(seconds: int, words: str) -> None:
    assert error_in_words(seconds) == words
