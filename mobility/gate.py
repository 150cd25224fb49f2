"""What is refused before Django reads it: all that could cost a lot or break it, in a sentence."""

import json
import logging
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings

from mobility import uploads

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Refusal = tuple[HTTPStatus, str]

NOT_UTF8 = (
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "This server reads UTF-8 only. Leave the charset out of Content-Type, or say charset=utf-8.",
)
NO_TYPE = (
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "The Content-Type of this request cannot be read. Send it as type/subtype; name=value.",
)
NO_LENGTH = (
    HTTPStatus.LENGTH_REQUIRED,
    "This request does not say how long it is. Send it with a Content-Length.",
)
TOO_LONG = (
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "This is more than this address takes. Nothing of it was read; send less.",
)
TOO_LONG_A_HEAD = (
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "The headers of this request are longer than any browser’s. Send fewer, or shorter ones.",
)
NO_REQUEST = (
    HTTPStatus.BAD_REQUEST,
    "This is no request that this server can read. Nothing was changed.",
)
A_NUL = (
    HTTPStatus.BAD_REQUEST,
    "This address holds a NUL character, which no address of this site does. Leave it out.",
)

# Possessive (+ after +, * and ?), so that no header can make the search go back and forth. A “*”,
# by which RFC 2231 brings in a charset of its own, is in no name: no browser sends one.
NAME = r"[\w!#$&^.+-]++"
VALUE = r"""(?: "[ !#-\[\]-~]*+" | [!#-'*+./0-:<-\[\]-~-]*+ )"""
A_TYPE = re.compile(
    rf"[ \t]*+ {NAME} / {NAME} [ \t]*+ (?: ; [ \t]*+ (?: {NAME} = {VALUE} [ \t]*+ )?+ )*+",
    re.X | re.A,
)
CHARSETS = re.compile(r"charset=(?:\"([^\"]*+)\"?|([^;]*+))", re.I)
UTF8 = ("utf-8", "utf8")
log = logging.getLogger("supple.gate")


def why_not(environ: Environ) -> Refusal | None:
    """The first reason to refuse a request; None if Django may read it."""
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return NO_LENGTH
    path, kind = environ.get("PATH_INFO", ""), environ.get("CONTENT_TYPE", "")
    if _length(environ) > uploads.most_bytes(path):
        return TOO_LONG
    if "\0" in path or "%00" in environ.get("QUERY_STRING", ""):
        return A_NUL
    is_long = _length(environ) > uploads.most_bytes(path, kind)
    return _why_not_its_type(kind) or (TOO_LONG if is_long else None)


def _length(environ: Environ) -> int:
    said = str(environ.get("CONTENT_LENGTH") or "0").lstrip("0") or "0"
    # Longer numbers are no length of anything.
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else 10**16


def _why_not_its_type(said: str) -> Refusal | None:
    if not said:
        return None
    charsets = [(quoted or bare).strip().lower() for quoted, bare in CHARSETS.findall(said)]
    if len(charsets) > 1 or any(charset not in UTF8 for charset in charsets):
        return NOT_UTF8
    return None if A_TYPE.fullmatch(said) else NO_TYPE


def guarded(application: Application) -> Application:
    """The same application, which sees only what it can read."""

    def gate(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if why := why_not(environ):
            return refuse(environ, start_response, why)
        if said := environ.get("CONTENT_TYPE"):
            # Django takes a form for UTF-8 under this one spelling only.
            environ["CONTENT_TYPE"] = CHARSETS.sub("charset=utf-8", said)
        return application(environ, start_response)

    return gate


def refuse(environ: Environ, start_response: Callable[..., Any], why: Refusal) -> Iterable[bytes]:
    """One plain sentence; JSON for a phone, which takes nothing else for an answer."""
    status, sentence = why
    log.warning("%s: %r", sentence.partition(".")[0], environ.get("PATH_INFO", "")[:200])
    is_json = environ.get("CONTENT_TYPE", "").lstrip().lower().startswith("application/json")
    body = json.dumps({"error": sentence}) if is_json else f"{sentence}\n"
    kind = "application/json" if is_json else "text/plain; charset=utf-8"
    own = {
        "Content-Type": kind,
        "Content-Length": str(len(body.encode())),
        "Cache-Control": "no-store",
    }
    start_response(f"{status.value} {status.phrase}", [*(own | settings.HEADERS).items()])
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body.encode()]


def in_bytes(why: Refusal) -> bytes:
    """The same for what is no request yet, so that nobody else answers it; the line closes."""
    status, sentence = why
    body = f"{sentence}\n".encode()
    said = {
        "Connection": "close",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
    }
    lines = [f"{name}: {value}\r\n" for name, value in (said | settings.HEADERS).items()]
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{''.join(lines)}\r\n".encode() + body
