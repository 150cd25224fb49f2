"""What is counted over many people: shares and medians, with their goals."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from benchmarks.calibration.looking import Word, Words
from benchmarks.calibration.recorders import Forecasts, LeftOver, Limits, Promise, Results

LINE = ("level", "gap", "drift")
SURE = 2.326  # standard errors: a goal that is just met is called missed in 1 of 100 runs
NEVER = math.inf

Count = tuple[float, float]  # a part and its whole


@dataclass
class Seen:
    """Everything that was recorded of one person."""

    words: Words = field(default_factory=Words)
    limits: Limits = field(default_factory=Limits)
    forecasts: Forecasts = field(default_factory=Forecasts)
    left_over: LeftOver = field(default_factory=LeftOver)
    results: Results = field(default_factory=Results)


class Share(NamedTuple):
    """A result in percent, with its standard error."""

    value: float
    error: float


class Measure(NamedTuple):
    """A share over all people, and the goal for it in percent."""

    label: str
    count: Callable[[Seen], Count]
    most: float | None = None
    least: float | None = None

    def share(self, people: Sequence[Seen]) -> Share | None:
        """People, not their series, are independent, so the error is that of people."""
        counts = [self.count(seen) for seen in people]
        whole = sum(count[1] for count in counts)
        if not whole:
            return None
        value = sum(count[0] for count in counts) / whole
        error = math.sqrt(sum((part - value * size) ** 2 for part, size in counts)) / whole
        goal = self.most if self.least is None else self.least
        if goal is not None and (not error or all(size == 1 for _, size in counts)):
            error = math.sqrt(goal / 100 * (1 - goal / 100) / len(counts))
        return Share(100 * value, 100 * error)

    def is_missed(self, share: Share) -> bool:
        """Beyond what chance would do to people who just meet the goal."""
        above = self.most is not None and share.value - self.most > SURE * share.error
        below = self.least is not None and self.least - share.value > SURE * share.error
        return above or below


class Median(NamedTuple):
    """A median over the values of all people, and the range that it should be in."""

    label: str
    values: Callable[[Seen], Sequence[float]]
    least: float | None = None
    most: float | None = None

    def of(self, people: Sequence[Seen]) -> float | None:
        values = [value for seen in people for value in self.values(seen)]
        return median(values) if values else None

    def is_missed(self, people: Sequence[Seen]) -> bool:
        """Of values with a median in the range, half are beyond its ends, but for chance."""
        by_person = [values for values in map(self.values, people) if values]
        values = [value for person in by_person for value in person]
        chance = SURE * 0.5 / math.sqrt(len(by_person) or 1)

        def is_most(count: int) -> bool:
            return count > (0.5 + chance) * len(values)

        below = self.least is not None and is_most(sum(v < self.least for v in values))
        above = self.most is not None and is_most(sum(v > self.most for v in values))
        return below or above


def ever(
    label: str,
    *questions: str,
    word: str = "clear",
    but: Collection[str] = (),
    most: float | None = None,
) -> Measure:
    """Whether a person ever read a false word: about these questions, or about all but some."""

    def is_false(read: Word) -> bool:
        chosen = read.question in questions if questions else read.question not in but
        return read.is_false and read.word == word and chosen

    return Measure(label, lambda seen: (any(map(is_false, seen.words.first)), 1), most)


def ever_said(label: str, *questions: str, most: float | None = None) -> Measure:
    """Whether a person ever read "clear", true or false."""

    def is_clear(read: Word) -> bool:
        return read.word == "clear" and read.question in questions

    return Measure(label, lambda seen: (any(map(is_clear, seen.words.first)), 1), most)


def false_among(word: str, *, most: float | None = None) -> Measure:
    """The share of wrong ones among all findings with a word, at all looks."""

    def count(seen: Seen) -> Count:
        with_word = {read: times for read, times in seen.words.often.items() if read.word == word}
        wrong = sum(times for read, times in with_word.items() if read.is_false)
        return wrong, sum(with_word.values())

    return Measure(f"of all “{word}”, false", count, most)


def clear_by(question: str, number: int, *, least: float | None = None) -> Measure:
    """The share of the series with something to see that were clear by so many sessions."""

    def count(seen: Seen) -> Count:
        times = [at for slot, at in seen.words.clear_at.items() if slot[0] == question]
        whole = sum(slot[0] == question for slot in seen.words.true)
        return sum(at <= number for at in times), whole

    return Measure(f"{question}: clear by session {number}", count, least=least)


def until_clear(question: str) -> Median:
    """Sessions until a series with something to see is clear."""

    def values(seen: Seen) -> list[float]:
        slots = [slot for slot in seen.words.true if slot[0] == question]
        return [float(seen.words.clear_at.get(slot, NEVER)) for slot in slots]

    return Median(f"{question}: sessions until clear, median", values)


def held(question: str, n: int, level: int, *, least: float | None = None) -> Measure:
    """How often a bar holds the truth, over the series when they reach `n`."""

    def count(seen: Seen) -> Count:
        bars = seen.limits.held.get((question, n, level), [])
        return sum(bars), len(bars)

    return Measure(f"{question}: {level}% range holds the truth at {n}", count, least=least)


def reads_a_share(*, most: float | None = None) -> Measure:
    """Whether a person ever reads how much is left next time, as a number."""
    return Measure(
        "ever reads a share that is left next time",
        lambda seen: (any(seen.left_over.numbers), 1),
        most,
    )


def shares_at_the_end(*, least: float | None = None) -> Measure:
    """In how many places the share is a number after the last session."""
    return Measure(
        "places with a share that is left next time, at the end",
        lambda seen: (seen.left_over.numbers[-1], seen.left_over.places),
        least=least,
    )


SHARES_HOLD = Measure(
    "shares that are left next time: the range holds the truth",
    lambda seen: (sum(seen.left_over.held), len(seen.left_over.held)),
)


def beyond(*, most: float | None = None) -> Measure:
    """The sessions whose result speaks of a change beyond the usual swing."""
    label = "result page: sessions with a change beyond the usual swing"
    return Measure(label, lambda seen: (seen.results.beyond, seen.results.sessions), most)


def _promises(seen: Seen, question: str, n: int) -> list[Promise]:
    promises = seen.forecasts.promises.values()
    return [p for p in promises if (p.question, p.n) == (question, n) and p.more is not None]


def _ratio(promise: Promise) -> float:
    """Sessions that it took, for one that was promised."""
    if promise.settled is None or not promise.more:
        return NEVER
    return (promise.settled - promise.n) / promise.more


def forecasts(question: str, n: int, *, is_goal: bool = False) -> tuple[Measure, Median]:
    """How many promises made at `n` were kept, and how long they took against what was said.

    The goals are for people with all sizes of effects together.
    """
    low, high, least, most = (60, 80, 0.5, 0.9) if is_goal else (None,) * 4

    def settled(seen: Seen) -> Count:
        ratios = [_ratio(promise) for promise in _promises(seen, question, n)]
        return sum(ratio <= 1 for ratio in ratios), len(ratios)

    def values(seen: Seen) -> list[float]:
        return [_ratio(promise) for promise in _promises(seen, question, n)]

    return (
        Measure(f"{question}, said at {n}: settled by then", settled, least=low, most=high),
        Median(f"{question}, said at {n}: actual / said, median", values, least, most),
    )


IN_VAIN = Measure(
    "promises of more than the window can hold",
    lambda seen: (seen.forecasts.in_vain, seen.forecasts.given),
    most=0,
)
