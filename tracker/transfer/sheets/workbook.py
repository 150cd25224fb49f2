"""A sheet of a workbook (.xlsx) as separated values, within limits that no honest one reaches."""

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import openpyxl
from django.utils.translation import gettext as _

from tracker.transfer.candidate import Refused

START = b"PK\x03\x04"
CONTENTS = "[Content_Types].xml"
MOST_FILES = 200
# Of one file in it. No more comes out of a file than its entry says, so a bomb ends here, too.
MOST_BYTES = 20 * 1024 * 1024
MOST_SHARED = 8 * 1024 * 1024  # of texts, which are read at once
SHARED = "xl/sharedStrings.xml"
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 6_100, 60, 100_000
DECLARES = b"<!DOCTYPE"  # no workbook has one, and what it declares can grow without end
LOOKED_AT = 1024  # bytes


class SheetOfWorkbook(NamedTuple):
    name: str
    content: bytes  # UTF-8, with commas


def is_workbook(content: bytes) -> bool:
    """Whether it is a zip file with the list of contents that every workbook has."""
    if not content.startswith(START):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return CONTENTS in file.namelist()
    except zipfile.BadZipFile:
        return False


def first_sheet(content: bytes) -> SheetOfWorkbook:
    """The first sheet with anything in it. Raises Refused."""
    try:
        _demand_small(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if text := _as_text(sheet):
                return SheetOfWorkbook(str(sheet.title), text)
    except Refused:
        raise
    # A broken workbook can break in any part of the library.
    except Exception as error:
        raise Refused(_unreadable()) from error
    raise Refused(_("This file is empty. Choose another one."))


def _demand_small(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        entries = file.infolist()
        shared = sum(entry.file_size for entry in entries if entry.filename == SHARED)
        is_large = any(entry.file_size > MOST_BYTES for entry in entries)
        if is_large or shared > MOST_SHARED or len(entries) > MOST_FILES:
            raise Refused(_too_large())
        for entry in entries:
            with file.open(entry) as part:
                if DECLARES in part.read(LOOKED_AT):
                    raise Refused(_unreadable())


def _as_text(sheet: Any) -> bytes:
    """Empty where nothing is in it."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    empty, cells = 0, 0
    for row in _rows(sheet):
        texts = [_text(value) for value in row]
        while texts and not texts[-1]:
            del texts[-1]
        cells += len(texts)
        if cells > MOST_CELLS:
            raise Refused(_too_large())
        empty += not texts
        if texts:
            # Rows keep the numbers that the spreadsheet shows.
            lines.write("\r\n" * empty)
            writer.writerow(texts)
            empty = 0
    return lines.getvalue().encode() if cells else b""


def _rows(sheet: Any) -> Iterator[Iterable[Any]]:
    # What the file says of its size may be false, so that it is not asked.
    rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True)
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise Refused(_too_large())
        yield row


def _text(value: Any) -> str:
    """A cell as somebody would type it: days as ISO, whole numbers without decimals."""
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, float):
        return f"{value:.10g}"
    return "" if value is None else str(value)


def _too_large() -> str:
    return _("This workbook has too much in it. Save the sheet alone, as CSV.")


def _unreadable() -> str:
    return _("This is no workbook that can be read. Save the sheet as CSV, in UTF-8.")
