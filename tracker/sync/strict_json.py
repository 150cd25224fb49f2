"""The body of a request to /sync/: strict JSON of a known size and shape, or one sentence."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_ENTRIES = 200
MOST_BYTES = 256 * 1024
MOST_DEPTH = 20
NOT_STRICT = gettext_lazy("This is not strict JSON.")


class BadBatch(Exception):
    """The whole batch cannot be read; the message says why."""

    status = 400


class TooLarge(BadBatch):
    """More than anything that a phone collects."""

    status = 413

    def __init__(self) -> None:
        super().__init__("The batch is larger than 256 kB.")


class Batch(NamedTuple):
    """Whose it is, what was entered, and what the phone's clock said as it was sent, if known."""

    user: int
    entries: list[dict[str, Any]]
    sent: Any


def read_batch(body: bytes) -> Batch:
    """A request's body. Raises BadBatch."""
    batch = read_json(body)
    if not isinstance(batch, dict) or type(batch.get("user")) is not int:
        raise BadBatch("A batch is an object with “user” and “entries”.")
    entries = batch.get("entries")
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise BadBatch(f"“entries” is a list of at most {MOST_ENTRIES}.")
    if not all(isinstance(entry, dict) for entry in entries):
        raise BadBatch(_("Each entry is an object."))
    return Batch(batch["user"], entries, batch.get("sent"))


def read_json(body: bytes) -> Any:
    """What JSON itself allows and a database or another reader would trip over is refused."""
    if len(body) > MOST_BYTES:
        raise TooLarge
    try:
        read = json.loads(body.decode(), parse_constant=_refuse, object_pairs_hook=_no_twins)
    except (ValueError, RecursionError) as error:
        raise BadBatch(str(NOT_STRICT)) from error
    if _is_deeper(read, MOST_DEPTH + 1):
        raise BadBatch(_("This is nested more than %(depth)s deep.") % {"depth": MOST_DEPTH})
    return read


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def _is_deeper(read: Any, most: int) -> bool:
    """Level by level, so that no depth can exhaust the stack."""
    level = [read]
    for _level in range(most):
        level = [inner for outer in level for inner in _inside(outer)]
    return bool(level)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
