"""A format by docs/export.md's words: one file, and it can be downloaded, alone and in the zip."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.factories import make_user
from tracker.transfer import formats
from tracker.transfer.formats import archive, discover

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADDED = '''
"""Made up by a test."""
from tracker.transfer.candidate import Format
def write(user):
    yield b"days of "
    yield str(user.time_zone).encode()
FORMAT = Format("diary", "diary.txt", "text/plain; charset=utf-8", write, lambda amount: 20)
'''


def test_one_file_is_a_format_and_is_in_the_zip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "added_formats"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "diary.py").write_text(ADDED)
    monkeypatch.syspath_prepend(tmp_path)
    added = discover(package, package.name)
    assert added["diary"].address == "data_diary"
    monkeypatch.setattr(archive, "FORMATS", formats.FORMATS | added)
    written = b"".join(archive.write(make_user(time_zone="Asia/Tokyo")))
    with zipfile.ZipFile(io.BytesIO(written)) as whole:
        assert whole.namelist()[-1] == "diary.txt"
        assert whole.read("diary.txt") == b"days of Asia/Tokyo"
