"""The figures of a page as they are read: what they say, and the tables that they say it of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.ten_people.texts import cells_of, lines_of, text_of
from tests.ten_people.tree import Element

BOUNDS = {"just above 0": "+0.01", "just below 0": "−0.01"}
OF_A_RANGE = re.compile(r"^(?:Its )?95%")
NUMBER = re.compile(r"(?<![\w.,])[+−]?\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Verdict:
    """What a row says of its 95% range; `numbers` are the best guess and the limits."""

    row: str
    words: str
    limits: tuple[float, float] | None
    numbers: list[float]


@dataclass(frozen=True)
class Row:
    """One row of a table, by the heading of its column."""

    cells: dict[str, str]

    @property
    def name(self) -> str:
        return ", ".join(list(self.cells.values())[:2])

    @property
    def verdicts(self) -> Iterator[Verdict]:
        """One for each range: its words are in the column to the right of it."""
        cells = list(self.cells.items())
        for (heading, text), (_, words) in pairwise(cells):
            if OF_A_RANGE.search(heading):
                limits = numbers(text)
                own = [n for name, cell in cells if cell != words for n in numbers(cell)]
                both = (limits[0], limits[1]) if len(limits) == 2 else None
                yield Verdict(self.name, words, both, own)


@dataclass(frozen=True)
class Figure:
    """One card: its title, its lines outside of the table, and the rows of the table."""

    title: str
    kind: str
    sentence: str
    lines: list[str]
    rows: list[Row]

    @property
    def verdicts(self) -> list[Verdict]:
        return [verdict for row in self.rows for verdict in row.verdicts]


def numbers(text: str) -> list[float]:
    """
    >>> numbers("just above 0 to +1,200.5"), numbers("−0.3 to 0")
    ([0.01, 1200.5], [-0.3, 0.0])
    """
    for bound, number in BOUNDS.items():
        text = text.replace(bound, number)
    return [float(match.replace(",", "").replace("−", "-")) for match in NUMBER.findall(text)]


def figures_of(main: Element) -> Iterator[Figure]:
    for section in main.named("section"):
        kinds = [name.removeprefix("fig--") for name in section.classes if name.startswith("fig--")]
        if kinds:
            yield _figure(section, kinds[0])


def _figure(section: Element, kind: str) -> Figure:
    says = section.matching(lambda element: "fig__says" in element.classes)
    # A figure of several views has a sentence for each, and none of its own.
    return Figure(
        title=text_of(section.named("h2")[0]),
        kind=kind,
        sentence=text_of(says[0]) if len(says) == 1 else "",
        lines=[line for line in lines_of(section) if not line.startswith("| ")],
        rows=[row for table in section.named("table") for row in _rows(cells_of(table))],
    )


def _rows(cells: Sequence[Sequence[str]]) -> Iterator[Row]:
    header, *rows = cells
    for row in rows:
        yield Row(dict(zip(header, row, strict=True)))


def sentences(lines: Sequence[str]) -> list[str]:
    """Every sentence or list item, without the sign that its line begins with."""
    plain = (line.lstrip("#-?:> ").removeprefix("(picture) ") for line in lines)
    return [part.strip() for line in plain for part in re.split(r"(?<=[.?!])\s+(?=[A-Z])", line)]
