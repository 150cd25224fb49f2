"""The linter for dead code reports what only tests use, and nothing that a library calls."""

from pathlib import Path

import pytest

from tests.dead_code import Unused, faults, unused

pytestmark = pytest.mark.once

MODULE = """
import logging
from django.db import models

CHOSEN = "strange_app.parts.named"

class Stage(models.TextChoices):
    FIRST = "first"

class Handler(logging.Handler):
    def emit(self, record): ...
    def left_over(self): ...

def named(): ...
def in_a_template(): ...
def for_tests(): ...

def called(argument): ...
called(argument=Handler)
CHOSEN
Stage
"""


def test_what_only_tests_use_is_dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("for_tests {{ page.in_a_template }}")
    (tmp_path / "strange_app").mkdir()
    (tmp_path / "strange_app" / "parts.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    names = {row.name for row in unused(tmp_path, ("strange_app",))}
    assert names == {"left_over", "for_tests"}


def test_a_reason_is_needed_and_has_to_be_of_use() -> None:
    row = Unused("pre_score", "variable", Path("models.py"), 3)
    assert faults([row], {"pre_*": "read by phase"}) == []
    assert faults([row], {}) == ["models.py:3: unused variable pre_score"]
    assert faults([], {"pre_*": "read by phase"})[0].endswith("nothing needs “pre_*”")
