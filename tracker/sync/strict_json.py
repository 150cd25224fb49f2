"""The body of a request to /sync/: strict JSON of a known size and shape, or one sentence."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.rules import strict_json

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
        return strict_json.read(body, MOST_DEPTH)
    except strict_json.TooDeep as error:
        words = _("This is nested more than %(depth)s deep.") % {"depth": MOST_DEPTH}
        raise BadBatch(words) from error
    except ValueError as error:
        raise BadBatch(str(NOT_STRICT)) from error
