"""For whom a form was made: said in it under a signature, and asked before anything is written."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tracker.models import User

FIELD = "person"
HEADER = "X-Person"
CSRF = "csrfmiddlewaretoken"
# What a form holds besides what somebody typed.
HIDDEN = (CSRF, FIELD, "uuid", "zone", "shown", "page", "next", "go", "do", "made", "twin")
signer = Signer(salt="for whom a form was made")


class Refused(NamedTuple):
    """Why a form is not taken from whoever sends it; `at` is the answer's status."""

    at: int
    sentence: str
    way: str


def token_of(user: Any) -> str:
    """Empty for somebody who is not signed in: such pages are nobody's."""
    return signer.sign(user.pk) if user.is_authenticated else ""


def field_for(token: str) -> SafeString:
    if not token:
        return SafeString("")
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token)


def refused(request: HttpRequest, token: str | None) -> Refused | None:
    """None where the form was made for who is signed in, or does not say for whom."""
    made_for = _person(token)
    if made_for is None or made_for == str(request.user.pk or ""):
        return None
    if request.user.is_authenticated:
        return Refused(409, _somebody_else(request.user, made_for), reverse("account_logout"))
    # Signing out is what such a page wanted.
    if request.path == reverse("account_logout"):
        return None
    return Refused(401, SIGNED_OUT, reverse("account_login"))


SIGNED_OUT = "You are not signed in any more. Nothing was changed, and what you typed is here."
UNKNOWN = (
    "It is not known any more whose page this was. Nothing was changed. If yours, send it again."
)
TOO_OLD = "You signed in again since this page was opened. Nothing was changed. Send it once more."


def too_old(request: HttpRequest) -> Refused | None:
    """A form of the person's own whose token of the browser is not the one that counts now."""
    token = request.POST.get(FIELD)
    if why := refused(request, token):
        return why
    is_own = _person(token) == str(request.user.pk or "")
    return Refused(403, TOO_OLD, "") if is_own else None


def unreadable(request: HttpRequest, token: str | None) -> Refused | None:
    """A form that says for whom it was made under another key than the server has now."""
    is_lost = bool(token) and _person(token) is None
    return Refused(403, UNKNOWN, "") if is_lost and request.user.is_authenticated else None


def _person(token: str | None) -> str | None:
    """Nobody can make up a token, so nobody learns from one who has an account here."""
    try:
        return signer.unsign(token or "")
    except BadSignature:
        return None


def _somebody_else(here: Any, made_for: str) -> str:
    name = User.objects.filter(pk=made_for).values_list("email", flat=True).first()
    whose = f"{name}’s" if name else "of an account that is not there any more"
    return f"You are signed in as {here.email}. This page was {whose}. Nothing was saved."


class Kept:
    """What came with a form that was not taken: to be read, and to be sent again."""

    def __init__(self, sent: QueryDict) -> None:
        # A password is typed anew: it belongs into no page.
        self.is_secret = any("password" in name for name in sent)
        self.token = sent.get(FIELD, "")
        self.fields = [] if self.is_secret else list(_pairs(sent, without=(CSRF, FIELD)))
        self.typed = [(_in_words(name), value) for name, value in self._visible() if value.strip()]

    def _visible(self) -> list[tuple[str, str]]:
        return [pair for pair in self.fields if pair[0] not in HIDDEN]


def _pairs(sent: QueryDict, *, without: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name, values in sent.lists():
        if name not in without:
            yield from ((name, str(value)) for value in values)


def _in_words(name: str) -> str:
    words = " ".join(part for part in name.replace("_", " ").split("-") if part != "none")
    return words.capitalize()
