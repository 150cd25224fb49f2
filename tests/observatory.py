"""Scores a response over https by the published table of MDN's HTTP Observatory.

The rules are those of src/analyzer/tests and src/grader/charts.js in mdn/mdn-http-observatory.
Left out is what an answer alone does not show: redirects from http, and the preload list.
"""

import re
from http.cookies import SimpleCookie

ENOUGH_FOR_EXTRAS = 90
HALF_A_YEAR = 15768000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
SCRIPT = re.compile(r"<script\b[^>]*\bsrc=[^>]*>")

Headers = list[tuple[str, str]]


def score(headers: Headers, page: str = "") -> int:
    """Extra points count only if there are few faults."""
    modifiers = [
        _policy(headers),
        _cookies(headers),
        _resource_policy(headers),
        -50 if _has(headers, "Access-Control-Allow-Credentials") else 0,
        5 if _value(headers, "Referrer-Policy") in PRIVATE else 0,
        _strict_transport(headers),
        5 if "integrity=" in "".join(SCRIPT.findall(page)) else 0,
        0 if _value(headers, "X-Content-Type-Options") == "nosniff" else -5,
        _framing(headers),
    ]
    base = 100 + sum(modifier for modifier in modifiers if modifier < 0)
    extra = sum(modifier for modifier in modifiers if modifier > 0)
    return base + (extra if base >= ENOUGH_FOR_EXTRAS else 0)


def _value(headers: Headers, name: str) -> str:
    return ", ".join(value for key, value in headers if key.lower() == name.lower())


def _has(headers: Headers, name: str) -> bool:
    return any(key.lower() == name.lower() for key, _ in headers)


def _directives(headers: Headers) -> dict[str, list[str]]:
    parts = _value(headers, "Content-Security-Policy").split(";")
    return {words[0]: words[1:] for part in parts if (words := part.split())}


def _policy(headers: Headers) -> int:
    rules = _directives(headers)
    if not rules:
        return -25
    default = rules.get("default-src", ["*"])
    script, style = (rules.get(name, default) for name in ("script-src", "style-src"))
    if {"'unsafe-inline'", "data:", "https:", "http:", "*"} & {*script}:
        return -20
    if "'unsafe-eval'" in script:
        return -10
    if {"'unsafe-inline'", "data:", "https:", "*"} & {*style}:
        return 0
    closed = default == ["'none'"] and rules.get("form-action") in (["'none'"], ["'self'"])
    return 10 if closed else 5


def _cookies(headers: Headers) -> int:
    modifiers = [_cookie(value) for key, value in headers if key.lower() == "set-cookie"]
    return min(modifiers, default=0)


def _cookie(text: str) -> int:
    (name, cookie), *_ = SimpleCookie(text).items()
    is_session = any(part in name.lower() for part in ("login", "sess"))
    if not cookie["secure"]:
        return -40 if is_session else -20
    if is_session and not cookie["httponly"]:
        return -30
    if cookie["samesite"].lower() not in ("lax", "strict"):
        return -20 if "csrf" in name.lower() else 0
    return 5


def _resource_policy(headers: Headers) -> int:
    value = _value(headers, "Cross-Origin-Resource-Policy")
    return {"same-origin": 10, "same-site": 10, "cross-origin": -5}.get(value, 0)


def _strict_transport(headers: Headers) -> int:
    match = re.match(r"max-age=(\d+)", _value(headers, "Strict-Transport-Security"))
    if match is None:
        return -20
    return 0 if int(match[1]) >= HALF_A_YEAR else -10


def _framing(headers: Headers) -> int:
    if _directives(headers).get("frame-ancestors") in (["'none'"], ["'self'"]):
        return 5
    return 0 if _value(headers, "X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20
