"""Compares two kinds of session: a routine with test-only sessions, or with another routine."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

from tracker.analysis.answers.budget import UNPLANNED
from tracker.analysis.answers.day import mean_noise
from tracker.analysis.answers.finding import Finding, UnadjustedResult, adjust_family
from tracker.analysis.answers.reach import Reach, reach_of_sessions
from tracker.analysis.answers.sample import CONTROL, Column, Dataset, Noise, columns, mean_column
from tracker.analysis.answers.scale_ends import Tags, after_tags
from tracker.analysis.contrasts import Contrast, contrast
from tracker.analysis.pairs import SIDES, SeriesKey, SessionInfo
from tracker.analysis.randomisation import LIGHT_TOUCH
from tracker.analysis.sentences import Wording

FIRST_ARM = 4  # sessions of each kind before an interval
SURE_ARM = 10  # and before anything is clear; see docs/decisions on early answers
PROXIMITIES = ("worked", "next", "further")
# With fewer than this share of the switches expected by chance, the kinds came in phases.
FEW_SWITCHES = 0.4


@dataclass(frozen=True)
class Comparison:
    """`first` against `second`; above zero means freer with `first`.

    `by_proximity` is keyed by (proximity, side), `tests` by (test, side). `randomised` of `total`
    sessions of the two kinds were randomised; it uses `first_sessions` and `second_sessions`.
    """

    first: str
    second: str
    grade: str
    first_sessions: int
    second_sessions: int
    randomised: int
    total: int
    by_proximity: dict[SeriesKey, Finding]
    tests: dict[SeriesKey, Finding]


class _Design(NamedTuple):
    """The sessions that compare two arms, and the grade of evidence they give."""

    first: str
    second: str
    grade: str
    sessions: list[int]
    randomised: int
    total: int


def against_control(dataset: Dataset) -> list[Comparison]:
    """Each routine against test-only sessions, in alphabetical order."""
    pairs = [(routine, CONTROL) for routine in _routines(dataset)]
    return _comparisons(dataset, "control", "A", pairs)


def against_light_touch(dataset: Dataset) -> list[Comparison]:
    """Each routine against light touch, if that was ever done."""
    pairs = [(routine, LIGHT_TOUCH) for routine in _routines(dataset)]
    return _comparisons(dataset, "touch", "A_touch", pairs if LIGHT_TOUCH in arms(dataset) else [])


def routine_against_routine(dataset: Dataset) -> list[Comparison]:
    """Every pair of routines."""
    return _comparisons(dataset, "versus", "B", list(combinations(_routines(dataset), 2)))


def _routines(dataset: Dataset) -> list[str]:
    """Without light touch, which counts neither as a routine nor as sitting still."""
    return [arm for arm in arms(dataset) if arm not in (CONTROL, LIGHT_TOUCH)]


def arms(dataset: Dataset) -> list[str]:
    """The kinds of session in the window, other than one leg first."""
    infos = dataset.history.sessions
    return sorted({infos[i].arm for i in dataset.sessions(_is_arm, as_assigned=True)})


def _is_arm(session: SessionInfo) -> bool:
    """False for a one-leg session, done or declined: it answers a question of its own."""
    return session.kind != "one_leg" and session.assigned not in SIDES


def _comparisons(
    dataset: Dataset, question: str, grade: str, pairs: Sequence[tuple[str, str]]
) -> list[Comparison]:
    """Compare all pairs of one question, adjusted together as one family."""
    designs = [_design(dataset, grade, first, second) for first, second in pairs]
    columns_of_designs = [_columns(dataset, design) for design in designs]
    tests = adjust_family(
        {
            (design.first, design.second, *key): _series_result(
                dataset, question, design, column, dataset.noise[key[0]], after_tags([column])
            )
            for design, by_key in zip(designs, columns_of_designs, strict=True)
            for key, column in by_key.items()
        },
        UNPLANNED,
    )
    proximity = adjust_family(
        {
            (design.first, design.second, *key): _proximity_result(
                dataset, question, design, keys, by_key
            )
            for design, by_key in zip(designs, columns_of_designs, strict=True)
            for key, keys in _by_proximity(dataset, design, by_key).items()
        },
        UNPLANNED,
    )
    return [_comparison(dataset, design, proximity, tests) for design in designs]


def _columns(dataset: Dataset, design: _Design) -> dict[SeriesKey, Column]:
    """Randomised sessions count as assigned; in the others a side counts only if worked."""
    by_key = columns(dataset.history.series, design.sessions)
    return {key: dataset.worked(column, key[1], or_assigned=True) for key, column in by_key.items()}


def _comparison(
    dataset: Dataset,
    design: _Design,
    proximity: dict[SeriesKey, Finding],
    tests: dict[SeriesKey, Finding],
) -> Comparison:
    first, second = design.first, design.second
    count = [dataset.history.sessions[i].arm for i in design.sessions].count

    def own(findings: dict[SeriesKey, Finding]) -> dict[SeriesKey, Finding]:
        return {key[2:]: finding for key, finding in findings.items() if key[:2] == (first, second)}

    return Comparison(
        first,
        second,
        design.grade,
        count(first),
        count(second),
        design.randomised,
        design.total,
        own(proximity),
        own(tests),
    )


def _design(dataset: Dataset, grade: str, first: str, second: str) -> _Design:
    """Randomised sessions alone if there are enough, else all of them at a lower grade."""
    infos = dataset.history.sessions

    def chosen(*, only_randomised: bool) -> list[int]:
        return dataset.sessions(
            lambda s: (
                _is_arm(s) and s.arm in (first, second) and (s.randomised or not only_randomised)
            ),
            as_assigned=True,
        )

    everything, randomised = chosen(only_randomised=False), chosen(only_randomised=True)
    arms_drawn = [infos[i].arm for i in randomised]
    counts = sum(infos[i].randomised for i in everything), len(everything)
    suffice = min(arms_drawn.count(first), arms_drawn.count(second)) >= FIRST_ARM
    if suffice or counts[0] == counts[1]:
        return _Design(first, second, grade, randomised, *counts)
    phased = in_phases([infos[i].arm for i in everything])
    return _Design(first, second, "C_phases" if phased else "C_chosen", everything, *counts)


def in_phases(order: Sequence[str]) -> bool:
    """True if one kind came first and the other later, rather than mixed.

    >>> in_phases(["a"] * 8 + ["b"] * 8), in_phases(["a", "b"] * 8)
    (True, False)
    """
    switches = sum(arm != next_arm for arm, next_arm in pairwise(order))
    expected = len(order) - sum(order.count(arm) ** 2 for arm in set(order)) / max(len(order), 1)
    return 1 <= switches <= FEW_SWITCHES * expected


def _series_result(
    dataset: Dataset, question: str, design: _Design, column: Column, noise: Noise, tags: Tags
) -> UnadjustedResult:
    infos = dataset.history.sessions
    z = [float(infos[i].arm == design.first) for i in column.session]
    # Without randomisation the days may differ, so Before is a covariate.
    x = column.before if design.grade.startswith("C") else None
    estimate = contrast(column.gain, z, x, column.share / 6)
    count = int(sum(z)), len(z) - int(sum(z))
    versus = question == "versus"
    wording = versus_wording(dataset, design.first, design.second) if versus else None
    reach = reach_of_sessions(dataset, design.sessions, column.session)
    return arms_result(question, estimate, count, noise, reach, design.grade, wording, tags)


def arms_result(
    question: str,
    estimate: Contrast | None,
    count: tuple[int, int],
    noise: Noise,
    reach: Reach,
    grade: str,
    wording: Wording | None = None,
    tags: Tags = (),
) -> UnadjustedResult:
    """The contrast of two kinds of session, unadjusted; the smaller arm counts."""
    n = sum(count)
    spread = estimate.se * n**0.5 if estimate else 0.0
    return UnadjustedResult(
        question,
        n,
        min(count),
        estimate,
        spread,
        noise.worthwhile,
        noise.mdc,
        reach,
        FIRST_ARM,
        SURE_ARM,
        wait=sum(max(0, FIRST_ARM - n_arm) for n_arm in count),
        grade=grade,
        wording=wording,
        tags=tags,
    )


def versus_wording(dataset: Dataset, first: str, second: str) -> Wording:
    """The question with the names of both routines."""
    return Wording("versus", dataset.name(first), dataset.name(second))


def _by_proximity(
    dataset: Dataset, design: _Design, by_key: dict[SeriesKey, Column]
) -> dict[SeriesKey, list[SeriesKey]]:
    """Groups series by proximity to the routine, of the two, that works closer to the region."""
    grouped: dict[SeriesKey, list[SeriesKey]] = defaultdict(list)
    for test in dataset.history.tests:
        maps = [dataset.proximity.get(arm, {}) for arm in (design.first, design.second)]
        nearest = min((map_.get(test.region, "further") for map_ in maps), key=PROXIMITIES.index)
        for side in test.sides:
            if (test.slug, side) in by_key:
                grouped[nearest, side].append((test.slug, side))
    order = sorted(grouped, key=lambda key: PROXIMITIES.index(key[0]))
    return {key: grouped[key] for key in order}


def _proximity_result(
    dataset: Dataset,
    question: str,
    design: _Design,
    keys: list[SeriesKey],
    by_key: dict[SeriesKey, Column],
) -> UnadjustedResult:
    noise = mean_noise(dataset, [key[0] for key in keys])
    parts = [by_key[key] for key in keys]
    return _series_result(dataset, question, design, mean_column(parts), noise, after_tags(parts))
