"""ratings.csv out and in again with made-up people, and files that no sheet should be.

python -m tests.harness.sheets [--runs 1000] [--on postgres]

The first part is `tests/transfer/test_ratings_csv.py` at length. The second reads each hostile file
as the page does, up to the preview, and prints how long that took and how much memory it needed.
"""

import argparse
import csv
import ctypes
import gc
import io
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.factories import make_user
from tests.harness.servers import command, parser
from tests.transfer.datasets import datasets
from tests.transfer.test_ratings_csv import check_round_trip
from tracker.models import User
from tracker.transfer.candidate import Refused
from tracker.transfer.sheets.meanings import Meanings
from tracker.transfer.sheets.sheet import Sheet

RUNS = 1000
MOST_SECONDS, MOST_MB = 2, 100
LARGE = 20 * 1024 * 1024  # bytes, as much as the address of uploads lets in
HEAD = "date,ankle left before,note\n"
MEANINGS = Meanings(("ymd", "ankle_dorsiflexion:left:pre", "note"), "free", "sock_pull")


def _filled(line: str, head: str = HEAD) -> bytes:
    return (head + line * (LARGE // len(line) + 1)).encode()[:LARGE]


def _packed(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr(name, content)
    return packed.getvalue()


def _zip() -> bytes:
    """A workbook of which more comes out than memory would hold, were it sent often enough."""
    return _packed("xl/worksheets/sheet1.xml", b"0" * (256 * 1024 * 1024))


def _workbook() -> bytes:
    """As large as its limits let it be, and every row of it a good one."""
    book, content = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("2024")
    for number in range(15_000):
        sheet.append([f"note {number} {column}" for column in range(30)])
    book.save(content)
    return content.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "10 million rows": lambda: b"1\n" * (LARGE // 2),
    "10 million rows of an old Mac": lambda: b"1\r" * (LARGE // 2),
    "a line of 20 MB": lambda: b"x" * LARGE,
    "a cell of 20 MB": lambda: (HEAD + '2025-01-01,4,"' + "x" * LARGE).encode()[:LARGE],
    "20 million columns": lambda: b"," * LARGE,
    "10 million columns on short lines": lambda: b'"\n",' * (LARGE // 4),
    "only zeros": lambda: b"\0" * LARGE,
    "zeros in a note": lambda: _filled("2025-01-01,4,\0" + "x" * 900 + "\n"),
    "UTF-16 without a mark, cut": lambda: HEAD.encode("utf-16-le") + b"\x00\xd8" * (LARGE // 2),
    "a quote that never closes": lambda: (
        (HEAD + '2025-01-01,4,"').encode() + (b"x" * 900 + b"\n") * 20_000
    ),
    "quotes alone": lambda: b'"' * LARGE,
    "a zip bomb": _zip,
    "a workbook of a million cells": _workbook,
    "a path in a zip": lambda: _packed("../../etc/passwd", b"x"),
    "a zip in a zip": lambda: _packed("a.zip", _zip()),
    "an old workbook": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * LARGE,
    "letters of no language": lambda: HEAD.encode() + (b"\x81" * 500 + b",1\n") * (LARGE // 503),
    "future dates": lambda: _filled("2099-01-01,4,hello\n" * 8)[: 2 * 1024 * 1024],
    "huge numbers": lambda: _filled(f"2025-01-01,{'9' * 4000},x\n"),
    "numbers with exponents": lambda: _filled("2025-01-01,1e999999999,x\n" * 4)[: 2 * 1024 * 1024],
    "years of nine digits": lambda: _filled("999999999-01-01,4,x\n" * 4)[: 2 * 1024 * 1024],
    "100,000 sessions": lambda: (
        HEAD + "".join(f"2025-01-01,4,{number}\n" for number in range(100_000))
    ).encode(),
    "a path for a name": lambda: _filled("../../etc/passwd,4,x\n" * 4)[: 2 * 1024 * 1024],
}


def outcome(user: User, content: bytes) -> tuple[str, float, float]:
    """(what its person reads, seconds, megabytes more than before)."""
    before, began = _afresh(), time.monotonic()
    sentence = "was accepted"
    try:
        problems = Sheet(user, "feet.csv", content).candidate(MEANINGS).problems
        sentence = f"{len(problems)} rows: {problems[0].sentence}" if problems else sentence
    except Refused as refused:
        sentence = str(refused)
    return sentence, time.monotonic() - began, _megabytes("VmHWM") - before


def _afresh() -> float:
    """The megabytes of now, from where the peak is counted again; nothing freed is left over."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return _megabytes("VmRSS")


def _megabytes(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def control() -> None:
    """What a reader without limits makes of a tenth of one of them."""
    before, began = _afresh(), time.monotonic()
    columns = len(next(csv.reader([FILES["20 million columns"]()[: LARGE // 10].decode()])))
    megabytes, seconds = _megabytes("VmHWM") - before, time.monotonic() - began
    print(f"without limits, {columns} columns: {seconds:.2f} s, {megabytes:.0f} MB")


def hostile() -> bool:
    user = make_user()
    Sheet(user, "feet.csv", f"{HEAD}2025-01-01,4,x\n".encode()).candidate(MEANINGS)
    is_fine = True
    for name, make in FILES.items():
        content = make()
        sentence, seconds, megabytes = outcome(user, content)
        held = seconds <= MOST_SECONDS and megabytes <= MOST_MB and sentence != "was accepted"
        is_fine &= held
        size = len(content) / 1024 / 1024
        print(
            f"{'ok ' if held else 'NOT'} {name}, {size:.1f} MB: {seconds:.2f} s, "
            f"{megabytes:.0f} MB: {sentence[:110]}"
        )
    return is_fine


def round_trips(options: argparse.Namespace) -> int:
    """How many made-up people came back as they were; the first that did not is shown."""
    count = 0

    @seed(options.seed)
    @settings(
        max_examples=options.runs,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def check(data: st.DataObject) -> None:
        nonlocal count
        check_round_trip(*data.draw(datasets()))
        count += 1

    check()
    return count


def run(_: Path, options: argparse.Namespace) -> bool:
    is_fine = hostile()
    control()
    began = time.monotonic()
    count = round_trips(options)
    print(f"{count} of {options.runs} came back as they were, {time.monotonic() - began:.0f} s")
    return is_fine and count >= options.runs


def main() -> int:
    options = parser("Sheets out and in.", runs=(RUNS, "made-up people")).parse_args()
    return command("tests.harness.sheets", options, run)


if __name__ == "__main__":
    sys.exit(main())
