"""The request of somebody who is signed in, which is every page's but those that say otherwise."""

from django.http import HttpRequest

from tracker.models.user import User


class SignedInRequest(HttpRequest):
    """What Django's LoginRequiredMiddleware lets through to a view."""

    user: User
