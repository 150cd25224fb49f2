"""The mails that a host sends: to somebody, or a test to themselves with what came of it."""

import logging
import smtplib
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.models import ServerSetting, User

LOG = logging.getLogger(__name__)
MOST_LETTERS = 200


def is_sent(prefix: str, email: str, about: dict[str, Any]) -> bool:
    """Whether a mail server took it; False without one."""
    if not settings.SENDS_MAIL:
        return False
    try:
        _deliver(prefix, email, about)
    except OSError as error:
        LOG.error("A mail could not be sent: %s", error)
        return False
    return True


def send_test_mail(host: User) -> str:
    """Why the mail could not be sent; empty if the mail server took it."""
    error = _error_of(host)
    tried = {"mail_tried_at": timezone.now(), "mail_error": error[:MOST_LETTERS]}
    ServerSetting.objects.update_or_create(pk=1, defaults=tried)
    return error


def _error_of(host: User) -> str:
    try:
        _deliver("host/email/test", host.email, {"user": host})
    except smtplib.SMTPAuthenticationError:
        return _("The mail server did not accept the user or the password in EMAIL_URL.")
    except smtplib.SMTPResponseException as error:
        return _of_server(error.smtp_error)
    except smtplib.SMTPRecipientsRefused as error:
        return _of_server(next(iter(error.recipients.values()))[1])
    except OSError as error:
        return _("The mail server in EMAIL_URL cannot be reached: %(why)s.") % {"why": _why(error)}
    return ""


def _deliver(prefix: str, email: str, about: dict[str, Any]) -> None:
    adapter: Any = get_adapter()  # our own, see ACCOUNT_ADAPTER
    adapter.deliver(prefix, email, about)


def _of_server(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return _("The mail server refused it: “%(why)s”.") % {"why": " ".join(text.split())}


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).strip().rstrip(".")
