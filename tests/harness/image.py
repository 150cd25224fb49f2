"""Builds the image, starts it as docs/hosting.md says, uses it, restores it, and cleans up.

As root on Debian. With --compose it tries compose.yaml, too; PostgreSQL's image has a stand-in.
"""

import argparse
import contextlib
import http.client
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace

from mobility.settings import BASE_DIR, VERSION
from tests.harness.containers import BASE, Engine, install
from tests.pages import fields_of
from tests.postgres import free_port

TAG = f"localhost/supple:{VERSION}"
MOST_COMPRESSED = 200_000_000
SITE = "supple.example.org"
PASSWORD = secrets.token_urlsafe(16)
WHO = "runner@example.org"
MINUTES = 30
# As the page on hosting has it; test_image.py compares.
SHUT_IN = (
    *("--init", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"),
    *("--security-opt", "no-new-privileges", "--read-only-tmpfs=false"),
)
# Whatever of this a container can do, or has, is a fault.
TOO_MUCH = {
    "write beside the code": "touch /srv/supple/new",
    "write in /etc": "touch /etc/new",
    "be root": 'test "$(id -u)" = 0',
    "have a capability": "! grep -q 'CapEff:.0000000000000000' /proc/self/status",
    "gain privileges": "! grep -q 'NoNewPrivs:.1' /proc/self/status",
    "install packages": "command -v npm || command -v node || test -e .venv/bin/pip",
    "compile": "command -v cc || command -v gcc || command -v make",
}
STAND_IN = f"""\
FROM {BASE}
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-17 \\
  && rm -rf /var/lib/postgresql /etc/postgresql \\
  && install -d -o postgres -g postgres -m 700 /var/lib/postgresql/data
ENV PATH=/usr/lib/postgresql/17/bin:/usr/bin:/bin LANG=C.UTF-8
ENV PGDATA=/var/lib/postgresql/data PGHOST=/tmp
COPY entry /entry
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
ENTRYPOINT ["sh", "-e", "/entry"]
"""
ENTRY = """\
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" --auth-local=trust
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  pg_ctl -w -o "-c listen_addresses='' -c unix_socket_directories=/tmp" start
  createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
  pg_ctl -w stop
fi
exec postgres -c listen_addresses='*' -c unix_socket_directories=/tmp
"""


class Visitor:
    """Asks as the proxy in front would, and remembers cookies."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, SimpleCookie[str]()

    def ask(self, path: str, form: dict[str, list[str]] | None = None) -> tuple[int, str, str]:
        """The status, where it leads and the page."""
        headers = {"Host": SITE, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
        headers |= {"Origin": f"https://{SITE}", "Referer": f"https://{SITE}/"}
        headers["Cookie"] = "; ".join(f"{k}={v.value}" for k, v in self.cookies.items())
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = None if form is None else urllib.parse.urlencode(form, doseq=True)
        line.request("GET" if form is None else "POST", path, body, headers)
        answer = line.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.load(cookie)
        page = answer.read().decode()
        line.close()
        return answer.status, answer.headers.get("Location", ""), page

    def fill_in(self, path: str, **values: str) -> None:
        page = self.ask(path)[2]
        form = fields_of(SimpleNamespace(content=page.encode()))  # type: ignore[arg-type]
        hidden = re.findall(r'name="(csrfmiddlewaretoken|person)" value="([^"]*)"', page)
        form |= {name: [value] for name, value in (*hidden, *values.items())}
        status, _, answer = self.ask(path, form)
        demand(status == 302, f"{path} answered {status}: {re.sub('<[^>]+>', '', answer)[-800:]}")

    def is_signed_in(self) -> bool:
        return "/accounts/login/" not in self.ask("/history/")[1]


def demand(truth: bool, sentence: str) -> None:
    if not truth:
        raise RuntimeError(sentence)


def say(sentence: str) -> None:
    print(sentence, flush=True)


@contextlib.contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    say(f"{what}: {time.monotonic() - start:.0f} s")


def start(engine: Engine, name: str, volume: str, port: int, *more: str) -> None:
    options = ["--detach", "--name", name, *SHUT_IN, "--publish", f"127.0.0.1:{port}:8000"]
    options += ["--env", f"SITE_URL=https://{SITE}", "--volume", f"{volume}:/var/lib/supple"]
    engine.podman("run", *options, *more, TAG)


def too_much(engine: Engine, name: str) -> list[str]:
    able = []
    for what, command in TOO_MUCH.items():
        with contextlib.suppress(RuntimeError):
            engine.podman("exec", name, "sh", "-c", command)
            able.append(what)
    return able


def backed_up(engine: Engine, name: str) -> str:
    """The path of a new backup, in the container."""
    output = engine.podman("exec", name, "./run", "manage", "backup")
    say(output)
    match = re.search(r"Backed up to (\S+) .*: 1 people", output)
    demand(bool(match), f"no backup of one person: {output}")
    return match[1] if match else ""


def try_sqlite(engine: Engine) -> None:
    port = free_port()
    start(engine, "one", "one", port)
    say(f"ready after a first start: {engine.seconds_until_healthy('one'):.0f} s")
    demand(not (able := too_much(engine, "one")), f"the container can {', '.join(able)}")
    say(f"tried in vain: {', '.join(TOO_MUCH)}")
    visitor = Visitor(port)
    visitor.fill_in("/accounts/signup/", email=WHO, password1=PASSWORD)
    demand(visitor.is_signed_in(), "nobody is signed in after the sign-up")
    path = backed_up(engine, "one")
    with timed("stopped, with a grace of 30 s"):
        engine.podman("stop", "--time", "30", "one")
    engine.podman("start", "one")
    say(f"ready after a restart: {engine.seconds_until_healthy('one'):.0f} s")
    demand(visitor.is_signed_in(), "the restart signed the person out")
    restore = ["--volume", "two:/var/lib/supple", "--volume", "one:/one:ro", TAG, "manage"]
    source = path.replace("/var/lib/supple", "/one")
    say(engine.podman("run", "--rm", *SHUT_IN, *restore, "restore", source))
    start(engine, "two", "two", other := free_port())
    engine.seconds_until_healthy("two")
    returned = Visitor(other)
    returned.fill_in("/accounts/login/", login=WHO, password=PASSWORD)
    demand(returned.is_signed_in(), "nobody can sign in after the restore")
    say("restored: the person signs in with the same password")


def composer(engine: Engine) -> list[str]:
    """podman-compose, in a folder of its own: it is no package of the project."""
    venv = engine.folder / "composer"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    pip = [venv / "bin/pip", "install", "--quiet", "--only-binary=:all:", "podman-compose==1.6.0"]
    subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
    return [str(venv / "bin/podman-compose")]


def prepared_for_compose(engine: Engine, port: int) -> Path:
    """A folder with compose.yaml and the secrets; the example of the page makes them."""
    stand_in, place = engine.folder / "stand-in", engine.folder / "place"
    stand_in.mkdir()
    (stand_in / "Dockerfile").write_text(STAND_IN)
    (stand_in / "entry").write_text(ENTRY)
    text = (BASE_DIR / "compose.yaml").read_text()
    image = re.search(r"image: (\S+postgres\S+)", text)
    engine.build(image[1] if image else "", stand_in, reaches_registries=False)
    place.mkdir()
    (place / "compose.yaml").write_text(text)
    page = (BASE_DIR / "docs/hosting.md").read_text()
    (example,) = re.findall(r"^(mkdir -m 700 secrets\n.*?)^docker", page, re.M | re.S)
    engine.run("sh", "-ec", example, cwd=place)
    with open(place / ".env", "a") as file:
        file.write(f"PORT={port}\n")
    return place


def try_compose(engine: Engine) -> None:
    port = free_port()
    compose, place = composer(engine), prepared_for_compose(engine, port)
    for service in ("database", "app", "backup"):
        # Podman starts what waits for another at once; Docker waits until that is healthy.
        engine.run(*compose, "up", "--detach", "--no-build", service, cwd=place)
        seconds = engine.seconds_until_healthy(f"supple_{service}_1")
        say(f"compose: {service} healthy after {seconds:.0f} s")
    demand(not (able := too_much(engine, "supple_app_1")), f"the app can {', '.join(able)}")
    visitor = Visitor(port)
    visitor.fill_in("/accounts/signup/", email=WHO, password1=PASSWORD)
    path = backed_up(engine, "supple_app_1")
    with timed("compose: both stopped"):
        engine.podman("stop", "--time", "30", "supple_backup_1", "supple_app_1")
    create = ["createdb", "--username=supple", "restored"]
    engine.podman("exec", "supple_database_1", *create)
    url = place / "secrets/database_url"
    url.write_text(
        url.read_text().replace("/supple", "/restored").replace("//restored", "//supple")
    )
    run = ["run", "--rm", "--no-deps", "app", "manage", "restore", path]
    say(engine.run(*compose, *run, cwd=place))
    engine.podman("start", "supple_app_1")
    engine.seconds_until_healthy("supple_app_1")
    demand(not visitor.is_signed_in(), "a sign-in came out of the backup")
    visitor.fill_in("/accounts/login/", login=WHO, password=PASSWORD)
    say("compose: restored into a new database; the person signs in with the same password")


def trial(engine: Engine, *, compose: bool) -> None:
    suite = re.search(r"debian:(\w+)-slim", (BASE_DIR / "Dockerfile").read_text())
    with timed("base made by debootstrap"):
        engine.make_base(suite[1] if suite else "")
    with timed("image built by Buildah"):
        engine.build(TAG, BASE_DIR)
    size = int(engine.podman("image", "inspect", "--format", "{{.Size}}", TAG))
    compressed = engine.compressed(TAG)
    say(f"size: {size / 1e6:.0f} MB, {compressed / 1e6:.0f} MB compressed")
    demand(compressed <= MOST_COMPRESSED, "the image is too large")
    try_sqlite(engine)
    if compose:
        try_compose(engine)


def out_of_time(*_: object) -> None:
    raise TimeoutError(f"not done within {MINUTES} minutes")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compose", action="store_true", help="try compose.yaml as well")
    arguments = parser.parse_args()
    signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(MINUTES * 60)
    install()
    folder = Path(tempfile.mkdtemp(prefix="supple-image-"))
    engine = Engine(folder)
    try:
        trial(engine, compose=arguments.compose)
    finally:
        engine.remove()
        shutil.rmtree(folder, ignore_errors=True)
    say("All of it went well, and nothing of it is left.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
