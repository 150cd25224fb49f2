"""Signs each form for the person it was rendered for, and refuses it from anybody else."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import User

FIELD = "person"
HEADER = "X-Person"
CSRF = "csrfmiddlewaretoken"
# Fields that nobody typed.
HIDDEN = (CSRF, FIELD, "uuid", "zone", "shown", "page", "next", "go", "do", "made", "twin")
signer = Signer(salt="for whom a form was made")


class Refusal(NamedTuple):
    """Why a form is refused, the status of the response, and a link to what to do about it."""

    status: int
    sentence: str
    link: str


def token_of(user: Any) -> str:
    """The signed token of `user`; empty without a sign-in, as such pages belong to nobody."""
    return signer.sign(user.pk) if user.is_authenticated else ""


def field_for(token: str) -> SafeString:
    if not token:
        return SafeString("")
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token)


def refusal_of(request: HttpRequest, token: str | None) -> Refusal | None:
    """None if the form was rendered for the person signed in, or carries no token."""
    made_for = _person_of(token)
    if made_for is None or made_for == str(request.user.pk or ""):
        return None
    if request.user.is_authenticated:
        return Refusal(409, _somebody_else(request.user, made_for), reverse("account_logout"))
    # They are signed out already, which is all that this form wanted.
    if request.path == reverse("account_logout"):
        return None
    return Refusal(401, str(SIGNED_OUT), reverse("account_login"))


SIGNED_OUT = gettext_lazy(
    "You are not signed in any more. Nothing was changed, and what you typed is here."
)
UNKNOWN = gettext_lazy(
    "It is not known any more whose page this was. Nothing was changed. If yours, send it again."
)
TOO_OLD = gettext_lazy(
    "You signed in again since this page was opened. Nothing was changed. Send it once more."
)


def refusal_if_stale(request: HttpRequest) -> Refusal | None:
    """Why a form with an outdated CSRF token is refused; None if it has no token of a person."""
    token = request.POST.get(FIELD)
    if why := refusal_of(request, token):
        return why
    is_own = _person_of(token) == str(request.user.pk or "")
    return Refusal(403, str(TOO_OLD), "") if is_own else None


def refusal_if_unreadable(request: HttpRequest, token: str | None) -> Refusal | None:
    """Refuses a form whose token was signed with a key that the server no longer has."""
    is_lost = bool(token) and _person_of(token) is None
    return Refusal(403, str(UNKNOWN), "") if is_lost and request.user.is_authenticated else None


def _person_of(token: str | None) -> str | None:
    """The primary key in a token; None if its signature is wrong, so that keys cannot be probed."""
    try:
        return signer.unsign(token or "")
    except BadSignature:
        return None


def _somebody_else(here: Any, made_for: str) -> str:
    name = User.objects.filter(pk=made_for).values_list("email", flat=True).first()
    about = {"here": here.email, "other": name}
    if name:
        message = _("You are signed in as %(here)s. This page was %(other)s’s. Nothing was saved.")
    else:
        message = _(
            "You are signed in as %(here)s. This page was of an account that was deleted. "
            "Nothing was saved."
        )
    return message % about


class RefusedForm:
    """The contents of a form that was refused, to read and to send again."""

    def __init__(self, data: QueryDict) -> None:
        # A password must not be rendered into a page, so it has to be typed again.
        self.is_secret = any("password" in name for name in data)
        self.token = data.get(FIELD, "")
        self.fields = [] if self.is_secret else list(_pairs(data, without=(CSRF, FIELD)))
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
