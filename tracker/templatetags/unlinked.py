"""Shows what links to pages of an account where there is none: {% filter unlinked %}."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

A_LINK = re.compile(r'(<a\b[^>]*?)\shref="/[^"]*"')


@register.filter
def unlinked(markup: SafeString) -> SafeString:
    """The same markup with links to this site as plain text; those within the page stay."""
    return mark_safe(A_LINK.sub(r"\1", markup))
