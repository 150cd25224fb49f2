"""Three numbers per test and side: the change on the day, the carry-over, the trend."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.analysis import words
from tracker.analysis.answers import Answers, Finding
from tracker.analysis.answers.carryover import Carryover, not_yet_known
from tracker.analysis.answers.sample import SampleSize
from tracker.analysis.answers.season import beside_the_lines, half_a_year
from tracker.analysis.counting import EXCLUSIONS
from tracker.analysis.pairs import History, TestInfo
from tracker.analysis.sentences import ICONS
from tracker.analysis.timeline import Range
from tracker.charts import forest
from tracker.charts.figure import Figure
from tracker.charts.forest import Group

PAGE = "progress"
ORDER = 5

HEADER = ("Test", "Side", "Sessions", *forest.HEADER[2:-1], "Change on the day")
MORE = ("Still there next time", "Start level", "In 12 weeks", "Long line")
SHOWN_FIRST = 4  # tests; the rest is inside a collapsed summary


def build(
    history: History, *, range_: Range, today: int, answers: Answers | None = None
) -> Iterable[Figure]:
    """Always of the last 26 weeks, so that old sessions do not hide a change."""
    if answers and answers.changes:
        yield figure(answers, history.tests, "three", "Three numbers, test by test")


def figure(answers: Answers, tests: Iterable[TestInfo], key: str, title: str) -> Figure:
    answered = [test for test in tests if _findings(answers, test)]
    groups = [Group(test.name, _findings(answers, test)) for test in answered]
    data = forest.plot(groups[:SHOWN_FIRST], groups[SHOWN_FIRST:])
    for test, group in zip(answered, data["groups"] + data["more"], strict=True):
        _complete(answers, test, group)
    finding = next(iter(answers.changes.values()))
    data["grade"] = {"letter": finding.grade_letter, "says": finding.grade_sentence}
    data["rests_on"] = rests_on(answers.sample_size)
    data["season"] = season_note(answers, answered)
    return Figure(
        key=key,
        kind="three_numbers",
        title=title,
        sentence=_sentence(answers, answered),
        header=(*HEADER, *MORE),
        rows=tuple(_cells(answers, test, side) for test in answered for side in test.sides),
        data=data,
        place="answers",
        summary=summary(answers),
    )


def season_note(answers: Answers, tests: Iterable[TestInfo]) -> str:
    """Once for all lines, if any of them has no year to be compared with."""
    keys = [(test.slug, side) for test in tests for side in test.sides]
    lines = [key for key in keys if key in answers.levels and answers.levels[key].line]
    return half_a_year() if any(key not in answers.seasons for key in lines) else ""


def _findings(answers: Answers, test: TestInfo) -> dict[str, Finding]:
    pairs = ((side, answers.changes.get((test.slug, side))) for side in test.sides)
    return {side: finding for side, finding in pairs if finding is not None}


def _complete(answers: Answers, test: TestInfo, group: dict[str, Any]) -> None:
    """Add the other two numbers below each bar."""
    for row in group["rows"]:
        answered = carryover_of(answers, test, row["side"]), long_line(answers, test, row["side"])
        notes = (), weeks_notes(answers, test, row["side"])
        row["also"] = [
            {"name": name, "icon": answer.icon, "says": answer.sentence, "notes": beside}
            for name, answer, beside in zip((MORE[0], MORE[3]), answered, notes, strict=True)
            if answer
        ]


def weeks_notes(answers: Answers, test: TestInfo, side: str) -> list[str]:
    """What belongs to the line over the weeks: ends of the scale, and the same weeks last year."""
    level, season = long_line(answers, test, side), answers.seasons.get((test.slug, side))
    return [*(level.tag_sentences if level else ()), *([season.sentence] if season else ())]


def carryover_of(answers: Answers, test: TestInfo, side: str) -> Carryover | None:
    """From test-only or one-leg sessions: a known carry-over, else the one with more pairs."""
    keys = ((test.region, side), (test.region, "both"))
    candidates = [answers.carryovers[key] for key in keys if key in answers.carryovers]
    return max(
        candidates, key=lambda carryover: (carryover.is_known, carryover.pairs), default=None
    )


def long_line(answers: Answers, test: TestInfo, side: str) -> Finding | None:
    level = answers.levels.get((test.slug, side))
    return level.finding if level else None


def _cells(answers: Answers, test: TestInfo, side: str) -> tuple[str, ...]:
    finding = answers.changes.get((test.slug, side))
    if finding is None:
        return (test.name, words.SIDES[side], *[words.NOTHING] * (len(HEADER) + len(MORE) - 2))
    carryover, level = carryover_of(answers, test, side), answers.levels[test.slug, side]
    return (
        test.name,
        words.SIDES[side],
        str(finding.n),
        *forest.cells(finding),
        carryover.sentence if carryover else words.NOTHING,
        words.number(level.level),
        forest.span(level.finding.wide),
        level.finding.sentence,
    )


def _sentence(answers: Answers, tests: Sequence[TestInfo]) -> str:
    """For one test the verdict of each side; for several, the tally of verdicts."""
    if len(tests) == 1:
        return forest.sentence_of(Group(tests[0].name, _findings(answers, tests[0])))
    return f"Change on the day: {tally(answers.changes.values())}."


def summary(answers: Answers) -> tuple[dict[str, str], ...]:
    levels = [level.finding for level in answers.levels.values()]
    weeks = beside_the_lines(answers.seasons) if any(_has_line(answers)) else ""
    return (
        {"name": "Change on the day", "says": tally(answers.changes.values()), "note": ""},
        {"name": _("Still there next time"), "says": _still_there(answers), "note": ""},
        {"name": "Start level, in 12 weeks", "says": tally(levels), "note": weeks},
    )


def _has_line(answers: Answers) -> Iterable[bool]:
    return (bool(level.line) for level in answers.levels.values())


def _still_there(answers: Answers) -> str:
    carryovers = answers.carryovers.values()
    count = sum(carryover.is_known for carryover in carryovers)
    if not count:
        return not_yet_known()
    return ngettext(
        "Known for %(count)s of %(total)s place",
        "Known for %(count)s of %(total)s places",
        len(carryovers),
    ) % {"count": count, "total": len(carryovers)}


def tally(findings: Iterable[Finding]) -> str:
    """How many findings have which verdict, in a fixed order; the sentence itself if all agree."""
    ordered = sorted(findings, key=lambda finding: list(ICONS).index(finding.verdict))
    sentences = {finding.sentence for finding in ordered}
    if len(sentences) == 1:
        return words.inside(sentences.pop())
    count = Counter(finding.word for finding in ordered)
    parts = [f"{words.inside(word)} in {number}" for word, number in count.items()]
    return f"{words.listed(parts)} of {len(ordered)} tests and sides"


def rests_on(counted: SampleSize) -> str:
    """How many sessions are used, and how many are excluded and why."""
    used = words.counted(counted.used, "session")
    since = f" since {words.date(counted.first_day)}" if counted.first_day else ""
    parts = [f"{counted.familiarisation} of practice"] if counted.familiarisation else []
    parts += [
        f"{counted.excluded[reason]} {says}"
        for reason, says in EXCLUSIONS.items()
        if reason in counted.excluded
    ]
    excluded = f"; left out: {words.listed(parts)}" if parts else ""
    return f"{used}{since}, of the last 26 weeks and no more than 60{excluded}."
