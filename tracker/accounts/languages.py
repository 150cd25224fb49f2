"""The language of a person: chosen in Settings, else that of the browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from tracker.models.user import User

COOKIE = settings.LANGUAGE_COOKIE_NAME


def language_of(request: HttpRequest) -> str:
    """The language of a page: what its person chose, or that of the browser.

    A signed-out page goes by the cookie of the device, which LocaleMiddleware has read.
    """
    if not request.user.is_authenticated:
        return translation.get_language() or settings.LANGUAGE_CODE
    return _offered(request.user.language) or _of_browser(request)


def _offered(language: str) -> str:
    """Empty if the language that was chosen is no longer offered."""
    return language if language in dict(settings.LANGUAGES) else ""


def _of_browser(request: HttpRequest) -> str:
    # Somebody else may have chosen a language on this device before.
    request.COOKIES.pop(COOKIE, None)
    return translation.get_language_from_request(request)


@contextmanager
def language_for(user: User | None) -> Iterator[None]:
    """Write to a person in their language, whoever causes it; without a choice in that of now."""
    chosen = _offered(user.language) if user else ""
    with translation.override(chosen or translation.get_language()):
        yield


def remember(response: HttpResponse, language: str) -> None:
    """Let the device follow the choice, on pages before the sign-in and without a network."""
    if chosen := _offered(language):
        response.set_cookie(
            COOKIE,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
