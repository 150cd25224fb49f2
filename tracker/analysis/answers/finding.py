"""One answer about one series: the bar, the table row and the sentence from the same numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from tracker.analysis import sentences
from tracker.analysis.distribution import Interval, Limits, limits
from tracker.analysis.pairs import Key
from tracker.analysis.planning import plan_n, plan_weeks
from tracker.analysis.sentences import VOICES, Facts, Voice
from tracker.analysis.verdicts import FIRST, SURE, bh, verdict

# Stricter than the formula's usual 0.02: somebody looks after every session, and docs/statistics.md
# tells what that costs and what it keeps away.
CLEAR = 0.015


class Estimate(Interval, Protocol):
    """An interval that knows how likely it is by chance."""

    @property
    def p_up(self) -> float: ...
    @property
    def p2(self) -> float: ...


class Draft(NamedTuple):
    """An estimate before it is looked at together with its family."""

    question: str
    n: int  # sessions or weeks it rests on
    steps: int  # what the counts below are held against: n, or the smaller of two arms
    estimate: Estimate | None
    spread: float  # of one session or week, for planning
    delta: float
    mdc: float
    first: int = FIRST
    sure: int = SURE
    wait: int = 0
    r: float = 0.0
    grade: str = "C"
    unit: str = "point"
    scale: float = 1.0
    tags: tuple[str, ...] = ()
    voice: Voice | None = None


@dataclass(frozen=True)
class Finding:
    """What may be said of one series; below the first count there are dots but no limits."""

    question: str
    n: int
    best: float | None
    wide: Limits | None  # 95 %, the thin bar
    narrow: Limits | None  # 80 %, the thick bar
    p: float | None  # two-sided, for the details only
    clear: bool  # passed together with its family, whatever its count
    verdict: str
    delta: float
    mdc: float
    grade: str
    unit: str
    wait: int  # more before a first interval
    tags: tuple[str, ...]
    voice: Voice
    spread: float
    r: float
    scale: float

    @cached_property
    def more(self) -> int | None:
        """Sessions (or weeks) until the 95 % limits are within half of `delta`; None is never."""
        if self.scale == 1:
            needed = plan_n(self.spread, self.delta / 2, self.r)
        else:
            needed = plan_weeks(self.spread, self.delta / 2 / self.scale, self.r)
        return None if needed is None else max(1, needed - self.n)

    @property
    def icon(self) -> str:
        return sentences.icon(self.verdict, self.voice)

    @property
    def word(self) -> str:
        return sentences.word(self.verdict, self.voice)

    @property
    def sentence(self) -> str:
        lo, hi = self.wide or (None, None)
        asks = self.verdict.startswith(("probably", "not_yet"))  # planning costs time
        more = self.more if asks else None
        return sentences.sentence(
            Facts(
                self.verdict,
                self.best,
                lo,
                hi,
                self.delta,
                self.wait,
                more,
                self.voice,
                self.unit,
            )
        )

    @property
    def grade_letter(self) -> str:
        return self.grade[0]

    @property
    def grade_sentence(self) -> str:
        return sentences.GRADES[self.grade]

    @property
    def tag_sentences(self) -> list[str]:
        return [sentences.TAGS[tag] for tag in self.tags]


def judged(drafts: Mapping[Key, Draft]) -> dict[Key, Finding]:
    """The drafts of one question, looked at together: their verdicts and limits."""
    family = [_p(draft) for draft in drafts.values()]
    passed = bh(family, CLEAR)
    return {
        key: _finding(draft, clear)
        for (key, draft), clear in zip(drafts.items(), passed, strict=True)
    }


def _p(draft: Draft) -> float | None:
    if draft.estimate is None or draft.steps < draft.first:
        return None
    return draft.estimate.p2


def _finding(draft: Draft, clear: bool) -> Finding:
    estimate, scale, wide, narrow = draft.estimate, draft.scale, None, None
    if estimate and draft.steps >= draft.first:
        wide, narrow = (_scaled(limits(estimate, level), scale) for level in (0.95, 0.80))
    best = estimate.best * scale if estimate else None
    return Finding(
        question=draft.question,
        n=draft.n,
        best=best,
        wide=wide,
        narrow=narrow,
        p=_p(draft),
        clear=clear,
        verdict=_verdict(draft, best, wide, clear),
        delta=draft.delta,
        mdc=draft.mdc,
        grade=draft.grade,
        unit=draft.unit,
        wait=draft.wait or max(0, draft.first - draft.steps),
        tags=_tags(draft, wide),
        voice=draft.voice or VOICES[draft.question],
        spread=draft.spread,
        r=draft.r,
        scale=scale,
    )


def _verdict(draft: Draft, best: float | None, wide: Limits | None, clear: bool) -> str:
    lo, hi = wide or (None, None)
    p_up = draft.estimate.p_up if draft.estimate else None
    first, sure = draft.first, draft.sure
    return verdict(draft.steps, best, lo, hi, p_up, clear, draft.delta, first=first, sure=sure)


def _tags(draft: Draft, wide: Limits | None) -> tuple[str, ...]:
    beyond = wide is not None and wide.lo > draft.mdc
    return draft.tags + (("beyond_mdc",) if beyond else ())


def _scaled(limits: Limits, scale: float) -> Limits:
    return Limits(limits.lo * scale, limits.hi * scale)
