"""Numbers and dates are written as the language does; what machines read stays as it is."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import get_format

from tests.factories import make_session, make_user, record
from tests.pages import client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.analysis import rounding, words
from tracker.management.commands.demo import OFTEN, DemoWriter
from tracker.models import Rating, User

LEFT = "ankle_dorsiflexion-left-value"
# What people read or hear, or may type.
TEXTS = {"lang", "content", "placeholder", "alt", "title", "aria-label", "aria-valuetext"}
SAID_BY_SCRIPTS = {
    "data-head",
    "data-name",
    "data-gloss",
    "data-range",
    "data-hint",
    "data-word",
    "data-then",
    "data-next",
}
# The name that a page gives itself.
OF_THE_PAGE = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b")


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ("8.5", "−1,234.5", "+0.6", "37%", "10 March 2025", "10 Mar 2025")),
        ("de", ("8,5", "−1.234,5", "+0,6", "37\N{NO-BREAK SPACE}%", "10. März 2025", "10.03.2025")),
    ],
)
def test_a_number_and_a_date_are_written_as_the_language_does(
    language: str, written: tuple[str, ...]
) -> None:
    with translation.override(language):
        assert written == (
            words.number(8.5),
            words.number(-1234.5),
            rounding.signed(0.62),
            rounding.percent(0.374),
            words.date(739320),
            words.short_date(739320),
        )


@pytest.mark.parametrize("form", ["DATE_FORMAT", "SHORT_DATE_FORMAT", "MONTH_DAY_FORMAT"])
def test_english_dates_are_british(form: str) -> None:
    assert get_format(form, "en").startswith("j ")


@pytest.fixture
def runner() -> User:
    return make_user(language="de")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["8,5", "8.5", "8,50 cm", "8½"])
def test_a_measured_value_is_read_with_comma_or_point_and_shown_with_the_comma(
    runner: User, typed: str
) -> None:
    session, client = make_session(owner=runner), client_of(runner)
    address = f"/sessions/{session.uuid}/pre/"
    client.post(address, {LEFT: typed, "ankle_dorsiflexion-left-score": "4"})
    assert stored() == Decimal("8.5")
    page = text_of(client.get(address))
    assert re.search(rf'name="{LEFT}"[^>]*\svalue="8,5"', page)
    assert json.loads(fields_of(client.get(address))["shown"][0])[LEFT] == "8.5"


@pytest.mark.django_db
def test_the_edit_page_shows_the_comma_and_sent_unchanged_changes_nothing(runner: User) -> None:
    session = make_session(owner=runner, stage="done", pre=4, post=6)
    record(session, "pre", {("ankle_dorsiflexion", "left"): {"value": Decimal("8.5")}})
    client, address = client_of(runner), f"/sessions/{session.uuid}/edit/"
    fields = fields_of(client.get(address))
    assert fields[f"pre-{LEFT}"] == ["8,5"]
    with nothing_changes():
        client.post(address, fields)
    client.post(address, fields | {f"pre-{LEFT}": ["9,25"]})
    assert stored() == Decimal("9.25")


def stored() -> Decimal | None:
    return Rating.objects.get(test__slug="ankle_dorsiflexion", side="left").pre_value


@pytest.mark.django_db
def test_an_error_gives_its_example_with_the_comma(runner: User) -> None:
    session, client = make_session(owner=runner), client_of(runner)
    answer = client.post(f"/sessions/{session.uuid}/pre/", {LEFT: "8,333"})
    assert "8,33." in words_of(answer)


class Machine(HTMLParser):
    """Collects the numbers that are no text: in the attributes of tags and the data of scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[Any] = []
        self.is_data = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        about = dict(attributes)
        self.is_data = about.get("type") == "application/json"
        typed = {"value"} if about.get("inputmode") == "decimal" else set()
        texts = TEXTS | SAID_BY_SCRIPTS | typed
        numbers = {k: v for k, v in about.items() if re.search(r"\d", v or "") and k not in texts}
        self.attributes.append((tag, numbers))

    def handle_data(self, data: str) -> None:
        if self.is_data and data.strip():
            self.data += numbers_in(json.loads(data))
            self.is_data = False


def numbers_in(value: Any) -> Iterator[Any]:
    """Each number, also one that is a text, in the order of the data."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(inner)
    elif not isinstance(value, str):
        yield value


def machine(client: Any, address: str) -> Machine:
    reader = Machine()
    answer = client.get(address)
    assert answer.status_code == 200, address
    reader.feed(OF_THE_PAGE.sub("", text_of(answer)))
    return reader


@pytest.mark.django_db
def test_attributes_and_data_for_scripts_are_the_same_in_each_language() -> None:
    user = make_user()
    DemoWriter(14, OFTEN).write(user, seed=3)
    session = user.sessions.done().newest_first()[0]
    ways = [f"/sessions/{session.uuid}/{page}/" for page in ("result", "edit")]
    opened = make_session(owner=user)
    ways += [f"/sessions/{opened.uuid}/pre/", "/sessions/start/", "/", "/history/"]
    ways += [
        "/settings/units/",
        "/progress/",
        "/progress/ankle_dorsiflexion/",
        "/compare/",
        "/sure/",
    ]
    english, german = client_of(user), client_of(user, headers={"Accept-Language": "de"})
    for way in ways:
        ours, theirs = machine(english, way), machine(german, way)
        for left, right in zip(ours.attributes, theirs.attributes, strict=True):
            assert left == right, way
        assert ours.data == theirs.data, way


# A format of the language, a word of its calendar, or what machines read.
WRITTEN = re.compile(r"[A-Z_]+_FORMAT|D|l|T|Y-m-d|H:i")


def odd_formats(template: str) -> list[str]:
    used = re.findall(r"""\|\w*(?:date|time|weekday\w*):["']([^"']+)["']""", template)
    return [form for form in used if not WRITTEN.fullmatch(form)]


def test_no_template_writes_dates_in_a_way_of_its_own() -> None:
    texts = {path: path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.*")}
    assert {path: odd for path, text in texts.items() if (odd := odd_formats(text))} == {}


@pytest.mark.parametrize("form", ["j F Y", "N j", "H.i"])
def test_a_format_that_is_english_everywhere_is_noticed(form: str) -> None:
    assert odd_formats(f'{{{{ plan.ended_at|date:"{form}" }}}}') == [form]
