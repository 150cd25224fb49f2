"""Drops cookies that this site cannot have set, and those of health checks."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]

# PostgreSQL refuses to look up a text with a NUL, so a malformed key never reaches it.
SESSION_KEY = re.compile(r"[a-z0-9]{32}")
CSRF_TOKEN = re.compile(r"[A-Za-z0-9]{32}|[A-Za-z0-9]{64}")
ANYTHING = re.compile(r"[ -~]*")
# They are asked for by nobody.
HEALTH_CHECKS = ("/livez", "/readyz")


def drop_cookies(get_response: View) -> View:
    """Without the cookies of probes no middleware queries a database that may be unavailable."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in HEALTH_CHECKS:
            request.COOKIES.clear()
        shapes = {settings.SESSION_COOKIE_NAME: SESSION_KEY, settings.CSRF_COOKIE_NAME: CSRF_TOKEN}
        for name, value in list(request.COOKIES.items()):
            if not shapes.get(name, ANYTHING).fullmatch(value):
                del request.COOKIES[name]
        return get_response(request)

    return middleware
