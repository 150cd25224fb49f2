"""Measures in one database, the one that the environment names: makes, fills, times, drops it."""

import argparse
import http.client
import statistics
import time
from collections import defaultdict
from typing import Any

import django
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

django.setup()

from benchmarks import people, server  # noqa: E402
from benchmarks.people import Person  # noqa: E402
from benchmarks.requests import FLOOR, PAGES, Page, Sent  # noqa: E402
from tests.server import database_url  # noqa: E402

WARM_UP = 8  # rounds, so that each thread of each process has its connection and its templates
NO_QUERY = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


class Measured:
    """The milliseconds of each request to one page, and the bytes of its last answer."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.bytes = 0

    @property
    def best(self) -> float:
        return min(self.times)

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20, method="inclusive")[-1]


def measure(port: int, persons: list[Person], rounds: int) -> dict[str, Measured]:
    """Every page once in each round, so that whatever disturbs the machine disturbs them all."""
    measured: dict[str, Measured] = defaultdict(Measured)
    for number in range(WARM_UP + rounds):
        person = persons[number % len(persons)]
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for page in PAGES:
            size, milliseconds = _ask(line, person, page)
            if number >= WARM_UP:
                measured[page.name].times.append(milliseconds)
                measured[page.name].bytes = size
        line.close()
    return measured


def _ask(line: http.client.HTTPConnection, person: Person, page: Page) -> tuple[int, float]:
    sent = page.request(person)
    headers = {"Cookie": person.cookie, "Accept-Encoding": "gzip", "X-CSRFToken": person.token}
    if sent.body:
        headers["Content-Type"] = sent.type
    start = time.perf_counter()
    line.request("POST" if sent.body else "GET", sent.path, sent.body or None, headers)
    answer = line.getresponse()
    body = answer.read()
    milliseconds = (time.perf_counter() - start) * 1000
    _demand_success(sent, answer.status, body)
    return len(body), milliseconds


def _demand_success(sent: Sent, status: int, body: bytes) -> None:
    if status not in (200, 302) or b'"rejected"' in body:
        raise SystemExit(f"{sent.path} answered {status}: {body[:200]!r}")


def queries(person: Person) -> dict[str, int]:
    """How often each page asks the database, signing in included."""
    client, statements = people.client_of(person), []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if not sql.startswith(NO_QUERY):
            statements.append(sql)
        return execute(sql, *rest)

    counted = {}
    for page in PAGES:
        statements.clear()
        with connection.execute_wrapper(note):
            ask_here(client, page.request(person))
        counted[page.name] = len(statements)
    return counted


def ask_here(client: Any, sent: Sent) -> None:
    if sent.body:
        answer = client.post(sent.path, sent.body, content_type=sent.type)
    else:
        answer = client.get(sent.path)
    _demand_success(sent, answer.status_code, answer.content)


def table(measured: dict[str, Measured], counted: dict[str, int]) -> str:
    """The ratio of the best times is the one that other programs on the machine disturb least."""
    floor = measured[FLOOR]
    heads = ("p50 ms", "p95 ms", "best", "× p50", "× best", "goal", "bytes", "queries")
    lines = [" " * 24 + "".join(f"{head:>8}" for head in heads)]
    for page in PAGES:
        row = measured[page.name]
        times = f"{row.p50:8.1f}{row.p95:8.1f}{row.best:8.1f}"
        ratios = f"{row.p50 / floor.p50:8.1f}{row.best / floor.best:8.1f}{page.goal or '':>8}"
        lines.append(f"{page.name:24}{times}{ratios}{row.bytes:8,}{counted[page.name]:8}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("users", "years", "rounds"):
        parser.add_argument(f"--{name}", type=int, required=True)
    options = parser.parse_args()
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        start = time.perf_counter()
        persons = people.fill(users=options.users, years=options.years)
        print(f"filled in {time.perf_counter() - start:.0f} s", flush=True)
        with server.running(database_url(connection.settings_dict)) as (port, process):
            measured = measure(port, persons, options.rounds)
            memory = server.megabytes_of_workers(process)
        print(table(measured, queries(persons[0])))
        print(f"memory of each worker: {', '.join(map(str, memory)) or 'not known'} MB")
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
