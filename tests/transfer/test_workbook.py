"""Workbooks: the first sheet with anything in it, and what is refused before it is read."""

import datetime
import io
import zipfile

import openpyxl
import pytest

from tracker.transfer.candidate import Refused
from tracker.transfer.sheets.table import Table

pytestmark = pytest.mark.once

ROWS = (
    ("Datum", "Ankle L pre", "Zeit", "was"),
    (datetime.date(2025, 1, 12), 7, datetime.time(18, 30), "Socke, fest"),
    (),
    (datetime.datetime(2025, 1, 14, 6, 58), 6.5, None, None),
)
BILLION = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    sheet = book.create_sheet("2024")
    for row in rows:
        sheet.append(row)
    book.save(content)
    return content.getvalue()


def with_part(name: str, part: bytes) -> bytes:
    """A good workbook in which one of its files is another one."""
    changed = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(workbook(*ROWS)))
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as file:
        for entry in {*good.namelist(), name}:
            file.writestr(entry, part if entry == name else good.read(entry))
    return changed.getvalue()


def test_its_first_sheet_with_anything_in_it_is_read_as_it_shows() -> None:
    table = Table.of(workbook(*ROWS))
    assert (table.sheet, table.heads) == ("2024", list(ROWS[0]))
    assert list(table.rows()) == [
        (2, ["2025-01-12", "7", "18:30", "Socke, fest"]),
        (4, ["2025-01-14 06:58:00", "6.5"]),
    ]


def other_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("feet.csv", "a,b\n1,2\n")
    return packed.getvalue()


HOSTILE = {
    "empty": (workbook, "empty"),
    "another zip": (other_zip, "cannot be read|can be read"),
    "cut off": (lambda: workbook(*ROWS)[:500], "can be read"),
    "broken inside": (lambda: with_part("xl/workbook.xml", b"<a"), "can be read"),
    "entities": (lambda: with_part("xl/worksheets/sheet2.xml", BILLION), "can be read"),
    "a bomb": (lambda: with_part("xl/worksheets/sheet2.xml", b" " * 21 * 1024**2), "too much"),
    "a bomb of texts": (lambda: with_part("xl/sharedStrings.xml", b" " * 9 * 1024**2), "too much"),
    "many files": (lambda: many_files(), "too much"),
    "columns": (lambda: workbook(tuple(range(61))), "too many columns"),
    "a row at the end": (lambda: with_row(1_048_576), "too much"),
}


def many_files() -> bytes:
    packed = io.BytesIO(workbook(*ROWS))
    with zipfile.ZipFile(packed, "a") as file:
        for number in range(300):
            file.writestr(f"xl/media/{number}.txt", b"")
    return packed.getvalue()


def with_row(number: int) -> bytes:
    """The library fills the rows before this one, all of them."""
    book, content = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.cell(1, 1, "a")
    book.active.cell(number, 16_384, "b")
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_honest_workbook_is_refused_in_a_sentence(name: str) -> None:
    make, sentence = HOSTILE[name]
    with pytest.raises(Refused, match=sentence):
        list(Table.of(make()).rows())
