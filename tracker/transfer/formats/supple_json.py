"""supple.json: everything of a person, to bring back here or into another Supple."""

import json
from collections.abc import Iterator

from tracker.models import User
from tracker.transfer.candidate import Amount, Format
from tracker.transfer.columns import Json
from tracker.transfer.person import Person
from tracker.transfer.tables import VERSION


def write(user: User) -> Iterator[bytes]:
    """The same rows give the same bytes: keys and rows are sorted, a session stands on a line."""
    person = Person(user)
    head: dict[str, Json] = {"format": "supple", "version": VERSION, "settings": person.settings()}
    head |= dict(person.rows())
    lines = [f"{_text(name)}:{_text(without_minus_zero(head[name]))}" for name in sorted(head)]
    yield ("{\n" + ",\n".join(lines) + ',\n"sessions":[').encode()
    before = "\n"
    for session in person.sessions():
        yield (before + _text(session)).encode()
        before = ",\n"
    yield b"\n]}\n"


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def without_minus_zero(value: Json) -> Json:
    """PostgreSQL has only one zero.

    >>> without_minus_zero({"low": [-0.0, -1.5]})
    {'low': [0.0, -1.5]}
    """
    if isinstance(value, dict):
        return {name: without_minus_zero(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_minus_zero(inner) for inner in value]
    return value + 0.0 if isinstance(value, float) else value


def size(amount: Amount) -> int:
    """About how many bytes; most of a session is its plan."""
    rows = 5500 * amount.sessions + 390 * amount.entries + 290 * amount.ratings
    return 1000 + rows + amount.pictures * 4 // 3


FORMAT = Format("json", "supple.json", "application/json", write, size)
