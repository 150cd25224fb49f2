"""Fetches every page of people in every state, and what anybody may see, to be read."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client

from tests.pages import client_of
from tests.states import STATES, pages_of, public_pages, telling_pages
from tests.ten_people.tree import Element, main_of

# Of other people only the pages that tell their states apart are read, in the middle of a session
# only that session.
WHOLE = ("new", "sixty")
IN_A_SESSION = ("rating", "moving", "again")
ERRORS = ("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html")


@dataclass(frozen=True)
class ReadPage:
    """A page by its name, with the state of whoever reads it, and its main part."""

    state: str
    name: str
    main: Element

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


def fetch_all() -> list[ReadPage]:
    """Every page in every state; nothing stays in the database."""
    with transaction.atomic():
        pages = [*_public(), *_errors(), *_of_people()]
        transaction.set_rollback(True)
    return pages


def _of_people() -> Iterator[ReadPage]:
    for state, make in STATES.items():
        user = make()
        client = client_of(user)
        for page in pages_of(user) if state in WHOLE else telling_pages(user):
            if state not in IN_A_SESSION or page.name.startswith("session "):
                yield from _fetched(client, state, page.name, page.address)


def _public() -> Iterator[ReadPage]:
    client = Client()
    for page in public_pages():
        yield from _fetched(client, "nobody", page.name, page.address)
    tried = client.post("/try/")
    yield ReadPage("nobody", "tried", main_of(tried.content.decode()))


def _errors() -> Iterator[ReadPage]:
    for name in ERRORS:
        html = render_to_string(name, {"why": "", "sent": True})
        yield ReadPage("nobody", name.removesuffix(".html"), main_of(html))


def _fetched(client: Client, state: str, name: str, address: str) -> Iterator[ReadPage]:
    response = client.get(address)
    if response.status_code == 200 and "html" in response.headers["Content-Type"]:
        yield ReadPage(state, name, main_of(response.content.decode()))
