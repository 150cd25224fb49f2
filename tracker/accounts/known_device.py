"""Recognises devices that were signed in before, so that strangers cannot lock them out."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "device"
SALT = "known device"
A_YEAR = 60 * 60 * 24 * 365


def remember(response: HttpResponseBase, email: str) -> None:
    """Set a cookie that neither reveals the address nor grants access."""
    response.set_cookie(
        name(),
        signing.dumps([_of(email), secrets.token_hex(8)], salt=SALT),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def device_of(request: HttpRequest, email: str) -> str:
    """The id of the device if it was signed in with this address, else empty."""
    try:
        whose, device = signing.loads(request.COOKIES.get(name(), ""), salt=SALT, max_age=A_YEAR)
    except signing.BadSignature:
        return ""
    return str(device) if whose == _of(email) else ""


def name() -> str:
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE


def _of(email: str) -> str:
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:32]
