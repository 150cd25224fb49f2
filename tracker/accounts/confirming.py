"""Asks who it is before a sensitive page, unless that was asked a quarter of an hour ago."""

from collections.abc import Callable
from typing import TypeVar

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def confirmed(view: View) -> View:
    """The view, behind the page that asks for the password, a code or a passkey."""
    behind: View = reauthentication_required(app="allauth.account")(view)
    return behind
