"""Three numbers for each test and side: change on the day, left next time, the long line."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from tracker.analysis import words
from tracker.analysis.answers import Answers, Finding
from tracker.analysis.answers.left import Left
from tracker.analysis.answers.sample import Counted
from tracker.analysis.counting import LEFT_OUT
from tracker.analysis.pairs import History, TestInfo
from tracker.analysis.sentences import ICONS
from tracker.analysis.timeline import Range
from tracker.charts import forest
from tracker.charts.figure import Figure
from tracker.charts.forest import Group

PAGE = "progress"
ORDER = 5

HEADER = ("Test", "Side", "Sessions", *forest.HEADER[2:-1], "Change on the day")
MORE = ("Left next time", "Start level", "In 12 weeks", "Long line")
AT_FIRST = 4  # tests; the rest waits behind a summary


def build(
    history: History, *, range_: Range, today: int, answers: Answers | None = None
) -> Iterable[Figure]:
    """Of the last 26 weeks whatever the range, so that old sessions do not hide a change."""
    if answers and answers.changes:
        yield figure(answers, history.tests, "three", "Three numbers, test by test")


def figure(answers: Answers, tests: Iterable[TestInfo], key: str, title: str) -> Figure:
    there = [test for test in tests if _findings(answers, test)]
    groups = [Group(test.name, _findings(answers, test)) for test in there]
    data = forest.drawn(groups[:AT_FIRST], groups[AT_FIRST:])
    for test, group in zip(there, data["groups"] + data["more"], strict=True):
        _complete(answers, test, group)
    finding = next(iter(answers.changes.values()))
    data["grade"] = {"letter": finding.grade_letter, "says": finding.grade_sentence}
    data["rests_on"] = rests_on(answers.counted)
    return Figure(
        key=key,
        kind="three",
        title=title,
        sentence=_sentence(answers, there),
        header=(*HEADER, *MORE),
        rows=tuple(_cells(answers, test, side) for test in there for side in test.sides),
        data=data,
        place="answers",
        summary=summary(answers),
    )


def _findings(answers: Answers, test: TestInfo) -> dict[str, Finding]:
    found = ((side, answers.changes.get((test.slug, side))) for side in test.sides)
    return {side: finding for side, finding in found if finding is not None}


def _complete(answers: Answers, test: TestInfo, group: dict[str, Any]) -> None:
    """The two other numbers, below each bar."""
    for row in group["rows"]:
        found = left_of(answers, test, row["side"]), long_line(answers, test, row["side"])
        row["also"] = [
            {"name": name, "icon": each.icon, "says": each.sentence}
            for name, each in zip((MORE[0], MORE[3]), found, strict=True)
            if each
        ]


def left_of(answers: Answers, test: TestInfo, side: str) -> Left | None:
    """From test-only sessions or from one leg first: what is known, else what is nearest to it."""
    keys = ((test.region, side), (test.region, "both"))
    found = [answers.left[key] for key in keys if key in answers.left]
    return max(found, key=lambda left: (left.known, left.pairs), default=None)


def long_line(answers: Answers, test: TestInfo, side: str) -> Finding | None:
    level = answers.levels.get((test.slug, side))
    return level.finding if level else None


def _cells(answers: Answers, test: TestInfo, side: str) -> tuple[str, ...]:
    finding = answers.changes.get((test.slug, side))
    if finding is None:
        return (test.name, words.SIDES[side], *[words.NOTHING] * (len(HEADER) + len(MORE) - 2))
    left, level = left_of(answers, test, side), answers.levels[test.slug, side]
    return (
        test.name,
        words.SIDES[side],
        str(finding.n),
        *forest.cells(finding),
        left.sentence if left else words.NOTHING,
        words.number(level.level),
        forest.span(level.finding.wide),
        level.finding.sentence,
    )


def _sentence(answers: Answers, tests: Sequence[TestInfo]) -> str:
    """Of one test what holds for each side, of several how many ratings have which verdict."""
    if len(tests) == 1:
        return forest.said(Group(tests[0].name, _findings(answers, tests[0])))
    return f"Change on the day: {tally(answers.changes.values())}."


def summary(answers: Answers) -> tuple[dict[str, str], ...]:
    known = [left for left in answers.left.values() if left.known]
    rest = next((left for left in answers.left.values() if not left.known), None)
    of = f"Known for {len(known)} of {len(answers.left)} places" if known else ""
    left = ". ".join(part for part in (of, rest.sentence if rest else "") if part)
    levels = [level.finding for level in answers.levels.values()]
    return (
        {"name": "Change on the day", "says": tally(answers.changes.values())},
        {"name": "Left next time", "says": left or "Not yet known"},
        {"name": "Start level, in 12 weeks", "says": tally(levels)},
    )


def tally(findings: Iterable[Finding]) -> str:
    """How many have which verdict, always in one order; where all say the same, that."""
    each = sorted(findings, key=lambda finding: list(ICONS).index(finding.verdict))
    said = {finding.sentence for finding in each}
    if len(said) == 1:
        return words.inside(said.pop())
    count = Counter(finding.word for finding in each)
    parts = [f"{words.inside(word)} in {number}" for word, number in count.items()]
    return f"{words.listed(parts)} of {len(each)} tests and sides"


def rests_on(counted: Counted) -> str:
    """How many sessions, and what was left out of them."""
    used = words.counted(counted.used, "session")
    since = f" since {words.date(counted.first_day)}" if counted.first_day else ""
    parts = [f"{counted.practice} of practice"] if counted.practice else []
    parts += [f"{counted.out[why]} {says}" for why, says in LEFT_OUT.items() if why in counted.out]
    out = f"; left out: {words.listed(parts)}" if parts else ""
    return f"{used}{since}, of the last 26 weeks and no more than 60{out}."
