"""Plots a comparison of two kinds of session, or what is missing while it is too early."""

from collections.abc import Collection

from tracker.analysis import words
from tracker.analysis.answers import Dataset, Finding
from tracker.analysis.answers.compare import FIRST_ARM, PROXIMITIES, Comparison
from tracker.analysis.randomisation import CONTROL, LEGS, LIGHT_TOUCH
from tracker.charts import forest
from tracker.charts.figure import Figure, Place
from tracker.charts.forest import Group

TEST_ONLY = "Test-only"
WEAKER = (
    " A weaker answer: let chance pick the next sessions, and the days are alike on both sides."
)
STRONGER = "Let chance pick them for a stronger answer."


def name(dataset: Dataset, arm: str) -> str:
    return TEST_ONLY if arm == CONTROL else dataset.name(arm)


def is_kind(arm: str) -> bool:
    """False for a leg: a one-leg session that was declined answers another question."""
    return arm not in LEGS


def figure(dataset: Dataset, comparison: Comparison, declined: Collection[int]) -> Figure:
    key = f"{comparison.first}-{comparison.second}"
    title = title_of(dataset, comparison)
    place: Place = "answers" if comparison.second == CONTROL else "pictures"
    if (
        min(comparison.first_sessions, comparison.second_sessions) < FIRST_ARM
        or not comparison.tests
    ):
        bars = _bars(dataset, comparison)
        return pending(key, title, _missing(dataset, comparison), bars, place)
    near_to_far = proximity_groups(dataset, comparison)
    tests = test_groups(dataset, comparison.tests)
    finding = next(iter(comparison.tests.values()))
    extra = {
        "grade": grade_of(finding),
        "counts": _counts(dataset, comparison, declined),
        "lead": _lead(dataset, comparison) + (WEAKER if finding.grade_letter == "C" else ""),
    }
    return Figure(
        key=key,
        kind="forest",
        title=title,
        sentence=forest.sentence_of(near_to_far[0]),
        header=forest.HEADER,
        rows=forest.rows([*near_to_far, *tests]),
        data=forest.plot(near_to_far, tests, ends=_ends(dataset, comparison)) | extra,
        place=place,
    )


def grade_of(finding: Finding) -> dict[str, str]:
    return {"letter": finding.grade_letter, "says": finding.grade_sentence}


def title_of(dataset: Dataset, comparison: Comparison) -> str:
    first = name(dataset, comparison.first)
    if comparison.second == CONTROL:
        return f"{first} against test-only"
    if comparison.second == LIGHT_TOUCH:
        return f"{first} against light touch"
    return f"{first} or {name(dataset, comparison.second)}?"


def _lead(dataset: Dataset, comparison: Comparison) -> str:
    if comparison.second == CONTROL:
        return (
            f"How much freer after {name(dataset, comparison.first)} than after sitting still for"
            " as long. You rate twice on both kinds of day."
        )
    if comparison.second == LIGHT_TOUCH:
        return (
            f"How much freer after {name(dataset, comparison.first)} than after light touch, which"
            " takes the same minutes and attention without the pull. It separates the routine from"
            " hope and attention. It is not blind: you know which one you did."
        )
    return f"To the right: freer with {name(dataset, comparison.first)}."


def _ends(dataset: Dataset, comparison: Comparison) -> tuple[str, str]:
    if comparison.second in (CONTROL, LIGHT_TOUCH):
        return "stiffer", "freer"
    left, right = (name(dataset, arm) for arm in (comparison.second, comparison.first))
    return f"freer with {left}", f"freer with {right}"


def proximity_groups(dataset: Dataset, comparison: Comparison) -> list[Group]:
    """Near to far: the findings of each side."""
    groups = []
    for proximity in PROXIMITIES:
        findings = forest.by_side(comparison.by_proximity, proximity)
        if findings:
            note = ", ".join(_regions(dataset, comparison, proximity))
            groups.append(Group(words.PROXIMITY[proximity], findings, note))
    return groups


def _regions(dataset: Dataset, comparison: Comparison, proximity: str) -> list[str]:
    arms = [arm for arm in (comparison.first, comparison.second) if arm in dataset.proximity]
    regions = dict.fromkeys(
        test.region for test in dataset.history.tests if dataset.history.of_test(test)
    )
    return [
        words.REGIONS.get(region, region)
        for region in regions
        if min(
            (dataset.proximity[arm].get(region, PROXIMITIES[-1]) for arm in arms),
            key=PROXIMITIES.index,
            default=PROXIMITIES[-1],
        )
        == proximity
    ]


def test_groups(dataset: Dataset, findings: dict[tuple[str, ...], Finding]) -> list[Group]:
    """Every test that has a finding, in the usual order."""
    groups = [Group(t.name, forest.by_side(findings, t.slug)) for t in dataset.history.tests]
    return [group for group in groups if group.findings]


def _counts(dataset: Dataset, comparison: Comparison, declined: Collection[int]) -> str:
    arms = (comparison.first, comparison.second)
    refused = dataset.sessions(
        lambda s: s.id in declined and s.kind != "one_leg" and s.arm in arms, as_assigned=True
    )
    first, second = comparison.first_sessions, comparison.second_sessions
    counts = (
        f"{first} {name(dataset, arms[0])} against {second} {words.inside(name(dataset, arms[1]))}"
    )
    if arms[1] != CONTROL:
        counts = f"{first} {name(dataset, arms[0])} against {second} {name(dataset, arms[1])}"
    total = words.counted(comparison.total, "session")
    also = f", {len(refused)} declined" if comparison.randomised else ""
    return f"{counts}. Drawn: {comparison.randomised} of {total}{also}."


def _missing(dataset: Dataset, comparison: Comparison) -> str:
    wanted = [
        (FIRST_ARM - have, name(dataset, arm))
        for arm, have in _have(comparison)
        if have < FIRST_ARM
    ]
    if not wanted:
        return "Too early: nothing was rated before and after in both kinds of session."
    parts = [f"{n} more {_as_kind(arm)} session{'' if n == 1 else 's'}" for n, arm in wanted]
    return f"Too early: {words.listed(parts)} needed. {STRONGER}"


def _as_kind(arm: str) -> str:
    return words.inside(arm) if arm == TEST_ONLY else arm


def _have(comparison: Comparison) -> tuple[tuple[str, int], ...]:
    return (
        (comparison.first, comparison.first_sessions),
        (comparison.second, comparison.second_sessions),
    )


def _bars(dataset: Dataset, comparison: Comparison) -> list[tuple[str, int, int]]:
    return [(name(dataset, arm), have, FIRST_ARM) for arm, have in _have(comparison)]


def pending(
    key: str,
    title: str,
    sentence: str,
    bars: list[tuple[str, int, int]],
    place: Place = "pictures",
) -> Figure:
    """A placeholder with progress bars, until there are enough sessions for a comparison."""
    shown = [{"name": arm, "have": min(have, want), "want": want} for arm, have, want in bars]
    return Figure(key, "pending", title, sentence, (), (), {"bars": shown}, place)
