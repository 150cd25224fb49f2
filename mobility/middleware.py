"""Middleware for the headers of every response."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control

View = Callable[[HttpRequest], HttpResponse]


def add_headers(get_response: View) -> View:
    """The outermost middleware, so that static files, redirects and errors get them as well."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in settings.HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def restore_language(get_response: View) -> View:
    """Leave no language of a request behind for whatever the thread does next."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with translation.override(translation.get_language()):
            return get_response(request)

    return middleware


def no_store_by_default(get_response: View) -> View:
    """Forbid caching: the back button must not show ratings to others or before the post-test."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware
