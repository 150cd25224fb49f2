"""The page about when not to stretch, acknowledged before the first session."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


@login_not_required
def safety(request: HttpRequest) -> HttpResponse:
    user = request.user
    if request.method == "POST" and user.is_authenticated:
        user.acknowledge_safety()
        return redirect("start")
    acknowledged = not user.is_authenticated or user.safety_read_at is not None
    return render(request, "safety/safety.html", {"acknowledged": acknowledged})
