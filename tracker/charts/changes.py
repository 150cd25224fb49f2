"""What changed in a session: a dumbbell per test and side, near to far, in fixed order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from tracker.analysis import words
from tracker.analysis.answers.sample import DEFAULT_MDC, Noise
from tracker.analysis.pairs import History, Series, TestInfo
from tracker.charts.figure import Figure

PAGE = "result"
ORDER = 10

HEADER = ("Test", "Side", "Before", "After", "Change", "Can be wrong by")
DEFAULT = Noise(DEFAULT_MDC, "default")


def build(
    history: History,
    *,
    places: Mapping[str, str] | None = None,
    noise: Mapping[str, Noise] | None = None,
) -> Iterable[Figure]:
    """`history` holds the one session; `places` says which regions its routine worked on.

    `noise`: how much one test can be wrong by, where that is one's own.
    """
    known = {test.slug: (noise or {}).get(test.slug, DEFAULT) for test in history.tests}
    groups = [_group(place, tests, history, known) for place, tests in _grouped(history, places)]
    drawn = [row for group in groups for test in group["tests"] for row in test["rows"]]
    is_twice = _is_without_routine(history) and any(row["change"] is not None for row in drawn)
    twice = "Rated twice without a routine. " if is_twice else ""
    yield Figure(
        key="changes",
        kind="dumbbells",
        title="Every test",
        sentence=f"{twice}{_sentence([row['change'] for row in drawn])}",
        header=HEADER,
        rows=tuple(
            _cells(test["name"], row) for g in groups for test in g["tests"] for row in test["rows"]
        ),
        data={"groups": groups, "beyond": _beyond(drawn)},
    )


def _is_without_routine(history: History) -> bool:
    return any(session.kind == "test_only" or not session.worked for session in history.sessions)


def _grouped(
    history: History, places: Mapping[str, str] | None
) -> Iterable[tuple[str, list[TestInfo]]]:
    tests = [test for test in history.tests if history.of_test(test)]
    if not places or _is_without_routine(history):  # which worked nowhere
        return [("", tests)] if tests else []
    found = {
        place: [t for t in tests if places.get(t.region, "further") == place]
        for place in words.PLACES
    }
    return [(place, group) for place, group in found.items() if group]


def _group(
    place: str, tests: list[TestInfo], history: History, noise: Mapping[str, Noise]
) -> dict[str, Any]:
    regions = dict.fromkeys(words.REGIONS.get(test.region, test.region) for test in tests)
    rated: list[dict[str, Any]] = [
        {"name": t.name, "rows": [_row(s, noise[t.slug]) for s in history.of_test(t)]}
        for t in tests
    ]
    return {
        "place": place,
        "title": words.PLACES.get(place, ""),
        "regions": ", ".join(regions),
        "tests": rated,
        "middle": _middle([row for test in rated for row in test["rows"]]),
    }


def _middle(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The median change of each side; left and right are never put together."""
    found: dict[str, list[float]] = {}
    for row in rows:
        if row["change"] is not None:
            found.setdefault(row["side"], []).append(row["change"])
    return [{"side": side, "change": median(changes)} for side, changes in found.items()]


def _row(series: Series, noise: Noise) -> dict[str, Any]:
    before, after = series.before[-1], series.after[-1]
    change = words.difference(before, after)
    return {
        "side": series.side,
        "before": before,
        "after": after,
        "change": change,
        "noise": noise,
        "beyond": change is not None and abs(change) > noise.mdc,
        "says": f"{words.SIDES[series.side]}: {_says(before, after)}.",
        "missing": "not rated" if before is None and after is None else "rated once",
        "before_at": _percent(before),
        "after_at": _percent(after),
        "band": _band(before, noise),
    }


def _says(before: int | None, after: int | None) -> str:
    rated = [
        f"{phase} {'not rated' if score is None else score}"
        for phase, score in (("before", before), ("after", after))
    ]
    change = words.difference(before, after)
    return ", ".join(rated if change is None else [*rated, words.change_words(change)])


def _band(before: int | None, noise: Noise) -> dict[str, str] | None:
    """Where After lies by chance alone, around Before: from where, and how wide."""
    if before is None:
        return None
    low, high = max(0.0, before - noise.mdc), min(10.0, before + noise.mdc)
    return {"from": _percent(low), "width": f"{9.6 * (high - low):.4g}%"}


def _percent(score: float | None) -> str:
    """Where a score lies on the track, which keeps room at both ends for the marks."""
    return "" if score is None else f"{2 + 9.6 * score:.4g}%"


def _cells(name: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    before, after = words.number(row["before"]), words.number(row["after"])
    noise = f"{words.number(row['noise'].mdc)}{'' if row['noise'].source == 'own' else ', default'}"
    return (name, words.SIDES[row["side"]], before, after, words.change_words(row["change"]), noise)


def _sentence(changes: list[int | None]) -> str:
    pairs = [change for change in changes if change is not None]
    if not pairs:
        return "Nothing was rated both before and after."
    count = Counter((change > 0) - (change < 0) for change in pairs)
    parts = [f"freer in {count[1]} of {words.counted(len(pairs), 'rating')}"]
    parts += [f"the same in {count[0]}"] if count[0] else []
    parts += [f"stiffer in {count[-1]}"] if count[-1] else []
    missing = len(changes) - len(pairs)
    left_out = f" {missing} not rated both times." if missing else ""
    return f"{', '.join(parts).capitalize()}.{left_out}"


def _beyond(rows: list[dict[str, Any]]) -> str:
    """How many changes are more than noise, and whose noise that is."""
    pairs = [row for row in rows if row["change"] is not None]
    if not pairs:
        return ""
    count = sum(row["beyond"] for row in pairs)
    verb = "change is" if count == 1 else "changes are"
    noise = _noise([row["noise"] for row in pairs])
    return f"{count or 'No'} {verb} larger than one test can be wrong by ({noise})."


def _noise(each: list[Noise]) -> str:
    """
    >>> _noise([DEFAULT, DEFAULT])
    'the default of 2 points'
    """
    sizes = sorted({round(noise.mdc, 1) for noise in each if noise.source == "own"})
    default = f"the default of {words.number(DEFAULT_MDC)} points"
    if not sizes:
        return default
    span = " to ".join(words.number(size) for size in dict.fromkeys((sizes[0], sizes[-1])))
    own = f"{span} points, from your own test-only sessions"
    return own if all(noise.source == "own" for noise in each) else f"{own}; else {default}"
