"""One kind of session against another as a figure; while it is too early, what is missing."""

from collections.abc import Collection

from tracker.analysis import words
from tracker.analysis.answers import Asked, Finding
from tracker.analysis.answers.compare import FIRST_ARM, PLACES, Compared
from tracker.analysis.drawing import CONTROL, LEGS
from tracker.charts import forest
from tracker.charts.figure import Figure, Place
from tracker.charts.forest import Group

TEST_ONLY = "Test-only"
WEAKER = (
    " A weaker answer: let chance pick the next sessions, and the days are alike on both sides."
)
STRONGER = "Let chance pick them for a stronger answer."


def name(asked: Asked, arm: str) -> str:
    return TEST_ONLY if arm == CONTROL else asked.name(arm)


def is_kind(arm: str) -> bool:
    """A drawn leg is none: its session was declined, and answers another question."""
    return arm not in LEGS


def figure(asked: Asked, compared: Compared, declined: Collection[int]) -> Figure:
    key = f"{compared.first}-{compared.second}"
    title = title_of(asked, compared)
    place: Place = "answers" if compared.second == CONTROL else "pictures"
    if min(compared.first_sessions, compared.second_sessions) < FIRST_ARM or not compared.tests:
        bars = _bars(asked, compared)
        return wanting(key, title, _missing(asked, compared), bars, place)
    places, tests = place_groups(asked, compared), test_groups(asked, compared.tests)
    finding = next(iter(compared.tests.values()))
    about = {
        "grade": grade_of(finding),
        "counts": _counts(asked, compared, declined),
        "lead": _lead(asked, compared) + (WEAKER if finding.grade_letter == "C" else ""),
    }
    return Figure(
        key=key,
        kind="forest",
        title=title,
        sentence=forest.said(places[0]),
        header=forest.HEADER,
        rows=forest.rows([*places, *tests]),
        data=forest.drawn(places, tests, ends=_ends(asked, compared)) | about,
        place=place,
    )


def grade_of(finding: Finding) -> dict[str, str]:
    return {"letter": finding.grade_letter, "says": finding.grade_sentence}


def title_of(asked: Asked, compared: Compared) -> str:
    first = name(asked, compared.first)
    if compared.second == CONTROL:
        return f"{first} against test-only"
    return f"{first} or {name(asked, compared.second)}?"


def _lead(asked: Asked, compared: Compared) -> str:
    if compared.second == CONTROL:
        return (
            f"How much freer after {name(asked, compared.first)} than after sitting still for as"
            " long. You rate twice on both kinds of day."
        )
    return f"To the right: freer with {name(asked, compared.first)}."


def _ends(asked: Asked, compared: Compared) -> tuple[str, str]:
    if compared.second == CONTROL:
        return "stiffer", "freer"
    return tuple(f"freer with {name(asked, arm)}" for arm in (compared.second, compared.first))  # type: ignore[return-value]


def place_groups(asked: Asked, compared: Compared) -> list[Group]:
    """Where one worked, next to it and further up, each side for itself."""
    groups = []
    for place in PLACES:
        findings = forest.by_side(compared.places, place)
        if findings:
            note = ", ".join(_regions(asked, compared, place))
            groups.append(Group(words.PLACES[place], findings, note))
    return groups


def _regions(asked: Asked, compared: Compared, place: str) -> list[str]:
    arms = [arm for arm in (compared.first, compared.second) if arm in asked.places]
    found = dict.fromkeys(
        test.region for test in asked.history.tests if asked.history.of_test(test)
    )
    return [
        words.REGIONS.get(region, region)
        for region in found
        if min(
            (asked.places[arm].get(region, PLACES[-1]) for arm in arms),
            key=PLACES.index,
            default=PLACES[-1],
        )
        == place
    ]


def test_groups(asked: Asked, findings: dict[tuple[str, ...], Finding]) -> list[Group]:
    """Every test in its place, whatever came out."""
    groups = [Group(t.name, forest.by_side(findings, t.slug)) for t in asked.history.tests]
    return [group for group in groups if group.findings]


def _counts(asked: Asked, compared: Compared, declined: Collection[int]) -> str:
    arms = (compared.first, compared.second)
    refused = asked.sessions(
        lambda s: s.id in declined and s.kind != "one_leg" and s.arm in arms, picked=True
    )
    first, second = compared.first_sessions, compared.second_sessions
    told = f"{first} {name(asked, arms[0])} against {second} {words.inside(name(asked, arms[1]))}"
    if arms[1] != CONTROL:
        told = f"{first} {name(asked, arms[0])} against {second} {name(asked, arms[1])}"
    left = f", {len(refused)} declined" if compared.drawn else ""
    return f"{told}. Drawn: {compared.drawn} of {words.counted(compared.of, 'session')}{left}."


def _missing(asked: Asked, compared: Compared) -> str:
    wanted = [
        (FIRST_ARM - have, name(asked, arm)) for arm, have in _have(compared) if have < FIRST_ARM
    ]
    if not wanted:
        return "Too early: nothing was rated before and after in both kinds of session."
    parts = [f"{n} more {_as_kind(arm)} session{'' if n == 1 else 's'}" for n, arm in wanted]
    return f"Too early: {words.listed(parts)} needed. {STRONGER}"


def _as_kind(arm: str) -> str:
    return words.inside(arm) if arm == TEST_ONLY else arm


def _have(compared: Compared) -> tuple[tuple[str, int], ...]:
    return (
        (compared.first, compared.first_sessions),
        (compared.second, compared.second_sessions),
    )


def _bars(asked: Asked, compared: Compared) -> list[tuple[str, int, int]]:
    return [(name(asked, arm), have, FIRST_ARM) for arm, have in _have(compared)]


def wanting(
    key: str,
    title: str,
    sentence: str,
    bars: list[tuple[str, int, int]],
    place: Place = "pictures",
) -> Figure:
    """What stands in for a comparison until there is enough for one."""
    shown = [{"name": arm, "have": min(have, want), "want": want} for arm, have, want in bars]
    return Figure(key, "wanting", title, sentence, (), (), {"bars": shown}, place)
