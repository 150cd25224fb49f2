"""A plugin of pytest that writes down which functions of the product each test runs.

    REACHED=file pytest -p tests.harness.reached

One line of JSON a test that passes: its name, and `path:first line` of each function, in `file`
and the number of the process.
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = f"{ROOT}/tracker/"
failed: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        failed.add(report.nodeid)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    functions: set[str] = set()

    def look(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(PRODUCT):
            functions.add(f"{code.co_filename[len(str(ROOT)) + 1 :]}:{code.co_firstlineno}")

    threading.setprofile(look)
    sys.setprofile(look)
    yield
    sys.setprofile(None)
    threading.setprofile(None)
    if item.nodeid in failed:
        return
    with open(f"{os.environ['REACHED']}.{os.getpid()}", "a", encoding="utf-8") as lines:
        lines.write(json.dumps([item.nodeid, sorted(functions)]) + "\n")
