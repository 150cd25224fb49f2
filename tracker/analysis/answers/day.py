"""The change on the day: of ratings, of measured values, and near the work minus further up."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from tracker.analysis.answers.budget import CHANGE, MEASURED, NEAR
from tracker.analysis.answers.finding import Finding, UnadjustedResult, adjust_family
from tracker.analysis.answers.reach import Reach, reach_of_sessions
from tracker.analysis.answers.sample import (
    ROUTINE_KINDS,
    Column,
    Dataset,
    Noise,
    mean_column,
)
from tracker.analysis.answers.scale_ends import Tags, after_tags, measured_tags
from tracker.analysis.gain import MeanInterval, mean_interval, pooled_r
from tracker.analysis.moderation import Evidence, Statistic, moderated
from tracker.analysis.pairs import SeriesKey

BORROWED = 5  # degrees of freedom that a series may borrow from the person's others


def changes(dataset: Dataset, arm: str | None = None) -> dict[SeriesKey, Finding]:
    """Per (test, side): After minus Before, over all sessions with a routine or over one arm."""
    by_key = dataset.changed if arm is None else _of_arm(dataset, arm)
    chosen = _with_routine(dataset) if arm is None else dataset.sessions(lambda s: s.arm == arm)
    r = dataset.r if arm is None else pooled_r(column.gain for column in by_key.values())
    results = {
        key: mean_result(
            "change", column, dataset.noise[key[0]], r, reach, tags=after_tags([column])
        )
        for key, column in by_key.items()
        for reach in [reach_of_sessions(dataset, chosen, column.session)]
    }
    return adjust_family(results, CHANGE, _moderated(results))


def _moderated(results: Mapping[SeriesKey, UnadjustedResult]) -> dict[SeriesKey, Evidence]:
    statistics = {
        key: Statistic(mean.t, mean.df, mean.sd**2)
        for key, result in results.items()
        if isinstance(mean := result.estimate, MeanInterval)
    }
    return moderated(statistics, BORROWED)


def mean_result(
    question: str,
    column: Column,
    noise: Noise,
    r: float,
    reach: Reach,
    *,
    res: float = 1.0,
    unit: str = "point",
    tags: Tags = (),
) -> UnadjustedResult:
    """The mean gain of a column, unadjusted."""
    estimate, n = mean_interval(column.gain, res, r, res * res / 6 * column.share), len(column.gain)
    spread = estimate.sd if estimate else 0.0
    return UnadjustedResult(
        question, n, n, estimate, spread, noise.worthwhile, noise.mdc, reach, unit=unit, tags=tags
    )


def measured_changes(dataset: Dataset) -> dict[SeriesKey, Finding]:
    """Per (test, side, method), in the unit of the measure, signed so that higher is freer."""
    by_key = dataset.gained(lambda session: session.kind in ROUTINE_KINDS, dataset.history.measured)
    freer = {key: _freer(dataset, key, column) for key, column in by_key.items()}
    r, chosen = pooled_r(column.gain for column in freer.values()), _with_routine(dataset)
    results = {
        key: _measured(
            dataset,
            key,
            column,
            r,
            reach_of_sessions(dataset, chosen, column.session),
            measured_tags(dataset.measure(key), by_key[key]),
        )
        for key, column in freer.items()
    }
    return adjust_family(results, MEASURED)


def _measured(
    dataset: Dataset, key: SeriesKey, column: Column, r: float, reach: Reach, tags: Tags
) -> UnadjustedResult:
    measure, noise = dataset.measure(key), dataset.measured_noise[key]
    return mean_result(
        "change", column, noise, r, reach, res=measure.step, unit=measure.unit, tags=tags
    )


def mean_noise(dataset: Dataset, tests: Sequence[str]) -> Noise:
    """The noise of a mean over tests, so that its worthwhile change is the mean of theirs."""
    own = [dataset.noise[test] for test in tests]
    mdc, worthwhile = fmean(n.mdc for n in own), fmean(n.worthwhile for n in own)
    return Noise(mdc, own[0].source, min(noise.sessions for noise in own), worthwhile)


def near_minus_further(dataset: Dataset) -> dict[SeriesKey, Finding]:
    """Per (side,): the change of the tests near the work minus that of the tests further up.

    A test without sides counts on both.
    """
    results: dict[SeriesKey, UnadjustedResult] = {}
    chosen = _with_routine(dataset)
    for side in ("left", "right"):
        near, further = (_at(dataset, side, proximity) for proximity in ("worked", "further"))
        column = _difference(mean_column(near), mean_column(further))
        if column.gain:
            noise = mean_noise(dataset, [test.slug for test in dataset.history.tests])
            tags = after_tags([*near, *further])
            reach = reach_of_sessions(dataset, chosen, column.session)
            results[(side,)] = mean_result("near", column, noise, dataset.r, reach, tags=tags)
    return adjust_family(results, NEAR)


def _difference(near: Column, further: Column) -> Column:
    """The first minus the second, in the sessions that have both."""
    rest = {i: (b, g) for i, b, g in zip(*further[:3], strict=True)}
    rows = [
        (i, b - rest[i][0], g - rest[i][1]) for i, b, g in zip(*near[:3], strict=True) if i in rest
    ]
    return Column(
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        near.share + further.share,
    )


def _at(dataset: Dataset, side: str, proximity: str) -> list[Column]:
    """A column per test at this proximity to what the session's own routine worked on."""
    infos, parts = dataset.history.sessions, []
    for test in dataset.history.tests:
        column = dataset.changed.get((test.slug, side if test.sided else "none"))
        if column is None:
            continue
        rows = [
            row
            for row in zip(*column[:3], strict=True)
            if dataset.proximity.get(infos[row[0]].routine, {}).get(test.region) == proximity
        ]
        parts.append(Column([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]))
    return parts


def _with_routine(dataset: Dataset) -> list[int]:
    return dataset.sessions(lambda session: session.kind in ROUTINE_KINDS)


def _of_arm(dataset: Dataset, arm: str) -> dict[SeriesKey, Column]:
    return dataset.gained(lambda session: session.arm == arm, dataset.history.series)


def _freer(dataset: Dataset, key: SeriesKey, column: Column) -> Column:
    if dataset.measure(key).better == "higher":
        return column
    return column._replace(gain=[-gain for gain in column.gain])
