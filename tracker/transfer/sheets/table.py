"""Reads a file of separated values as rows of text, whatever program wrote it, within limits."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.utils.translation import gettext as _

from tracker.transfer.candidate import Refused
from tracker.transfer.sheets.workbook import START, first_sheet

# More than ten years of daily sessions with every rating in a row of its own.
MOST_ROWS = 150_000
MOST_COLUMNS = 60
# Characters of a row, which can hold line breaks in quotes.
LONGEST_ROW = 60_000
LOOKED_AT = 20  # rows, to tell what separates the cells
SEPARATORS = ",;\t"
PIECE = 64 * 1024  # bytes
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Table:
    """The first row holds the names of the columns; all others are numbered from 2."""

    content: bytes
    encoding: str
    separator: str
    skipped: int = 0  # lines before the head, which say what the separator is
    sheet: str = ""  # of a workbook, which of its sheets this is

    @classmethod
    def of(cls, content: bytes) -> "Table":
        """Raises Refused, with one sentence, for what is no such file or has too much in it."""
        if content.startswith(OLD_WORKBOOK):
            raise Refused(
                _(
                    "This is an old workbook. Open it, choose “Save as” and “CSV”, "
                    "then bring that in."
                )
            )
        sheet = ""
        if content.startswith(START):
            sheet, content = first_sheet(content)
        if content.count(b"\n") > MOST_ROWS or content.count(b"\r") > MOST_ROWS + 1:
            raise Refused(_("This file has too many rows to read."))
        encoding = _encoding(content)
        separator, skipped = _separator(content, encoding)
        table = cls(content, encoding, separator, skipped, sheet)
        if not table.heads or not any(table.heads):
            raise Refused(_("This file is empty. Choose another one."))
        if len(table.heads) < 2 or next(table.rows(), None) is None:
            raise Refused(
                _("This is no sheet. Choose a download of Supple, or a sheet with a row a session.")
            )
        return table

    @cached_property
    def heads(self) -> list[str]:
        """What the columns are called, as it stands in the file."""
        return [head.strip() for head in next(self._all_rows(), [])]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(number, cells) of all rows with anything in them. Raises Refused."""
        for number, row in enumerate(islice(self._all_rows(), 1, None), start=2):
            if any(cell.strip() for cell in row):
                yield number, row

    @cached_property
    def count(self) -> int:
        """How many rows there are below the head."""
        return sum(1 for _row in self.rows())

    def _all_rows(self) -> Iterator[list[str]]:
        return islice(rows_of(self.content, self.encoding, self.separator), self.skipped, None)


def rows_of(content: bytes, encoding: str, separator: str) -> Iterator[list[str]]:
    """Every row, the head too. Raises Refused."""
    text = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator)
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                raise Refused(_("This file has too many columns to read."))
            lines.length = 0
            yield row
    except csv.Error as error:
        raise Refused(_too_long()) from error


class _Lines:
    """The lines of a text, as long as no row of them gets too long."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.length = 0  # of the row that is read now

    def __iter__(self) -> Iterator[str]:
        while line := self.text.readline(LONGEST_ROW + 1):
            self.length += len(line)
            if self.length > LONGEST_ROW:
                raise Refused(_too_long())
            yield line


def _too_long() -> str:
    return _("This file has a row that is too long to read. Perhaps quotes are not closed in it.")


def _encoding(content: bytes) -> str:
    """How the bytes are to be read as text. Raises Refused."""
    marked = next((encoding for mark, encoding in MARKS if content.startswith(mark)), "")
    for encoding in (marked,) if marked else (*_wide(content), "utf-8", "cp1252"):
        if _is_text(content, encoding):
            return encoding
    raise Refused(_("This file cannot be read as text. Save it as CSV, in UTF-8."))


def _wide(content: bytes) -> Sequence[str]:
    """UTF-16 without a mark: of most letters one of two bytes is zero."""
    start = content[:PIECE]
    if not start.count(0):
        return ()
    return ("utf-16-le",) if start[1::2].count(0) > start[::2].count(0) else ("utf-16-be",)


def _is_text(content: bytes, encoding: str) -> bool:
    """Whether all of it can be decoded, and holds no character that no text has."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), PIECE):
            if "\0" in decoder.decode(content[start : start + PIECE]):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _separator(content: bytes, encoding: str) -> tuple[str, int]:
    """What separates the cells, and how many lines say so before the head."""
    start = io.TextIOWrapper(io.BytesIO(content), encoding, newline="").readline(16).strip()
    if start.lower().startswith("sep=") and start[4:] in tuple(SEPARATORS):
        return start[4:], 1
    return max(SEPARATORS, key=lambda separator: _fit(content, encoding, separator)), 0


def _fit(content: bytes, encoding: str, separator: str) -> tuple[float, int]:
    """How well it separates: rows as wide as the head, then the width of the head."""
    try:
        rows = list(islice(rows_of(content, encoding, separator), LOOKED_AT))
    except Refused:
        return 0, 0
    widths = [len(row) for row in rows if row]
    if not widths or widths[0] < 2:
        return 0, 0
    return widths.count(widths[0]) / len(widths), widths[0]
