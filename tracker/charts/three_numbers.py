"""What stands beside the answers of a test and side: carry-over, weeks, and what they rest on."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.analysis import words
from tracker.analysis.answers import Answers, Finding
from tracker.analysis.answers.basis import Basis
from tracker.analysis.answers.carryover import Carryover
from tracker.analysis.answers.sample import SampleSize
from tracker.analysis.answers.season import half_a_year
from tracker.analysis.counting import excluded_words
from tracker.analysis.pairs import TestInfo


def season_note(answers: Answers, tests: Iterable[TestInfo]) -> str:
    """Once for all lines, if any of them has no year to be compared with."""
    keys = [(test.slug, side) for test in tests for side in test.sides]
    lines = [key for key in keys if key in answers.levels and answers.levels[key].line]
    return half_a_year() if any(key not in answers.seasons for key in lines) else ""


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


def changes_rest_on(basis: Basis) -> str:
    return ngettext(
        "Based on your last session with a routine (%(day)s).",
        "Based on your last %(count)s sessions with a routine (since %(day)s).",
        basis.sessions,
    ) % _filling(basis)


def _filling(basis: Basis) -> dict[str, str | int]:
    day = basis.first_day
    return {"count": basis.sessions, "day": words.date(day) if day else words.NOTHING}


def left_out(answers: Answers) -> list[str]:
    """The sessions that do not count, in a sentence for practice and one for the others."""
    size = answers.sample_size
    return [*_practice(size), *excluded_sentences(size)]


def _practice(size: SampleSize) -> list[str]:
    count = size.familiarisation
    message = ngettext(
        "Your first session was practice and does not count.",
        "Your first %(count)s were practice and do not count.",
        count,
    )
    return [message % {"count": count}] if count else []


def excluded_sentences(size: SampleSize) -> list[str]:
    parts = excluded_words(size.excluded)
    return [_("Left out: %(sessions)s.") % {"sessions": words.listed(parts)}] if parts else []
