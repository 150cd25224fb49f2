"""At an end of the scale a change cannot show; every answer that rests on such ratings says so."""

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest

from tests.analysis.test_answers import (
    ANKLE,
    FLOOR,
    PLACES,
    TESTS,
    TODAY,
    answers_of,
    dataset,
    drawn_arms,
)
from tracker.analysis.answers import Finding
from tracker.analysis.answers.compare import against_control, routine_against_routine
from tracker.analysis.answers.day import near_minus_further
from tracker.analysis.answers.legs import one_leg_first
from tracker.analysis.pairs import History, SessionInfo, history_from_rows

SESSIONS = 60
ARMS = drawn_arms(SESSIONS)
TAPE = FLOOR._replace(least=-35.0, most=70.0)
MEASURED = (*TESTS[:2], replace(TESTS[2], measures=(TAPE,)))


def history_at(level: int, *, kind: str = "routine") -> History:
    """Ratings and readings that mostly stand at one level; every third is one nearer to 5."""
    chance = random.Random(2)
    inward = 0 if level == 5 else (1 if level < 5 else -1)
    infos = [_session(n, kind) for n in range(SESSIONS)]

    def score() -> int:
        return level + inward * chance.choice([0, 0, 1])

    sides = [(i.id, test.id, side) for i in infos for test in TESTS for side in test.sides]
    rows = [(*key, score(), score()) for key in sides]
    halfway = [(*key, score(), score()) for key in sides if kind == "one_leg"]
    tape = {0: TAPE.most, 5: 5.0, 10: TAPE.least}[level]  # higher is stiffer
    measured = [(i.id, 3, "none", "floor", tape, tape) for i in infos]
    return history_from_rows(MEASURED, infos, rows, measured, halfway)


def _session(n: int, kind: str) -> SessionInfo:
    day = TODAY - 2 * (SESSIONS - 1 - n)
    if kind == "one_leg":
        leg = ("left", "right")[n % 2]
        return SessionInfo(n, None, day, kind, "spread", randomised=True, assigned=leg, leg=leg)
    arm = ARMS[n]
    own = "test_only" if arm == "test_only" else "routine"
    routine = arm if arm in PLACES else "spread"
    return SessionInfo(n, None, day, own, routine, randomised=True, assigned=arm)


def findings_at(level: int) -> dict[str, Iterable[Finding]]:
    """All findings by question."""
    about = dataset(history_at(level))
    answers = answers_of(about.history)
    compared = {"control": against_control(about), "versus": routine_against_routine(about)}
    legs = one_leg_first(dataset(history_at(level, kind="one_leg")))
    return {
        "change": answers.changes.values(),
        "measured": answers.measured.values(),
        "level": [level.finding for level in answers.levels.values()],
        "gap": [gap.now for gap in answers.gaps.values()],
        "drift": [gap.change for gap in answers.gaps.values()],
        "near": near_minus_further(about).values(),
        "leg": [leg.finding for leg in (*legs.tests.values(), *legs.regions.values())],
    } | {
        question: [
            finding
            for comparison in comparisons
            for part in (comparison.tests, comparison.by_proximity)
            for finding in part.values()
        ]
        for question, comparisons in compared.items()
    }


TAGS = {
    "change": ("floor", "ceiling"),
    "measured": ("measured_stiffest", "measured_freest"),
    "level": ("no_fall", "no_rise"),
    "gap": ("side_at_end", "side_at_end"),
    "drift": ("side_at_end", "side_at_end"),
    "near": ("floor", "ceiling"),
    "leg": ("floor", "ceiling"),
    "control": ("floor", "ceiling"),
    "versus": ("floor", "ceiling"),
}


@pytest.mark.parametrize(("level", "end"), [(0, 0), (10, 1)])
def test_every_question_says_that_its_ratings_are_at_an_end_of_the_scale(
    level: int, end: int
) -> None:
    by_question = findings_at(level)
    for question, tags in TAGS.items():
        findings = list(by_question[question])
        assert findings, question
        assert all(finding.tags == (tags[end],) for finding in findings), question
        assert all(finding.tag_sentences for finding in findings), question


def test_in_the_middle_of_the_scale_no_question_says_so() -> None:
    ends = {tag for pair in TAGS.values() for tag in pair}
    for findings in findings_at(5).values():
        assert not any(ends & set(finding.tags) for finding in findings)


@pytest.mark.parametrize(("at_ten", "tagged"), [(7, False), (8, True)])
def test_forty_in_a_hundred_are_many(at_ten: int, tagged: bool) -> None:
    infos = [_session(n, "routine")._replace(randomised=False, kind="routine") for n in range(20)]
    rows = [(i.id, ANKLE.id, "left", 10 if i.id < at_ten else 6, None) for i in infos]
    history = history_from_rows(TESTS, infos, rows)
    level = answers_of(history, familiarisation=0).levels["ankle", "left"]
    assert ("no_rise" in level.finding.tags) == tagged
