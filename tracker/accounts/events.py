"""Records what happens to an account, for its owner to read."""

from django.http import HttpRequest
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
    "signed_out": pgettext_lazy("account event", "Signed out"),
}


def record(request: HttpRequest, user: User, kind: str, about: str = "") -> None:
    """Store an event of `user`, with the browser of the request; `kind` is a key of KINDS."""
    assert kind in KINDS, kind
    with changing(user.pk):
        event = {"kind": kind, "about": about[:120], "device": device_of(request)[:60]}
        AccountEvent.objects.create(owner=user, **event)
        oldest = user.account_events.order_by("-at", "-pk").values("pk")[MOST_EVENTS:]
        stale = list(oldest.values_list("pk", flat=True))
        user.account_events.filter(pk__in=stale).delete()


def in_words(event: AccountEvent) -> str:
    """The line of an event; the name of its kind if this code does not know it."""
    return str(KINDS.get(event.kind, event.kind)) % {"about": event.about}
