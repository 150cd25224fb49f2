"""What was judged is read as it was stored, and later changes of its sessions are told apart."""

import datetime
import json
from dataclasses import replace
from typing import Any

import pytest

from tests.charts.histories import TESTS, TODAY
from tracker.analysis.answers import EVERYTHING
from tracker.analysis.answers.example_trial import example_dataset
from tracker.analysis.answers.judgement import Changes, Counts, Judgement, PickedSession
from tracker.analysis.answers.plan_answer import RULE, plan_answer

NOON = datetime.datetime(2027, 5, 3, 12, tzinfo=datetime.UTC)
NAMES = {"toe_spreaders": "Toe Spreaders", "ankle_dorsiflexion": "Ankle dorsiflexion"}
DONE = PickedSession(done=True)
OPEN = PickedSession(done=False, worked="")


def judged(sessions: dict[str, PickedSession] | None = None) -> Judgement:
    dataset = replace(example_dataset(TESTS, TODAY), window=EVERYTHING)
    arms, tests = ("toe_spreaders", "test_only"), [TESTS[0].slug]
    answer = plan_answer(dataset, design="control", arms=arms, tests=tests)
    return Judgement(RULE, NOON, answer, NAMES, sessions or {})


def shown(judgement: Judgement) -> list[Any]:
    """What a page shows of its findings."""
    findings = [judgement.answer.question, *judgement.answer.tests.values()]
    names = ("verdict", "word", "icon", "best", "wide", "narrow", "mdc", "tag_sentences", "grade")
    return [[getattr(finding, name) for name in names] for finding in findings]


def test_a_judgement_is_read_as_it_was_stored() -> None:
    judgement = judged({"a": DONE, "b": replace(OPEN, deleted=True, edited=NOON.isoformat())})
    stored = json.loads(json.dumps(judgement.to_json()))
    read = Judgement.from_json(stored)
    assert read.to_json() == stored
    assert shown(read) == shown(judgement)
    assert len(shown(read)) > 1
    assert (read.rule, read.at, read.names) == (RULE, NOON, NAMES)
    assert read.sessions == judgement.sessions


def test_what_only_a_newer_release_stored_is_ignored() -> None:
    stored = judged({"a": DONE}).to_json()
    newer = stored | {"new": 1, "sessions": {"a": stored["sessions"]["a"] | {"new": 1}}}
    newer["answer"] = stored["answer"] | {"question": stored["answer"]["question"] | {"new": 1}}
    assert Judgement.from_json(newer) == Judgement.from_json(stored)


def test_a_stored_answer_asks_for_no_more_sessions() -> None:
    read = Judgement.from_json(judged().to_json())
    findings = [read.answer.question, *read.answer.tests.values()]
    for verdict in ("too_early", "not_yet_known", "probably_gain"):
        for finding in findings:
            assert "more" not in replace(finding, verdict=verdict).sentence


def test_the_picked_sessions_are_counted_by_what_became_of_them() -> None:
    sessions = [
        *(DONE, replace(DONE, declined=True), replace(DONE, worked="")),
        *(replace(DONE, deleted=True, declined=True), replace(OPEN, deleted=True), OPEN),
    ]
    assert Counts.of(sessions) == Counts(finished=5, declined=1, undone=1, deleted=2, unfinished=1)


@pytest.mark.parametrize(
    ("was", "now", "changes"),
    [
        (DONE, DONE, Changes()),
        (DONE, replace(DONE, deleted=True), Changes(deleted=1)),
        (replace(DONE, deleted=True), DONE, Changes(restored=1)),
        (DONE, replace(DONE, edited=NOON.isoformat()), Changes(edited=1)),
        (replace(DONE, edited=NOON.isoformat()), DONE, Changes(edited=1)),
        (DONE, replace(DONE, anyway=True), Changes(counted=1)),
        (DONE, replace(DONE, arrived=3), Changes(late=1)),
        (OPEN, DONE, Changes(late=1)),
        (OPEN, replace(OPEN, arrived=3), Changes()),
        (DONE, replace(DONE, deleted=True, edited="x"), Changes(deleted=1, edited=1)),
    ],
)
def test_each_change_since_is_told_apart(
    was: PickedSession, now: PickedSession, changes: Changes
) -> None:
    since = judged({"a": was, "b": DONE}).changes({"a": now, "b": DONE})
    assert since == changes
    assert bool(since) == (changes != Changes())
