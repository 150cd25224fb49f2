"""Sends hostile input to every address as everybody, and counts what came of it.

It calls the application as gunicorn does, gate and middleware included, on a database of its own.
A status from 500 on, an exception, a redirect to another site, sent markup that has become an
element, a request of more than five seconds or a process above 300 MB fails the run, and prints
the input.
"""

import argparse
import itertools
import json
import logging
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection
from django.urls import NoReverseMatch, reverse

from mobility import rate_limit
from tests.addresses import BY_NAME
from tests.factories import copy, make_session, make_user
from tests.harness.servers import command, parser, signed_in
from tests.hostile import CONTENT_TYPES, HEADERS, Form, Forms, Hostile, has_mark, leaves
from tests.models.test_trial import make_trial
from tests.wsgi import FORM, Answer, ask
from tracker.management.commands.demo import OFTEN, DemoWriter
from tracker.models import MobilityTest, Routine, User
from tracker.views import sync

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND")
PATIENCE, MOST_MEMORY = 5.0, 300  # seconds, MB
TOKEN = "a" * 32
# Later somebody is worn out: signed out, full of sessions, or deleted.
INPUTS_A_PERSON = 500
# What somebody may try to set who has read the tables of the app.
COLUMNS = ("owner", "owner_id", "user", "id", "pk", "is_staff", "uuid", "received_at", "next", "go")
PAYLOADS = Path(__file__).parents[1] / "outbox_payloads"
JSON = "application/json"
PARTS = "multipart/form-data; boundary=x"


class Input(NamedTuple):
    """One request: of which kind, with whose cookie, and what is in it."""

    kind: str
    cookie: str
    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = FORM
    headers: tuple[tuple[str, str], ...] = ()

    def send(self) -> Answer:
        headers = {"cookie": f"csrftoken={TOKEN}; {self.cookie}", "x_csrftoken": TOKEN}
        headers |= dict(self.headers)
        about = {"method": self.method, "content_type": self.content_type}
        return ask(self.path, body=self.body, query=self.query, **about, **headers)

    def __str__(self) -> str:
        who = "somebody" if self.cookie else "nobody"
        sent = f"{self.content_type} {self.body[:300]!r} {dict(self.headers)!r:.300}"
        return f"{self.kind}: {self.method} {self.path!r:.200}?{self.query!r:.200} by {who}, {sent}"


@dataclass
class Victim:
    """A person with something of everything, and what their pages offer to send."""

    cookie: str
    arguments: dict[str, list[Any]]
    forms: list[Form] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Collect the addresses of all pages, their forms and their links with a query."""
        names = set(BY_NAME) - {"account_logout"}  # or else nobody would be signed in for long
        self.paths = sorted({path for name in names for path in self._paths_of(name)})
        for path in self.paths:
            answer = ask(path, method="GET", content_type="", cookie=self.cookie)
            if answer.status == 200 and "html" in answer.headers.get("Content-Type", ""):
                page = Forms()
                page.feed(answer.text)
                forms = [form._replace(action=form.action or path) for form in page.forms]
                self.forms += [form for form in forms if form.action != reverse("account_logout")]
                self.queries += page.queries

    def _paths_of(self, name: str) -> Iterator[str]:
        """The address with the person's own values; none if it takes none of them."""
        wanted = BY_NAME[name].pattern.regex.groupindex
        values = [self.arguments.get(argument, [1, "x"])[:4] for argument in wanted]
        for chosen in itertools.islice(itertools.product(*values), 8):
            try:
                yield reverse(name, kwargs=dict(zip(wanted, chosen, strict=True)))
            except NoReverseMatch:
                continue


def make_victim(number: int) -> Victim:
    user = make_user(email=f"fuzz-{number}@example.org")
    DemoWriter(8, OFTEN).write(user, seed=number)
    own = copy(Routine.objects.get(slug="sock_pull", owner=None), user)
    about = MobilityTest.objects.filter(slug="toe_touch").values(
        "region", "sided", "protocol", "measures"
    )
    MobilityTest.objects.create(owner=user, slug="my-test", name="Mine", **about.get())
    trial = make_trial(owner=user)
    opened = make_session(owner=user, tests=("toe_touch", "ankle_dorsiflexion"))
    cookie = f"{settings.SESSION_COOKIE_NAME}={signed_in(user)}"
    victim = Victim(cookie, _arguments(user, own.slug, trial.pk, str(opened.uuid)))
    victim.look()
    return victim


def _arguments(user: User, routine: str, trial: int, opened: str) -> dict[str, list[Any]]:
    sessions = list(user.sessions.values_list("uuid", flat=True)[:2])
    entries = list(user.entries.values_list("uuid", flat=True)[:2])
    return {
        "uuid": [opened, *sessions],
        "entry": entries,
        "slug": ["toe_touch", "my-test", "sock_pull", routine],
        "trial": [trial],
        "person": [user.pk],
        "uidb36": ["1"],
        "key": ["x-1"],
        "token": ["x" * 43],
        "link": [1],
        "format": ["json", "csv", "fhir"],
    }


class Fuzzer:
    """Makes inputs of all kinds against one victim after the other."""

    def __init__(self, seed: int) -> None:
        self.hostile, self.random = Hostile(seed), Hostile(f"{seed} choices").random
        self.batches = [json.loads(path.read_text()) for path in sorted(PAYLOADS.glob("*/*.json"))]
        self.kinds = (self.form, self.form, self.query, self.path, self.json, self.headers)
        self.kinds += (self.method, self.upload, self.body)

    def inputs(self, victim: Victim) -> Iterator[Input]:
        while True:
            kind = self.random.choice(self.kinds)
            yield kind(victim, victim.cookie if self.random.random() < 0.85 else "")

    def form(self, victim: Victim, cookie: str) -> Input:
        form = self.random.choice(victim.forms)
        fields = self.hostile.fields(form.fields, COLUMNS)
        path, _, query = form.action.partition("?")
        return Input("form", cookie, "POST", path, query, _encoded(fields).encode())

    def query(self, victim: Victim, cookie: str) -> Input:
        links = victim.queries
        link = self.random.choice(links) if links and self.random.random() < 0.7 else ""
        path, pairs = self.hostile.query(link) if link else (self.random.choice(victim.paths), [])
        names = ("page", "next", "show", "weeks", "since", "test", "side", *COLUMNS)
        pairs.append((self.random.choice(names), self.hostile.text()))
        return Input("query", cookie, "GET", path, _encoded(pairs), content_type="")

    def path(self, victim: Victim, cookie: str) -> Input:
        parts = self.random.choice(victim.paths).split("/")
        parts[self.random.randrange(len(parts))] = self.hostile.text()[:300]
        # As gunicorn hands it over: bytes as Latin-1.
        path = "/".join(parts).encode("utf-8", "surrogatepass").decode("latin-1")
        return Input("path", cookie, self.random.choice(("GET", "POST")), path)

    def json(self, victim: Victim, cookie: str) -> Input:
        batch = self.random.choice(self.batches) | {"user": victim.arguments["person"][0]}
        names = [str(name) for name in victim.arguments["uuid"]]
        for entry in batch["entries"]:
            if self.random.random() < 0.6:
                entry["session"] = self.random.choice(names)
        path = "/sync/" if self.random.random() < 0.9 else self.random.choice(victim.paths)
        return Input("json", cookie, "POST", path, "", self.hostile.json(batch), JSON)

    def headers(self, victim: Victim, cookie: str) -> Input:
        headers = tuple(self.random.choice(HEADERS).items())
        kind = self.random.choice(CONTENT_TYPES)
        path, method = self.random.choice(victim.paths), self.random.choice(("GET", "POST"))
        return Input("headers", cookie, method, path, "", b"a=b", kind, headers)

    def method(self, victim: Victim, cookie: str) -> Input:
        return Input(
            "method", cookie, self.random.choice(METHODS), self.random.choice(victim.paths)
        )

    def upload(self, victim: Victim, cookie: str) -> Input:
        """A file where a file is taken, and where none is."""
        takes = [path for path in victim.paths if "picture" in path or "import" in path]
        path = self.random.choice(takes if self.random.random() < 0.9 else victim.paths)
        content = self.hostile.file(self.random.choice(FILES))
        head = f'Content-Disposition: form-data; name="{self.random.choice(("picture", "file"))}"'
        head += f'; filename="{self.random.choice(("a.zip", "../a.csv", "a.webp"))}"'
        body = b"--x\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n--x--\r\n"
        return Input("upload", cookie, "POST", path, "", body, PARTS)

    def body(self, victim: Victim, cookie: str) -> Input:
        kind = self.random.choice((FORM, JSON, PARTS, "text/plain"))
        body = self.hostile.file(
            b"a=b&c=%ff&score=" + self.hostile.text().encode("utf-8", "replace")
        )
        return Input("body", cookie, "POST", self.random.choice(victim.paths), "", body, kind)


# Honest files, for `Hostile.bytes` to spoil.
FILES = (
    b'{"format": "supple", "version": 1, "sessions": []}',
    b"Date,Ankle L pre,Ankle L post\n2025-01-12,7,5\n14.01.2025,6;4\n",
    b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00",
)


def _encoded(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs, quote_via=quote, errors="surrogatepass")


@dataclass
class Result:
    """What came of the inputs."""

    answers: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    slowest: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    faults: list[str] = field(default_factory=list)

    def send(self, sent: Input) -> None:
        began = time.monotonic()
        try:
            answer = sent.send()
        except Exception as error:  # whatever it is, gunicorn would answer 500
            status, why = 500, f" ({type(error).__name__}: {error!s:.300})"
        else:
            status, why = answer.status, harm_of(answer)
        took = time.monotonic() - began
        self.answers[sent.kind][f"{status // 100}xx"] += 1
        self.slowest[sent.kind] = max(self.slowest[sent.kind], took)
        if status >= 500 or why or took > PATIENCE:
            self.faults.append(f"{status} after {took:.1f} s{why} to {sent}")

    def __str__(self) -> str:
        lines = [
            f"{kind:8} {sum(answers.values()):7,}  {dict(sorted(answers.items()))}"
            f"  slowest {self.slowest[kind]:.2f} s"
            for kind, answers in sorted(self.answers.items())
        ]
        return "\n".join([*lines, f"faults: {len(self.faults)}", *self.faults[:20]])


def harm_of(answer: Answer) -> str:
    """What it would do in a browser; empty if nothing."""
    location = answer.headers.get("Location", "")
    if leaves(location):
        return f" (leads to {location!r:.200})"
    is_page = "html" in answer.headers.get("Content-Type", "")
    return " (sent markup is an element)" if is_page and has_mark(answer.text) else ""


def fuzz(inputs: int, seed: int) -> Result:
    fuzzer, result = Fuzzer(seed), Result()
    for number in range(0, inputs, INPUTS_A_PERSON):
        victim = make_victim(number)
        wanted = min(INPUTS_A_PERSON, inputs - number)
        for sent in itertools.islice(fuzzer.inputs(victim), wanted):
            _forget_limits()
            result.send(sent)
    return result


def _forget_limits() -> None:
    """Or else most of what is sent would be refused as too much."""
    sync.buckets = rate_limit.Buckets()
    rate_limit.shares._tokens.clear()
    rate_limit.accounts._tokens.clear()


def run(folder: Path, options: argparse.Namespace) -> bool:
    del folder
    logging.disable()
    result = fuzz(options.inputs, options.seed)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(result)
    print(f"{connection.vendor}: the process came to {memory:.0f} MB, with the trial itself")
    return not result.faults and memory < MOST_MEMORY


def main() -> int:
    options = parser("Fuzzes every address.", inputs=(50_000, "requests"))
    return command("tests.harness.fuzz", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
