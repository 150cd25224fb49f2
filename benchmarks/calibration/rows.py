"""The people who are simulated, and what is counted about them with which goal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.calibration.measures import (
    IN_VAIN,
    LINE,
    SHARES_HOLD,
    Measure,
    Median,
    beyond,
    clear_by,
    ever,
    ever_said,
    false_among,
    forecasts,
    held,
    reads_a_share,
    shares_at_the_end,
    until_clear,
)
from benchmarks.calibration.questions import PLAN
from benchmarks.scenario import WITH_OWN, Scenario

COMPARED = ("versus", "versus places")
WEEK_26 = 52  # sessions, at two a week
CONTROL = Scenario(design="control")


@dataclass(frozen=True)
class Row:
    """A kind of person, and what is counted; `records` are the fields of `Seen` to fill."""

    name: str
    scenario: Scenario
    measures: Sequence[Measure | Median]
    records: tuple[str, ...] = ()


def anywhere(most: float | None = 8) -> Measure:
    return ever("false “clear” anywhere", most=most)


def plan(most: float | None = 4) -> Measure:
    return ever("false “clear” in the plan", *PLAN, most=most)


def rest(most: float | None = 4) -> Measure:
    return ever("false “clear” outside the plan", but=PLAN, most=most)


def probably(most: float | None = 40) -> Measure:
    return ever("“probably” for the change on the day", "change", word="probably", most=most)


def fooled(question: str) -> Measure:
    """No goal: what the product warns of."""
    return ever_said(f"“clear” for {question}", question)


BESIDE_THE_LINE = ever("false “clear” beside the long line", but=LINE, most=8)


def coverage(question: str) -> list[Measure]:
    least = {95: 94, 80: 77}
    sizes = ((n, level) for level in least for n in (5, 10, 20, 40))
    return [held(question, n, level, least=least[level]) for n, level in sizes]


def power(question: str, *shares: float) -> list[Measure | Median]:
    """Of true ones, the shares that are clear by so many sessions."""
    goals = shares or (None, None, None)
    by = [clear_by(question, n, least=goal) for n, goal in zip((24, 40, 60), goals, strict=True)]
    return [*by, until_clear(question)]


def promises(
    questions: Sequence[str], numbers: Sequence[int], *, is_goal: bool
) -> list[Measure | Median]:
    pairs = ((question, n) for question in questions for n in numbers)
    by_pair = (forecasts(question, n, is_goal=is_goal) for question, n in pairs)
    return [*(measure for both in by_pair for measure in both), IN_VAIN]


NOTHING = (
    Row(
        "No effect, plan against sitting still",
        CONTROL,
        [
            *(anywhere(), plan(), rest(), probably(), reads_a_share(most=5), beyond(most=5)),
            *(*coverage("change"), *coverage("control")),
        ],
        ("limits", "left_over", "results"),
    ),
    Row("No effect, before and after", Scenario(), [anywhere(), probably()]),
    Row("No effect, light touch", Scenario(design="touch"), [anywhere(), plan(), probably()]),
    Row("No effect, two routines", Scenario(design="versus"), [anywhere(), plan(), probably()]),
    Row("No effect, one leg first", Scenario(design="one_leg"), [anywhere(), plan(), probably()]),
)
ALIKE = (
    Row(
        "No effect, sessions alike (gains .3, days .6)",
        Scenario(gain_r=0.3, day_r=0.6),
        [anywhere(12), probably(None), *coverage("change")],
        ("limits",),
    ),
    Row(
        "No effect, sessions alike, in a plan",
        replace(CONTROL, gain_r=0.3, day_r=0.6),
        [anywhere(12), plan(None), probably(None)],
    ),
    Row(
        "No effect, very alike (gains .6, days .8): hard case",
        Scenario(gain_r=0.6, day_r=0.8),
        [anywhere(None), probably(None)],
    ),
)
HABITS = {
    "40% unchanged": Scenario(design="control", unchanged=0.4),
    "40% unchanged, 20% of Before stuck": Scenario(design="control", unchanged=0.4, stuck=0.2),
    "heavy tails (t, 3)": Scenario(design="control", is_heavy_tailed=True),
    "ceiling (8.5 to 10)": Scenario(start=(8.5, 10)),
    "floor (0 to 1.5)": Scenario(start=(0, 1.5)),
    "not all logged (half of the unchanged, half of the stiff)": Scenario(unlogged=0.5),
    "long gaps (five weeks, 1 in 20)": Scenario(breaks=0.05),
    "two sessions a day, on half of the days": Scenario(twice_a_day=0.5),
    "a typing error": Scenario(typos=1),
    "one test alone": Scenario(tests=("ankle_dorsiflexion",)),
    "toe touch alone": Scenario(tests=("toe_touch",)),
    "20 own tests as well, in a plan": replace(CONTROL, tests=WITH_OWN),
}
RATING = tuple(
    Row(
        f"No effect, {habit}",
        scenario,
        [anywhere(), *([plan(), reads_a_share(most=5), beyond(most=5)] if scenario.design else [])],
        ("left_over", "results") if scenario.design else (),
    )
    for habit, scenario in HABITS.items()
)
MOVING = tuple(
    Row(f"No effect, {drift}", scenario, [BESIDE_THE_LINE, fooled("level"), fooled("drift")])
    for drift, scenario in {
        "season (1 point up and down)": Scenario(season=1),
        "week (half a point up and down)": Scenario(weekday=0.5),
        "wander (.1 a week)": Scenario(wander=0.1),
        "learning to rate (1 point)": Scenario(learning=1),
    }.items()
)
NOTHING_BUT = (
    ("warm-up of 0.4", "control", replace(CONTROL, warm_up=0.4)),
    ("hope of 0.5, in all sessions", "control", replace(CONTROL, hope=0.5)),
    ("logging when stiff", "control", replace(CONTROL, only_when_stiff=True)),
    (
        "hope of 0.5 where hands are laid on, light touch",
        "touch",
        Scenario(design="touch", hope=0.5, hopes_sitting_still=False),
    ),
    (
        "hope of 0.5 where hands are laid on, sitting still",
        "control",
        replace(CONTROL, hope=0.5, hopes_sitting_still=False),
    ),
)
FOOLED = tuple(
    Row(
        f"Nothing but {what}",
        scenario,
        [plan(None if what.endswith("sitting still") else 4), fooled("change"), fooled(compared)],
    )
    for what, compared, scenario in NOTHING_BUT
)
CHOSEN = (
    Row(
        "Two routines, chosen: the first when stiff",
        Scenario(design="chosen"),
        [ever_said("“clear” for one against the other", *COMPARED, most=0), anywhere(None)],
    ),
    Row(
        "Two routines in phases (gains .5)",
        Scenario(design="phases", gain_r=0.5),
        [ever_said("“clear” for one against the other", *COMPARED, most=0), anywhere(None)],
    ),
)
WEEKS_60 = Scenario(sessions=120, gaps=(3, 4))
LONG = (
    Row(
        "No effect, 60 weeks at 2 a week",
        WEEKS_60,
        [*(ever(f"false “clear” for {q}", q, most=3) for q in LINE), anywhere(None)],
    ),
    Row(
        "No effect, 60 weeks, days very alike (.8): hard case",
        replace(WEEKS_60, day_r=0.8),
        [*(ever(f"false “clear” for {q}", q) for q in LINE), anywhere(None)],
    ),
    Row(
        "A rise of 1 point in 12 weeks",
        Scenario(sessions=WEEK_26, gaps=(3, 4), rise=1),
        [clear_by("level", WEEK_26, least=40)],
    ),
)
EFFECTS = (
    Row(
        "+1 in one of 15 tests, before and after",
        Scenario(in_a_single=True),
        [clear_by("change", 40, least=80), until_clear("change")],
    ),
    Row(
        "+1, plan against sitting still",
        replace(CONTROL, effects=(1.0,)),
        [*power("plan", 65, 90, 97), *power("plan tests"), *power("control"), *power("change")],
    ),
    Row(
        "+1 in the named test alone, plan",
        replace(CONTROL, effects=(0.0,), in_named=1.0),
        [*power("plan", 65, 90, 97), *power("plan tests"), rest(None)],
    ),
    Row(
        "+1, 40% unchanged, plan",
        replace(CONTROL, effects=(1.0,), unchanged=0.4),
        [*power("plan", 45, 75, 90), *power("plan tests")],
    ),
    Row(
        "+0.5, plan",
        replace(CONTROL, effects=(0.5,)),
        [*power("plan", 20, 40, 60), *power("plan tests"), *power("change")],
    ),
    Row(
        "−1, plan",
        replace(CONTROL, effects=(-1.0,)),
        [*power("plan"), *power("change")],
    ),
    Row("+1, light touch", Scenario(design="touch", effects=(1.0,)), power("plan", 65, 90, 97)),
    Row("+1, two routines", Scenario(design="versus", effects=(1.0,)), power("plan", 65, 90, 97)),
    Row("+1, one leg first", Scenario(design="one_leg", effects=(1.0,)), power("plan")),
    Row(
        "Half 0, a quarter 0.5, a quarter 1, plan",
        replace(CONTROL, effects=(0.0, 0.0, 0.5, 1.0)),
        [anywhere(None), false_among("clear", most=4), false_among("probably", most=15)],
    ),
)
LASTING = tuple(
    Row(
        f"+1, {what} left next time",
        replace(CONTROL, effects=(1.0,), lasting=lasting, sessions=61),
        [shares_at_the_end(least=least), reads_a_share(), SHARES_HOLD],
        ("left_over",),
    )
    for what, lasting, least in (("half", 0.5, 70), ("nothing", 0.0, None))
)
FORECASTS = tuple(
    Row(
        f"{what}, {how}, 100 sessions: promises",
        replace(scenario, sessions=100, effects=effects),
        promises(questions, numbers, is_goal=len(effects) > 1),
        ("forecasts",),
    )
    for how, scenario, questions, numbers in (
        ("before and after", Scenario(), ("change", "level"), (10, 20)),
        ("plan", CONTROL, ("control", "plan"), (20, 30)),
    )
    for what, effects in (
        ("No effect", (0.0,)),
        ("+0.5", (0.5,)),
        ("+1", (1.0,)),
        ("A third 0, 0.5, 1", (0.0, 0.5, 1.0)),
    )
)
ROWS: tuple[Row, ...] = (
    *(*NOTHING, *ALIKE, *RATING, *MOVING, *FOOLED, *CHOSEN, *LONG),
    *(*EFFECTS, *LASTING, *FORECASTS),
)

# Those with a goal of the product or a figure on its pages; the others show who else there is.
HELD_TO = (
    "No effect, plan against sitting still",
    "No effect, before and after",
    "No effect, sessions alike (gains .3, days .6)",
    "No effect, sessions alike, in a plan",
    "No effect, 40% unchanged",
    "No effect, 20 own tests as well, in a plan",
    "Two routines, chosen: the first when stiff",
    "Two routines in phases (gains .5)",
    "No effect, 60 weeks at 2 a week",
    "A rise of 1 point in 12 weeks",
    "+1 in one of 15 tests, before and after",
    "+1, plan against sitting still",
    "+1 in the named test alone, plan",
    "+1, 40% unchanged, plan",
    "+0.5, plan",
    "Half 0, a quarter 0.5, a quarter 1, plan",
    "+1, half left next time",
    "Nothing but warm-up of 0.4",
    "Nothing but hope of 0.5, in all sessions",
    "Nothing but hope of 0.5 where hands are laid on, light touch",
    "Nothing but hope of 0.5 where hands are laid on, sitting still",
    "No effect, season (1 point up and down)",
)
