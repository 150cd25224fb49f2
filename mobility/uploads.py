"""No file reaches the disk, or is even read: no address of this site takes one."""

from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler

# A form or a batch of a phone is far smaller; the proxies of docs/hosting.md let through the same.
MOST_BYTES = 1024 * 1024
# Without a file it is a page's form that a script sends. Django reads each letter of the parts'
# headers by itself: a megabyte of them keeps a processor for four seconds.
MOST_BYTES_IN_PARTS = 64 * 1024
# An address that takes a file is named here with its own limit: "/import/": 20 * 1024 * 1024. Its
# view sets the upload handlers of the request itself, once it knows who is signed in.
TAKES_MORE: dict[str, int] = {}


def most_bytes(path: str, kind: str = "") -> int:
    """How long the body of a request to `path` may be, if it is of this kind."""
    is_in_parts = kind.lstrip().lower().startswith("multipart/")
    return TAKES_MORE.get(path, MOST_BYTES_IN_PARTS if is_in_parts else MOST_BYTES)


def most_bytes_anywhere() -> int:
    return max(MOST_BYTES, *TAKES_MORE.values(), 0)


class RefusesFiles(FileUploadHandler):
    """Stops at the first file of a form, before anything of it is kept."""

    def new_file(self, *about: object, **more: object) -> None:
        raise BadRequest("A file was sent to an address that takes none.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None
