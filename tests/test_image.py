"""The image, compose.yaml and the page on hosting say the same, and shut what can be shut."""

import contextlib
import http.server
import re
import subprocess
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.core.management import load_command_class

from mobility import probe
from mobility.settings import BASE_DIR, VERSION
from tests.documented import HOSTING

pytestmark = pytest.mark.once

DOCKERFILE = (BASE_DIR / "Dockerfile").read_text()
README = (BASE_DIR / "README.md").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((BASE_DIR / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("app", "backup")
# What PostgreSQL's own image reads.
OF_POSTGRESQL = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}


def instructions(stage: str) -> list[str]:
    lines = re.sub(r"\\\n\s*", "", stage).splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def stages() -> list[list[str]]:
    return [instructions(f"FROM {part}") for part in re.split(r"^FROM ", DOCKERFILE, flags=re.M)]


def allowed() -> list[str]:
    """What .dockerignore lets in, behind the star that leaves everything out."""
    lines = (BASE_DIR / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if not line.startswith("#")]
    assert rules[0] == "*"
    return [rule.removeprefix("!") for rule in rules if rule.startswith("!")]


def helped() -> set[str]:
    text = subprocess.run([BASE_DIR / "run", "help"], capture_output=True, text=True, check=True)
    return set(re.findall(r"^  ([A-Z_]+) ", text.stdout, re.M))


def test_the_last_stage_installs_nothing_and_is_not_root() -> None:
    *_, last = stages()
    assert last[0] == "FROM system"
    assert not [line for line in last if re.search(r"\b(apt|pip|npm|run pack)\b", line)]
    user = next(n for n, line in enumerate(last) if re.fullmatch(r"USER [1-9]\d*", line))
    assert not [line for line in last[user:] if line.startswith(("RUN", "COPY", "ADD"))]
    assert any("mobility.probe" in line for line in last if line.startswith("HEALTHCHECK"))


def test_packages_come_by_the_steps_of_run() -> None:
    installing = [line for stage in stages() for line in stage if "run pack" in line]
    assert installing == ["RUN ./run pack"]
    assert re.search(r"^pack\(\) \{\n  install\n", (BASE_DIR / "run").read_text(), re.M)


def test_the_base_is_pinned_by_a_tag_and_has_a_place_for_its_digest() -> None:
    assert re.search(r"^ARG BASE=docker\.io/library/debian:[a-z]+-slim$", DOCKERFILE, re.M)
    assert "@sha256:" in DOCKERFILE
    assert {stage[0].split()[1] for stage in stages()[1:]} == {"${BASE}", "system"}


def test_only_what_the_server_runs_gets_into_the_image() -> None:
    names = allowed()
    assert [name for name in names if not (BASE_DIR / name).exists()] == []
    assert not {"tests", "docs", "data", "secrets", ".git", ".env", "compose.yaml"} & set(names)
    copied = re.findall(r"^COPY ((?!--from)[^\n]+) \./$", DOCKERFILE, re.M)
    assert {name for line in copied for name in line.split()} - {"."} <= set(names)
    django_apps = {path.parent.name for path in BASE_DIR.glob("*/__init__.py")} - {"tests"}
    assert django_apps - {"benchmarks"} <= set(names)


def test_versions_agree() -> None:
    assert f'image.version="{VERSION}"' in DOCKERFILE
    assert {SERVICES[name]["image"] for name in OURS} == {f"supple:{VERSION}"}
    assert set(re.findall(r"supple:(\d\S+)", HOSTING.read_text() + README)) == {VERSION}
    client = re.search(r"postgresql-client-(\d+)", DOCKERFILE)
    server = re.search(r"postgres:(\d+)", SERVICES["database"]["image"])
    assert client and server, "pg_dump must be no older than the server"
    assert client[1] == server[1]


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_shut_in(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert "/tmp" in service["tmpfs"]
    assert {"privileged", "cap_add", "network_mode", "pid"}.isdisjoint(service)
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert not [volume for volume in service["volumes"] if volume.startswith((".", "/"))]


def test_whoever_needs_another_waits_until_it_is_healthy() -> None:
    awaited = {name: list(service.get("depends_on", {})) for name, service in SERVICES.items()}
    assert awaited == {"app": ["database"], "backup": ["app"], "database": []}
    conditions = [
        on["condition"]
        for service in SERVICES.values()
        for on in service.get("depends_on", {}).values()
    ]
    assert set(conditions) == {"service_healthy"}
    assert "healthcheck" in SERVICES["database"]
    assert "HEALTHCHECK" in DOCKERFILE


def variables() -> Iterator[tuple[str, str]]:
    for name, service in SERVICES.items():
        yield from ((name, variable) for variable in service["environment"])


def test_every_variable_is_one_that_the_server_reads() -> None:
    ours = {variable.removesuffix("_FILE") for name, variable in variables() if name in OURS}
    in_comments = set(re.findall(r"# ([A-Z_]+)_FILE:", (BASE_DIR / "compose.yaml").read_text()))
    assert in_comments == {"EMAIL_URL"}
    assert (ours | in_comments) - helped() == set()
    others = {variable.removesuffix("_FILE") for name, variable in variables() if name not in OURS}
    assert others == OF_POSTGRESQL


@contextlib.contextmanager
def answering(status: int) -> Iterator[int]:
    """The port of a server that answers everything like that."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        yield server.server_port


@pytest.mark.parametrize(("status", "is_ready"), [(200, True), (503, False)])
def test_the_probe_asks_whether_the_server_is_ready(
    status: int, is_ready: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with answering(status) as port:
        assert probe.is_ready(port) is is_ready
    assert not probe.is_ready(port)


def test_every_secret_is_a_file_that_git_and_the_image_leave_out() -> None:
    for service in SERVICES.values():
        files = {f"/run/secrets/{name}" for name in service["secrets"]}
        named = {str(v) for k, v in service["environment"].items() if k.endswith("_FILE")}
        assert named == files
        assert not [
            k
            for k in service["environment"]
            if re.search(r"(KEY|URL|PASSWORD)$", k) and k != "SITE_URL"
        ]
    assert set(COMPOSE["secrets"]) == {"database_url", "database_password"}
    assert all(secret["file"].startswith("secrets/") for secret in COMPOSE["secrets"].values())
    assert "/secrets/\n" in (BASE_DIR / ".gitignore").read_text()
    assert set(COMPOSE["secrets"]) <= set(re.findall(r"secrets/(\w+)", HOSTING.read_text()))


def commands_of(name: str) -> Iterator[list[str]]:
    service = SERVICES[name]
    yield ["./run", *service.get("command", ["serve"])]
    yield service.get("healthcheck", {}).get("test", ["CMD", "./run", "serve"])[1:]


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_understood(name: str) -> None:
    for command in commands_of(name):
        if command[1:2] == ["manage"]:
            _, _, verb, *options = command
            parser = load_command_class("tracker", verb).create_parser("manage.py", verb)
            parser.parse_args(options)
        else:
            assert command[:2] == ["./run", "serve"]


def test_one_container_alone_is_shut_in_as_well() -> None:
    (block,) = re.findall(r"^```sh\n(docker build.*?)^```", HOSTING.read_text(), re.M | re.S)
    for option in (
        *("--read-only", "--tmpfs /tmp", "--cap-drop ALL", "--security-opt no-new-privileges"),
        *("--init", "--restart unless-stopped", "--volume supple:/var/lib/supple"),
        "--publish 127.0.0.1:8000:8000",
    ):
        assert option in block
    assert set(re.findall(r"--env ([A-Z_]+)=", block)) <= helped()
