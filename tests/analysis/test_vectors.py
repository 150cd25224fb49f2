"""The formulas give what independent software gives, and the same sentences' verdicts."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.formulas import FORMULAS
from tracker.analysis.lasting import retention

CASES = json.loads(Path(__file__).with_name("statistics_vectors.json").read_text())["cases"]


def plain(result: Any) -> Any:
    """Results as JSON has them: named tuples as objects."""
    if hasattr(result, "_asdict"):
        return {name: plain(value) for name, value in result._asdict().items()}
    if isinstance(result, dict):
        return {name: plain(value) for name, value in result.items()}
    return result


def same(found: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            name in found and same(found[name], value) for name, value in expected.items()
        )
    if isinstance(expected, list):
        pairs = zip(found, expected, strict=True)
        return all(same(one, other) for one, other in pairs)
    if isinstance(expected, bool | str | None):
        return found is expected or found == expected
    return found == pytest.approx(expected, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_reference_and_ours_are_the_same(case: dict[str, Any]) -> None:
    found = plain(FORMULAS[case["fn"]](**case["input"]))
    assert same(found, case["expect"]), found


def test_a_wrong_number_is_noticed() -> None:
    assert not same({"lo": 1.0}, {"lo": 1.00001})
    assert not same({"lo": None}, {"lo": 0.0})
    assert not same(None, {"lo": 0.0})
    assert not same(True, None)


def test_what_the_reference_leaves_open_is_none() -> None:
    unbounded = next(case for case in CASES if case["id"] == "retention_unbounded")
    found = retention(**unbounded["input"])
    assert found is not None
    assert (found.lo, found.hi) == (None, None)
