"""Records what happens to an account, for its owner to read."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from tracker.accounts.browsers import device_of
from tracker.models.account_event import AccountEvent
from tracker.models.revision import changing
from tracker.models.user import User

# More than anybody reads; the oldest go.
MOST_EVENTS = 500
# What is stored as `kind`, and its line in the list. A line may name what it is about.
KINDS = {
    "signed_in": pgettext_lazy("account event", "Signed in"),
    "signed_in_passkey": pgettext_lazy("account event", "Signed in with a passkey"),
    "signed_in_code": pgettext_lazy("account event", "Signed in with a password and a code"),
    "signed_in_recovery": pgettext_lazy(
        "account event", "Signed in with a password and a recovery code"
    ),
    "signed_in_provider": pgettext_lazy("account event", "Signed in with %(about)s"),
    "provider_linked": pgettext_lazy("account event", "Linked %(about)s"),
    "provider_unlinked": pgettext_lazy("account event", "Unlinked %(about)s"),
    "signed_out": pgettext_lazy("account event", "Signed out"),
    "signed_out_elsewhere": pgettext_lazy("account event", "Signed out another device: %(about)s"),
    "signed_out_others": pgettext_lazy("account event", "Signed out all other devices"),
    "failed": pgettext_lazy("account event", "Wrong password or code, times that day: %(about)s"),
    "password_changed": pgettext_lazy("account event", "Changed the password"),
    "password_reset": pgettext_lazy("account event", "Reset the password by a link"),
    "password_set": pgettext_lazy("account event", "Set a password"),
    "email_changed": pgettext_lazy("account event", "Changed the email"),
    "passkey_added": pgettext_lazy("account event", "Added a passkey: %(about)s"),
    "passkey_removed": pgettext_lazy("account event", "Removed a passkey: %(about)s"),
    "app_added": pgettext_lazy("account event", "Turned on the authenticator app"),
    "app_removed": pgettext_lazy("account event", "Turned off the authenticator app"),
    "reset_by_host": pgettext_lazy(
        "account event", "Whoever runs this server turned off your authenticator app"
    ),
    "codes_made": pgettext_lazy("account event", "Made recovery codes"),
    "data_downloaded": pgettext_lazy("account event", "Downloaded everything: %(about)s"),
    "data_brought_in": pgettext_lazy("account event", "Brought in a file: %(about)s"),
    # Of a host; whom they invited or removed is in no log.
    "invited": pgettext_lazy("account event", "Invited somebody to this server"),
    "sign_up_set": pgettext_lazy("account event", "Set who can sign up"),
    "person_closing": pgettext_lazy("account event", "Closed somebody’s account in 14 days"),
    "person_stays": pgettext_lazy("account event", "Let somebody stay after all"),
    "person_removed": pgettext_lazy("account event", "Removed somebody"),
    "link_made": pgettext_lazy("account event", "Shared a link with %(about)s"),
    "link_restored": pgettext_lazy("account event", "Opened the link for %(about)s again"),
    "link_withdrawn": pgettext_lazy("account event", "Stopped the link for %(about)s"),
}


def record(request: HttpRequest | None, user: User, kind: str, about: str = "") -> None:
    """Store an event of `user`, with the browser of the request; `kind` is a key of KINDS.

    Without a request it was a command of whoever runs the server.
    """
    assert kind in KINDS, kind
    with changing(user.pk):
        device = device_of(request)[:60] if request else ""
        event = {"kind": kind, "about": about[:120], "device": device}
        AccountEvent.objects.create(owner=user, **event)
        oldest = user.account_events.order_by("-at", "-pk").values("pk")[MOST_EVENTS:]
        stale = list(oldest.values_list("pk", flat=True))
        user.account_events.filter(pk__in=stale).delete()


def record_failure(request: HttpRequest, user: User) -> None:
    """Count a wrong password or code: one event a day, so that a stranger cannot fill the list."""
    day = timezone.now().date()
    with changing(user.pk):
        today = user.account_events.filter(kind="failed", at__date=day).order_by("-at").first()
        if today is None:
            record(request, user, "failed", "1")
            return
        today.about, today.at = str(int(today.about) + 1), timezone.now()
        today.device = device_of(request)[:60]
        today.save(update_fields=["about", "at", "device"])


def record_failed_sign_in(request: HttpRequest, email: str) -> None:
    """Count a wrong password for an address, if an account has it."""
    if user := User.objects.filter(email=email.strip().lower()).first():
        record_failure(request, user)
    else:
        # One commit as well: whoever sends the next request at once must not wait longer for one.
        cache.set("wrong-password-of-nobody", True, 1)


def in_words(event: AccountEvent) -> str:
    """The line of an event; the name of its kind if this code does not know it."""
    return str(KINDS.get(event.kind, event.kind)) % {"about": event.about}
