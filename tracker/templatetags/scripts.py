"""Scripts of a page, each with the sum of its contents: a browser runs that file and no other."""

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

register = template.Library()


@register.simple_tag
@cache
def script(name: str, kind: str = "text/javascript") -> SafeString:
    """The tag of a script; kind "module" for one that imports others."""
    # Whoever works on a script with DEBUG=1 changes it while the server runs.
    return format_html(
        '<script type="{}" src="{}"{}></script>',
        kind,
        static(name),
        "" if settings.DEBUG else format_html(' integrity="sha384-{}"', _sum(name)),
    )


def _sum(name: str) -> str:
    digest = hashlib.sha384(Path(_handed_out(name)).read_bytes()).digest()
    return base64.b64encode(digest).decode()


def _handed_out(name: str) -> str:
    """The file behind its address: the collected one, or where none are collected, the source."""
    if isinstance(staticfiles_storage, HashedFilesMixin):
        return str(staticfiles_storage.path(staticfiles_storage.stored_name(name)))
    return str(finders.find(name))
