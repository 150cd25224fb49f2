"""Each example in a docstring of the app shows what the code really returns."""

import doctest
import importlib

import pytest

from mobility.settings import BASE_DIR

pytestmark = pytest.mark.once

PATHS = [path for path in sorted(BASE_DIR.glob("tracker/**/*.py")) if ">>> " in path.read_text()]
MODULES = [".".join(path.relative_to(BASE_DIR).with_suffix("").parts) for path in PATHS]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.attempted
    assert not outcome.failed
