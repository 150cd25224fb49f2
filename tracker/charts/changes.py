"""What changed in a session: a dumbbell per test and side, near to far, in fixed order."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from tracker.analysis import words
from tracker.analysis.answers.sample import DEFAULT_MDC, Noise
from tracker.analysis.pairs import History, Key, Series, TestInfo
from tracker.charts.figure import Figure

PAGE = "result"
ORDER = 10

HEADER = ("Test", "Side", "Before", "After", "Change", "Can be wrong by")
DEFAULT = Noise(DEFAULT_MDC, "default")
NOT_RATED = "not rated"
BEYOND = "larger than it can be wrong by"
MOST_NAMED = 4  # the table has them all


def build(
    history: History,
    *,
    places: Mapping[str, str] | None = None,
    noise: Mapping[str, Noise] | None = None,
    skips: Mapping[Key, Sequence[str]] | None = None,
) -> Iterable[Figure]:
    """`history` holds the one session; `places` says which regions its routine worked on.

    `noise`: how much one test can be wrong by, where that is one's own. `skips`: per test and
    side, why it was skipped before and after, in a word.
    """
    known = {test.slug: (noise or {}).get(test.slug, DEFAULT) for test in history.tests}
    groups = [
        _group(place, [_test(test, history, known[test.slug], skips or {}) for test in tests])
        for place, tests in _grouped(history, places)
    ]
    drawn = [row for group in groups for test in group["tests"] for row in test["rows"]]
    is_twice = _is_without_routine(history) and any(row["change"] is not None for row in drawn)
    twice = "Rated twice without a routine. " if is_twice else ""
    yield Figure(
        key="changes",
        kind="dumbbells",
        title="Every test",
        sentence=f"{twice}{_sentence(drawn)}",
        header=HEADER,
        rows=tuple(
            _cells(test["name"], row) for g in groups for test in g["tests"] for row in test["rows"]
        ),
        data={"groups": groups, "beyond": _beyond(groups), "middles": _has_middles(groups)},
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


def _group(place: str, tests: list[dict[str, Any]]) -> dict[str, Any]:
    regions = dict.fromkeys(words.REGIONS.get(test["region"], test["region"]) for test in tests)
    return {
        "place": place,
        "title": words.PLACES.get(place, ""),
        "regions": ", ".join(regions),
        "tests": tests,
        "middle": _middle([row for test in tests for row in test["rows"]]),
    }


def _test(
    test: TestInfo, history: History, noise: Noise, skips: Mapping[Key, Sequence[str]]
) -> dict[str, Any]:
    rows = [_row(s, noise, skips.get((s.test, s.side), ("", ""))) for s in history.of_test(test)]
    return {"name": test.name, "region": test.region, "rows": rows}


def _has_middles(groups: list[dict[str, Any]]) -> bool:
    """Where each place has one test, its middle change would be the same again."""
    return any(group["place"] and group["tests"][1:] for group in groups)


def _middle(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The median change of each side; left and right are never put together."""
    found: dict[str, list[float]] = {}
    for row in rows:
        if row["change"] is not None:
            found.setdefault(row["side"], []).append(row["change"])
    return [{"side": side, "change": median(changes)} for side, changes in found.items()]


def _row(series: Series, noise: Noise, skips: Sequence[str]) -> dict[str, Any]:
    before, after = series.before[-1], series.after[-1]
    change = words.difference(before, after)
    beyond = change is not None and abs(change) > noise.mdc
    rated = [_rated(score, why) for score, why in zip((before, after), skips, strict=True)]
    return {
        "side": series.side,
        "before": before,
        "after": after,
        "change": change,
        "noise": noise,
        "beyond": beyond,
        "rated": rated,
        "says": f"{words.SIDES[series.side]}: {_says(rated, change, beyond=beyond)}.",
        "missing": _missing(rated),
        "before_at": _percent(before),
        "after_at": _percent(after),
        "band": _band(before, noise),
    }


def _rated(score: int | None, skip: str) -> str:
    """
    >>> _rated(None, "pain"), _rated(None, ""), _rated(0, "")
    ('skipped (pain)', 'not rated', '0')
    """
    if score is not None:
        return str(score)
    return f"skipped ({skip})" if skip else NOT_RATED


def _missing(rated: Sequence[str]) -> str:
    """Why there is no change, in little room: how it is heard says which of the two is missing.

    >>> _missing(["skipped (pain)", "7"]), _missing(["skipped (pain)", "skipped (no time)"])
    ('skipped (pain)', 'skipped')
    >>> _missing(["4", "not rated"]), _missing(["not rated", "not rated"])
    ('rated once', 'not rated')
    """
    skipped = {each for each in rated if each.startswith("skipped")}
    if skipped:
        return skipped.pop() if len(skipped) == 1 else "skipped"
    return NOT_RATED if set(rated) == {NOT_RATED} else "rated once"


def _says(rated: Sequence[str], change: float | None, *, beyond: bool) -> str:
    said = [f"before {rated[0]}", f"after {rated[1]}"]
    said += [] if change is None else [words.change_words(change)]
    return ", ".join([*said, BEYOND] if beyond else said)


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
    noise = f"{words.number(row['noise'].mdc)}{'' if row['noise'].source == 'own' else ', default'}"
    is_skip = row["missing"].startswith("skipped")
    change = row["missing"] if is_skip else words.change_words(row["change"])
    change += f", {BEYOND}" if row["beyond"] else ""
    rated = (words.NOTHING if each == NOT_RATED else each for each in row["rated"])
    return (name, words.SIDES[row["side"]], *rated, change, noise)


def _sentence(rows: list[dict[str, Any]]) -> str:
    pairs = [row["change"] for row in rows if row["change"] is not None]
    skipped, rest = _left_out([row for row in rows if row["change"] is None])
    if not pairs:
        return f"Nothing was rated both before and after.{skipped}"
    count = Counter((change > 0) - (change < 0) for change in pairs)
    parts = [f"freer in {count[1]} of {words.counted(len(pairs), 'rating')}"]
    parts += [f"the same in {count[0]}"] if count[0] else []
    parts += [f"stiffer in {count[-1]}"] if count[-1] else []
    return f"{', '.join(parts).capitalize()}.{skipped}{rest}"


def _left_out(rows: list[dict[str, Any]]) -> tuple[str, str]:
    """A skip is called one; what is left was rated once at the most."""
    skipped = Counter(why for row in rows if (why := _why(row["rated"])))
    rest = len(rows) - skipped.total()
    kinds = [f"{why} {n}" if len(skipped) > 1 else why for why, n in skipped.items()]
    told = f" {skipped.total()} skipped ({', '.join(kinds)})." if skipped else ""
    return told, f" {rest} not rated both times." if rest else ""


def _why(rated: Sequence[str]) -> str:
    found = (each for each in rated if each.startswith("skipped"))
    return next(found, "").removeprefix("skipped (").removesuffix(")")


def _beyond(groups: list[dict[str, Any]]) -> str:
    """Which changes are more than noise, and whose noise that is."""
    named = [(test["name"], row) for g in groups for test in g["tests"] for row in test["rows"]]
    pairs = [(name, row) for name, row in named if row["change"] is not None]
    if not pairs:
        return ""
    found = [_named(name, row) for name, row in pairs if row["beyond"]]
    verb = "change is" if len(found) == 1 else "changes are"
    noise = _noise([row["noise"] for _, row in pairs])
    more = len(found) - MOST_NAMED
    shown = [*found[:MOST_NAMED], f"{more} more"] if more > 0 else found
    which = f": {'; '.join(shown)}" if shown else ""
    return f"{len(found) or 'No'} {verb} larger than one test can be wrong by ({noise}){which}."


def _named(name: str, row: Mapping[str, Any]) -> str:
    """
    >>> _named("Ankle dorsiflexion", {"side": "left", "change": 3})
    'ankle dorsiflexion left, 3 freer'
    """
    side = "" if row["side"] == "none" else f" {row['side']}"
    return f"{words.inside(name)}{side}, {words.change_words(row['change'])}"


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
