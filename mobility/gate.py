"""Refuses costly or malformed requests in one sentence, before Django reads them."""

import json
import logging
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http.cookie import parse_cookie
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mobility import uploads

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
# The sentence is translated when it is sent.
Refusal = tuple[HTTPStatus, Any]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NO_METHOD = (
    HTTPStatus.METHOD_NOT_ALLOWED,
    _("This server has no such method. Use GET, HEAD or POST."),
)
NOT_UTF8 = (
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    _("This server reads UTF-8 only. Leave the charset out of Content-Type, or say charset=utf-8."),
)
NO_TYPE = (
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    _("The Content-Type of this request cannot be read. Send it as type/subtype; name=value."),
)
NO_LENGTH = (
    HTTPStatus.LENGTH_REQUIRED,
    _("This request does not say how long it is. Send it with a Content-Length."),
)
TOO_LONG = (
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    _("This is more than this address takes. Nothing of it was read; send less."),
)
HEAD_TOO_LONG = (
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    _("The headers of this request are longer than any browser’s. Send fewer, or shorter ones."),
)
NOT_HTTP = (
    HTTPStatus.BAD_REQUEST,
    _("This is no request that this server can read. Nothing was changed."),
)
NUL_IN_ADDRESS = (
    HTTPStatus.BAD_REQUEST,
    _("This address holds a NUL character, which no address of this site does. Leave it out."),
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
    # TRACE says back what a proxy added, and no page of ours knows any other.
    if environ.get("REQUEST_METHOD", "GET") not in METHODS:
        return NO_METHOD
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
    (status, words), language = refusal, _language_of(environ)
    in_the_log = _in(settings.LANGUAGE_CODE, words).partition(".")[0]
    log.warning("%s: %r", in_the_log, environ.get("PATH_INFO", "")[:200])
    sentence = _in(language, words)
    is_json = environ.get("CONTENT_TYPE", "").lstrip().lower().startswith("application/json")
    body = json.dumps({"error": sentence}) if is_json else f"{sentence}\n"
    kind = "application/json" if is_json else "text/plain; charset=utf-8"
    headers = {
        "Content-Type": kind,
        "Content-Length": str(len(body.encode())),
        "Content-Language": language,
        "Cache-Control": "no-store",
    }
    start_response(f"{status.value} {status.phrase}", [*(headers | settings.HEADERS).items()])
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body.encode()]


def _language_of(environ: Environ) -> str:
    """That of the device or its browser; a request of Django's may not be possible here."""
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    asks: Any = SimpleNamespace(COOKIES=cookies, META=environ)
    return translation.get_language_from_request(asks)


def _in(language: str, words: Any) -> str:
    with translation.override(language):
        return str(words)


def raw_response(refusal: Refusal) -> bytes:
    """The same as a raw HTTP response, for data that is not a complete request; it closes.

    In English, since such data says no language.
    """
    status, words = refusal
    body = f"{_in(settings.LANGUAGE_CODE, words)}\n".encode()
    headers = {
        "Connection": "close",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Content-Language": settings.LANGUAGE_CODE,
        "Cache-Control": "no-store",
    }
    lines = [f"{name}: {value}\r\n" for name, value in (headers | settings.HEADERS).items()]
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{''.join(lines)}\r\n".encode() + body
