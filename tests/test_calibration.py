"""The calibration counts what is false, and turns red where errors are not corrected for."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from benchmarks.calibration import __main__ as command
from benchmarks.calibration.__main__ import seeds, watch
from benchmarks.calibration.looking import Word
from benchmarks.calibration.measures import Measure, Median, Seen, ever, forecasts
from benchmarks.calibration.questions import truth
from benchmarks.calibration.recorders import Promise
from benchmarks.calibration.report import MET, MISSED, WITHIN_CHANCE, lines, table
from benchmarks.calibration.rows import HELD_TO, ROWS, Row, anywhere
from benchmarks.calibration.stored import ERRORS, POWER
from benchmarks.scenario import Scenario
from benchmarks.simulated import person
from tracker.analysis.answers import finding

FEW = 4  # people
UNCORRECTED = 0.05


def everyone(row: Row, people: int = FEW) -> list[Seen]:
    return [watch(row, seed) for seed in seeds(row, people, 1)]


def uncorrected(p: Sequence[float | None], q: float) -> list[bool]:
    return [value is not None and value <= UNCORRECTED for value in p]


SMALL = Row("No effect, small", Scenario(sessions=18), [anywhere()])
EFFECT = Row("+1, small", Scenario(sessions=40, design="control", effects=(2.0,)), [anywhere()])


def test_without_correction_nearly_everybody_reads_a_false_clear_and_the_goal_is_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (line,) = lines(SMALL, everyone(SMALL))
    assert line.sign != MISSED, line
    monkeypatch.setattr(finding, "bh", uncorrected)
    (line,) = lines(SMALL, everyone(SMALL))
    assert line.sign == MISSED, line


def test_a_true_effect_is_read_as_true_in_a_plan_and_before_and_after() -> None:
    (seen,) = everyone(EFFECT, people=1)
    clear = {word.question for word in seen.words.first if word.word == "clear"}
    assert {"change", "plan"} <= clear
    assert not any(word.is_false for word in seen.words.first if word.question != "near")
    assert seen.words.true >= {("plan", ("all",)), ("change", ("toe_touch", "none"))}


def test_a_person_is_looked_at_after_every_session() -> None:
    row = Row("all", Scenario(sessions=12, design="control"), [], ("results", "left_over"))
    (seen,) = everyone(row, people=1)
    assert seen.results.sessions == len(seen.left_over.numbers) == 12


@pytest.mark.parametrize("design", ["", "control", "touch", "versus", "one_leg", "chosen"])
def test_every_question_has_a_truth_for_each_finding(design: str) -> None:
    row = Row("truths", Scenario(sessions=24, design=design, effects=(3.0,)), [])
    (seen,) = everyone(row, people=1)
    subject = person(row.scenario, next(seeds(row, 1, 1)))
    assert all(truth(subject, *slot) for slot in seen.words.true)
    effects = {question for question, _ in seen.words.true}
    assert effects.isdisjoint({"level", "gap", "drift", "near"})
    assert "change" in effects and len(effects) >= (3 if design else 1)


def person_who_read(*words: Word) -> Seen:
    seen = Seen()
    for word in words:
        seen.words.first[word] = 1
    return seen


FALSE = Word("change", "clear", is_up=True, is_false=True)


def test_a_share_of_people_counts_false_words_of_the_questions_in_it() -> None:
    people = [
        person_who_read(FALSE),
        person_who_read(FALSE._replace(is_false=False)),
        person_who_read(),
        person_who_read(),
    ]
    shares = [
        ever("", "change").share(people),
        ever("", "plan").share(people),
        ever("", but=["change"]).share(people),
        ever("", word="probably").share(people),
    ]
    assert [share and share.value for share in shares] == [25, 0, 0, 0]


@pytest.mark.parametrize(
    ("part", "sign"),
    [(0, MET), (8, MET), (9, WITHIN_CHANCE), (14, WITHIN_CHANCE), (15, MISSED), (50, MISSED)],
)
def test_a_goal_is_missed_only_beyond_what_chance_explains(part: int, sign: str) -> None:
    people = [person_who_read(FALSE)] * part + [person_who_read()] * (100 - part)
    row = Row("", Scenario(), [ever("", "change", most=8)])
    assert [line.sign for line in lines(row, people)] == [sign]


def test_series_of_a_person_are_not_independent() -> None:
    """Ten series each of four people are worth four people, not forty."""
    measure = Measure("", lambda seen: (10.0 if seen.words.first else 0.0, 10.0))
    share = measure.share(
        [person_who_read(FALSE), person_who_read(FALSE), person_who_read(), person_who_read()]
    )
    assert share and (share.value, share.error) == (50, 25)


def test_a_promise_that_never_came_counts_as_too_long() -> None:
    seen = Seen()
    for place, number in enumerate((12, 15, 30, None)):
        slot = ("change", (str(place),))
        seen.forecasts.promises[slot, 10] = Promise("change", 10, 5, number)
    settled, ratio = forecasts("change", 10)
    share = settled.share([seen])
    assert share and share.value == 50
    assert ratio.of([seen]) == 2.5


def test_rows_have_names_and_goals_of_their_own() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    for row in ROWS:
        labels = [measure.label for measure in row.measures]
        assert labels and len(set(labels)) == len(labels), row.name
    goals = [m for row in ROWS for m in row.measures if (m.least, m.most) != (None, None)]
    assert len(goals) > len(ROWS)


def test_a_missed_goal_is_printed_and_is_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    never = replace(SMALL, scenario=Scenario(sessions=6))
    always = Measure("impossible", lambda seen: (1, 1), most=0)
    monkeypatch.setattr("sys.argv", ["calibration", "--people", "2", "--processes", "1"])
    for measures, code in ([anywhere()], 0), ([always], 1):
        monkeypatch.setattr(command, "ROWS", (replace(never, measures=measures),))
        assert command.main() == code
        assert ("missed |" in capsys.readouterr().out) == bool(code)


def test_a_median_is_missed_only_beyond_what_chance_explains() -> None:
    ratio = Median("", lambda seen: [1.0, 2.0], 0.5, 0.9)
    assert not ratio.is_missed([Seen()] * 4)
    assert ratio.is_missed([Seen()] * 6)
    *_, last = table(Row("", Scenario(), [ratio]), [Seen()] * 6)
    assert last == "|  | 0.5 to 0.9 | 1.5 | missed |"


def test_every_kind_that_the_product_is_held_to_is_simulated() -> None:
    assert {*HELD_TO} <= {row.name for row in ROWS}


def test_every_kind_behind_a_figure_of_the_pages_is_one_that_more_people_stand_for() -> None:
    assert {kind for kind, _ in [*ERRORS.values(), *POWER.values()]} <= {*HELD_TO}
