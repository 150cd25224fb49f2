"""supple.json: everything of a person, to bring back here or into another Supple."""

import json
from collections.abc import Iterator

from tracker.models import User
from tracker.transfer.candidate import Format
from tracker.transfer.columns import Json
from tracker.transfer.person import Person
from tracker.transfer.tables import VERSION


def write(user: User) -> Iterator[bytes]:
    """The same rows give the same bytes: keys and rows are sorted, a session stands on a line."""
    person = Person(user)
    head: dict[str, Json] = {"format": "supple", "version": VERSION, "settings": person.settings()}
    head |= dict(person.rows())
    lines = [f"{_text(name)}:{_text(head[name])}" for name in sorted(head)]
    yield ("{\n" + ",\n".join(lines) + ',\n"sessions":[').encode()
    before = "\n"
    for session in person.sessions():
        yield (before + _text(session)).encode()
        before = ",\n"
    yield b"\n]}\n"


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


FORMAT = Format("json", "supple.json", "application/json", write)
