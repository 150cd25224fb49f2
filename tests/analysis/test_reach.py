"""What is promised comes true: every session of "about N more" still adds to its answer."""

from collections.abc import Iterator

import pytest

from tests.analysis.test_answers import PLACES, TODAY, drawn_arms, rated, sessions
from tracker.analysis.answers import EVERYTHING, Dataset, Finding
from tracker.analysis.answers.compare import against_control, routine_against_routine
from tracker.analysis.answers.day import changes, measured_changes, near_minus_further
from tracker.analysis.answers.legs import one_leg_first
from tracker.analysis.answers.line import levels, side_gaps
from tracker.analysis.answers.plan_answer import plan_answer
from tracker.analysis.answers.reach import MOST_PLANNED, MOST_WEEKS
from tracker.analysis.forecast import STEPS
from tracker.analysis.pairs import History

MANY = 150  # sessions
DAYS_BETWEEN = (1, 2, 3, 5, 7)
OPEN = ("not_yet_known", "probably_gain", "probably_loss")
AT_ITS_SUREST = "This is as sure as this page can get"


def until(history: History, session: int) -> Dataset:
    """The data as they were after that session, read on its day."""
    return Dataset(history, history.sessions[session].day, proximity=PLACES)


def findings(dataset: Dataset) -> Iterator[tuple[str, Finding]]:
    for name, by_key in (
        ("change", changes(dataset)),
        ("measured", measured_changes(dataset)),
        ("near", near_minus_further(dataset)),
    ):
        yield from ((f"{name} {key}", finding) for key, finding in by_key.items())
    yield from ((f"level {key}", level.finding) for key, level in levels(dataset).items())
    for test, gap in side_gaps(dataset).items():
        yield f"gap {test}", gap.now
        yield f"drift {test}", gap.change
    for comparison in (*against_control(dataset), *routine_against_routine(dataset)):
        for key, finding in (comparison.tests | comparison.by_proximity).items():
            yield f"{comparison.first} {comparison.second} {key}", finding
    legs = one_leg_first(dataset)
    for name, leg in (legs.tests | legs.regions).items():
        yield f"leg {name}", leg.finding


@pytest.mark.parametrize("every", DAYS_BETWEEN)
@pytest.mark.parametrize("gain", [0.0, 0.7])
def test_every_session_that_is_promised_adds_to_its_answer(every: int, gain: float) -> None:
    history = rated(sessions(MANY, every=every), gain)
    promised = 0
    for session in (9, 16, 24, 40, 61, 100):
        dataset = until(history, session)
        for key, finding in changes(dataset).items():
            if finding.more is not None:
                promised += 1
                later = changes(until(history, session + finding.more))[key]
                assert later.n == finding.n + finding.more, (session, key)
    assert promised


@pytest.mark.parametrize("every", DAYS_BETWEEN)
def test_every_week_that_is_promised_adds_to_its_answer(every: int) -> None:
    history = rated(sessions(MANY, every=every))
    for session in (10, 14, 20, 30, 50):
        for key, level in levels(until(history, session)).items():
            last = session + 7 * (level.finding.more or 0) // every
            if level.finding.more is not None and last < MANY:
                later = levels(until(history, last))[key].finding
                assert later.n >= level.finding.n + level.finding.more - 1, (session, key)


@pytest.mark.parametrize("arms", [None, ("spread", "test_only"), ("spread", "pull", "test_only")])
@pytest.mark.parametrize("every", [1, 3, 7])
def test_no_question_promises_more_than_its_window_holds(
    arms: tuple[str, ...] | None, every: int
) -> None:
    infos = sessions(MANY, every=every, arms=drawn_arms(MANY, arms) if arms else None)
    history, promised = rated(infos, 0.5), 0
    for session in range(8, MANY, 7):
        for name, finding in findings(until(history, session)):
            if finding.more is not None and finding.outlook:
                promised += 1
                most = MOST_WEEKS if name.startswith(("level", "gap", "drift")) else 60
                assert finding.outlook.so_far + finding.more <= most, (session, name)
                assert finding.n + finding.more <= most, (session, name)
    assert promised


def test_a_full_window_promises_nothing_however_unsure_its_answers_are() -> None:
    """As sure as the page can get: another session only takes the place of the oldest."""
    chaos = rated(sessions(MANY), lambda info, test, side: 6 * (-1) ** (info.id // 2))
    dataset = until(chaos, MANY - 1)
    open_ones = [f for _, f in findings(dataset) if f.verdict in OPEN]
    assert open_ones
    assert {finding.more for finding in open_ones} == {None}
    assert {finding.sentence.partition(". ")[2] for finding in open_ones} == {AT_ITS_SUREST}


@pytest.mark.parametrize("gain", [0.0, 0.5, 0.9])
def test_only_a_full_window_is_called_as_sure_as_the_page_can_get(gain: float) -> None:
    history, unsettled = rated(sessions(MANY), gain), 0
    for session in (20, 30, 40, 50):
        for name, finding in findings(until(history, session)):
            if finding.verdict in OPEN and finding.more is None and finding.outlook:
                unsettled += 1
                assert (finding.outlook.room < STEPS[0]) == (AT_ITS_SUREST in finding.sentence), (
                    session,
                    name,
                )
    assert unsettled


def test_without_a_plan_nothing_is_surer_than_probably() -> None:
    """More sessions cannot make sure what only a plan calls clear."""
    arms = drawn_arms(30, ("spread", "test_only"))
    history = rated(sessions(30, arms=arms), lambda info, *_: 1.2 * (info.arm == "spread"))
    (comparison,) = against_control(until(history, 29))
    probable = [f for f in comparison.tests.values() if f.verdict == "probably_gain"]
    assert probable
    assert {finding.more for finding in probable} == {None}
    assert all(AT_ITS_SUREST in finding.sentence for finding in probable)


def test_a_plan_has_no_window_that_could_be_full() -> None:
    arms = drawn_arms(MANY, ("spread", "test_only"))
    history = rated(sessions(MANY, arms=arms), lambda info, *_: 6 * (-1) ** (info.id // 2))
    data = Dataset(history, history.sessions[-1].day, EVERYTHING)
    answer = plan_answer(data, design="control", arms=("spread", "test_only"), tests=("ankle",))
    open_ones = [f for f in (answer.question, *answer.tests.values()) if f.verdict in OPEN]
    assert open_ones
    assert {f.sentence.partition(". ")[2] for f in open_ones} == {"More sessions may not settle it"}


def test_a_test_that_was_rated_lately_has_room_for_its_own_sessions() -> None:
    history = rated(sessions(MANY), lambda info, *_: info.id % 5 - 1.5)
    lately = {
        key: series.where(i >= MANY - 9 for i in series.session)
        for key, series in history.series.items()
        if key[0] == "ankle"
    }
    mixed = History(history.tests, history.sessions, history.series | lately)
    by_key = changes(until(mixed, MANY - 1))
    toes, ankle = (by_key[test, "left"].outlook for test in ("toes", "ankle"))
    assert toes
    assert ankle
    assert (toes.so_far, toes.room) == (60, 0)
    assert (ankle.so_far, ankle.room) == (9, 51)


@pytest.mark.parametrize("count", [24, 40, 70, 94])
def test_a_plan_promises_no_more_than_the_longest_plan_has(count: int) -> None:
    arms = ("spread", "test_only")
    history = rated(sessions(count + 2, every=9, arms=drawn_arms(count + 2, arms)), 0.4)
    dataset = Dataset(history, TODAY, EVERYTHING)
    answer = plan_answer(dataset, design="control", arms=arms, tests=["ankle"])
    for finding in (answer.question, *answer.tests.values()):
        assert finding.more is None or finding.n + finding.more <= MOST_PLANNED
        assert finding.more is None or finding.more in STEPS
