"""A file that somebody made or changed is refused at its place, and stores nothing."""

import io
import re
import uuid
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.factories import make_user
from tests.rows import nothing_changes
from tests.transfer.files import Change, changed, exported, of
from tracker.models import User
from tracker.transfer import opening
from tracker.transfer.candidate import Refused
from tracker.transfer.formats import archive

pytestmark = pytest.mark.django_db

FIRST_ENTRY: Change = lambda whole: whole["sessions"][0]["entries"][0]  # noqa: E731
RATED: Change = lambda whole: FIRST_ENTRY(whole)["events"]["events"][0]  # noqa: E731
SESSION: Change = lambda whole: whole["sessions"][0]  # noqa: E731
PLAN: Change = lambda whole: SESSION(whole)["plan"]  # noqa: E731
LATER = (timezone.now() + timedelta(days=9)).isoformat()
MEASURE = {
    "id": "own_cm",
    "label": "Mine",
    "instrument": "tape",
    "unit": "cm",
    "better": "higher",
    "hard_min": 0,
    "hard_max": 50,
    "step": 0.5,
    "mdc_kind": "none",
    "threshold": 1.0,
}
TEST_OF_A_FILE: dict[str, Any] = {
    **dict.fromkeys(("gloss", "hint", "ten_means", "zero_means", "posture", "side_means"), ""),
    "slug": "my-test",
    "name": "Mine",
    "position": 1,
    "retired": False,
    "region": "foot",
    "sided": True,
    "measures": [],
    "notes": "",
    "illustration": "",
    "put_away_at": None,
    "protocol": {"equipment": [], "steps": [], "errors": [], "stop_if": [], "endpoint": ""},
}
FORGED: dict[str, Change] = {
    "a score of eleven": lambda w: RATED(w).update(value=11),
    "a score that is true": lambda w: RATED(w).update(value=True),
    "a phase": lambda w: RATED(w).update(phase="later"),
    "a side": lambda w: RATED(w).update(side="both"),
    "a test that is not planned": lambda w: RATED(w).update(test="toe_spread"),
    "a field": lambda w: RATED(w).update(field="pk"),
    "an event": lambda w: RATED(w).update(type="paid"),
    "an event with more": lambda w: RATED(w).update(owner=1),
    "a moment without a zone": lambda w: RATED(w).update(at="2026-03-10T06:58:00"),
    "a moment as a number": lambda w: RATED(w).update(at=5),
    "a version of events": lambda w: FIRST_ENTRY(w)["events"].update(version=99),
    "a kind": lambda w: FIRST_ENTRY(w).update(kind="gift"),
    "a payload": lambda w: FIRST_ENTRY(w).update(payload=[]),
    "a payload of numbers": lambda w: FIRST_ENTRY(w).update(payload={"a": 1}),
    "a value outside of its measure": lambda w: RATED(w).update(
        test="toe_touch", side="none", field="value", value="900", method="fingertip_to_floor_cm"
    ),
    "a value without a method": lambda w: RATED(w).update(field="value", value="5"),
    "a start before there were phones": lambda w: SESSION(w).update(
        started_at="1999-01-01T00:00:00+00:00", day="1999-01-01"
    ),
    "a session of tomorrow's week": lambda w: SESSION(w).update(started_at=LATER, day=LATER[:10]),
    "an entry of next week": lambda w: FIRST_ENTRY(w).update(entered_at=LATER),
    "a day far from its start": lambda w: SESSION(w).update(day="2026-01-01"),
    "a leg of a session that has none": lambda w: SESSION(w).update(leg="left"),
    "a stage that it does not have": lambda w: SESSION(w).update(stage="mid"),
    "another limit of tests": lambda w: w.update(
        tests=[
            TEST_OF_A_FILE | {"slug": f"my-{number}", "name": f"Test {number}"}
            for number in range(21)
        ]
    ),
    "a measure whose range is a word": lambda w: w.update(
        tests=[TEST_OF_A_FILE | {"measures": [MEASURE | {"typical_min": "5"}]}]
    ),
    "an erased session of no plan with a place": lambda w: w.update(
        erased=[{"uuid": str(uuid.uuid4()), "trial": None, "assigned": "", "place": 2}]
    ),
    "an entry twice": lambda w: SESSION(w)["entries"].append(SESSION(w)["entries"][0]),
    "no entries": lambda w: SESSION(w).update(entries=[]),
    "a year": lambda w: SESSION(w).update(day="0001-01-01"),
    "a column too few": lambda w: SESSION(w).pop("zone"),
    "a stage": lambda w: SESSION(w).update(stage="rest"),
    "what chance never picked": lambda w: SESSION(w).update(drawn=True, assigned="sock_pull"),
    "a routine": lambda w: SESSION(w).update(routine="my-other"),
    "a plan with a test of nobody": lambda w: PLAN(w)["tests"][0].update(test="other"),
    "a plan with other sides": lambda w: PLAN(w)["tests"][0].update(sided=None),
    "a plan without steps": lambda w: PLAN(w)["routine"].update(steps=[]),
    "a step of no time": lambda w: PLAN(w)["routine"]["steps"][0].update(seconds=0),
    "a step without end": lambda w: PLAN(w)["routine"]["steps"][0].update(seconds=10**9),
    "a plan that is a list": lambda w: SESSION(w).update(plan=[]),
    "settings": lambda w: w["settings"].update(day_starts_at=25),
    "a theme": lambda w: w["settings"].update(theme="loud"),
    "a drawing of a test that there is not": lambda w: w.update(
        tests=[TEST_OF_A_FILE | {"illustration": "mine"}]
    ),
    "a drawing of a step that there is not": lambda w: w["routines"][0]["steps"][0].update(
        illustration="../x"
    ),
    "a drawing of a planned step that there is not": lambda w: PLAN(w)["routine"]["steps"][
        0
    ].update(illustration="mine"),
    "steps of a routine": lambda w: w["routines"][0].update(steps=[{}]),
    "a built-in routine": lambda w: w["routines"][0].update(slug="sock_pull"),
    "tables that are none": lambda w: w.update(trials={}),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_file_is_refused_at_its_place_and_stores_nothing(
    what: str, somebody: User
) -> None:
    content, other = changed(somebody, FORGED[what]), make_user()
    with nothing_changes():
        problems = of(other, content).problems
    assert len(problems) == 1, problems
    assert problems[0].column
    assert problems[0].sentence


def test_the_same_file_without_a_change_is_accepted(somebody: User) -> None:
    """The control of the forged ones."""
    other = make_user()
    candidate = of(other, changed(somebody, lambda _: None))
    assert candidate.problems == []
    assert len(candidate.bring_in(other)) == 1


def zipped(how: int = zipfile.ZIP_DEFLATED, /, **members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as made:
        for name, content in members.items():
            made.writestr(name.replace("_", "."), content)
    return file.getvalue()


EMPTY = b'{"format": "supple", "version": 1, "sessions": []}'
BOMB = b'{\n"a":[' + b"0," * 6_000_000 + b"0],\n"
UNREADABLE = {
    "nothing": b"",
    "text": b"Dear diary",
    "another JSON": b'{"format": "other"}',
    "JSON in UTF-16": '{"format": "supple"}'.encode("utf-16"),
    "a key twice": b'{"format": "supple", "format": "supple", "sessions": []}',
    "not a number": b'{"format": "supple", "version": NaN, "sessions": []}',
    "a number of 5,000 digits": b'{"version": ' + b"9" * 5000 + b"}",
    "100,000 lists in each other": b"[" * 100_000,
    "half of a pair": b'{"format": "\\ud800", "sessions": []}',
    "NUL": b'{"format": "supple\\u0000", "sessions": []}',
    "NUL in a name": b'{"format": "supple", "version": 1, "\\u0000": 1, "sessions": []}',
    "a number without end": b'{"format": "supple", "version": 1, "a": 1e400, "sessions": []}',
    "a number that is too large": b'{"format": "supple", "version": 1, "a": 1e16, "sessions": []}',
    "a zip without it": zipped(a_txt=b"a"),
    "a zip in a zip": zipped(supple_json=zipped(supple_json=b"{}")),
    "a path": zipped(**{"../supple_json": b"{}"}),
    "a zip bomb": zipped(supple_json=BOMB),
    "a thousand members": zipped(**{f"a{number}": b"" for number in range(1000)}),
    "a zip that only LZMA opens": zipped(zipfile.ZIP_LZMA, supple_json=EMPTY),
    "half a zip": zipped(supple_json=b'{"format": "supple"}')[:60],
}


@pytest.mark.once
@pytest.mark.parametrize("what", UNREADABLE)
def test_a_file_that_cannot_be_read_gets_one_sentence(what: str) -> None:
    with pytest.raises(Refused) as refused:
        of(make_user(), UNREADABLE[what])
    assert re.fullmatch(r"(?:[A-Z][^!?]{10,90}\. ?){2,3}", str(refused.value))


@pytest.mark.once
@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_what_only_lacks_tables_is_read_and_has_problems(how: int) -> None:
    """The control of those that cannot be read."""
    assert of(make_user(), zipped(how, supple_json=EMPTY)).problems


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "something after its end": lambda whole: whole + b"{}",
    "a table twice": lambda whole: whole.replace(b'"erased":[],\n', b'"erased":[],\n' * 2),
    "without its end": lambda whole: whole.removesuffix(b"\n]}\n") + b"\n",
}


@pytest.mark.once
@pytest.mark.parametrize("how", BROKEN)
def test_a_file_that_was_broken_in_the_middle_is_refused(how: str, somebody: User) -> None:
    with pytest.raises(Refused):
        of(make_user(), BROKEN[how](exported(somebody)))


@pytest.mark.once
def test_a_zip_whose_sum_is_wrong_is_refused_although_it_can_be_read(somebody: User) -> None:
    whole = exported(somebody)
    content = zipped(zipfile.ZIP_STORED, supple_json=whole)
    assert len(of(make_user(), content).lines) == 1
    with pytest.raises(Refused, match="damaged"):
        of(make_user(), content.replace("Grüße".encode(), "Gruße".encode() + b"!"))


@pytest.mark.once
def test_more_sessions_than_anybody_has_are_refused(
    somebody: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST_SESSIONS", 0)
    with pytest.raises(Refused):
        of(make_user(), exported(somebody))


@pytest.mark.once
def test_a_file_of_a_newer_version_says_what_to_do(somebody: User) -> None:
    with pytest.raises(Refused, match="newer Supple"):
        of(make_user(), changed(somebody, lambda whole: whole.update(version=2)))


@pytest.mark.once
def test_every_part_of_a_broken_zip_is_only_a_sentence(somebody: User) -> None:
    whole = b"".join(archive.write(somebody))
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        broken = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        try:
            of(make_user(), broken)
        except Refused:
            continue
