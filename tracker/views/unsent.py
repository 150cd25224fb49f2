"""What a phone could not send yet; the phone fills the page, the server knows nothing of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def unsent(request: HttpRequest) -> HttpResponse:
    return render(request, "unsent/unsent.html")
