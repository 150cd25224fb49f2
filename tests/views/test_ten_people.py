"""What ten made-up people read on every page of answers: reviewed, and true by their own tables."""

from typing import Any

import pytest

from tests.ten_people.checks import (
    Check,
    answers_unlike_their_tables,
    board_unlike_its_tables,
    clear_but_holding_zero,
    counts_unlike_their_rows,
    counts_unlike_their_verdicts,
    forbidden_words,
    levels_outside_their_table,
    numbers_without_a_row,
    probably_but_holding_zero,
    promises_of_an_ended_plan,
    sums_that_differ,
    unsupported_words,
    untested_directions,
)
from tests.ten_people.pages import (
    COMMAND,
    PLAN,
    TELLING,
    Page,
    differences,
    fetch_all,
    texts_of,
)
from tests.ten_people.texts import lines_of
from tests.ten_people.tree import parse

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: Any) -> list[Page]:
    """Fetched once; what is read of them needs no database."""
    with django_db_blocker.unblock():
        return fetch_all()


def test_every_sentence_is_one_that_was_read_and_approved(pages: list[Page]) -> None:
    difference = differences(texts_of(pages))
    assert not difference, f"\n{difference}\n\nIf every changed line is true: {COMMAND}"


@pytest.mark.django_db
@pytest.mark.parametrize("language", TELLING)
def test_so_is_every_sentence_in_another_language(language: str) -> None:
    texts = texts_of(fetch_all(language, TELLING[language]))
    difference = differences(texts, language)
    assert not difference, f"\n{difference}\n\nIf it reads well: {COMMAND}"


@pytest.mark.parametrize(
    "check",
    [
        clear_but_holding_zero,
        probably_but_holding_zero,
        unsupported_words,
        numbers_without_a_row,
        untested_directions,
        promises_of_an_ended_plan,
        sums_that_differ,
        counts_unlike_their_rows,
        counts_unlike_their_verdicts,
        levels_outside_their_table,
        board_unlike_its_tables,
        answers_unlike_their_tables,
        forbidden_words,
    ],
    ids=lambda check: check.__name__,
)
def test_no_page_says_more_than_its_tables(pages: list[Page], check: Check) -> None:
    faults = [fault for page in pages for fault in check(page)]
    assert not faults, "\n".join(faults)


def figure(kind: str, sentence: str, *rows: str, header: str = "Where|Side|95%|In words") -> str:
    cells = [row.split("|") for row in (header, *rows)]
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
    return (
        f'<section class="fig fig--{kind}"><h2>Knee</h2><p class="fig__says">{sentence}</p>'
        f"<table>{table}</table></section>"
    )


def result(title: str, says: str, *rows: str) -> str:
    """A result: its headline, and the table of its ratings."""
    return (
        f'<section aria-labelledby="headline"><h2>{title}</h2><p>{says}</p></section>'
        f"{figure('dumbbells', '', *rows, header='Side|Change')}"
    )


def board(says: str, counts: str = "", answer: str = "") -> str:
    """A board of one cell, the line of its counts, and its table, in which the knee is clear."""
    header = "Test|Side|Most likely|95% range|After a session"
    return (
        f'<li><h3>After a session</h3><p class="qa__a">{answer}</p>'
        f'<p class="qa__e">{counts}</p></li>'
        '<a class="board__row"><b>Knee</b><span class="is-day">'
        f"<span>Left: {says}.</span></span></a>"
        f"{figure('numbers', '', f'Knee|Left|+0.6|+0.3 to +0.9|{CLEAR}', header=header)}"
    )


CLEAR = "Clearly freer afterwards, by at least 0.3"
PLANNED = "After Sock Pull: clearly freer than after sitting still, in the tests you named."
WITH_BEST = "Where|Side|Most likely|95% range|In words"
WITH_BOTH = "Where|Side|80% range|95% range|In words"
BOTH = "−0.4 to +1.2|Probably freer"
CHANGED = ("Left|1 freer", "Right|same")
BOTH_SAID = (
    "Knee|Left|−0.4 to +1.2|Not clear yet. About 3 more sessions",
    "Knee|Right|+0.1 to +1.2|Probably freer than after sitting still",
)
LEVEL = "In all your sessions your before ratings were about 7."
SESSIONS = "Date|Session|Left before|Left after|Left change|Right change"
SESSION = "1 May|Routine|4|5|1 freer"
ON_THE_LEFT = "Before ratings were about 4 on the left. Afterwards it was freer in 1 of 1 session."
ENDED = "<p>Probably freer. About 10 more sessions to be sure</p>"


@pytest.mark.parametrize(
    ("check", "wrong", "right"),
    [
        (
            clear_but_holding_zero,
            figure("forest", "", f"Knee|Left|−0.1 to +0.9|{CLEAR}"),
            figure("forest", "", f"Knee|Left|just above 0 to +0.9|{CLEAR}"),
        ),
        (
            probably_but_holding_zero,
            figure("forest", "", f"Knee|Left|−0.1 to +0.9|{BOTH}", header=WITH_BOTH),
            figure("forest", "", f"Knee|Left|+0.1 to +0.9|{BOTH}", header=WITH_BOTH),
        ),
        (
            unsupported_words,
            figure("forest", PLANNED, "Knee|Left|−0.4|−0.9 to 0|Not clear", header=WITH_BEST),
            figure("forest", PLANNED, "Knee|Left|+0.4|0 to +0.9|Not clear", header=WITH_BEST),
        ),
        (
            unsupported_words,
            figure("forest", f"Left: {CLEAR}.", "Knee|Left|−0.1 to +0.9|Not clear yet"),
            figure("forest", f"Left: {CLEAR}.", f"Knee|Left|+0.3 to +0.9|{CLEAR}"),
        ),
        (
            numbers_without_a_row,
            figure("forest", "", f"Knee|Left|+0.4 to +0.9|{CLEAR}"),
            figure("forest", "", f"Knee|Left|+0.3 to +0.9|{CLEAR}"),
        ),
        (
            untested_directions,
            figure("lines", "In the last 4 weeks the left went from about 4 to about 5."),
            figure("lines", "In the last 4 weeks the left was about 5."),
        ),
        (
            promises_of_an_ended_plan,
            ENDED,
            f'{ENDED}<form action="/trial/end/"></form>',
        ),
        (board_unlike_its_tables, board("A little freer afterwards, by 0.3 to 0.9"), board(CLEAR)),
        (
            answers_unlike_their_tables,
            board(CLEAR, "1 test or side: 1 little change."),
            board(CLEAR, "1 test or side: 1 clearly freer."),
        ),
        (
            answers_unlike_their_tables,
            board(CLEAR, answer="Little change in 1 of 1"),
            board(CLEAR, answer="Freer in 1 of 1"),
        ),
        (
            sums_that_differ,
            "<p>Freer in 7 of 15 ratings, the same in 6, stiffer in 3.</p>",
            "<p>Freer in 7 of 15 ratings, the same in 6, stiffer in 2.</p>",
        ),
        (
            sums_that_differ,
            "<p>11 tests and sides: 8 clearly freer (2 of them only a little), 2 not clear yet</p>",
            "<p>11 tests and sides: 8 clearly freer (2 of them only a little), 3 not clear yet</p>",
        ),
        (
            sums_that_differ,
            "<p>Stiffer in 7 of 15 ratings, the same in 6, freer in 1.</p>",
            "<p>Stiffer in 7 of 15 ratings, the same in 6, freer in 2.</p>",
        ),
        (
            counts_unlike_their_rows,
            result("Freer in 1 of 2 ratings", "Stiffer in 1.", *CHANGED, "Right|1 stiffer"),
            result("Freer in 1 of 2 ratings", "The same in 1.", *CHANGED),
        ),
        (
            sums_that_differ,
            result("Freer in 1 of 3 ratings", "The same in 1. All changes are small.", *CHANGED),
            result("Freer in 1 of 2 ratings", "The same in 1. All changes are small.", *CHANGED),
        ),
        (
            counts_unlike_their_verdicts,
            figure("forest", "Little or no difference: all 2 places and sides", *BOTH_SAID),
            figure("forest", "Probably freer: 1 of 2 places and sides", *BOTH_SAID),
        ),
        (
            counts_unlike_their_verdicts,
            figure("forest", "Not clear yet: left and right", *BOTH_SAID),
            figure("forest", "Not clear yet: left and right", *BOTH_SAID[:1] * 2),
        ),
        (
            levels_outside_their_table,
            figure("lines", LEVEL, "1 May|4", "8 May|6", header="Week of|Before"),
            figure("lines", LEVEL, "1 May|4", "8 May|8", header="Week of|Before"),
        ),
        (
            counts_unlike_their_rows,
            figure("ratings", ON_THE_LEFT)
            + figure("sessions", "", *[f"{SESSION}|same"] * 4, header=SESSIONS),
            figure("ratings", ON_THE_LEFT)
            + figure("sessions", "", *[f"{SESSION}|same"] * 3, header=SESSIONS),
        ),
        (
            levels_outside_their_table,
            figure("ratings", ON_THE_LEFT.replace("4", "6"))
            + figure("sessions", "", f"{SESSION}|same", header=SESSIONS),
            figure("ratings", ON_THE_LEFT)
            + figure("sessions", "", f"{SESSION}|same", header=SESSIONS),
        ),
        (
            untested_directions,
            figure("ratings", "In the last 3 months the left went from about 4 to about 5."),
            figure("ratings", "In the last 3 months the left was about 5."),
        ),
        (
            forbidden_words,
            "<p>The routine works.</p>",
            "<p data-never>That a routine works.</p>",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_page_that_says_too_much_is_noticed(check: Check, wrong: str, right: str) -> None:
    faults = {
        html: list(check(Page("somebody", PLAN, parse(f"<main>{html}</main>"))))
        for html in (wrong, right)
    }
    assert (len(faults[wrong]), faults[right]) == (1, [])


def test_a_page_is_reduced_to_what_is_read_on_it() -> None:
    page = parse(
        "<main><nav>Tabs</nav><h1>Knee</h1><p>It was <b>5</b>.<br></p><ul><li>Left</li></ul>"
        '<canvas aria-label="About 5."></canvas><script>1</script>'
        f"<table><tr><th>Day</th></tr>{'<tr><td>1</td></tr>' * 5}</table></main>"
    )
    assert lines_of(page) == [
        *("# Knee", "It was 5.", "- Left", "(picture) About 5."),
        *("| Day |", "| 1 |", "| 1 |", "| 1 |", "| … 2 more rows |"),
    ]
