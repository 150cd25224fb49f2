"""When something was entered by a phone whose clock is ahead, behind, was never set, or jumps."""

import datetime

import pytest

from tracker.rules.clock import Clock, in_words

NOW = datetime.datetime(2026, 3, 10, 7, 0, tzinfo=datetime.UTC)
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
TEN = datetime.timedelta(minutes=10)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
EVER = [datetime.datetime.min, datetime.datetime.max, datetime.datetime(9999, 12, 31)]


@pytest.mark.parametrize("ahead", [HOUR, -2 * DAY, 400 * DAY, EPOCH + HOUR - NOW])
def test_a_wrong_clock_that_is_still_wrong_as_it_sends_is_set_right(
    ahead: datetime.timedelta,
) -> None:
    told = Clock(NOW, NOW + ahead).told(NOW - TEN + ahead, None, 0)
    assert told == (NOW - TEN, ahead)


@pytest.mark.parametrize("late", [datetime.timedelta(seconds=s) for s in (-59, -20, 0, 1, 59)])
def test_what_a_slow_network_explains_is_no_wrong_clock(late: datetime.timedelta) -> None:
    assert Clock(NOW, NOW + late).told(NOW - TEN, None, 0) == (NOW - TEN, None)


def test_a_clock_that_was_put_right_before_it_sent_is_known_by_what_it_heard() -> None:
    was_ahead = Clock(NOW, NOW).told(NOW + HOUR, NOW - TEN, 3)
    assert NOW - TEN <= was_ahead.at <= NOW and was_ahead.off is not None
    was_behind = Clock(NOW, NOW).told(NOW - 2 * DAY, NOW - TEN, 3)
    assert NOW - TEN <= was_behind.at <= NOW and was_behind.off is not None


def test_of_what_was_entered_before_and_after_a_jump_each_is_taken_as_it_fits() -> None:
    sent = Clock(NOW, NOW - 2 * DAY)  # put back in the middle of the session
    before = sent.told(NOW - 2 * TEN, NOW - 3 * TEN, 0)
    after = sent.told(NOW - TEN - 2 * DAY, NOW - 3 * TEN, 1)
    assert (before.at, after.at) == (NOW - 2 * TEN, NOW - TEN)
    assert (before.off, after.off) == (None, -2 * DAY)


def test_what_cannot_be_is_taken_with_the_servers_clock_in_its_order() -> None:
    for at in [EPOCH, EPOCH - HOUR, *(each.replace(tzinfo=datetime.UTC) for each in EVER)]:
        found = [Clock(NOW).told(at, None, number) for number in range(3)]
        assert found == sorted(found) and all(each.off is not None for each in found)
        assert all(NOW <= each.at < NOW + datetime.timedelta(seconds=1) for each in found)


@pytest.mark.parametrize("ever", EVER)
def test_what_it_heard_may_be_of_any_time_too(ever: datetime.datetime) -> None:
    for sent in (None, ever.replace(tzinfo=datetime.UTC), NOW):
        told = Clock(NOW, sent).told(NOW - TEN, ever.replace(tzinfo=datetime.UTC), 0)
        assert NOW - TEN <= told.at <= NOW


def test_an_old_phone_that_says_nothing_of_its_clock_keeps_its_own_order() -> None:
    weeks = Clock(NOW).told(NOW - 90 * DAY, None, 0)
    ahead = Clock(NOW).told(NOW + HOUR, None, 0)
    assert (weeks, ahead) == ((NOW - 90 * DAY, None), (NOW + HOUR, HOUR))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (61, "1 min"), (-720, "12 min"), (3600, "60 min"), (10_800, "3 h"), (-172_800, "2 days"),
        (1_773_125_880, "56 years"),
    ],
)  # fmt: skip
def test_how_wrong_it_is_in_words(seconds: int, words: str) -> None:
    assert in_words(seconds) == words
