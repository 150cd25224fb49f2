"""Traces the project's own Python through one tap and one progress page: files, calls, switches.

    .venv/bin/python -m benchmarks.trace            the figures, and the way from file to file
    .venv/bin/python -m benchmarks.trace --calls    every call as well, indented by depth

It makes a database of its own, sends each request twice within this process, and traces the
second one. How it counts:

- file: a file of `mobility/` or `tracker/` in which something is called.
- function: a name in a file. Comprehensions and lambdas belong to the function they stand in.
- call: whenever Python enters code of such a file. Up to Python 3.11 a comprehension is entered
  like a function, and a generator each time it goes on.
- switch: a call in another file than the call before it.

"In the view" is what runs from the view's first line to its return, "whole" that and the
middleware around it.
"""

import argparse
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from types import FrameType

import django
from django.core.management import call_command
from django.test.utils import setup_databases, teardown_databases

ROOT = Path(__file__).resolve().parent.parent
OWN = tuple(f"{ROOT / package}{os.sep}" for package in ("mobility", "tracker"))
TRACED = {"save one tap": "sync", "progress, 3 months": "progress"}


@dataclass(frozen=True)
class Call:
    """One entry into own code; `depth` counts the own calls that are under way."""

    file: str
    function: str
    depth: int
    in_the_view: bool


@dataclass(frozen=True)
class Trace:
    """The calls of one request, in their order."""

    calls: tuple[Call, ...]

    @property
    def in_the_view(self) -> "Trace":
        return Trace(tuple(call for call in self.calls if call.in_the_view))

    @property
    def files(self) -> set[str]:
        return {call.file for call in self.calls}

    @property
    def functions(self) -> set[tuple[str, str]]:
        return {(call.file, call.function) for call in self.calls}

    @property
    def switches(self) -> int:
        return sum(call.file != next_call.file for call, next_call in pairwise(self.calls))

    def figures(self) -> str:
        return (
            f"{len(self.files)} files, {len(self.functions)} functions, "
            f"{len(self.calls)} calls, {self.switches} switches of file"
        )

    def stays(self) -> str:
        """A line for each stay in a file, with the functions called there, the first time only."""
        lines, functions = [], set()
        for file, calls in groupby(self.calls, key=lambda call: call.file):
            names = dict.fromkeys(call.function for call in calls)
            new = [name for name in names if (file, name) not in functions]
            functions |= {(file, name) for name in new}
            if new:
                lines.append(f"  {file:34} {', '.join(new)}")
        return "\n".join(lines)

    def tree(self) -> str:
        return "\n".join(f"{'  ' * call.depth}{call.function}  {call.file}" for call in self.calls)


def traced(request: Callable[[], object], view: str) -> Trace:
    """Run `request` in this thread; `view` is the name of the function that answers it."""
    calls: list[Call] = []
    running: list[FrameType] = []

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if not code.co_filename.startswith(OWN):
            return
        if event == "call":
            running.append(frame)
            file = Path(code.co_filename).relative_to(ROOT).as_posix()
            in_the_view = any(under_way.f_code.co_qualname == view for under_way in running)
            calls.append(Call(file, _function(code.co_qualname), len(running), in_the_view))
        elif event == "return":
            running.pop()

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        request()
    finally:
        sys.setprofile(before)
    return Trace(tuple(calls))


def _function(name: str) -> str:
    """`Batch.answer.<locals>.<genexpr>` is a part of `Batch.answer`."""
    parts = name.split(".<locals>.")
    while len(parts) > 1 and parts[-1].startswith("<"):
        parts.pop()
    return ".".join(parts)


def all_traced() -> Iterator[tuple[str, Trace]]:
    """Each traced request by its name in `benchmarks.requests`, in the database of this process."""
    # Models can be imported only now.
    from benchmarks.one_database import ask_here
    from benchmarks.people import client_of, fill
    from benchmarks.requests import PAGES

    (person,) = fill(users=1, years=0)
    client = client_of(person)
    requests = {page.name: page.request for page in PAGES}
    for name, view in TRACED.items():
        ask_here(client, requests[name](person))
        yield name, traced(partial(ask_here, client, requests[name](person)), view)


@contextmanager
def a_site() -> Iterator[None]:
    """Django with an empty database and its static files, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="supple-trace-") as folder:
        own = {"DATABASE_URL": "", "DATA_DIR": folder, "SITE_URL": "http://127.0.0.1"}
        os.environ |= own | {"SECRET_KEY": secrets.token_urlsafe(48)}
        os.environ["DJANGO_SETTINGS_MODULE"] = "mobility.settings"
        django.setup()
        call_command("collectstatic", verbosity=0, interactive=False)
        made = setup_databases(verbosity=0, interactive=False)
        yield
        teardown_databases(made, verbosity=0)


def main() -> int:
    parser = argparse.ArgumentParser(description="Trace one tap and one progress page.")
    parser.add_argument("--calls", action="store_true", help="print every call as well")
    options = parser.parse_args()
    with a_site():
        for name, trace in all_traced():
            print(f"{name}\n  in the view: {trace.in_the_view.figures()}")
            print(f"  whole:       {trace.figures()}\n{trace.stays()}\n")
            if options.calls:
                print(f"{trace.tree()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
