"""Hostile input: texts, JSON, headers and files that no honest page or phone sends."""

import io
import json
import random
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

Pairs = list[tuple[str, str]]
# Addresses of elsewhere, in ways in which browsers read them as such.
ELSEWHERE = (
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/\t/evil.example/",
    "\t//evil.example",
    "\n//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "https://evil.example/",
    "http://evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "https:\\evil.example",
    "ftp://evil.example",
    "//evil.example:80/today/",
    "//evil.example@127.0.0.1@evil.example/",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://evil.example#testserver",
    "http://evil.example?testserver/",
    "//%65vil.example",
    "/%2f/evil.example",
    "/%5cevil.example",
    "//evil。example",
    "//xn--vil-hla.example",
    "http://[::1].evil.example/",
    "http://[evil.example",
    "http://2130706433/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "blob:https://evil.example/x",
)
# What makes an element of its own wherever it is not escaped.
MARK = "evil-mark"
MARKUP = f"</script></textarea></title>'\"><{MARK} onload=alert(1)>"
TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "1e400",
    "NaN",
    "Infinity",
    "-0.0",
    "9" * 5000,
    str(2**63),
    str(2**70),
    "1٢3",
    "½",
    "1,5,5",
    "0x1F",
    "a" * 5000,
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: a=b",
    "\ud800",
    "\u202e\u2066",
    "é" * 300,
    "<script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% now %}",
    "%s%n%(a)s{0}{a.b}",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE tracker_session; --",
    "../../etc/passwd",
    *ELSEWHERE,
    *(MARKUP,) * 4,
    "2026-02-30",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-03-29T02:30",
    "24:00",
    "23:59:60",
    "Europe/Nowhere",
    "../etc/localtime",
    "pre",
    "left",
    "toe_touch",
    "on",
    "None",
    "null",
    "[]",
    '{"a": [1]}',
    "00000000-0000-0000-0000-000000000000",
    "not-a-uuid",
)
RAW_JSON = (
    b"",
    b"null",
    b"[1]",
    b'"a"',
    b"{",
    b'{"user": 1, "user": 2}',
    b'{"entries": NaN}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"user": ' + b"9" * 5000 + b"}",
    b'{"user": 1e400, "entries": []}',
    b'{"user": "\\ud800", "entries": []}',
    b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf{}",
    b'{"entries": "\x00"}',
)
ATOMS: tuple[Any, ...] = (None, True, 0, -1, 2**31, 2**63, 2**70, 0.5, 1e308, [], {}, [[]], *TEXTS)
HEADERS = (
    {"cookie": "sessionid=\x00; csrftoken=\xff"},
    {"cookie": "language=" + "x" * 4000},
    {"cookie": 'messages="a\\000b"; device=a:b:c'},
    {"accept_language": "xx-" * 500},
    {"accept_language": "de;q=1e999,*;q=-1"},
    {"accept": "application/json"},
    {"accept_encoding": "gzip;q=nan, br;q="},
    {"if_none_match": '"' * 200},
    {"if_modified_since": "Sat, 31 Feb 0000 25:61:61 GMT"},
    {"range": "bytes=-1-0,99999999999999999999-"},
    {"x_forwarded_for": "1.2.3.4, ' OR 1=1"},
    {"x_forwarded_host": "evil.example"},
    {"x_http_method_override": "DELETE"},
    {"x_person": "1:x"},
    {"referer": "http://evil.example/\udc80"},
    {"user_agent": "\x01" * 3000},
    {"host": "evil.example:99999"},
    {"origin": "null"},
)
CONTENT_TYPES = (
    "",
    "text/plain",
    "application/json",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "x" * 300,
    "application/xml",
)


class Elements(HTMLParser):
    """The elements that a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)


def has_mark(page: str) -> bool:
    """Whether a text of MARKUP has become an element."""
    return f"<{MARK}" in page and MARK in Elements(page).names


def leaves(location: str) -> bool:
    """Whether a browser that is sent there goes to another site, or runs it."""
    # As browsers do: without what surrounds it, tabs and line ends, and with slashes alone.
    read = location.strip("".join(map(chr, range(33)))).replace("\\", "/")
    read = "".join(letter for letter in read if letter not in "\t\r\n")
    scheme, colon, _rest = read.partition(":")
    has_scheme = bool(colon) and scheme[:1].isalpha() and not set("/?#") & set(scheme)
    return has_scheme or read.startswith("//")


class Form(NamedTuple):
    """A form of a page: where it is sent, and (name, value) of its controls, chosen or not."""

    action: str
    fields: list[tuple[str, str]]


class Forms(HTMLParser):
    """Collects every form that is posted, and the addresses with a query that the page links."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.queries: list[str] = []
        self.name = ""
        self.is_inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.is_inside = about.get("method") == "post"
            if self.is_inside:
                self.forms.append(Form(about.get("action", ""), []))
        if tag == "a" and "?" in about.get("href", ""):
            self.queries.append(about["href"])
        if tag == "select":
            self.name = about.get("name", "")
        if tag in ("input", "textarea", "button", "option") and self.is_inside:
            name = about.get("name") or (self.name if tag == "option" else "")
            # The token for a request is in its header.
            if name and name != "csrfmiddlewaretoken":
                self.forms[-1].fields.append((name, about.get("value", "on")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False


class Hostile:
    """Makes hostile variants of honest input, the same ones for the same seed."""

    def __init__(self, seed: int | str) -> None:
        self.random = random.Random(seed)

    def text(self) -> str:
        text = self.random.choice(TEXTS)
        return text if self.random.random() < 0.8 else text + self.random.choice(TEXTS)[:80]

    def fields(self, fields: Pairs, more: tuple[str, ...]) -> Pairs:
        """Some of the fields with other texts, twice or missing, and some that are not there."""
        sent = []
        for name, value in fields:
            # Mostly as they are, or else everything else would be refused for them.
            lot = self.random.random() * (0.62 if name == "person" else 1)
            if lot > 0.1:
                sent.append((name, self.text() if lot > 0.6 else value))
            if lot > 0.95:
                sent.append((name, self.text()))
        extra = (self.random.choice(more) for _ in range(self.random.randrange(3)))
        return sent + [(name, self.text()) for name in extra]

    def query(self, address: str) -> tuple[str, list[tuple[str, str]]]:
        """The path of a link, and its query with other values."""
        parts = urlsplit(address)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        return parts.path, [(name, self.text()) for name, _ in pairs]

    def json(self, value: Any) -> bytes:
        """The JSON text with a few nodes replaced, or something that is no such JSON at all."""
        if self.random.random() < 0.1:
            return self.random.choice(RAW_JSON)
        copy = json.loads(json.dumps(value))
        for _ in range(self.random.randint(1, 3)):
            copy = self._mutated(copy)
        return json.dumps(copy).encode("utf-8", "surrogatepass")

    def _mutated(self, value: Any) -> Any:
        if not isinstance(value, dict | list) or not value or self.random.random() < 0.1:
            return self.random.choice(ATOMS)
        key = self.random.choice(list(value) if isinstance(value, dict) else range(len(value)))
        lot = self.random.random()
        if lot < 0.08:
            del value[key]
        elif lot < 0.14 and isinstance(value, dict):
            value[self.text()] = self.random.choice(ATOMS)
        elif lot < 0.2 and isinstance(value, list):
            value.append(value[key])
        else:
            value[key] = self._mutated(value[key])
        return value

    def file(self, content: bytes) -> bytes:
        """The file with some bytes changed, cut off, doubled, or put into another encoding."""
        ways: tuple[Callable[[], bytes], ...] = (
            lambda: content[: self.random.randrange(len(content) + 1)],
            lambda: self._sprinkled(content),
            lambda: content * 2,
            lambda: content.decode("utf-8", "replace").encode("utf-16"),
            lambda: zipped({"../../a": content, "a": content}),
            lambda: self.random.randbytes(300),
            lambda: b"PK\x03\x04" + content[:200],
        )
        return self.random.choice(ways)()

    def _sprinkled(self, content: bytes) -> bytes:
        changed = bytearray(content or b"\0")
        for _ in range(self.random.randint(1, 20)):
            changed[self.random.randrange(len(changed))] = self.random.randrange(256)
        return bytes(changed)


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip file with these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()
