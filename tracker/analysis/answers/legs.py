"""One leg first: what the routine does to the leg it is done on, against the other one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import NamedTuple

from tracker.analysis.answers.day import mean_noise
from tracker.analysis.answers.finding import Draft, Finding, judged
from tracker.analysis.answers.sample import Asked, Column, Noise, columns, mean_column
from tracker.analysis.contrasts import contrast
from tracker.analysis.pairs import Key, SessionInfo

FIRST_SESSIONS = 8
SURE_SESSIONS = 10
LEAST_LEG = 3  # sessions that began with each leg


class Slope(NamedTuple):
    """Before and after of one leg, means over the sessions: one of two lines."""

    before: float
    after: float


@dataclass(frozen=True)
class LegFirst:
    """The leg that was worked against the one that had to wait; the part that only it shows."""

    finding: Finding
    worked: Slope | None
    other: Slope | None
    left_first: int
    right_first: int


@dataclass(frozen=True)
class Legs:
    """By test, and by region as means of its tests."""

    tests: dict[str, LegFirst]
    regions: dict[str, LegFirst]
    sessions: int


class Gap(NamedTuple):
    """Both legs in the sessions that have both; `share` is 1/K."""

    session: list[int]
    left: list[tuple[float, float]]  # before, gain
    right: list[tuple[float, float]]
    share: float


def one_leg_first(asked: Asked) -> Legs:
    """From drawn sessions if there are eight, else from all, which is worth less."""
    chosen, grade = _sessions(asked)
    halves = between_legs(asked, chosen)
    tests = {test: pair_up([left], [right]) for test, (left, right) in halves.items()}
    regions = {
        region: pair_up([halves[t][0] for t in slugs], [halves[t][1] for t in slugs])
        for region, slugs in _regions(asked, halves).items()
    }
    members = _regions(asked, halves)
    return Legs(
        _answers(asked, tests, {t: asked.noise[t] for t in tests}, grade),
        _answers(asked, regions, {r: mean_noise(asked, members[r]) for r in regions}, grade),
        len(chosen),
    )


def _sessions(asked: Asked) -> tuple[list[int], str]:
    def is_one(session: SessionInfo) -> bool:
        return session.kind == "one_leg" and session.leg in ("left", "right")

    drawn = asked.sessions(lambda session: is_one(session) and session.drawn, picked=True)
    everything = asked.sessions(is_one, picked=True)
    if len(drawn) >= FIRST_SESSIONS or len(drawn) == len(everything):
        return drawn, "A_leg"
    return everything, "C_chosen"


def between_legs(asked: Asked, chosen: Iterable[int]) -> dict[str, tuple[Column, Column]]:
    """Per sided test: left and right from Before to when one leg alone had been worked."""
    infos, chosen = asked.history.sessions, list(chosen)
    only = [i for i in chosen if infos[i].leg_only]
    halfway = columns(asked.history.halfway, chosen)
    after = columns(asked.history.series, only)
    return {
        test.slug: (left, right)
        for test in asked.history.tests
        if test.sided
        for left, right in [[_joined(halfway, after, (test.slug, s)) for s in test.sides]]
        if left.session and right.session
    }


def _joined(halfway: dict[Key, Column], after: dict[Key, Column], key: Key) -> Column:
    """Ratings between the legs; where the other leg was left alone, the last ones are those."""
    rows: dict[int, tuple[float, float]] = {}
    for found in (after.get(key), halfway.get(key)):
        if found:
            rows |= {i: (b, g) for i, b, g in zip(*found[:3], strict=True)}
    order = sorted(rows)
    return Column(order, [rows[i][0] for i in order], [rows[i][1] for i in order])


def _regions(asked: Asked, found: Iterable[str]) -> dict[str, list[str]]:
    grouped, there = defaultdict(list), set(found)
    for test in asked.history.tests:
        if test.slug in there:
            grouped[test.region].append(test.slug)
    return grouped


def pair_up(left: Iterable[Column], right: Iterable[Column]) -> Gap:
    """Means of each side over the tests, in the sessions that have both sides."""
    one, other = mean_column(left), mean_column(right)
    there = {i: (b, g) for i, b, g in zip(*other[:3], strict=True)}
    rows = [(i, (b, g), there[i]) for i, b, g in zip(*one[:3], strict=True) if i in there]
    session, lefts, rights = (
        (list(each) for each in zip(*rows, strict=True))
        if rows
        else (
            [],
            [],
            [],
        )
    )
    return Gap(session, lefts, rights, (one.share + other.share) / 2)


def _answers(
    asked: Asked, gaps: dict[str, Gap], noise: dict[str, Noise], grade: str
) -> dict[str, LegFirst]:
    findings = judged(
        {(name,): _draft(asked, gap, noise[name], grade) for name, gap in gaps.items()}
    )
    return {name: _leg_first(asked, gap, findings[name,]) for name, gap in gaps.items()}


def _draft(asked: Asked, gap: Gap, noise: Noise, grade: str) -> Draft:
    z = signs(asked, gap)
    y = [left[1] - right[1] for left, right in zip(gap.left, gap.right, strict=True)]
    found, n = contrast(y, z, s2floor=gap.share / 3), len(z)
    fewest = min(z.count(1), z.count(-1))
    enough = n if fewest >= LEAST_LEG else min(n, FIRST_SESSIONS - 1)
    wait = max(FIRST_SESSIONS - n, 2 * (LEAST_LEG - fewest)) if enough < FIRST_SESSIONS else 0
    return Draft(
        "leg",
        n,
        enough,
        found,
        found.se * n**0.5 if found else 0.0,
        noise.delta,
        noise.mdc,
        FIRST_SESSIONS,
        SURE_SESSIONS,
        wait=wait,
        grade=grade,
    )


def signs(asked: Asked, gap: Gap) -> list[int]:
    """+1 where the left leg was worked, -1 where the right one was."""
    return [1 if asked.history.sessions[i].leg == "left" else -1 for i in gap.session]


def _leg_first(asked: Asked, gap: Gap, finding: Finding) -> LegFirst:
    z = signs(asked, gap)
    rows = list(zip(z, gap.left, gap.right, strict=True))
    worked = [left if sign > 0 else right for sign, left, right in rows]
    other = [right if sign > 0 else left for sign, left, right in rows]
    return LegFirst(finding, _slope(worked), _slope(other), z.count(1), z.count(-1))


def _slope(legs: list[tuple[float, float]]) -> Slope | None:
    if not legs:
        return None
    before = fmean(leg[0] for leg in legs)
    return Slope(before, before + fmean(leg[1] for leg in legs))
