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

from tracker.rules.strict_json import read as read_strict
from tracker.transfer.candidate import Refused
from tracker.transfer.tables import VERSION

NAME = "supple.json"
# Five years of taps are a quarter of it.
MOST_BYTES = 200 * 1024 * 1024
# A session with as many entries as one can have, and all pictures.
MOST_OF_A_LINE = 8 * 1024 * 1024
MOST_SESSIONS = 20_000
MOST_MEMBERS = 50
# Others unpack without a bound on what they need at once.
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
OF_A_MEMBER = b"PK\x01\x02"
# Laid out by another program it is read as a whole, and may not be so large.
MOST_AS_A_WHOLE = 8 * 1024 * 1024
MOST_DEPTH = 30
MOST = 1e15  # of a number
NOT_OURS = gettext_lazy("This is no download of Supple. Choose a supple.zip or supple.json file.")
BROKEN = gettext_lazy("This file is damaged, or was changed. Download it anew and try again.")
TOO_LARGE = gettext_lazy("This file unpacks to more than any download of Supple. It was not read.")
ESCAPED = re.compile(rb"\\u(0000|[dD][89a-fA-F])")
# As `json` writes them: NUL as an escape, half of a pair as it is.
NO_TEXT = re.compile(r"(?<!\\)(\\\\)*\\u0000|[\ud800-\udfff]")
Row = dict[str, Any]


class SuppleFile:
    """The parts of a file: `head`, by the name of a table, and its sessions."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.head: Row = {}
        for _row in self._rows():
            break
        version = self.head.get("version")
        if self.head.get("format") != "supple" or type(version) is not int or version < 1:
            raise Refused(str(NOT_OURS))
        if version > VERSION:
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
        if self.content.count(OF_A_MEMBER) > MOST_MEMBERS:
            # Before zipfile makes an object of each.
            raise Refused(str(TOO_LARGE))
        archive = zipfile.ZipFile(io.BytesIO(self.content))
        members = archive.infolist()
        if sum(member.file_size for member in members) > 2 * MOST_BYTES:
            raise Refused(str(TOO_LARGE))
        if NAME not in archive.namelist():
            raise Refused(str(NOT_OURS))
        member = archive.getinfo(NAME)
        if member.flag_bits & 1:
            raise Refused(_("This file has a password. Unpack it, and choose supple.json."))
        if member.compress_type not in PACKED:
            raise Refused(str(BROKEN))
        return archive.open(member)

    def _read(self, file: IO[bytes]) -> Iterator[Row]:
        lines = _lines(file)
        first = next(lines, b"")
        if first != b"{\n":
            yield from self._as_a_whole(first, lines)
            return
        head: Row = {}
        for line in lines:
            if line == b'"sessions":[\n':
                break
            part = strict_json(b"{" + line.removesuffix(b",\n") + b"}")
            if not line.endswith(b",\n") or part.keys() & head.keys():
                raise ValueError(line[:20])
            head |= part
        self.head = head
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
            # Read to its end, a zip checks its sum.
            if next(lines, b""):
                raise ValueError("more after the end")
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
    read = read_strict(text, MOST_DEPTH, parse_int=_integer, parse_float=_fraction)
    # As UTF-8 a file has neither, so only where it writes letters as numbers.
    if ESCAPED.search(text) and NO_TEXT.search(json.dumps(read, ensure_ascii=False)):
        raise ValueError("a letter that no database has")
    return read


def _integer(digits: str) -> int:
    if len(digits) > 18:
        raise ValueError(digits[:20])
    return int(digits)


def _fraction(digits: str) -> float:
    # A database writes a larger one without a point, and then it is another text.
    if len(digits) > 30 or abs(number := float(digits)) >= MOST:
        raise ValueError(digits[:20])
    return number + 0.0  # and no zero has a minus
