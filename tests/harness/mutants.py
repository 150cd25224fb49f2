"""Breaks the product at one place at a time, and counts what no test notices.

    python -m tests.harness.mutants               the owner taken out of each query, one by one
    python -m tests.harness.mutants --logic 200   other small faults, some of all there are

Works in copies of the repository, on SQLite. First all tests without a browser run once, to learn
which functions each test reaches; --reached FOLDER keeps that for another run. Then the tests that
reach the function with the fault run, the most specific first, until one of them is red.
"""

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tracker.models import User

ROOT = Path(__file__).parents[2]
COPIED = (
    *("manage.py", "run", "pyproject.toml", "requirements.txt", "package.json", "docs"),
    *("mobility", "tracker", "templates", "static", "locale", "tests"),
)
LINKED = ("node_modules",)
# What writes, reads or shares what is a person's.
GUARDED = ("sync", "transfer", "sessions", "queries", "accounts", "phone", "forms", "views")
LOGIC = ("sync", "transfer", "sessions", "models")
FILTERS = {"filter", "get", "exclude", "get_object_or_404", "get_or_create", "update_or_create"}
OWNERS = {"owner", "owner_id", "owner__in", "routine__owner"}
PEOPLE = ("user", "owner", "person")  # how an expression for somebody ends
ROWS = {
    relation.get_accessor_name(): relation.related_model.__name__
    for relation in User._meta.related_objects
    if relation.related_model.__module__.startswith("tracker.")
}
FIRST_TESTS, MOST_TESTS, SECONDS = 15, 700, 600


@dataclass(frozen=True)
class Mutant:
    """One fault: what stands there, and what is put in its place."""

    path: str
    function: int  # the line where it begins
    line: int
    start: int
    end: int
    becomes: str
    was: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.was}  ->  {self.becomes}"


def mutants_of(path: Path, kind: str) -> Iterator[Mutant]:
    text = path.read_text(encoding="utf-8")
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    changes = owner_changes if kind == "owners" else logic_changes
    for function in _functions(ast.parse(text)):
        for node in _inside(function):
            for new in changes(node):
                start = starts[node.lineno - 1] + node.col_offset
                end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
                first = min([function.lineno, *(d.lineno for d in function.decorator_list)])
                where = str(path.relative_to(ROOT))
                becomes, was = ast.unparse(new), ast.unparse(node)
                yield Mutant(where, first, node.lineno, start, end, f"({becomes})", was)


Function = ast.FunctionDef


def _functions(tree: ast.Module) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _inside(function: Function) -> Iterator[ast.expr]:
    """The expressions of its body, but for those of functions in it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.JoinedStr):
            continue
        if isinstance(node, ast.expr):
            yield node
        waiting += ast.iter_child_nodes(node)


def owner_changes(node: ast.expr) -> Iterator[ast.expr]:
    """The same query without its owner."""
    if isinstance(node, ast.Call) and _name(node.func) in FILTERS:
        rest = [keyword for keyword in node.keywords if keyword.arg not in OWNERS]
        if len(rest) < len(node.keywords):
            yield ast.Call(node.func, node.args, rest)
    if isinstance(node, ast.BinOp) and ast.unparse(node.left).endswith("Q(owner=None)"):
        yield ast.parse(ast.unparse(node.left).replace("owner=None", ""), mode="eval").body
    if isinstance(node, ast.Attribute) and node.attr in ROWS and _is_a_person(node.value):
        models = "__import__('tracker.models').models"
        yield ast.parse(f"{models}.{ROWS[node.attr]}._default_manager", mode="eval").body


def _name(function: ast.expr) -> str:
    return ast.unparse(function).rpartition(".")[2]


def _is_a_person(node: ast.expr) -> bool:
    return ast.unparse(node).rpartition(".")[2] in PEOPLE


SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}


def logic_changes(node: ast.expr) -> Iterator[ast.expr]:
    """The same expression with a small fault."""
    match node:
        case ast.Compare(ops=[op]):
            yield ast.Compare(node.left, [SWAPPED[type(op)]()], node.comparators)
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.IfExp():
            yield ast.IfExp(node.test, node.orelse, node.body)
        case ast.BinOp(op=ast.Add()):
            yield ast.BinOp(node.left, ast.Sub(), node.right)
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)


class Copy:
    """A copy of the repository in which faults are put and tests run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name)
            else:
                shutil.copy(source, folder / name)
        for name in LINKED:
            (folder / name).symlink_to(ROOT / name)

    def run(self, *options: str, **environment: str) -> int:
        """The exit code of pytest; 124 if it took too long."""
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        environment = {**os.environ, **environment, "TESTS_DIR": str(self.folder / "data")}
        (self.folder / "data").mkdir(exist_ok=True)
        try:
            done = subprocess.run(
                [*command, *options],
                cwd=self.folder,
                env=environment,
                timeout=SECONDS if "-n" not in options else None,
                capture_output=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return 124
        return done.returncode

    def is_noticed(self, mutant: Mutant, tests: list[str]) -> bool:
        path = self.folder / mutant.path
        text = path.read_bytes()
        path.write_bytes(text[: mutant.start] + mutant.becomes.encode() + text[mutant.end :])
        try:
            return any(
                self.run(*some) != 0
                for some in (tests[:FIRST_TESTS], tests[FIRST_TESTS:MOST_TESTS])
                if some
            )
        finally:
            path.write_bytes(text)


def learn(copy: Copy, folder: Path) -> dict[str, list[str]]:
    """The tests by the functions that they reach, the most specific first."""
    whole = folder / "whole"
    if not whole.exists():
        for part in folder.glob("reached.*"):
            part.unlink()
        without = [f"--ignore=tests/{name}" for name in ("browser", "reliability", "test_run.py")]
        options = ("-p", "tests.harness.reached", "-n", "2", "--maxfail=1000", *without, "tests")
        copy.run(*options, REACHED=str(folder / "reached"))
        whole.touch()
    by_test: dict[str, list[str]] = {}
    for file in folder.glob("reached.*"):
        by_test |= dict(map(json.loads, file.read_text(encoding="utf-8").splitlines()))
    by_function = defaultdict(list)
    for test in sorted(by_test, key=lambda test: (len(by_test[test]), test)):
        for function in by_test[test]:
            by_function[function].append(test)
    return by_function


def chosen(options: argparse.Namespace) -> list[Mutant]:
    kind, folders = ("logic", LOGIC) if options.logic else ("owners", GUARDED)
    files = [file for name in folders for file in sorted((ROOT / "tracker" / name).rglob("*.py"))]
    mutants = [mutant for file in files for mutant in mutants_of(file, kind)]
    if options.logic and options.logic < len(mutants):
        mutants = random.Random(options.seed).sample(mutants, options.logic)
    return mutants


def judge(mutants: Iterable[Mutant], reached: dict[str, list[str]], copies: list[Copy]) -> int:
    """Prints what is not noticed; returns how many were."""
    free: SimpleQueue[Copy] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def is_noticed(mutant: Mutant) -> bool:
        tests = reached.get(f"{mutant.path}:{mutant.function}", [])
        copy = free.get()
        try:
            seen = copy.is_noticed(mutant, tests)
        finally:
            free.put(copy)
        if not seen:
            print(f"not noticed by {len(tests)} tests: {mutant}", flush=True)
        return seen

    with ThreadPoolExecutor(len(copies)) as pool:
        return sum(pool.map(is_noticed, mutants))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logic", type=int, default=0, help="so many small faults instead")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--copies", type=int, default=2, help="at the same time")
    parser.add_argument("--reached", type=Path, help="where it is kept which test reaches what")
    options = parser.parse_args()
    mutants = chosen(options)
    with tempfile.TemporaryDirectory(prefix="supple-mutants-") as name:
        folder = Path(name)
        copies = [Copy(folder / str(number)) for number in range(options.copies)]
        place = options.reached or folder
        place.mkdir(exist_ok=True)
        reached = learn(copies[0], place)
        print(f"{len(mutants)} faults, seed {options.seed}", flush=True)
        noticed = judge(mutants, reached, copies)
    print(f"{noticed} of {len(mutants)} noticed")
    return 0 if noticed == len(mutants) else 1


if __name__ == "__main__":
    sys.exit(main())
