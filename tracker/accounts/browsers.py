"""The browser and system that a User-Agent header names, in words such as “Chrome on Android”."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext as _

# The first that matches counts: most browsers name older ones as well.
BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"iPhone|iPod", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"CrOS", "ChromeOS"),
    (r"Windows", "Windows"),
    (r"Macintosh|Mac OS X", "Mac"),
    (r"Linux|X11", "Linux"),
)


def device_of(request: HttpRequest) -> str:
    return in_words(request.headers.get("User-Agent", ""))


def in_words(user_agent: str) -> str:
    """The browser and its system, as far as the header names them."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")


def _first(patterns: tuple[tuple[str, str], ...], user_agent: str) -> str:
    # A header may be long, and says what it is at its beginning.
    return next((name for p, name in patterns if re.search(p, user_agent[:400])), "")
