"""Three answers per test and side: after a session, still there next time, over the weeks."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.analysis import words
from tracker.analysis.answers import Answers, Finding
from tracker.analysis.answers.basis import Basis
from tracker.analysis.answers.carryover import Carryover, not_yet_known
from tracker.analysis.answers.sample import SampleSize
from tracker.analysis.answers.season import beside_the_lines, half_a_year
from tracker.analysis.answers.tally import LEVELS, at_ends, tally
from tracker.analysis.counting import excluded_words
from tracker.analysis.pairs import History, TestInfo
from tracker.analysis.timeline import Range
from tracker.charts import forest
from tracker.charts.figure import Figure
from tracker.charts.forest import Group

PAGE = "progress"
ORDER = 5

SHOWN_FIRST = 4  # tests; the rest is inside a collapsed summary


def build(
    history: History, *, range_: Range, today: int, answers: Answers | None = None
) -> Iterable[Figure]:
    """Always of the last 26 weeks, so that old sessions do not hide a change."""
    if answers and answers.changes:
        yield figure(answers, history.tests, "three", _("Every test, left and right"))


def figure(answers: Answers, tests: Iterable[TestInfo], key: str, title: str) -> Figure:
    answered = [test for test in tests if _findings(answers, test)]
    groups = [Group(test.name, _findings(answers, test)) for test in answered]
    data = forest.plot(groups[:SHOWN_FIRST], groups[SHOWN_FIRST:])
    for test, group in zip(answered, data["groups"] + data["more"], strict=True):
        _complete(answers, test, group)
    finding = next(iter(answers.changes.values()))
    data["grade"] = {"letter": finding.grade_letter, "says": finding.grade_sentence}
    data["rests_on"] = " ".join([changes_rest_on(answers.bases.changes), *left_out(answers)])
    data["season"] = season_note(answers, answered)
    return Figure(
        key=key,
        kind="three_numbers",
        title=title,
        sentence=_sentence(answers, answered),
        header=_header(),
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


def _header() -> tuple[str, ...]:
    weeks = (_("Most likely change in 12 weeks"), _("Its 95% range"))
    return (
        *(_("Test"), _("Side"), _("Sessions"), *forest.estimate_header()),
        *(_("After a session"), _("Still there next time"), _("Before ratings")),
        *(*weeks, _("Before ratings over the weeks")),
    )


def _findings(answers: Answers, test: TestInfo) -> dict[str, Finding]:
    pairs = ((side, answers.changes.get((test.slug, side))) for side in test.sides)
    return {side: finding for side, finding in pairs if finding is not None}


def _complete(answers: Answers, test: TestInfo, group: dict[str, Any]) -> None:
    """Add the other answers below each bar; a carry-over only once it is known."""
    for row in group["rows"]:
        carryover = carryover_of(answers, test, row["side"])
        level = over_the_weeks(answers, test, row["side"])
        notes = weeks_notes(answers, test, row["side"])
        is_known = carryover is not None and carryover.is_known
        named: tuple[tuple[str, Finding | Carryover | None, list[str]], ...] = (
            (_("Still there next time"), carryover if is_known else None, []),
            (_("Before ratings over the weeks"), level, notes),
        )
        row["also"] = [
            {"name": name, "icon": answer.icon, "says": answer.sentence, "notes": beside}
            for name, answer, beside in named
            if answer
        ]


def weeks_notes(answers: Answers, test: TestInfo, side: str) -> list[str]:
    """What belongs to the line over the weeks: ends of the scale, and the same weeks last year."""
    level, season = over_the_weeks(answers, test, side), answers.seasons.get((test.slug, side))
    return [*(level.tag_sentences if level else ()), *([season.sentence] if season else ())]


def carryover_of(answers: Answers, test: TestInfo, side: str) -> Carryover | None:
    """From test-only or one-leg sessions: a known carry-over, else the one with more pairs."""
    keys = ((test.region, side), (test.region, "both"))
    candidates = [answers.carryovers[key] for key in keys if key in answers.carryovers]
    return max(
        candidates, key=lambda carryover: (carryover.is_known, carryover.pairs), default=None
    )


def over_the_weeks(answers: Answers, test: TestInfo, side: str) -> Finding | None:
    level = answers.levels.get((test.slug, side))
    return level.finding if level else None


def _cells(answers: Answers, test: TestInfo, side: str) -> tuple[str, ...]:
    finding = answers.changes.get((test.slug, side))
    if finding is None:
        return (test.name, words.SIDES[side], *[words.NOTHING] * (len(_header()) - 2))
    carryover, level = carryover_of(answers, test, side), answers.levels[test.slug, side]
    return (
        test.name,
        words.SIDES[side],
        str(finding.n),
        *forest.cells(finding),
        carryover.sentence if carryover else words.NOTHING,
        words.number(level.level),
        *forest.cells_of_line(level.finding),
    )


def _sentence(answers: Answers, tests: Sequence[TestInfo]) -> str:
    """For one test the verdict of each side; the tally of several stands on top of the page."""
    if len(tests) == 1:
        return forest.sentence_of(Group(tests[0].name, _findings(answers, tests[0])))
    return _("Each row: how much freer or stiffer after a session, on average.")


def summary(answers: Answers) -> tuple[dict[str, str], ...]:
    """The three answers in a line each, and what each one rests on."""
    levels = [level.finding for level in answers.levels.values()]
    weeks = [beside_the_lines(answers.seasons)] if any(_has_line(answers)) else []
    return (
        {
            "name": _("After a session"),
            "says": tally(answers.changes.values()),
            "rests_on": changes_rest_on(answers.bases.changes),
            "note": " ".join(at_ends(answers.changes.values())),
        },
        {
            "name": _("Still there next time"),
            "says": _still_there(list(answers.carryovers.values())),
            "rests_on": _carryovers_rest_on(answers),
            "note": "",
        },
        {
            "name": _("Before ratings over the weeks"),
            "says": tally(levels, LEVELS),
            "rests_on": _levels_rest_on(answers.bases.levels),
            "note": " ".join([*at_ends(levels), *weeks]),
        },
    )


def _has_line(answers: Answers) -> Iterable[bool]:
    return (bool(level.line) for level in answers.levels.values())


def _still_there(carryovers: Sequence[Carryover]) -> str:
    count = sum(carryover.is_known for carryover in carryovers)
    if count:
        return ngettext(
            "Known for %(count)s of %(total)s body parts and sides",
            "Known for %(count)s of %(total)s body parts and sides",
            count,
        ) % {"count": count, "total": len(carryovers)}
    if not any(carryover.pairs for carryover in carryovers):
        return _("Not known. It takes a fair test against sitting still or light touch")
    return not_yet_known()


def changes_rest_on(basis: Basis) -> str:
    return ngettext(
        "Based on your last session with a routine (%(day)s).",
        "Based on your last %(count)s sessions with a routine (since %(day)s).",
        basis.sessions,
    ) % _filling(basis)


def _levels_rest_on(basis: Basis) -> str:
    return ngettext(
        "Based on your one session in the last 6 months (%(day)s).",
        "Based on your %(count)s sessions in the last 6 months (since %(day)s).",
        basis.sessions,
    ) % _filling(basis)


def _carryovers_rest_on(answers: Answers) -> str:
    """Empty where no two of the sessions that chance picked can be compared."""
    basis = answers.bases.carryovers
    if not any(carryover.pairs for carryover in answers.carryovers.values()):
        return ""
    return ngettext(
        "Based on one session picked by chance (%(day)s).",
        "Based on %(count)s sessions picked by chance (since %(day)s).",
        basis.sessions,
    ) % _filling(basis)


def _filling(basis: Basis) -> dict[str, str | int]:
    day = basis.first_day
    return {"count": basis.sessions, "day": words.date(day) if day else words.NOTHING}


def left_out(answers: Answers) -> list[str]:
    """The sessions that do not count, in a sentence for practice and one for the others."""
    size = answers.sample_size
    return [*_practice(size), *_excluded(size)]


def _practice(size: SampleSize) -> list[str]:
    count = size.familiarisation
    message = ngettext(
        "Your first session was practice and does not count.",
        "Your first %(count)s were practice and do not count.",
        count,
    )
    return [message % {"count": count}] if count else []


def _excluded(size: SampleSize) -> list[str]:
    parts = excluded_words(size.excluded)
    return [_("Left out: %(sessions)s.") % {"sessions": words.listed(parts)}] if parts else []
