"""One leg first: the change of the leg that was worked minus that of the other leg."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import NamedTuple

from tracker.analysis.answers.budget import UNPLANNED
from tracker.analysis.answers.day import mean_noise
from tracker.analysis.answers.finding import Finding, UnadjustedResult, adjust_family
from tracker.analysis.answers.reach import reach_of_sessions
from tracker.analysis.answers.sample import Column, Dataset, Noise, columns, mean_column
from tracker.analysis.answers.scale_ends import Tags, after_tags
from tracker.analysis.contrasts import contrast
from tracker.analysis.pairs import SeriesKey, SessionInfo

FIRST_SESSIONS = 8
SURE_SESSIONS = 10
LEAST_LEG = 3  # sessions that start with each leg


class Slope(NamedTuple):
    """Mean Before and After of one leg: one of the two lines of the chart."""

    before: float
    after: float


@dataclass(frozen=True)
class LegFirst:
    """The worked leg against the waiting one: what only the worked leg shows."""

    finding: Finding
    worked: Slope | None
    other: Slope | None
    left_first: int
    right_first: int


@dataclass(frozen=True)
class Legs:
    """The findings by test, and by region as means of its tests."""

    tests: dict[str, LegFirst]
    regions: dict[str, LegFirst]
    sessions: int


class LegPairs(NamedTuple):
    """Both legs in the sessions that rated both; `share` is 1/K for means of K tests."""

    session: list[int]
    left: list[tuple[float, float]]  # before, gain
    right: list[tuple[float, float]]
    share: float


def one_leg_first(dataset: Dataset) -> Legs:
    """From randomised sessions if there are eight, else from all sessions at a lower grade."""
    chosen, _ = _sessions(dataset)
    halves = between_legs(dataset, chosen)
    members = _regions(dataset, halves)
    tests = {test: [test] for test in halves}
    return Legs(
        _answers(dataset, halves, tests, {t: dataset.noise[t] for t in tests}),
        _answers(dataset, halves, members, {r: mean_noise(dataset, members[r]) for r in members}),
        len(chosen),
    )


def _sessions(dataset: Dataset) -> tuple[list[int], str]:
    def is_one(session: SessionInfo) -> bool:
        return session.kind == "one_leg" and session.leg in ("left", "right")

    randomised = dataset.sessions(
        lambda session: is_one(session) and session.randomised, as_assigned=True
    )
    everything = dataset.sessions(is_one, as_assigned=True)
    if len(randomised) >= FIRST_SESSIONS or len(randomised) == len(everything):
        return randomised, "A_leg"
    return everything, "C_chosen"


def between_legs(dataset: Dataset, chosen: Iterable[int]) -> dict[str, tuple[Column, Column]]:
    """Per sided test: the change of left and right while only one leg had been worked."""
    infos, chosen = dataset.history.sessions, list(chosen)
    only = [i for i in chosen if infos[i].leg_only]
    halfway = columns(dataset.history.halfway, chosen)
    after = columns(dataset.history.series, only)
    return {
        test.slug: (left, right)
        for test in dataset.history.tests
        if test.sided
        for left, right in [[_joined(halfway, after, (test.slug, s)) for s in test.sides]]
        if left.session and right.session
    }


def _joined(
    halfway: dict[SeriesKey, Column], after: dict[SeriesKey, Column], key: SeriesKey
) -> Column:
    """Ratings between the legs, or After where the other leg was never worked."""
    rows: dict[int, tuple[float, float]] = {}
    for column in (after.get(key), halfway.get(key)):
        if column:
            rows |= {i: (b, g) for i, b, g in zip(*column[:3], strict=True)}
    order = sorted(rows)
    return Column(order, [rows[i][0] for i in order], [rows[i][1] for i in order])


def _regions(dataset: Dataset, slugs: Iterable[str]) -> dict[str, list[str]]:
    grouped, included = defaultdict(list), set(slugs)
    for test in dataset.history.tests:
        if test.slug in included:
            grouped[test.region].append(test.slug)
    return grouped


def pair_up(left: Iterable[Column], right: Iterable[Column]) -> LegPairs:
    """Means of each side over the tests, in the sessions with both sides."""
    left_mean, right_mean = mean_column(left), mean_column(right)
    right_rows = {i: (b, g) for i, b, g in zip(*right_mean[:3], strict=True)}
    rows = [
        (i, (b, g), right_rows[i])
        for i, b, g in zip(*left_mean[:3], strict=True)
        if i in right_rows
    ]
    session, lefts, rights = (
        (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    )
    return LegPairs(session, lefts, rights, (left_mean.share + right_mean.share) / 2)


def _answers(
    dataset: Dataset,
    halves: dict[str, tuple[Column, Column]],
    members: dict[str, list[str]],
    noise: dict[str, Noise],
) -> dict[str, LegFirst]:
    """The answers about groups of tests, each group named by its key in `members`."""
    columns_of = {name: [halves[test] for test in tests] for name, tests in members.items()}
    pairs = {
        name: pair_up([left for left, _ in columns], [right for _, right in columns])
        for name, columns in columns_of.items()
    }
    tags = {name: _tags(columns) for name, columns in columns_of.items()}
    findings = adjust_family(
        {
            (name,): _leg_result(dataset, legs, noise[name], tags[name])
            for name, legs in pairs.items()
        },
        UNPLANNED,
    )
    return {name: _leg_first(dataset, legs, findings[name,]) for name, legs in pairs.items()}


def _tags(columns: list[tuple[Column, Column]]) -> Tags:
    """Left and right are one question here, and so are their ratings."""
    return after_tags([column for sides in columns for column in sides])


def _leg_result(dataset: Dataset, legs: LegPairs, noise: Noise, tags: Tags) -> UnadjustedResult:
    chosen, grade = _sessions(dataset)
    z = signs(dataset, legs)
    y = [left[1] - right[1] for left, right in zip(legs.left, legs.right, strict=True)]
    estimate, n = contrast(y, z, s2floor=legs.share / 3), len(z)
    fewest = min(z.count(1), z.count(-1))
    # With too few sessions of one leg, the count stays below the first interval.
    enough = n if fewest >= LEAST_LEG else min(n, FIRST_SESSIONS - 1)
    wait = max(FIRST_SESSIONS - n, 2 * (LEAST_LEG - fewest)) if enough < FIRST_SESSIONS else 0
    return UnadjustedResult(
        "leg",
        n,
        enough,
        estimate,
        estimate.se * n**0.5 if estimate else 0.0,
        noise.worthwhile,
        noise.mdc,
        reach_of_sessions(dataset, chosen, legs.session),
        FIRST_SESSIONS,
        SURE_SESSIONS,
        wait=wait,
        grade=grade,
        tags=tags,
    )


def signs(dataset: Dataset, legs: LegPairs) -> list[int]:
    """+1 where the left leg was worked first, -1 where the right one was."""
    return [1 if dataset.history.sessions[i].leg == "left" else -1 for i in legs.session]


def _leg_first(dataset: Dataset, legs: LegPairs, finding: Finding) -> LegFirst:
    z = signs(dataset, legs)
    rows = list(zip(z, legs.left, legs.right, strict=True))
    worked = [left if sign > 0 else right for sign, left, right in rows]
    other = [right if sign > 0 else left for sign, left, right in rows]
    return LegFirst(finding, _slope(worked), _slope(other), z.count(1), z.count(-1))


def _slope(legs: list[tuple[float, float]]) -> Slope | None:
    if not legs:
        return None
    before = fmean(leg[0] for leg in legs)
    return Slope(before, before + fmean(leg[1] for leg in legs))
