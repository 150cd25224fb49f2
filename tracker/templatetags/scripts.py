"""Script tags with an integrity hash, so that browsers run exactly that file."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import HashedFilesMixin, staticfiles_storage
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
@cache
def script(name: str, kind: str = "text/javascript") -> SafeString:
    """The tag of a script; pass kind="module" for one with imports."""
    # With DEBUG=1 scripts may change while the server runs.
    return format_html(
        '<script type="{}" src="{}"{}></script>',
        kind,
        static(name),
        "" if settings.DEBUG else format_html(' integrity="sha384-{}"', _sum(name)),
    )


@register.simple_tag
def catalogue() -> str:
    """The address of what scripts say in the language of the page; empty for English."""
    return _catalogue(get_language())


@cache
def _catalogue(language: str) -> str:
    name = f"catalogues/{language}.json"
    return static(name) if finders.find(name) else ""


def _sum(name: str) -> str:
    digest = hashlib.sha384(Path(_handed_out(name)).read_bytes()).digest()
    return base64.b64encode(digest).decode()


def _handed_out(name: str) -> str:
    """The collected file, or the source if nothing is collected."""
    if isinstance(staticfiles_storage, HashedFilesMixin):
        return str(staticfiles_storage.path(staticfiles_storage.stored_name(name)))
    return str(finders.find(name))
