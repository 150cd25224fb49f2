"""What Supple consists of: the list of packages, and what an audit makes of its answers."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.checks import run_checks

from mobility import sbom
from mobility.settings import BASE_DIR, VERSION
from tests import audit
from tests.audit import Outcome

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    command = [sys.executable, "-m", "mobility.sbom"]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=True)
    parsed: dict[str, Any] = json.loads(done.stdout)
    return parsed


def test_the_list_has_what_cyclonedx_requires(document: dict[str, Any]) -> None:
    """The whole schema was asked once: docs/decisions/0039-image.md."""
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(
        r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", document["serialNumber"]
    )
    assert document["metadata"]["component"]["version"] == VERSION
    for component in document["components"]:
        assert component["type"] == "library"
        assert re.fullmatch(r"pkg:(pypi|npm)/[^@\s]+@[\w.+!-]+", component["purl"])
        assert unquote(component["purl"]).endswith(f"{component['name']}@{component['version']}")
    references = [component["bom-ref"] for component in document["components"]]
    assert len(references) == len(set(references))
    assert document["dependencies"] == [{"ref": "supple", "dependsOn": references}]


def test_the_list_names_every_package_of_the_locks(document: dict[str, Any]) -> None:
    listed = {component["purl"] for component in document["components"]}
    pins = re.findall(r"^(\S+)==(\S+)", (BASE_DIR / "requirements.txt").read_text(), re.M)
    handed_out = json.loads((BASE_DIR / "package.json").read_text())["dependencies"].items()
    assert {f"pkg:pypi/{name}@{version}" for name, version in pins} <= listed
    assert {f"pkg:npm/{name}@{version}" for name, version in handed_out} <= listed
    assert not [purl for purl in listed if "typescript" in purl or "pytest" in purl]


def test_the_same_locks_make_the_same_list(document: dict[str, Any], tmp_path: Path) -> None:
    assert sbom.document() == document
    (tmp_path / "mobility").mkdir()
    for name in ("requirements.txt", "package-lock.json", "mobility/settings.py"):
        text = (BASE_DIR / name).read_text()
        (tmp_path / name).write_text(re.sub(r"^django==\S+", "django==0.1", text, flags=re.M))
    other = sbom.document(tmp_path)
    assert "pkg:pypi/django@0.1" in {component["purl"] for component in other["components"]}
    assert other["serialNumber"] != document["serialNumber"]


def test_no_package_lies_in_the_repository_itself() -> None:
    """So the locks are all of it."""
    assert not [path for path in (BASE_DIR / "static").rglob("*") if ".min." in path.name]
    assert not (BASE_DIR / "static" / "vendor").exists()


def of_pip(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages})


FINE = {"name": "django", "version": "5.2.19", "vulns": []}
FLAWED = {"name": "django", "version": "5.2.0", "vulns": [{"id": "CVE-2099-1"}]}
SKIPPED = {"name": "django", "skip_reason": "could not be audited"}


@pytest.mark.parametrize(
    ("output", "outcome"),
    [
        (of_pip(FINE), Outcome.CLEAN),
        (of_pip(FINE, FLAWED), Outcome.FLAWS),
        (of_pip(FLAWED, SKIPPED), Outcome.FLAWS),
        (of_pip(FINE, SKIPPED), Outcome.UNKNOWN),
        (of_pip(), Outcome.UNKNOWN),
        ("", Outcome.UNKNOWN),
        ("[]", Outcome.UNKNOWN),
    ],
)
def test_a_package_that_nobody_asked_about_is_not_clean(output: str, outcome: Outcome) -> None:
    assert audit.judged_by_pip_audit(output)[0] is outcome


@pytest.mark.parametrize(
    ("output", "outcome"),
    [
        ('{"vulnerabilities": {}}', Outcome.CLEAN),
        ('{"vulnerabilities": {"idb": {"severity": "high"}}}', Outcome.FLAWS),
        ('{"message": "405 Method Not Allowed"}', Outcome.UNKNOWN),
        ("", Outcome.UNKNOWN),
    ],
)
def test_a_registry_that_does_not_answer_is_not_clean(output: str, outcome: Outcome) -> None:
    assert audit.judged_by_npm(output)[0] is outcome


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [("CCC", 0), ("CFC", 1), ("UFC", 1), ("CCU", 3)],
)
def test_the_worst_answer_decides(
    outcomes: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    by_letter = {outcome.name[0]: (outcome, []) for outcome in Outcome}
    monkeypatch.setattr(audit, "printed_by", lambda *_: "")
    judges = ("judged_by_pip_audit", "judged_by_npm", "history")
    for judge, letter in zip(judges, outcomes, strict=True):
        monkeypatch.setattr(audit, judge, lambda *_, answer=by_letter[letter]: answer)
    assert audit.main() == code
    assert ("unknown" in capsys.readouterr().out) == ("U" in outcomes)


def test_a_key_in_the_history_is_noticed_and_not_shown() -> None:
    key = "A" + "KIA" + "Q" * 16
    begin = "-----BEGIN" + " RSA PRIVATE KEY-----\\n" + "A" * 30
    lines = [f"+secret = {key}", f"-secret = {key}", "+nothing", f'+key = "{begin}"']
    assert len(audit.secrets_in(lines)) == 2
    assert audit.secrets_in([f"+{'x' * 60} {key}"]) == [f"+{'x' * 39}"]


def test_django_has_nothing_to_say_about_a_deployment(tmp_path: Path) -> None:
    """Two of its warnings are silenced: what they ask for is in test_headers.py."""
    about = {"PATH": "", "DATA_DIR": str(tmp_path), "SITE_URL": "https://supple.example.org"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=BASE_DIR, env=about, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    without_https = {message.id for message in run_checks(include_deployment_checks=True)}
    assert {"security.W012", "security.W016"} & without_https


def test_packages_are_installed_as_wheels_and_never_built() -> None:
    """A package that is built runs code of its own. npm is kept from it twice."""
    run = re.sub(r"\\\n\s*", "", (BASE_DIR / "run").read_text())
    installing = [line for line in run.splitlines() if "pip install" in line]
    assert len(installing) == 2
    assert all("--only-binary :all:" in line for line in installing)
    assert all("--require-hashes" in line for line in installing)
    assert "--ignore-scripts" in run
    assert "ignore-scripts=true" in (BASE_DIR / ".npmrc").read_text()
