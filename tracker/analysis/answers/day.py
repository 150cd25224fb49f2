"""The change on the day: per test and side, per region, measured, and near minus further up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracker.analysis.answers.finding import Draft, Finding, judged
from tracker.analysis.answers.sample import (
    ROUTINE_KINDS,
    Asked,
    Column,
    Noise,
    mean_column,
)
from tracker.analysis.gain import mean_interval, pooled_r
from tracker.analysis.pairs import Key, Series
from tracker.analysis.planning import ceiling, shrink


@dataclass(frozen=True)
class RegionMean:
    """The mean change of a region's tests on one side; `ranked` is for ordering and shades."""

    region: str
    side: str
    tests: int
    finding: Finding
    ranked: float | None


class Single(NamedTuple):
    """One pair on one day against what one test can be wrong by."""

    change: float
    mdc: float

    @property
    def beyond(self) -> bool:
        return abs(self.change) > self.mdc


def changes(asked: Asked, arm: str | None = None) -> dict[Key, Finding]:
    """Per (test, side): After minus Before in sessions with a routine, or as one arm alone."""
    found = asked.changed if arm is None else _of_arm(asked, arm)
    r = asked.r if arm is None else pooled_r(column.gain for column in found.values())
    return judged(
        {
            key: mean_draft("change", column, asked.noise[key[0]], r, tags=_tags(column))
            for key, column in found.items()
        }
    )


def mean_draft(
    question: str,
    column: Column,
    noise: Noise,
    r: float,
    *,
    res: float = 1.0,
    unit: str = "point",
    tags: tuple[str, ...] = (),
) -> Draft:
    """The mean gain of a column, as a draft."""
    found, n = mean_interval(column.gain, res, r, res * res / 6 * column.share), len(column.gain)
    spread = found.sd if found else 0.0
    return Draft(question, n, n, found, spread, noise.delta, noise.mdc, r=r, unit=unit, tags=tags)


def measured_changes(asked: Asked) -> dict[Key, Finding]:
    """Per (test, side, method), in the unit of the measure; higher is freer, whatever its sign."""
    found = asked.gained(lambda session: session.kind in ROUTINE_KINDS, asked.history.measured)
    freer = {key: _freer(asked, key, column) for key, column in found.items()}
    r = pooled_r(column.gain for column in freer.values())
    return judged({key: _measured(asked, key, column, r) for key, column in freer.items()})


def _measured(asked: Asked, key: Key, column: Column, r: float) -> Draft:
    measure, noise = asked.measure(key), asked.measured_noise[key]
    return mean_draft("change", column, noise, r, res=measure.step, unit=measure.unit)


def regions(asked: Asked) -> dict[Key, RegionMean]:
    """Per (region, side): the mean change of its tests, in the order of the tests."""
    parts: dict[Key, list[Key]] = defaultdict(list)
    for test in asked.history.tests:
        for series in asked.history.of_test(test):
            if (test.slug, series.side) in asked.changed:
                parts[test.region, series.side].append((test.slug, series.side))
    drafts = {key: _region_draft(asked, keys) for key, keys in parts.items()}
    findings = judged(drafts)
    ranked = _ranked(drafts)
    return {
        key: RegionMean(key[0], key[1], len(parts[key]), finding, ranked.get(key))
        for key, finding in findings.items()
    }


def _region_draft(asked: Asked, keys: Sequence[Key]) -> Draft:
    column = mean_column(asked.changed[key] for key in keys)
    return mean_draft("change", column, mean_noise(asked, [key[0] for key in keys]), asked.r)


def mean_noise(asked: Asked, tests: Sequence[str]) -> Noise:
    """For means of tests: what is worth having is the mean of what is worth having in each."""
    own = [asked.noise[test] for test in tests]
    mdc = sum(noise.mdc for noise in own) / len(own)
    return Noise(mdc, own[0].source, min(noise.sessions for noise in own))


def _ranked(drafts: Mapping[Key, Draft]) -> dict[Key, float]:
    known = {key: draft.estimate for key, draft in drafts.items() if draft.estimate}
    means, errors = [e.best for e in known.values()], [e.se for e in known.values()]
    return dict(zip(known, shrink(means, errors), strict=True))


def near_minus_further(asked: Asked) -> dict[Key, Finding]:
    """Per (side,): how much more the tests where the routine worked change than those further up.

    A test without sides is further up on both.
    """
    drafts: dict[Key, Draft] = {}
    for side in ("left", "right"):
        column = _near_minus_further(asked, side)
        if column.gain:
            noise = mean_noise(asked, [test.slug for test in asked.history.tests])
            drafts[(side,)] = mean_draft("near", column, noise, asked.r)
    return judged(drafts)


def _near_minus_further(asked: Asked, side: str) -> Column:
    near, further = (_at(asked, side, place) for place in ("worked", "further"))
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


def _at(asked: Asked, side: str, place: str) -> Column:
    """Means of the tests that are at a place of the session's own routine."""
    infos, parts = asked.history.sessions, []
    for test in asked.history.tests:
        column = asked.changed.get((test.slug, side if test.sided else "none"))
        if column is None:
            continue
        rows = [
            row
            for row in zip(*column[:3], strict=True)
            if asked.places.get(infos[row[0]].routine, {}).get(test.region) == place
        ]
        parts.append(Column([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]))
    return mean_column(parts)


def single(series: Series, noise: Noise) -> Single | None:
    """The last pair of a series, for the page of one session; None where one of two is missing."""
    if not series.days or series.before[-1] is None or series.after[-1] is None:
        return None
    return Single(series.after[-1] - series.before[-1], noise.mdc)


def _of_arm(asked: Asked, arm: str) -> dict[Key, Column]:
    return asked.gained(lambda session: session.arm == arm, asked.history.series)


def _freer(asked: Asked, key: Key, column: Column) -> Column:
    if asked.measure(key).better == "higher":
        return column
    return column._replace(gain=[-gain for gain in column.gain])


def _tags(column: Column) -> tuple[str, ...]:
    after = [before + gain for before, gain in zip(column.before, column.gain, strict=True)]
    return ("ceiling",) if ceiling(after) else ()
