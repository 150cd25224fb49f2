"""How often the product is wrong, in whole percent: what the stored run of the calibration says."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STORED = Path(__file__).with_suffix(".json")  # written by the calibration with --store


@dataclass(frozen=True)
class ErrorRates:
    """People in 100 who look at every page after each of 60 sessions, unless said.

    `anywhere` to `chosen`: nothing does anything for them. The plans `by_*` find a true change by
    so many sessions, `unchanged` of people who give the same number twice in 40% of pairs.
    """

    people: int  # simulated, at least, of each kind
    seed: int
    anywhere: int  # ever read a false "clear"
    plan: int  # the same in a plan
    rest: int  # the same anywhere else
    alike: int  # the same anywhere, where sessions resemble each other
    own_tests: int  # the same anywhere, with 20 tests of one's own as well
    probably: int  # ever read a false "probably" for the change on the day
    chosen: int  # ever read "clear" for one of two routines that they chose between
    false_clear: int  # of all "clear", where half of the tests truly stay the same
    false_probably: int
    warm_up: int  # ever read "clear" before and after, with nothing but warm-up
    warm_up_in_a_plan: int
    hope: int  # the same with nothing but hope
    hope_in_a_plan: int  # hope only where hands are laid on, against sitting still
    hope_against_touch: int
    season: int  # ever read "clear" for the long line, with nothing but a season
    one_point_by_24: int
    one_point_by_40: int
    one_point_by_60: int
    half_by_24: int
    half_by_40: int
    half_by_60: int
    unchanged_by_24: int
    unchanged_by_40: int
    unchanged_by_60: int
    single_test_by_40: int  # before and after, of tests that alone change by a point
    rise_by_week_26: int  # of lines that rise by a point in 12 weeks


@cache
def error_rates() -> ErrorRates:
    return ErrorRates(**json.loads(STORED.read_text()))
