"""Runs every linter, two at a time, and exits 1 if one of them has something to say."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from mobility.settings import BASE_DIR

PYTHON = (sys.executable, "-m")
LINTERS = {
    "ruff": (*PYTHON, "ruff", "check", "."),
    "ruff format": (*PYTHON, "ruff", "format", "--check", "."),
    "mypy": (*PYTHON, "mypy"),
    "djlint": (*PYTHON, "djlint", "templates", "--lint", "--rules", "tests/templates.djlint.yaml"),
    "djlint format": (*PYTHON, "djlint", "templates", "--check"),
    "dead code": (*PYTHON, "tests.dead_code"),
}


def has_passed(name: str, command: tuple[str, ...]) -> bool:
    """Print the linter's name and seconds, and all that it says if it fails."""
    start = monotonic()
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)
    seconds = f"{monotonic() - start:.1f} s"
    if done.returncode == 0:
        print(f"    {name}: {seconds}", flush=True)
        return True
    print(f"    {name}: failed, {seconds}\n{done.stdout}{done.stderr}", flush=True)
    return False


def main(linters: dict[str, tuple[str, ...]] = LINTERS) -> int:
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(has_passed, linters.keys(), linters.values()))
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
