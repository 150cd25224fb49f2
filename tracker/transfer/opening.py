"""Opens supple.zip or supple.json: strict JSON, and a session at a time."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.transfer.candidate import Refused
from tracker.transfer.tables import VERSION

NAME = "supple.json"
# Five years of taps are a quarter of it.
MOST_BYTES = 200 * 1024 * 1024
# A session with as many entries as one can have, and all pictures.
MOST_OF_A_LINE = 8 * 1024 * 1024
MOST_SESSIONS = 20_000
MOST_MEMBERS = 50
# Laid out by another program it is read as a whole, and may not be so large.
MOST_AS_A_WHOLE = 8 * 1024 * 1024
MOST_DEPTH = 30
NOT_OURS = gettext_lazy("This is no download of Supple. Choose a supple.zip or supple.json file.")
BROKEN = gettext_lazy("This file is damaged, or was changed. Download it anew and try again.")
TOO_LARGE = gettext_lazy("This file unpacks to more than any download of Supple. It was not read.")
NO_TEXT = re.compile("[\0\ud800-\udfff]")
Row = dict[str, Any]


class SuppleFile:
    """The parts of a file: `head`, by the name of a table, and its sessions."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.head: Row = {}
        for _row in self._rows():
            break
        if self.head.get("format") != "supple":
            raise Refused(str(NOT_OURS))
        if self.head.get("version") != VERSION:
            raise Refused(
                _("This file is from a newer Supple. Update this server, then bring it in.")
            )

    def sessions(self) -> Iterator[Row]:
        """Each session as it stands in the file. Raises Refused."""
        for number, row in enumerate(self._rows()):
            if number >= MOST_SESSIONS:
                raise Refused(str(TOO_LARGE))
            yield row

    def _rows(self) -> Iterator[Row]:
        """Reads the head, then goes on with the sessions."""
        try:
            with self._opened() as file:
                yield from self._read(file)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise Refused(str(BROKEN)) from error
        except (ValueError, RecursionError) as error:
            raise Refused(str(BROKEN if self.head else NOT_OURS)) from error

    def _opened(self) -> IO[bytes]:
        if not self.content.startswith(b"PK\x03\x04"):
            return io.BytesIO(self.content)
        archive = zipfile.ZipFile(io.BytesIO(self.content))
        members = archive.infolist()
        if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > 2 * MOST_BYTES:
            raise Refused(str(TOO_LARGE))
        if NAME not in archive.namelist():
            raise Refused(str(NOT_OURS))
        if archive.getinfo(NAME).flag_bits & 1:
            raise Refused(_("This file has a password. Unpack it, and choose supple.json."))
        return archive.open(NAME)

    def _read(self, file: IO[bytes]) -> Iterator[Row]:
        lines = _lines(file)
        first = next(lines, b"")
        if first != b"{\n":
            yield from self._as_a_whole(first, lines)
            return
        for line in lines:
            if line == b'"sessions":[\n':
                break
            if not line.endswith(b",\n"):
                raise ValueError(line[:20])
            self.head |= strict_json(b"{" + line[:-2] + b"}")
        yield from _sessions(lines)

    def _as_a_whole(self, first: bytes, lines: Iterator[bytes]) -> Iterator[Row]:
        text = io.BytesIO()
        text.write(first)
        for line in lines:
            text.write(line)
            if text.tell() > MOST_AS_A_WHOLE:
                raise Refused(str(TOO_LARGE))
        whole = strict_json(text.getvalue())
        if not isinstance(whole, dict) or not isinstance(whole.get("sessions"), list):
            raise ValueError("not an object with sessions")
        self.head = {name: value for name, value in whole.items() if name != "sessions"}
        yield from (_demand_row(row) for row in whole["sessions"])


def _sessions(lines: Iterator[bytes]) -> Iterator[Row]:
    for line in lines:
        if line == b"]}\n":
            return
        yield _demand_row(strict_json(line.removesuffix(b"\n").removesuffix(b",")))
    raise ValueError("the end is missing")


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    size = 0
    while line := file.readline(MOST_OF_A_LINE + 1):
        size += len(line)
        if len(line) > MOST_OF_A_LINE or size > MOST_BYTES:
            raise Refused(str(TOO_LARGE))
        yield line


def _demand_row(row: Any) -> Row:
    if not isinstance(row, dict):
        raise ValueError("a session is an object")  # of what was read
    return row


def strict_json(text: bytes) -> Any:
    """JSON without what a database or another reader would trip over. Raises ValueError."""
    read = json.loads(
        text.decode(), parse_constant=_refuse, object_pairs_hook=_no_twins, parse_int=_number
    )
    level = [read]
    for _depth in range(MOST_DEPTH):
        if any(isinstance(value, str) and NO_TEXT.search(value) for value in level):
            raise ValueError("a letter that no database has")
        level = [inner for outer in level for inner in _inside(outer)]
    if level:
        raise ValueError("too deep")
    return read


def _number(digits: str) -> int:
    if len(digits) > 18:
        raise ValueError(digits[:20])
    return int(digits)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _no_twins(pairs: list[tuple[str, Any]]) -> Row:
    if len({name for name, _value in pairs}) < len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def _inside(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
