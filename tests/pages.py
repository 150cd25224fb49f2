"""Requests pages and submits their forms as a browser would."""

import html
import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tracker.models import User

Fields = dict[str, list[str]]
# A token, and the seconds until a page of today is fetched anew.
OF_THE_MOMENT = re.compile(
    r'name="(csrfmiddlewaretoken|person)" value="[^"]*"|(?<=data-day=")\d+(?=")'
)


def client_of(user: User, **options: Any) -> Client:
    """A test client signed in as `user`."""
    client = Client(**options)
    client.force_login(user)
    return client


def text_of(response: HttpResponse) -> str:
    """The page without the parts that differ on every request."""
    return OF_THE_MOMENT.sub("", response.content.decode())


def words_of(response: HttpResponse) -> str:
    """The visible text of the page, on one line."""
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", text_of(response), flags=re.S)
    body = re.sub(r"</?bdi\b[^>]*>", "", body)  # no word ends there
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def fields_of(response: HttpResponse, action: str | None = None) -> Fields:
    """What a browser would send from the page's form with this action (None: without one)."""
    reader = FormReader(action)
    reader.feed(text_of(response))
    return reader.fields


class FormReader(HTMLParser):
    """Collects the values of one form: inputs, selected options and text areas."""

    def __init__(self, action: str | None) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.fields: Fields = {}
        self.select = self.textarea = ""
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        about = dict(attributes)
        if tag == "form":
            self.inside = about.get("method") == "post" and about.get("action") == self.action
        if not self.inside:
            return
        name, value = about.get("name") or "", about.get("value")
        if tag == "input" and name and self._is_sent(about):
            self._add(name, _unnamed(about) if value is None else value)
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((value or "", "selected" in about))
        elif tag == "textarea":
            self.textarea = name
            self._add(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            chosen = [value for value, is_chosen in self.options if is_chosen]
            for value in chosen or [self.options[0][0]]:
                self._add(self.select, value)
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea][-1] += data.removeprefix("\n")

    @staticmethod
    def _is_sent(about: dict[str, str | None]) -> bool:
        return about.get("type") not in ("radio", "checkbox") or "checked" in about

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


def _unnamed(about: dict[str, str | None]) -> str:
    """What is sent for an input without a value."""
    return "on" if about.get("type") == "checkbox" else ""
