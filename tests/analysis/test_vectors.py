"""The formulas agree with independent software on numbers and verdicts."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.formulas import FORMULAS
from tracker.analysis.lasting import retention

CASES = json.loads(Path(__file__).with_name("statistics_vectors.json").read_text())["cases"]


def plain(result: Any) -> Any:
    """Results as in JSON, with named tuples as objects."""
    if hasattr(result, "_asdict"):
        return {name: plain(value) for name, value in result._asdict().items()}
    if isinstance(result, dict):
        return {name: plain(value) for name, value in result.items()}
    return result


def same(actual: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            name in actual and same(actual[name], value) for name, value in expected.items()
        )
    if isinstance(expected, list):
        pairs = zip(actual, expected, strict=True)
        return all(same(a, b) for a, b in pairs)
    if isinstance(expected, bool | str | None):
        return actual is expected or actual == expected
    return actual == pytest.approx(expected, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_reference_and_ours_are_the_same(case: dict[str, Any]) -> None:
    actual = plain(FORMULAS[case["fn"]](**case["input"]))
    assert same(actual, case["expect"]), actual


def test_a_wrong_number_is_noticed() -> None:
    assert not same({"lo": 1.0}, {"lo": 1.00001})
    assert not same({"lo": None}, {"lo": 0.0})
    assert not same(None, {"lo": 0.0})
    assert not same(True, None)


def test_unbounded_limits_of_the_reference_are_none() -> None:
    unbounded = next(case for case in CASES if case["id"] == "retention_unbounded")
    actual = retention(**unbounded["input"])
    assert actual is not None
    assert (actual.lo, actual.hi) == (None, None)
