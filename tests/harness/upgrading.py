"""Updates a database of the code before the log had events: each page says what it said before."""

import argparse
import difflib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from mobility.settings import BASE_DIR
from tests.harness.migrating import Place, places
from tests.harness.servers import parser

BEFORE = "3d3a120"  # the last commit before it
LIFE = BASE_DIR / "tests/harness/old_life.py"
DAYS = 40  # of sessions of the one who edits; there are 60 sessions of the demo, and two trials
OLD, NEW = "old", "new"


def unpack(commit: str, folder: Path) -> Path:
    """The tree of a commit, with the packages of today."""
    tree = folder / "tree"
    tree.mkdir()
    packed = subprocess.run(
        ["git", "archive", commit], cwd=BASE_DIR, capture_output=True, check=True
    )
    subprocess.run(["tar", "x"], cwd=tree, input=packed.stdout, check=True)
    (tree / "node_modules").symlink_to(BASE_DIR / "node_modules")
    return tree


def ran(tree: Path, url: str, *command: str, **about: str) -> str:
    """What a Python of this tree prints, with this database. Raises RuntimeError if it fails."""
    own = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"} | about
    environ = {k: v for k, v in os.environ.items() if k != "TESTS_DIR"} | own
    arguments = [sys.executable, *command]
    done = subprocess.run(arguments, cwd=tree, env=environ, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def pages(tree: Path, url: str) -> dict[str, str]:
    """The text of each page of each person."""
    texts: dict[str, str] = json.loads(ran(tree, url, str(LIFE), "read"))
    return texts


def differing(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    """Each page that does not say the same, with the words that differ."""
    for page in sorted(before.keys() | after.keys()):
        old, new = before.get(page, "").split(), after.get(page, "").split()
        if old != new:
            matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
            words = [
                f"“{' '.join(old[a:b])}” → “{' '.join(new[c:d])}”"
                for kind, a, b, c, d in matcher.get_opcodes()
                if kind != "equal"
            ]
            yield f"{page}: {'; '.join(words)}"


def run(place: Place, days: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="supple-before-") as folder:
        tree = unpack(BEFORE, Path(folder))
        place.new(OLD)
        ran(tree, place.url(OLD), str(LIFE), "live", DAYS=str(days))
        before = pages(tree, place.url(OLD))
    place.new(NEW, like=OLD)
    url, manage = place.url(NEW), str(BASE_DIR / "manage.py")
    began = time.monotonic()
    ran(BASE_DIR, url, manage, "migrate")
    seconds = time.monotonic() - began
    ran(BASE_DIR, url, manage, "sync_catalogue")
    checked = ran(BASE_DIR, url, manage, "rebuild_ratings", "--check").splitlines()[-1]
    changed = list(differing(before, pages(BASE_DIR, url)))
    print(f"migrated in {seconds:.0f} s; rebuild_ratings --check: {checked}")
    print(f"{len(before)} pages as text, {len(changed)} say something else", *changed, sep="\n")
    return not changed and checked.startswith("0 differences")


def main() -> int:
    sizes = {"days": (DAYS, "with a session of somebody who edits")}
    options: argparse.Namespace = parser(__doc__, **sizes).parse_args()
    print(f"{options.on}, --days={options.days}", flush=True)
    with places(options.on) as place:
        return 0 if run(place, options.days) else 1


if __name__ == "__main__":
    sys.exit(main())
