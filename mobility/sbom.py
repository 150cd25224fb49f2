"""Lists what the server consists of, by its locks, as a CycloneDX document on standard output."""

import base64
import hashlib
import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

BASE_DIR = Path(__file__).resolve().parent.parent
A_PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)", re.M)
A_VERSION = re.compile(r'^VERSION = "(?P<version>[^"]+)"$', re.M)

Component = dict[str, Any]


def python_components(lock: str) -> Iterator[Component]:
    """One for each package of a lock of pip."""
    for pin in A_PIN.finditer(lock):
        yield _library("pypi", pin["name"], pin["version"])


def browser_components(lock: str) -> Iterator[Component]:
    """One for each package of package-lock.json that is handed out, with its hash."""
    for path, package in json.loads(lock)["packages"].items():
        if path and not package.get("dev"):
            name = path.rpartition("node_modules/")[2]
            algorithm, _, digest = package["integrity"].partition("-")
            content = base64.b64decode(digest).hex()
            hashes = [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": content}]
            yield _library("npm", name, package["version"]) | {"hashes": hashes}


def _library(kind: str, name: str, version: str) -> Component:
    purl = f"pkg:{kind}/{quote(name, safe='/')}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
    }


def document(folder: Path = BASE_DIR) -> dict[str, Any]:
    """The same for the same locks: it holds no moment."""
    text = {name: (folder / name).read_text() for name in ("requirements.txt", "package-lock.json")}
    settings = (folder / "mobility" / "settings.py").read_text()
    components = [
        *python_components(text["requirements.txt"]),
        *browser_components(text["package-lock.json"]),
    ]
    match = A_VERSION.search(settings)
    version = match["version"] if match else ""
    digest = hashlib.sha256("".join([version, *text.values()]).encode()).hexdigest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "supple",
                "name": "supple",
                "version": version,
                "licenses": [{"license": {"id": "AGPL-3.0-or-later"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": "supple", "dependsOn": [part["bom-ref"] for part in components]}],
    }


if __name__ == "__main__":
    print(json.dumps(document(), indent=2))
