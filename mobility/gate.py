"""Refuses costly or malformed requests in one sentence, before Django reads them."""

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
HEAD_TOO_LONG = (
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "The headers of this request are longer than any browser’s. Send fewer, or shorter ones.",
)
NOT_HTTP = (
    HTTPStatus.BAD_REQUEST,
    "This is no request that this server can read. Nothing was changed.",
)
NUL_IN_ADDRESS = (
    HTTPStatus.BAD_REQUEST,
    "This address holds a NUL character, which no address of this site does. Leave it out.",
)

# Possessive quantifiers (+ after +, * and ?), so that no header can cause backtracking. Names have
# no “*”, with which RFC 2231 introduces a charset of its own: no browser sends one.
NAME = r"[\w!#$&^.+-]++"
VALUE = r"""(?: "[ !#-\[\]-~]*+" | [!#-'*+./0-:<-\[\]-~-]*+ )"""
CONTENT_TYPE = re.compile(
    rf"[ \t]*+ {NAME} / {NAME} [ \t]*+ (?: ; [ \t]*+ (?: {NAME} = {VALUE} [ \t]*+ )?+ )*+",
    re.X | re.A,
)
CHARSETS = re.compile(r"charset=(?:\"([^\"]*+)\"?|([^;]*+))", re.I)
UTF8 = ("utf-8", "utf8")
log = logging.getLogger("supple.gate")


def refusal_of(environ: Environ) -> Refusal | None:
    """The first reason to refuse a request; None if it may reach Django."""
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return NO_LENGTH
    path, kind = environ.get("PATH_INFO", ""), environ.get("CONTENT_TYPE", "")
    if _length(environ) > uploads.max_body_bytes(path):
        return TOO_LONG
    if "\0" in path or "%00" in environ.get("QUERY_STRING", ""):
        return NUL_IN_ADDRESS
    is_long = _length(environ) > uploads.max_body_bytes(path, kind)
    return _content_type_refusal(kind) or (TOO_LONG if is_long else None)


def _length(environ: Environ) -> int:
    digits = str(environ.get("CONTENT_LENGTH") or "0").lstrip("0") or "0"
    # No real length has more digits.
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else 10**16


def _content_type_refusal(content_type: str) -> Refusal | None:
    if not content_type:
        return None
    charsets = [(quoted or bare).strip().lower() for quoted, bare in CHARSETS.findall(content_type)]
    if len(charsets) > 1 or any(charset not in UTF8 for charset in charsets):
        return NOT_UTF8
    return None if CONTENT_TYPE.fullmatch(content_type) else NO_TYPE


def guard(application: Application) -> Application:
    """Wrap a WSGI application so that it receives only requests it can read."""

    def gate(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if refusal := refusal_of(environ):
            return refuse(environ, start_response, refusal)
        if content_type := environ.get("CONTENT_TYPE"):
            # Django recognises UTF-8 forms by this spelling only.
            environ["CONTENT_TYPE"] = CHARSETS.sub("charset=utf-8", content_type)
        return application(environ, start_response)

    return gate


def refuse(
    environ: Environ, start_response: Callable[..., Any], refusal: Refusal
) -> Iterable[bytes]:
    """Respond with one sentence, as JSON to JSON requests and otherwise as plain text."""
    status, sentence = refusal
    log.warning("%s: %r", sentence.partition(".")[0], environ.get("PATH_INFO", "")[:200])
    is_json = environ.get("CONTENT_TYPE", "").lstrip().lower().startswith("application/json")
    body = json.dumps({"error": sentence}) if is_json else f"{sentence}\n"
    kind = "application/json" if is_json else "text/plain; charset=utf-8"
    headers = {
        "Content-Type": kind,
        "Content-Length": str(len(body.encode())),
        "Cache-Control": "no-store",
    }
    start_response(f"{status.value} {status.phrase}", [*(headers | settings.HEADERS).items()])
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body.encode()]


def raw_response(refusal: Refusal) -> bytes:
    """The same as a raw HTTP response, for data that is not a complete request; it closes."""
    status, sentence = refusal
    body = f"{sentence}\n".encode()
    headers = {
        "Connection": "close",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
    }
    lines = [f"{name}: {value}\r\n" for name, value in (headers | settings.HEADERS).items()]
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{''.join(lines)}\r\n".encode() + body
