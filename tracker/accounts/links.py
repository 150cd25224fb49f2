"""Mails the link that makes a new address count."""

from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LINK_TOO_SOON = gettext_lazy(
    "A link went there less than 3 minutes ago. Look for it, or ask for another then."
)


def send_link(request: HttpRequest, address: EmailAddress) -> None:
    """Mail it, unless one was mailed a moment ago; either is said on the next page."""
    if not ratelimit.consume(request, action="change_link", key=address.email):
        messages.warning(request, LINK_TOO_SOON)
        return
    address.send_confirmation(request)
    message = _("A link is on its way to %(email)s. Open it to change your email.")
    messages.info(request, message % {"email": address.email})
