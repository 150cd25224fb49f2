"""What a simulated person reads who looks at every page after every session."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.calibration.questions import Question, questions, truth
from benchmarks.scenario import PRACTICE, PROXIMITY
from benchmarks.simulated import Person, until
from tracker.analysis.answers import Dataset, Finding
from tracker.analysis.pairs import SeriesKey

Slot = tuple[str, SeriesKey]  # a question, and one of its findings


class Look(NamedTuple):
    """All pages after one session; the first session after practice is number 1."""

    number: int
    dataset: Dataset
    questions: list[Question]

    def findings(self) -> Iterator[tuple[Slot, Finding]]:
        for question in self.questions:
            for key, finding in question.findings.items():
                yield (question.name, key), finding


def looks(subject: Person) -> Iterator[Look]:
    """A look after every session that follows practice, at the sessions done until then."""
    scenario = subject.scenario
    for number in range(PRACTICE, len(subject.history.sessions)):
        history = until(subject.history, number)
        dataset = Dataset(history, history.sessions[-1].day, proximity=PROXIMITY)
        answered = list(questions(dataset, scenario.design, scenario.named))
        yield Look(number - PRACTICE + 1, dataset, answered)


class Word(NamedTuple):
    """A word of a finding: "clear" or "probably", and whether it is false.

    It is false if nothing is there to see, or the opposite.
    """

    question: str
    word: str
    is_up: bool
    is_false: bool


class Words:
    """When and how often a person read which words."""

    def __init__(self) -> None:
        self.first: dict[Word, int] = {}  # the number of the first look with it
        self.often: Counter[Word] = Counter()  # over all looks and findings
        self.clear_at: dict[Slot, int] = {}  # the first look at which a true one was clear
        self.true: set[Slot] = set()  # those with something to see

    def see(self, subject: Person, look: Look) -> None:
        for question in look.questions:
            for key, finding in question.findings.items():
                size = question.sign * truth(subject, question.name, key)
                if size:
                    self.true.add((question.name, key))
                word = _word(question.name, finding.verdict, size)
                if word:
                    self._read(word, (question.name, key), look.number)

    def _read(self, word: Word, slot: Slot, number: int) -> None:
        self.first.setdefault(word, number)
        self.often[word] += 1
        if word.word == "clear" and not word.is_false:
            self.clear_at.setdefault(slot, number)


def _word(question: str, verdict: str, size: float) -> Word | None:
    word = verdict.partition("_")[0]
    if word not in ("clear", "probably"):
        return None
    is_up = verdict.endswith("gain")
    return Word(question, word, is_up, size <= 0 if is_up else size >= 0)
