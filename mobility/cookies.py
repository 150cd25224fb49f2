"""A cookie that this site cannot have set is no cookie."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]

# PostgreSQL refuses to look for a text with a NUL in it: what is no key is not looked for.
A_KEY = re.compile(r"[a-z0-9]{32}")
A_TOKEN = re.compile(r"[A-Za-z0-9]{32}|[A-Za-z0-9]{64}")
ANYTHING = re.compile(r"[ -~]*")


def only_real_ones(get_response: View) -> View:
    def middleware(request: HttpRequest) -> HttpResponse:
        shapes = {settings.SESSION_COOKIE_NAME: A_KEY, settings.CSRF_COOKIE_NAME: A_TOKEN}
        for name, value in list(request.COOKIES.items()):
            if not shapes.get(name, ANYTHING).fullmatch(value):
                del request.COOKIES[name]
        return get_response(request)

    return middleware
