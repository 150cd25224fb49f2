"""Limits request bodies, refuses files before they are read, and reads one where it is due."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

# Forms and batches are far smaller; the proxies of docs/hosting.md have the same limit.
MAX_BYTES = 1024 * 1024
# Without files, only scripts send forms as multipart. Django parses the headers of the parts
# character by character: a megabyte of them occupies a processor for four seconds.
MAX_MULTIPART_BYTES = 64 * 1024
MAX_PICTURE_BYTES = 5 * 1024 * 1024
MAX_IMPORT_BYTES = 20 * 1024 * 1024
# An address that accepts a file needs an entry with its own limit, with room for the other fields.
# Its view sets the upload handlers of the request, once it knows who is signed in.
LARGER_LIMITS: Mapping[re.Pattern[str], int] = {
    re.compile(r"/tests/[-\w]{1,40}/picture/", re.A): MAX_PICTURE_BYTES + 16 * 1024,
    re.compile(r"/data/import/", re.A): MAX_IMPORT_BYTES + 16 * 1024,
}
# A form with a file has a token, a person and a button: far less than this.
MAX_PARTS = 20
MAX_HEAD_BYTES = 1024
MAX_FIELD_BYTES = 4096
NAME = re.compile(r'(?i)\bname="([^"]*)"')
FILE_NAME = re.compile(r'(?i)\bfilename="([^"]*)"?')
LONGEST_FILE_NAME = 100
Files = MultiValueDict[str, Any]


def max_body_bytes(path: str, kind: str = "") -> int:
    """The largest allowed body, in bytes, of a request to `path` with this content type."""
    is_in_parts = kind.lstrip().lower().startswith("multipart/")
    larger = (limit for pattern, limit in LARGER_LIMITS.items() if pattern.fullmatch(path))
    return next(larger, MAX_MULTIPART_BYTES if is_in_parts else MAX_BYTES)


class RefuseFiles(FileUploadHandler):
    """Refuses a request at its first file, before any of it is stored."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise BadRequest("A file was sent to an address that takes none.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


class ReadOneFile(RefuseFiles):
    """Reads a small form with one file itself, in memory: no part costs more than its bytes."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  # so Django calls it
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> tuple[QueryDict, Files]:
        """The fields and the file. Raises BadRequest for more than a browser sends."""
        if content_length > max(LARGER_LIMITS.values()):
            raise BadRequest("The form is longer than any that holds a file.")
        fields = QueryDict(mutable=True)
        files: Files = MultiValueDict()
        for head, content in _parts(input_data.read(content_length), boundary):
            name = NAME.search(head)
            file_name = FILE_NAME.search(head)
            if name and file_name:
                # Only to be shown: without its folders, and no path of anything here.
                shown = file_name[1][-LONGEST_FILE_NAME:] or "file"
                files.setlist(name[1], [SimpleUploadedFile(shown, content)])
            elif name and len(content) <= MAX_FIELD_BYTES:
                fields.appendlist(name[1], content.decode("utf-8", "replace"))
            else:
                raise BadRequest("A part of this form is no field of a form with a file.")
        return fields, files


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, bytes]]:
    """(headers, content) of the parts of a form. Raises BadRequest if there are too many."""
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary, MAX_PARTS + 2)
    if len(parts) > MAX_PARTS + 2 or not parts[-1].startswith(b"--"):
        raise BadRequest("This form cannot be read as one with a file.")
    for part in parts[1:-1]:
        head, is_whole, content = part.partition(b"\r\n\r\n")
        if not is_whole or len(head) > MAX_HEAD_BYTES:
            raise BadRequest("A part of this form has no readable headers.")
        yield head.decode("utf-8", "replace"), content
