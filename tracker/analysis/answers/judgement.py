"""The answer of a plan as it was judged when the plan ended, in JSON that is kept for ever."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from tracker.analysis.answers.finding import Finding
from tracker.analysis.answers.plan_answer import PlanAnswer
from tracker.analysis.distribution import Limits
from tracker.analysis.pairs import SeriesKey
from tracker.analysis.sentences import Wording
from tracker.texts import Name

Stored = dict[str, Any]  # JSON, checked as it is read
# Of a finding: what its word, its numbers and its bar need. The sentence is made when it is read.
STORED_FIELDS = ("question", "n", "best", "p", "verdict", "worthwhile", "mdc", "grade", "unit")


@dataclass(frozen=True)
class PickedSession:
    """A session for which chance picked, as far as an answer or its counts depend on it.

    `edited`: the last edit after its end, as ISO 8601, or empty. `arrived`: how many writes of it
    had arrived, edits and notes aside. `worked`: the sides that were worked, or empty.
    """

    done: bool
    deleted: bool = False
    edited: str = ""
    anyway: bool = False
    declined: bool = False
    worked: str = "both"
    arrived: int = 0


@dataclass(frozen=True)
class Counts:
    """How many of the picked sessions are what; one can be several of these."""

    finished: int  # done or deleted
    declined: int
    undone: int  # done, with nothing worked
    deleted: int
    unfinished: int

    @classmethod
    def of(cls, sessions: Iterable[PickedSession]) -> "Counts":
        picked = list(sessions)
        done = [session for session in picked if session.done and not session.deleted]
        deleted = sum(session.deleted for session in picked)
        return cls(
            len(done) + deleted,
            sum(session.declined for session in done),
            sum(not session.worked for session in done),
            deleted,
            len(picked) - len(done) - deleted,
        )


@dataclass(frozen=True)
class Changes:
    """How many sessions of a plan are other than when it was judged, by what was done to them."""

    edited: int = 0
    deleted: int = 0
    restored: int = 0
    counted: int = 0  # counted in other answers, or not any more, at their owner's request
    late: int = 0  # finished after the end, or parts of it arrived then

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True)
class Judgement:
    """What an ended plan answers, and everything that its page says of it.

    `rule`: `plan_answer.RULE` when it was judged. `names`: of the arms and tests, by slug.
    `sessions`: by their uuid.
    """

    rule: int
    at: datetime.datetime
    answer: PlanAnswer
    names: Mapping[str, str]
    sessions: Mapping[str, PickedSession]

    @property
    def shown_names(self) -> dict[str, str]:
        """In the language of whoever reads them; they are stored as they were, in English."""
        return {slug: str(Name(name, slug)) for slug, name in self.names.items()}

    @property
    def counts(self) -> Counts:
        return Counts.of(self.sessions.values())

    @property
    def next_number(self) -> int:
        """Which session of the plan chance picks for next."""
        return len(self.sessions) + 1

    def changes(self, now: Mapping[str, PickedSession]) -> Changes:
        """What was done to its sessions since."""
        done_to = Counter(
            change
            for uuid, session in now.items()
            for change in _changes(self.sessions.get(uuid, PickedSession(done=False)), session)
        )
        return Changes(**done_to)

    def to_json(self) -> Stored:
        return {
            "rule": self.rule,
            "at": self.at.isoformat(),
            "answer": _answer_to_json(self.answer),
            "names": dict(self.names),
            "sessions": {uuid: asdict(session) for uuid, session in self.sessions.items()},
        }

    @classmethod
    def from_json(cls, stored: Stored) -> "Judgement":
        """Keys that only other versions of this code knew are ignored."""
        columns = {field.name for field in fields(PickedSession)}
        return cls(
            stored["rule"],
            datetime.datetime.fromisoformat(stored["at"]),
            _answer_from_json(stored["answer"], stored["names"]),
            stored["names"],
            {
                uuid: PickedSession(**{k: v for k, v in session.items() if k in columns})
                for uuid, session in stored["sessions"].items()
            },
        )


def _changes(was: PickedSession, now: PickedSession) -> Iterable[str]:
    if now.deleted != was.deleted:
        yield "deleted" if now.deleted else "restored"
    if now.edited != was.edited:
        yield "edited"
    if now.anyway != was.anyway:
        yield "counted"
    if now.done and (not was.done or now.arrived > was.arrived):
        yield "late"


def _answer_to_json(answer: PlanAnswer) -> Stored:
    return {
        "question": _finding_to_json(answer.question),
        "first": answer.first,
        "second": answer.second,
        "first_sessions": answer.first_sessions,
        "second_sessions": answer.second_sessions,
        "tests": [
            {"test": test, "side": side} | _finding_to_json(finding)
            for (test, side), finding in answer.tests.items()
        ],
    }


def _answer_from_json(stored: Stored, names: Mapping[str, str]) -> PlanAnswer:
    arms = stored["first"], stored["second"]
    arm_names = [Name(names.get(arm, ""), arm) for arm in arms]
    tests: dict[SeriesKey, Finding] = {
        (item["test"], item["side"]): _finding_from_json(item, *arm_names)
        for item in stored["tests"]
    }
    question = _finding_from_json(stored["question"], *arm_names)
    return PlanAnswer(question, *arms, stored["first_sessions"], stored["second_sessions"], tests)


def _finding_to_json(finding: Finding) -> Stored:
    plain = {name: getattr(finding, name) for name in STORED_FIELDS}
    limits = {"wide": _plain(finding.wide), "narrow": _plain(finding.narrow)}
    return plain | limits | {"tags": list(finding.tags)}


def _plain(limits: Limits | None) -> list[float] | None:
    return None if limits is None else list(limits)


def _finding_from_json(stored: Stored, first: Name, second: Name) -> Finding:
    wide, narrow = (stored[name] and Limits(*stored[name]) for name in ("wide", "narrow"))
    return Finding(
        **{name: stored[name] for name in STORED_FIELDS},
        wide=wide,
        narrow=narrow,
        clear=stored["verdict"].startswith("clear"),
        wait=0,
        tags=tuple(stored["tags"]),
        wording=Wording(stored["question"], first, second),
        spread=0.0,
        outlook=None,
        ended=True,
    )
