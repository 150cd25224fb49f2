"""The change on the day: per test and side, measured, and near minus further up."""

from collections.abc import Sequence

from tracker.analysis.answers.finding import Draft, Finding, judged
from tracker.analysis.answers.sample import (
    ROUTINE_KINDS,
    Asked,
    Column,
    Noise,
    mean_column,
)
from tracker.analysis.gain import mean_interval, pooled_r
from tracker.analysis.pairs import Key
from tracker.analysis.planning import ceiling


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


def mean_noise(asked: Asked, tests: Sequence[str]) -> Noise:
    """For means of tests: what is worth having is the mean of what is worth having in each."""
    own = [asked.noise[test] for test in tests]
    mdc = sum(noise.mdc for noise in own) / len(own)
    return Noise(mdc, own[0].source, min(noise.sessions for noise in own))


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


def _of_arm(asked: Asked, arm: str) -> dict[Key, Column]:
    return asked.gained(lambda session: session.arm == arm, asked.history.series)


def _freer(asked: Asked, key: Key, column: Column) -> Column:
    if asked.measure(key).better == "higher":
        return column
    return column._replace(gain=[-gain for gain in column.gain])


def _tags(column: Column) -> tuple[str, ...]:
    after = [before + gain for before, gain in zip(column.before, column.gain, strict=True)]
    return ("ceiling",) if ceiling(after) else ()
