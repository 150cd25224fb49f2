"""Refuses file uploads before they are read, and limits the size of request bodies."""

from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler

# Forms and batches are far smaller; the proxies of docs/hosting.md have the same limit.
MAX_BYTES = 1024 * 1024
# Without files, only scripts send forms as multipart. Django parses the headers of the parts
# character by character: a megabyte of them occupies a processor for four seconds.
MAX_MULTIPART_BYTES = 64 * 1024
# A path that accepts files needs an entry with its own limit, such as "/import/": 20 * 1024 * 1024.
# Its view sets the upload handlers of the request, once it knows who is signed in.
LARGER_LIMITS: dict[str, int] = {}


def max_body_bytes(path: str, kind: str = "") -> int:
    """The largest allowed body, in bytes, of a request to `path` with this content type."""
    is_in_parts = kind.lstrip().lower().startswith("multipart/")
    return LARGER_LIMITS.get(path, MAX_MULTIPART_BYTES if is_in_parts else MAX_BYTES)


def max_body_bytes_anywhere() -> int:
    return max(MAX_BYTES, *LARGER_LIMITS.values(), 0)


class RefuseFiles(FileUploadHandler):
    """Refuses a request at its first file, before any of it is stored."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise BadRequest("A file was sent to an address that takes none.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None
