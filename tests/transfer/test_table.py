"""Files of separated values: every way in which programs write them, and the hostile ones."""

import pytest

from tracker.transfer.candidate import Refused
from tracker.transfer.sheets.table import MOST_COLUMNS, MOST_ROWS, Table

pytestmark = pytest.mark.once

LINES = ("Datum;Fuß, links;was", '12.01.2025;7,5;"Socke; ""fest"""', "14.01.2025;6;–")
EXPECTED = (
    ["Datum", "Fuß, links", "was"],
    [(2, ["12.01.2025", "7,5", 'Socke; "fest"']), (3, ["14.01.2025", "6", "–"])],
)


def read(content: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    table = Table.of(content)
    return table.heads, list(table.rows())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_it_is_read_in_whatever_way_it_was_written(encoding: str, end: str) -> None:
    text = end.join(LINES) + end
    assert read(text.encode(encoding)) == EXPECTED


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_told_from_the_rows(separator: str) -> None:
    content = separator.join("abc") + "\n" + separator.join(["1", '"2,5;x\t"', ""]) + "\n"
    assert read(content.encode()) == (["a", "b", "c"], [(2, ["1", "2,5;x\t", ""])])


def test_a_line_of_excel_can_name_the_separator() -> None:
    assert read(b"sep=;\na;b\n1,2;3,4\n") == (["a", "b"], [(2, ["1,2", "3,4"])])


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    assert read(b'a,b\n\n1,"x\ny"\n,\n3,4\n')[1] == [(3, ["1", "x\ny"]), (5, ["3", "4"])]


HOSTILE = {
    "too many rows": (b"1\n" * (MOST_ROWS + 5), "too many rows"),
    "too many rows of an old Mac": (b"1\r" * (MOST_ROWS + 5), "too many rows"),
    "a long line": (b"a,b\n" + b"x" * 200_000, "too long"),
    "columns": (b"," * (MOST_COLUMNS + 1), "too many columns"),
    "columns on many lines": (b'"\n",' * 100_000, "too"),
    "a quote that never closes": (b'a,b\n1,"' + b"x\n" * 100_000, "quotes"),
    "zeros": (b"a,b\n1,\0\0\0\n", "as text"),
    "zeros alone": (b"\0" * 1000, "as text"),
    "half of a letter": (b"\xff\xfea\0b", "as text"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 1000, "old workbook"),
    "nothing": (b"", "empty"),
    "a mark and nothing": (b"\xef\xbb\xbf", "empty"),
    "letters of no language": (b"a,b\n\x81\x8d,1\n", "as text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_a_sentence(name: str) -> None:
    content, sentence = HOSTILE[name]
    with pytest.raises(Refused, match=sentence):
        list(Table.of(content).rows())
