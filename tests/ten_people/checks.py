"""Whether what a page says is no more than its own tables carry: a fault a line, empty if none."""

import re
from collections.abc import Callable, Iterator
from statistics import fmean

from tests.ten_people.figures import Figure, Row, Verdict, figures_of, numbers, sentences
from tests.ten_people.pages import ENDED, PLAN, Page
from tests.ten_people.texts import lines_of, text_of
from tests.ten_people.tree import Element
from tests.test_words import FORBIDDEN

CLEAR = re.compile(
    r"\b(?:clear(?:ly)?|a little (?:freer|stiffer|more)|(?:rising|falling) a little)\b"
)
NOT_CLEAR = re.compile(r"\b(?:not clear|at most)\b", re.IGNORECASE)
DIRECTION = re.compile(
    r"\b(?:rising|falling|rose|fell|rise|fall|went|higher|lower|up from|down from|from about)\b",
    re.IGNORECASE,
)
# Of the 6 months of the long line, which were tested; and that a direction could not be seen.
PERMITTED = re.compile(r"\b(?:6 months|12 weeks|cannot show)\b")
# Other numbers of a verdict: weeks, how many more, and the change that matters.
NOT_OF_THE_ROW = re.compile(
    r"in 12 weeks|(?:about|over|more than)? ?\d+ more|(?:under|less than) [\d.]+", re.IGNORECASE
)
MORE = re.compile(r"\b(?:\d+|over \d+|about \d+|more than \d+) more (?:session|week|of each)")
SPLIT = re.compile(
    r"\b(?:freer|stiffer|the same) in (?P<first>[\d,]+) of (?P<all>[\d,]+)\b[^.]*", re.I
)
# Of the rest nothing is said: `answers_unlike_their_tables` counts the rows.
SHARE_ALONE = re.compile(r"(?:At least probably )?(?:freer|stiffer) in \d+ of \d+", re.I)
SHARE = re.compile(r"\b(freer|stiffer|the same) in ([\d,]+)", re.I)
OF_TESTS = r" tests? (?:and|or) sides?:"
TALLY = re.compile(rf"\b(\d+){OF_TESTS} ([^.]*?)(?=\d+{OF_TESTS}|[.]|$)")
# "Probably freer than after sitting still: 2 of 7 places and sides", or only "…: 2".
COUNTED = re.compile(
    r"^(?P<answer>[^:]+): (?:all (?P<all>\d+) |(?P<count>\d+)(?: of (?P<total>\d+) )?)?"
    r"(?P<unit>places and sides|places|tests and sides|tests|sides|left and right)?\.?$",
    re.IGNORECASE,
)
COMPARED = re.compile(r" than after (?:sitting still|light touch)")
IN_BRACKETS = re.compile(r"\([^)]*\)")

WAYS = {"freer": "freer", "stiffer": "stiffer", "the same": "same"}
PRACTICE = 2  # sessions
ABOUT = re.compile(r"\babout ([−\d.]+\d|\d)\b(?! more)")
HALF_A_STEP = 0.25  # of a level, which is rounded to halves
OF_A_PLAN = "in the tests you named."
OVER_TIME = ("lines", "multiples", "ratings")

# Of a table of the board: a column that only it has, and the one with its words.
OF_SIDES = "Left minus right"  # a column of the table that has no half of the board
HALVES = {"Most likely": "After a session", "Weeks": "Before ratings over the weeks"}
BOARD = {"Most likely": "is-day", "Weeks": "is-weeks"}
OF_COUNTS = {
    "clearly freer": re.compile("Clearly freer"),
    "a little freer": re.compile("A little freer"),
    "probably freer": re.compile("Probably freer"),
    "little change": re.compile("Little change"),
    "not clear": re.compile("Not clear"),
    "clearly stiffer": re.compile("Clearly stiffer"),
    "a little stiffer": re.compile("A little stiffer"),
    "probably stiffer": re.compile("Probably stiffer"),
    "too early": re.compile("Too early"),
    "clearly rising": re.compile("Clearly rising"),
    "rising a little": re.compile("Rising a little"),
    "probably rising": re.compile("Probably rising"),
    "steady": re.compile("Steady|Little change"),
    "clearly falling": re.compile("Clearly falling"),
    "falling a little": re.compile("Falling a little"),
    "probably falling": re.compile("Probably falling"),
}
OF_ANSWERS = {
    "freer": re.compile("Clearly freer|A little freer"),
    "at least probably freer": re.compile("(?:Clearly|A little|Probably) freer"),
    "stiffer": re.compile("Clearly stiffer|A little stiffer"),
    "at least probably stiffer": re.compile("(?:Clearly|A little|Probably) stiffer"),
    "little change": re.compile("Little change"),
    "not clear": re.compile("Not clear"),
    "not clear yet": re.compile("Not clear"),
    "too early": re.compile("Too early"),
    "rising": re.compile("Clearly rising|Rising a little"),
    "probably rising": re.compile("Probably rising"),
    "steady": re.compile("Steady|Little change"),
    "falling": re.compile("Clearly falling|Falling a little"),
    "probably falling": re.compile("Probably falling"),
}
IN_SO_MANY = re.compile(
    rf"\b({'|'.join(sorted(OF_ANSWERS, key=len, reverse=True))}) in (\d+)", re.I
)

Check = Callable[[Page], Iterator[str]]


def clear_but_holding_zero(page: Page) -> Iterator[str]:
    """A row that says clear of a 95% range that holds zero."""
    for figure in figures_of(page.main):
        for verdict in figure.verdicts:
            if says_clear(verdict.words) and _holds_zero(verdict):
                yield f"{page}: {verdict.row} says {verdict.words!r} of {verdict.limits}"


def probably_but_holding_zero(page: Page) -> Iterator[str]:
    """A row that says probably of an 80% range that holds zero."""
    for figure in figures_of(page.main):
        for row in figure.rows:
            limits = numbers(row.cells.get("80% range", ""))
            words = next(row.verdicts).words if len(limits) == 2 else ""
            if "robably" in words and limits[0] <= 0 <= limits[1]:
                yield f"{page}: {row.name} says {words!r} of {limits}"


def says_clear(text: str) -> bool:
    return bool(CLEAR.search(text.lower())) and not NOT_CLEAR.search(text)


def _holds_zero(verdict: Verdict) -> bool:
    return verdict.limits is None or verdict.limits[0] <= 0 <= verdict.limits[1]


def unsupported_words(page: Page) -> Iterator[str]:
    """A sentence of a figure that says clear, as no row of its table does."""
    for figure in figures_of(page.main):
        cells = {verdict.words.lower() for verdict in figure.verdicts}
        for sentence in sentences(figure.lines) if cells else []:
            is_carried = (
                _is_their_mean(sentence, figure)
                if sentence.endswith(OF_A_PLAN)
                else _is_carried(sentence.lower(), cells)
            )
            if says_clear(sentence) and not is_carried:
                yield f"{page}, {figure.title}: {sentence!r}"


def _is_carried(sentence: str, cells: set[str]) -> bool:
    """Whether a cell says the same, with its numbers or without them, or below its question."""
    counted = COUNTED.search(sentence)
    phrase = counted["answer"] if counted else sentence.rpartition(": ")[2].rstrip(".")
    return any(
        says_clear(cell)
        and (cell in sentence or phrase in cell or phrase in COMPARED.sub("", cell))
        for cell in cells
    )


def _is_their_mean(sentence: str, figure: Figure) -> bool:
    """Whether the rows of a plan are on average on the side that its one answer names."""
    best = fmean(numbers(row.cells["Most likely"])[0] for row in figure.rows)
    return best < 0 if "stiffer" in sentence else best > 0


def numbers_without_a_row(page: Page) -> Iterator[str]:
    """A number of a verdict that its row does not have as an estimate or a limit."""
    for figure in figures_of(page.main):
        for verdict in figure.verdicts:
            sizes = {abs(number) for number in verdict.numbers}
            for number in _sizes(verdict.words):
                if abs(number) not in sizes:
                    yield f"{page}: {verdict.row} says {verdict.words!r}, not of {sorted(sizes)}"


def _sizes(words: str) -> list[float]:
    """The numbers of a verdict, without how many more sessions and without what matters."""
    return numbers(NOT_OF_THE_ROW.sub("", words))


def untested_directions(page: Page) -> Iterator[str]:
    """A direction over time for days that were not tested."""
    for figure in figures_of(page.main):
        for sentence in sentences(figure.lines) if figure.kind in OVER_TIME else []:
            if DIRECTION.search(sentence) and not PERMITTED.search(sentence):
                yield f"{page}, {figure.title}: {sentence!r}"


def promises_of_an_ended_plan(page: Page) -> Iterator[str]:
    """A number of sessions to come, on the page of a plan that has ended."""
    if page.title in (PLAN, ENDED) and not _is_running(page.main):
        for sentence in sentences(lines_of(page.main)):
            if MORE.search(sentence.lower()):
                yield f"{page}: {sentence!r}"


def _is_running(main: Element) -> bool:
    return any("/trial/end/" in form.attributes.get("action", "") for form in main.named("form"))


def sums_that_differ(page: Page) -> Iterator[str]:
    """Counts that do not add up to the number of which they are said to be."""
    lines, [title, whole] = lines_of(page.main), _headline(page.main)
    for sentence in sentences([whole if line == f"## {title}" else line for line in lines]):
        for counts, total in _counts(sentence):
            if sum(counts) != total:
                yield f"{page}: {sentence!r} adds up to {sum(counts)}"


def _headline(main: Element) -> tuple[str, str]:
    """The headline of a result, alone and as one sentence with the counts that follow it."""
    for section in main.named("section"):
        if section.attributes.get("aria-labelledby") == "headline":
            title = text_of(section.named("h2")[0])
            return title, ", ".join([title, *map(text_of, section.named("p")[:1])])
    return "", ""


def _counts(sentence: str) -> Iterator[tuple[list[float], float]]:
    if (match := SPLIT.search(sentence)) and not SHARE_ALONE.fullmatch(sentence):
        yield list(_shares(match[0]).values()), numbers(match["all"])[0]
    for match in TALLY.finditer(sentence):
        parts = [numbers(part) for part in IN_BRACKETS.sub("", match[2]).split(", ")]
        yield [part[0] for part in parts if part], float(match[1])


def _shares(text: str) -> dict[str, float]:
    """How many are freer, stiffer and the same."""
    return {way.lower(): numbers(count)[0] for way, count in SHARE.findall(text)}


def counts_unlike_their_rows(page: Page) -> Iterator[str]:
    """How many were freer, the same or stiffer, otherwise than the rows of the table."""
    for sentence, column, rows in _counted(page):
        match = SPLIT.search(sentence)
        if match and any(column in row.cells for row in rows):
            shares, worked = _shares(match[0]), [row for row in rows if _is_worked(row)]
            for way, word in WAYS.items():
                count = sum(word in row.cells[column] for row in worked)
                # The table of a test holds the sessions of practice as well.
                surplus = range(PRACTICE + 1) if "Session" in worked[0].cells else (0,)
                if count - shares.get(way, 0) not in surplus:
                    yield f"{page}: {match[0]!r}, but {count} of its rows are {word}"


def _counted(page: Page) -> Iterator[tuple[str, str, list[Row]]]:
    """Sentences that may count changes, with the column and the rows that they count."""
    for figure in figures_of(page.main):
        is_result = figure.kind == "dumbbells"
        yield _headline(page.main)[1] if is_result else figure.sentence, "Change", figure.rows
    for sentence, side in _of_sides(page):
        yield sentence, f"{side} change".strip().capitalize(), _sessions_of(page)


def _of_sides(page: Page) -> Iterator[tuple[str, str]]:
    """What the chart of a test says, with the side that it says it of."""
    for figure in figures_of(page.main):
        for line in figure.lines if figure.kind == "ratings" else []:
            sides = set(re.findall(r"on the (left|right)", line))
            if len(sides) < 2:
                yield line, "".join(sides)


def _sessions_of(page: Page) -> list[Row]:
    return [row for f in figures_of(page.main) if f.kind == "sessions" for row in f.rows]


def _is_worked(row: Row) -> bool:
    return row.cells.get("Session", "Routine") in ("Routine", "One leg first")


def counts_unlike_their_verdicts(page: Page) -> Iterator[str]:
    """How many places, sides or tests have an answer, otherwise than the rows of the table."""
    for figure in figures_of(page.main):
        words = [next(row.verdicts).words for row in figure.rows if list(row.verdicts)]
        total, of_tests = 0, False
        for match in filter(None, map(COUNTED.search, sentences(figure.lines) if words else [])):
            if match["unit"]:
                total = int(match["all"] or match["total"] or len(words))
                of_tests = match["unit"].startswith("test")
            counted = words[-total:] if of_tests else words[:total]
            count = sum(_same_answer(match["answer"], word) for word in counted)
            if count != int(match["count"] or total):
                yield f"{page}, {figure.title}: {match[0]!r}, but {count} of its rows say so"


def _same_answer(answer: str, words: str) -> bool:
    """Whether a row says it; of two answers that begin alike, the longer one is another."""
    if answer.startswith("Little"):
        return words.startswith("Little")
    return words.startswith(answer)


def levels_outside_their_table(page: Page) -> Iterator[str]:
    """A level over time that lies outside of everything rated or measured in its table."""
    for figure in figures_of(page.main):
        if figure.kind == "lines":
            yield from _outside(page, figure.sentence, figure.rows, "before")
    for sentence, side in _of_sides(page):
        yield from _outside(page, sentence, _sessions_of(page), f"{side} before".strip())


def _outside(page: Page, sentence: str, rows: list[Row], column: str) -> Iterator[str]:
    values = [
        number
        for row in rows
        for heading, cell in row.cells.items()
        if column in heading.lower()
        for number in numbers(cell)
    ]
    for level in _levels(sentence) if values else []:
        if not min(values) - HALF_A_STEP <= level <= max(values) + HALF_A_STEP:
            yield f"{page}: about {level} of {sentence!r} is not between {sorted(values)}"


def _levels(sentence: str) -> list[float]:
    return [numbers(text)[0] for text in ABOUT.findall(sentence)]


def board_unlike_its_tables(page: Page) -> Iterator[str]:
    """A cell of the board that does not say what the table says of its test and side."""
    for half, heading in HALVES.items():
        rows = {row.name: row.cells[heading] for row in _numbers(page) if half in row.cells}
        cells = dict(_cells(page, BOARD[half])) if rows else {}
        for name in {*rows, *cells}:
            if rows.get(name) != cells.get(name):
                yield f"{page}: {name} is {cells.get(name)!r} on the board, not {rows.get(name)!r}"


def _numbers(page: Page) -> list[Row]:
    return [
        row
        for figure in figures_of(page.main)
        for row in figure.rows
        if figure.kind == "numbers" and OF_SIDES not in row.cells
    ]


def _cells(page: Page, half: str) -> Iterator[tuple[str, str]]:
    """What is heard of a half of the board, by test and side."""
    for link in page.main.matching(lambda element: "board__row" in element.classes):
        name = text_of(link.named("b")[0])
        for cell in link.matching(lambda element: half in element.classes):
            side, _, says = text_of(cell.named("span")[1]).partition(": ")
            yield f"{name}, {side}", says.removesuffix(".")


def answers_unlike_their_tables(page: Page) -> Iterator[str]:
    """A count of an answer that is not the number of rows that say so."""
    for answer in page.main.named("li"):
        for line in answer.matching(lambda element: "qa__e" in element.classes):
            heading = text_of(answer.named("h3")[0])
            says = [row.cells[heading] for row in _numbers(page) if heading in row.cells]
            answers = answer.matching(lambda element: "qa__a" in element.classes)
            for text in map(text_of, [line, *answers]):
                yield from (f"{page}: {fault}" for fault in _miscounted(text, says))


def _miscounted(line: str, says: list[str]) -> Iterator[str]:
    if match := TALLY.match(line):
        for part in match[2].split(", "):
            count, _, words = part.partition(" ")
            own = sum(bool(OF_COUNTS[words].match(text)) for text in says)
            if own != int(count):
                yield f"{part!r}, but {own} rows say so"
    for answer, count in IN_SO_MANY.findall(line):
        own = sum(bool(OF_ANSWERS[answer.lower()].match(text)) for text in says)
        if own != int(count):
            yield f"{answer!r} in {count}, but {own} rows say so"


def forbidden_words(page: Page) -> Iterator[str]:
    """A word that is never said, outside of the list that says so."""
    listed = {text_of(element) for element in page.main.elements() if _lists_them(element)}
    for line in lines_of(page.main):
        for match in FORBIDDEN.finditer("" if line in listed else line):
            yield f"{page}: {match[0]!r} in {line!r}"


def _lists_them(element: Element) -> bool:
    return "data-never" in element.attributes
