"""One answer about one series: its bar, table row and sentence come from the same numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from tracker.analysis import sentences
from tracker.analysis.answers.budget import Share
from tracker.analysis.answers.reach import Reach
from tracker.analysis.distribution import Interval, Limits, limits, t_of
from tracker.analysis.forecast import Outlook, more
from tracker.analysis.moderation import Evidence, evidence
from tracker.analysis.pairs import SeriesKey
from tracker.analysis.sentences import WORDINGS, Facts, Wording
from tracker.analysis.verdicts import FIRST, SURE, bh, next_bars, verdict


class Estimate(Interval, Protocol):
    """An interval with its one-sided and two-sided p values."""

    @property
    def p_up(self) -> float: ...
    @property
    def p2(self) -> float: ...


class UnadjustedResult(NamedTuple):
    """An estimate before the correction for multiple comparisons."""

    question: str
    n: int  # sessions or weeks
    steps: int  # compared with `first` and `sure`: n, or the size of the smaller arm
    estimate: Estimate | None
    spread: float  # standard deviation of one session or week, for planning
    worthwhile: float
    mdc: float
    reach: Reach
    first: int = FIRST
    sure: int = SURE
    wait: int = 0
    grade: str = "C"
    unit: str = "point"
    scale: float = 1.0
    tags: tuple[str, ...] = ()
    wording: Wording | None = None


@dataclass(frozen=True)
class Finding:
    """What may be said about one series; limits are None while there are too few sessions."""

    question: str
    n: int
    best: float | None
    wide: Limits | None  # 95%, the thin bar
    narrow: Limits | None  # 80%, the thick bar
    p: float | None  # two-sided, for the details only
    clear: bool  # significant after the correction for its family, whatever its n
    verdict: str
    worthwhile: float
    mdc: float
    grade: str
    unit: str
    wait: int  # how many more before a first estimate
    tags: tuple[str, ...]
    wording: Wording
    spread: float
    outlook: Outlook | None  # None while there is no estimate
    ended: bool = False  # no more sessions will come, so none are asked for

    @cached_property
    def more(self) -> int | None:
        """How many more until the verdict is probably settled; None if no number of them is."""
        return more(self.outlook) if self.outlook and not self.is_at_its_surest else None

    @property
    def is_at_its_surest(self) -> bool:
        """The window is full, or "probably" is the most that is said without a plan."""
        if self.outlook is None:
            return False
        never_clear = not self.outlook.clear_at and self.verdict.startswith("probably")
        return self.outlook.is_full or never_clear

    @property
    def icon(self) -> str:
        return sentences.icon(self.verdict, self.wording)

    @property
    def word(self) -> str:
        return sentences.word(self.verdict, self.wording)

    @property
    def sentence(self) -> str:
        return sentences.sentence(
            self._facts(self.more if self.is_open and not self.ended else None)  # `more` is slow
        )

    @property
    def brief(self) -> str:
        """Its verdict and numbers alone, below a question that names what is compared."""
        return sentences.brief(self._facts(None))

    @property
    def is_open(self) -> bool:
        """Whether more sessions could make its verdict a surer one."""
        return self.verdict.startswith(("probably", "not_yet"))

    def _facts(self, more: int | None) -> Facts:
        lo, hi = self.wide or (None, None)
        return Facts(
            self.verdict,
            self.best,
            lo,
            hi,
            self.worthwhile,
            self.wait,
            more,
            self.wording,
            self.unit,
            self.ended,
            self.is_at_its_surest,
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


class Passed(NamedTuple):
    """What an estimate passed together with its family, and the next p at which it is clear."""

    clear: bool
    probable: bool
    clear_at: float  # two-sided; 0 if never


def adjust_family(
    results: Mapping[SeriesKey, UnadjustedResult],
    share: Share,
    evidence: Mapping[SeriesKey, Evidence] | None = None,
    later: Share | None = None,
) -> dict[SeriesKey, Finding]:
    """Turn the estimates of one question into findings, controlling the false discovery rate.

    `evidence`: what the verdicts rest on, by default each estimate's own p values. `later`: the
    share that the forecast counts on, by default the same.
    """
    held = {key: _evidence(result, (evidence or {}).get(key)) for key, result in results.items()}
    family = [None if own is None else _comparable(own.p2) for own in held.values()]
    clear = bh(family, share.clear) if share.clear else [False] * len(family)
    probable, clear_at = bh(family, share.probable), next_bars(family, (later or share).clear)
    return {
        key: finding_of(result, held[key], Passed(*passed))
        for (key, result), passed in zip(
            results.items(), zip(clear, probable, clear_at, strict=True), strict=True
        )
    }


def _comparable(p: float) -> float:
    """Without its last digits, which differ by the unit of the values: equal ones stay equal."""
    return float(f"{p:.9g}")


def _evidence(result: UnadjustedResult, other: Evidence | None) -> Evidence | None:
    if result.estimate is None or result.steps < result.first:
        return None
    own = result.estimate
    return other or evidence(t_of(own.best, own.se), own.df)


def finding_of(result: UnadjustedResult, evidence: Evidence | None, passed: Passed) -> Finding:
    """The finding of one estimate, once it is decided what it passed."""
    estimate, scale, wide, narrow = result.estimate, result.scale, None, None
    if estimate and result.steps >= result.first:
        wide, narrow = (_scaled(limits(estimate, level), scale) for level in (0.95, 0.80))
    best = estimate.best * scale if estimate else None
    return Finding(
        question=result.question,
        n=result.n,
        best=best,
        wide=wide,
        narrow=narrow,
        p=evidence and evidence.p2,
        clear=passed.clear,
        verdict=_verdict(result, evidence, best, (wide, narrow), passed),
        worthwhile=result.worthwhile,
        mdc=result.mdc,
        grade=result.grade,
        unit=result.unit,
        wait=result.wait or max(0, result.first - result.steps),
        tags=_tags(result, wide),
        wording=result.wording or WORDINGS[result.question],
        spread=result.spread,
        outlook=_outlook(result, evidence, passed.clear_at),
    )


def _outlook(
    result: UnadjustedResult, evidence: Evidence | None, clear_at: float
) -> Outlook | None:
    """Of weeks, from the error behind the evidence: how far those of a single series resemble
    each other is mostly noise, and it falls as more of them come in."""
    if result.estimate is None or evidence is None:
        return None
    best, se, df = result.estimate.best, result.estimate.se, result.estimate.df
    if result.question in sentences.OVER_WEEKS and evidence.t:
        se, df = best / evidence.t, evidence.df
    return Outlook(
        best=best,
        se=se,
        df=df,
        so_far=result.reach.so_far,
        room=result.reach.room,
        steps=result.steps,
        worthwhile=result.worthwhile / result.scale,
        clear_at=clear_at,
        first=result.first,
        sure=result.sure,
        is_slope=result.scale != 1,
        is_full=result.reach.is_full,
    )


def _verdict(
    result: UnadjustedResult,
    evidence: Evidence | None,
    best: float | None,
    bars: tuple[Limits | None, Limits | None],
    passed: Passed,
) -> str:
    """The evidence may be pooled; no more is said of a direction than the bars that are shown."""
    wide, narrow = bars
    lo, hi = wide or (None, None)
    return verdict(
        result.steps,
        best,
        lo,
        hi,
        evidence and evidence.p_up,
        passed.clear and _is_apart(wide),
        result.worthwhile,
        first=result.first,
        sure=result.sure,
        probable=passed.probable and _is_apart(narrow),
    )


def _is_apart(bar: Limits | None) -> bool:
    """Whether all of it is on one side of zero."""
    return bar is not None and (bar.lo > 0 or bar.hi < 0)


def _tags(result: UnadjustedResult, wide: Limits | None) -> tuple[str, ...]:
    beyond = wide is not None and wide.lo > result.mdc
    return result.tags + (("beyond_mdc",) if beyond else ())


def _scaled(limits: Limits, scale: float) -> Limits:
    return Limits(limits.lo * scale, limits.hi * scale)
