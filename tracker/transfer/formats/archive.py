"""supple.zip: all formats in one file, written while it is sent."""

import zipfile
from collections.abc import Iterator

from tracker.models import User
from tracker.transfer.candidate import Amount
from tracker.transfer.formats import FORMATS

# No moment of the export is in it.
DATE = (1980, 1, 1, 0, 0, 0)
AT_ONCE = 64 * 1024  # bytes


class _Pipe:
    """A file that zipfile can write to but not go back in; what was written is taken out."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self.chunks.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        pass

    def drain(self) -> bytes:
        data, self.chunks, self.size = b"".join(self.chunks), [], 0
        return data


def write(user: User) -> Iterator[bytes]:
    """The zip file of a person, in chunks."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for format_ in FORMATS.values():
            member = zipfile.ZipInfo(format_.file_name, DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            with archive.open(member, "w", force_zip64=False) as file:
                for chunk in format_.write(user):
                    file.write(chunk)
                    if pipe.size > AT_ONCE:
                        yield pipe.drain()
    yield pipe.drain()


def size(amount: Amount) -> int:
    """About how many bytes: plans and names are the same over and over."""
    return sum(format_.size(amount) for format_ in FORMATS.values()) // 20
