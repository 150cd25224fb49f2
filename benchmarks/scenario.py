"""What is true about a simulated person: one dataclass of options, and the sizes they share."""

from dataclasses import dataclass

from tracker.analysis.pairs import SeriesKey, TestInfo

ROUTINE, OTHER, TOUCH, CONTROL = "toe_spreaders", "sock_pull", "light_touch", "test_only"
DAY_SD, READING_SD, GAIN_SD = 0.9, 0.5, 0.7
SHARED = 0.3  # of the variance of a day, a rating and a gain is the same in all tests
STIFF = -0.5  # below one's usual level, in points
PRACTICE = 2
YEAR = 365.25

REGIONS = (
    ("toe_spread", "foot"),
    ("toe_extension", "foot"),
    ("toe_flexion", "foot"),
    ("ankle_dorsiflexion", "ankle"),
    ("knee_flexion", "knee"),
    ("hip_extension", "hip"),
    ("hip_flexion", "hip"),
    ("toe_touch", "low_back"),
)
TESTS = tuple(
    TestInfo(number, slug, slug, region, slug != "toe_touch", number)
    for number, (slug, region) in enumerate(REGIONS, 1)
)
# As many of their own as one person can have, all left and right, in every region in turn.
OWN_TESTS = tuple(
    TestInfo(len(TESTS) + number, f"my-{number}", f"my-{number}", REGIONS[number % 8][1], True, 100)
    for number in range(1, 21)
)
WITH_OWN = tuple(test.slug for test in (*TESTS, *OWN_TESTS))
KEYS: tuple[SeriesKey, ...] = tuple((test.slug, side) for test in TESTS for side in test.sides)
_FURTHER = dict.fromkeys(("knee", "hip", "low_back"), "further")
_FOOT = {"foot": "worked", "ankle": "next", **_FURTHER}
PROXIMITY = {
    ROUTINE: _FOOT,
    TOUCH: _FOOT,
    OTHER: {"foot": "next", "ankle": "worked", **_FURTHER},
}
# Per design, the arms that are randomised or chosen between; the effect is that of the first.
ARMS = {
    "": (ROUTINE,),
    "control": (ROUTINE, CONTROL),
    "touch": (ROUTINE, TOUCH),
    "versus": (ROUTINE, OTHER),
    "one_leg": ("left", "right"),
    "chosen": (ROUTINE, OTHER),
    "phases": (ROUTINE, OTHER),
}


@dataclass(frozen=True)
class Scenario:
    """The truth about a person, and how they rate; points are of the scale from 0 to 10.

    `effects`: the routine's, of which each series has one by chance; `in_a_single` adds one point
    to one series. `warm_up` applies to every session, `hope` to those in which hands were laid on.
    `lasting`: the share of an effect that is still there at the next session.
    """

    tests: tuple[str, ...] = tuple(test.slug for test in TESTS)
    named: tuple[str, ...] = ("ankle_dorsiflexion",)  # the tests of the plan
    sessions: int = 60
    design: str = ""
    effects: tuple[float, ...] = (0.0,)
    in_a_single: bool = False
    in_named: float = 0.0  # points more in the tests of the plan
    lasting: float = 0.0
    warm_up: float = 0.0
    hope: float = 0.0
    hopes_sitting_still: bool = True
    # The level before sessions
    start: tuple[float, float] = (3.5, 6.0)
    rise: float = 0.0  # points in 12 weeks
    season: float = 0.0  # points, up and down within a year
    weekday: float = 0.0  # the same within a week
    wander: float = 0.0  # points, sd of a random step in a week
    learning: float = 0.0  # points that the first ratings are too low by
    day_r: float = 0.5  # per day
    gain_r: float = 0.0  # between sessions
    is_heavy_tailed: bool = False  # t with 3 degrees of freedom, at the same sd
    # When
    gaps: tuple[int, ...] = (1, 2, 3)  # days to the next session
    breaks: float = 0.0  # the share of gaps that are five weeks longer
    twice_a_day: float = 0.0  # the share of sessions that follow on the same day
    only_when_stiff: bool = False
    # How they rate
    unchanged: float = 0.0  # the share of After that repeat Before
    stuck: float = 0.0  # the share of Before that repeat the last one
    unlogged: float = 0.0  # the share of After without a change, and of stiff Before, not rated
    typos: int = 0

    @property
    def is_randomised(self) -> bool:
        return self.design in ("control", "touch", "versus", "one_leg")

    @property
    def test_infos(self) -> tuple[TestInfo, ...]:
        return tuple(test for test in (*TESTS, *OWN_TESTS) if test.slug in self.tests)

    @property
    def keys(self) -> tuple[SeriesKey, ...]:
        return tuple((test.slug, side) for test in self.test_infos for side in test.sides)

    @property
    def arms(self) -> tuple[str, ...]:
        return ARMS[self.design]
