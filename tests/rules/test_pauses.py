"""The log of the pauses of a plan."""

import datetime

from tracker.rules.pauses import Pause, Pauses

NOON = datetime.datetime(2027, 5, 3, 12, tzinfo=datetime.UTC)


def on(day: int) -> datetime.datetime:
    return NOON + datetime.timedelta(days=day)


def test_a_pause_lasts_until_the_plan_continues() -> None:
    pauses = Pauses().begun(on(0), "injury")
    assert pauses.current == Pause(on(0), reason="injury")
    assert pauses.begun(on(1)) == pauses, "it has begun already"
    over = pauses.ended(on(4))
    assert over.current is None
    assert over.log == (Pause(on(0), on(4), "injury"),)
    assert over.ended(on(5)) == over, "it has ended already"


def test_days_are_those_of_the_pauses_that_are_over() -> None:
    pauses = Pauses().begun(on(0)).ended(on(9)).begun(on(20)).ended(on(34)).begun(on(50))
    assert pauses.days(datetime.datetime.date) == 23


def test_pauses_are_read_as_they_were_stored() -> None:
    pauses = Pauses().begun(on(0), "holiday").ended(on(9)).begun(on(20))
    assert pauses.to_json() == [
        {
            "since": "2027-05-03T12:00:00+00:00",
            "until": "2027-05-12T12:00:00+00:00",
            "reason": "holiday",
        },
        {"since": "2027-05-23T12:00:00+00:00"},
    ]
    assert Pauses.from_json(pauses.to_json()) == pauses
