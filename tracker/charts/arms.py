"""Plots a comparison of two kinds of session, or what is missing while it is too early."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.analysis import words
from tracker.analysis.answers import Dataset, Finding
from tracker.analysis.answers.compare import FIRST_ARM, PROXIMITIES, Comparison
from tracker.analysis.randomisation import CONTROL, LEGS, LIGHT_TOUCH
from tracker.charts import forest
from tracker.charts.comparisons import strength, strength_of_pending
from tracker.charts.figure import Figure
from tracker.charts.forest import Group
from tracker.charts.verdict_counts import PLACES_AND_SIDES, TESTS_AND_SIDES, summary

COMPARISONS = {CONTROL: "sitting", LIGHT_TOUCH: "touch"}  # else one routine against another


def name(dataset: Dataset, arm: str) -> str:
    return _("Test-only (sit still)") if arm == CONTROL else str(dataset.name(arm))


def is_kind(arm: str) -> bool:
    """False for a leg: a one-leg session that was declined answers another question."""
    return arm not in LEGS


def figure(dataset: Dataset, comparison: Comparison, declined: Collection[int]) -> Figure:
    key = f"{comparison.first}-{comparison.second}"
    title = title_of(dataset, comparison)
    fewer = min(comparison.first_sessions, comparison.second_sessions)
    about = COMPARISONS.get(comparison.second, "routines")
    if fewer < FIRST_ARM or not comparison.tests:
        bars = _bars(dataset, comparison)
        early = pending(key, title, _missing(dataset, comparison), bars, about)
        return replace(early, strength=strength_of_pending(fewer))
    near_to_far = proximity_groups(dataset, comparison)
    tests = test_groups(dataset, comparison.tests)
    ends = _ends(dataset, comparison)
    counted = summary(comparison.by_proximity.values(), PLACES_AND_SIDES)
    extra = {"others": counted.others, "counts": _counts(dataset, comparison, declined)}
    return Figure(
        key=key,
        kind="forest",
        title=title,
        sentence=counted.most,
        header=forest.header(),
        rows=forest.rows([*near_to_far, *tests]),
        data=forest.plot(near_to_far, tests, ends=ends, brief=True) | extra | _evidence(comparison),
        comparison=about,
        strength=strength(comparison.grade[0], fewer),
    )


def _evidence(comparison: Comparison) -> dict[str, Any]:
    return {
        "grade": grade_of(next(iter(comparison.tests.values()))),
        "notes": [*_light_touch(comparison), *at_most_probably(comparison.by_proximity.values())],
        "tests": summary(comparison.tests.values(), TESTS_AND_SIDES),
    }


def grade_of(finding: Finding) -> dict[str, str]:
    return {"letter": finding.grade_letter, "says": finding.grade_sentence}


def title_of(dataset: Dataset, comparison: Comparison) -> str:
    names = _names(dataset, comparison)
    if comparison.second == CONTROL:
        return _("%(first)s or sitting still?") % names
    if comparison.second == LIGHT_TOUCH:
        return _("%(first)s or light touch?") % names
    return _("%(first)s or %(second)s?") % names


def _names(dataset: Dataset, comparison: Comparison) -> dict[str, str]:
    return {
        "first": name(dataset, comparison.first),
        "second": name(dataset, comparison.second),
    }


def _light_touch(comparison: Comparison) -> list[str]:
    """What light touch is for, and what it is not, below its comparison alone."""
    if comparison.second != LIGHT_TOUCH:
        return []
    return [
        _("Light touch takes the same minutes and attention, without the pull."),
        _("It separates the routine from hope and attention."),
        _("It is not blind: you know which one you did."),
    ]


def at_most_probably(findings: Iterable[Finding]) -> list[str]:
    """That nothing is clear here, where more sessions would otherwise be waited for."""
    is_most = any(
        finding.verdict.startswith("probably") and finding.is_at_its_surest for finding in findings
    )
    return [_("This page says “probably” at most.")] if is_most else []


def _ends(dataset: Dataset, comparison: Comparison) -> tuple[str, str]:
    names = _names(dataset, comparison)
    if comparison.second == CONTROL:
        return _("sitting still"), names["first"]
    if comparison.second == LIGHT_TOUCH:
        return _("light touch"), names["first"]
    return names["second"], names["first"]


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
    swapped = dataset.sessions(
        lambda s: s.id in declined and s.kind != "one_leg" and s.arm in arms, as_assigned=True
    )
    kinds = ", ".join(_of_kind(dataset, arm, count) for arm, count in _have(comparison))
    return " ".join(
        [
            _("%(sessions)s.") % {"sessions": kinds},
            *picked_by_chance(
                comparison.randomised,
                comparison.total,
                compared=comparison.first_sessions + comparison.second_sessions,
            ),
            *swapped_words(len(swapped) if comparison.randomised else 0),
        ]
    )


def _of_kind(dataset: Dataset, arm: str, count: int) -> str:
    if arm == CONTROL:
        message = ngettext(
            "%(count)s session without a routine", "%(count)s sessions without a routine", count
        )
    elif arm == LIGHT_TOUCH:
        message = ngettext(
            "%(count)s session with light touch", "%(count)s sessions with light touch", count
        )
    else:
        message = ngettext(
            "%(count)s session with %(name)s", "%(count)s sessions with %(name)s", count
        )
    return message % {"count": count, "name": name(dataset, arm)}


def picked_by_chance(randomised: int, total: int, *, compared: int) -> list[str]:
    """How many of the compared sessions chance picked, and how many others are left out."""
    if not randomised:
        return []
    if randomised == compared:
        others = total - compared
        left_out = ngettext(
            "%(count)s that you chose yourself is left out.",
            "%(count)s that you chose yourself are left out.",
            others,
        )
        return [_("All picked by chance."), *([left_out % {"count": others}] if others else [])]
    message = ngettext(
        "%(count)s of %(total)s picked by chance.",
        "%(count)s of %(total)s picked by chance.",
        randomised,
    )
    return [message % {"count": randomised, "total": total}]


def swapped_words(count: int) -> list[str]:
    """How often something else was done than chance had picked."""
    message = ngettext("%(count)s swapped.", "%(count)s swapped.", count)
    return [message % {"count": count}] if count else []


def _missing(dataset: Dataset, comparison: Comparison) -> str:
    wanted = [(arm, FIRST_ARM - have) for arm, have in _have(comparison) if have < FIRST_ARM]
    if not wanted:
        return _("Too early. No test was rated before and after in both kinds of session.")
    parts = words.listed([_more_of_kind(dataset, arm, count) for arm, count in wanted])
    early = _("Too early. %(sessions)s for a first estimate.") % {"sessions": parts}
    return " ".join([early, _("Let chance pick them for a stronger answer.")])


def _more_of_kind(dataset: Dataset, arm: str, count: int) -> str:
    if arm == CONTROL:
        message = ngettext(
            "%(count)s more session without a routine",
            "%(count)s more sessions without a routine",
            count,
        )
    elif arm == LIGHT_TOUCH:
        message = ngettext(
            "%(count)s more session with light touch",
            "%(count)s more sessions with light touch",
            count,
        )
    else:
        message = ngettext(
            "%(count)s more session with %(name)s", "%(count)s more sessions with %(name)s", count
        )
    return message % {"count": count, "name": name(dataset, arm)}


def _have(comparison: Comparison) -> tuple[tuple[str, int], ...]:
    return (
        (comparison.first, comparison.first_sessions),
        (comparison.second, comparison.second_sessions),
    )


def _bars(dataset: Dataset, comparison: Comparison) -> list[tuple[str, int, int]]:
    return [(name(dataset, arm), have, FIRST_ARM) for arm, have in _have(comparison)]


def pending(
    key: str, title: str, sentence: str, bars: list[tuple[str, int, int]], comparison: str
) -> Figure:
    """A placeholder with progress bars, until there are enough sessions for a comparison."""
    shown = [{"name": arm, "have": min(have, want), "want": want} for arm, have, want in bars]
    return Figure(key, "pending", title, sentence, (), (), {"bars": shown}, comparison=comparison)
