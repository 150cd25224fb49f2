"""Hosts: the people with the role to run this server, which only a command gives or takes away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse

from tracker.models import User
from tracker.models.revision import changing

View = Callable[..., HttpResponse]


class LastHost(Exception):
    """Without this person nobody would run the server."""


def hosts() -> models.QuerySet[User]:
    return User.objects.filter(is_staff=True, is_active=True)


def is_last_host(user: User) -> bool:
    return user.is_staff and not hosts().exclude(pk=user.pk).exists()


@contextmanager
def alone_among_hosts(user: User) -> Iterator[None]:
    """A transaction in which no other host leaves: of two at once the later sees it."""
    with transaction.atomic():
        if user.is_staff:
            list(hosts().select_for_update().order_by("pk"))
        yield


def set_role(user: User, *, host: bool) -> None:
    """Makes somebody a host, or a person again. Raises LastHost."""
    with alone_among_hosts(user):
        if not host and is_last_host(user):
            raise LastHost
        with changing(user.pk):
            user.is_staff = host
            user.save(update_fields=["is_staff"])


def host_only(view: View) -> View:
    """For everybody else there is no such page: the same 404 as at any unknown address."""

    # Somebody who is signed out gets the 404 as well, and is not sent to the sign-in.
    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if not (request.user.is_authenticated and request.user.is_staff):
            raise Http404
        return view(request, *given, **named)

    return guarded
