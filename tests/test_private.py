"""Files and folders are private, whichever command creates them first."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mobility import environment, private
from mobility.settings import BASE_DIR
from tests import server

pytestmark = pytest.mark.once

SECONDS = 60
SCRIPT = "import django; django.setup(); from django.db import connection; connection.cursor()"


@pytest.fixture(autouse=True)
def _careless_shell() -> Iterator[None]:
    """The umask of most shells, which lets everybody read new files."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def run(folder: Path, *command: str) -> None:
    given = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "mobility.settings"}
    subprocess.run([sys.executable, *command], cwd=BASE_DIR, env=given, check=True, timeout=SECONDS)


def open_to_others(folder: Path) -> list[str]:
    """The files that another user of the machine could open."""
    paths = (path for path in (folder, *folder.rglob("*")) if not path.is_symlink())
    return sorted(
        f"{path.relative_to(folder)} {stat.S_IMODE(path.stat().st_mode):o}"
        for path in paths
        if path.stat().st_mode & 0o077 and "static" not in path.relative_to(folder).parts
    )


def test_files_are_private_after_a_first_start_by_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    run(folder, "manage.py", "migrate", "--verbosity=0")
    run(folder, "manage.py", "backup")
    assert {path.name for path in folder.iterdir()} >= {"backups", "secret_key", "supple.sqlite3"}
    assert open_to_others(folder) == []


def test_files_are_private_after_a_script_loads_the_settings(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    run(folder, "-c", SCRIPT)
    assert (folder / "supple.sqlite3").exists()
    assert open_to_others(folder) == []


def test_files_are_private_after_a_first_start_of_the_server(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    name = str(folder / "supple.sqlite3")
    with server.running({"ENGINE": environment.SQLITE, "NAME": name}, folder):
        # The log is the test's own, made before.
        assert set(open_to_others(folder)) <= {"server.log 644"}


def test_open_files_of_an_earlier_version_become_private(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    (folder / "backups").mkdir(parents=True)
    for name in ("secret_key", "supple.sqlite3", "supple.sqlite3-wal", "backups/one.sqlite3"):
        (folder / name).write_text("")
    assert len(open_to_others(folder)) == 6
    private.restrict_access(folder, environment.database({}, folder))
    assert open_to_others(folder) == []


def test_a_system_or_shared_folder_is_not_changed(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    (shared / "secret_key").write_text("")
    private.restrict_access(shared, environment.database({}, shared))
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777
    assert stat.S_IMODE((shared / "secret_key").stat().st_mode) == 0o600
    for name in ("/", "/srv", "/home"):
        assert Path(name) not in private.folders(Path(name))
    assert Path("/srv/supple") in private.folders(Path("/srv/supple"))


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.write_text("")
    (folder / "secret_key").symlink_to(elsewhere)
    private.restrict_access(folder, environment.database({}, folder))
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644
