"""JSON that comes from outside, without what a database or another reader would trip over."""

import json
from collections.abc import Iterator
from typing import Any


class TooDeep(ValueError):
    """Nested deeper than anything that Supple writes."""


def read(text: bytes, most: int, **parsers: Any) -> Any:
    """The value of a text in UTF-8, nested at most `most` deep, without a key twice and NaN.

    `parsers` are those of `json.loads`. Raises TooDeep, else ValueError.
    """
    decode: dict[str, Any] = {"parse_constant": _refuse, "object_pairs_hook": _no_twins}
    try:
        value = json.loads(text.decode(), **decode, **parsers)
    except RecursionError as error:
        raise TooDeep from error
    if _is_deeper(value, most):
        raise TooDeep
    return value


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key twice")
    return made


def _is_deeper(value: Any, most: int) -> bool:
    """Level by level, so that no depth can exhaust the stack."""
    level = [value]
    for _level in range(most):
        level = [inner for outer in level for inner in _containers(outer)]
    return bool(level)


def _containers(value: Any) -> Iterator[Any]:
    """The objects and lists in a value."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        yield from (other for other in inner if isinstance(other, dict | list))
