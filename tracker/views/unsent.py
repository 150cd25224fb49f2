"""The page of unsent entries, which the phone fills in: the server does not have them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.accounts.requests import SignedInRequest


@require_safe
def unsent(request: SignedInRequest) -> HttpResponse:
    return render(request, "unsent/unsent.html")
