"""Names the person who runs the server, for pages and mails."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _


def whom_to_ask() -> str:
    """A phrase that follows “ask” or “tell”."""
    if settings.CONTACT:
        return _("%(name)s, who runs this server") % {"name": settings.CONTACT}
    return _("the person who runs this server")


def for_pages(request: HttpRequest) -> dict[str, object]:
    return {
        "sends_mail": settings.SENDS_MAIL,
        "passkeys_work": settings.PASSKEYS,
        "passkey_signs_up": settings.MFA_PASSKEY_SIGNUP_ENABLED,
        "contact": settings.CONTACT,
        "whom_to_ask": whom_to_ask(),
        "provider_name": settings.OIDC.name if settings.OIDC else "",
    }
