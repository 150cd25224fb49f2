"""The pages about the site itself, open to everybody: what it is, and what becomes of the data."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about/about.html", {"version": settings.VERSION})


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "about/privacy.html", {"backup_days": _days_in_backups()})


def _days_in_backups() -> int | None:
    """A backup is removed when the next one is made, which is a day later at most."""
    return settings.BACKUP_DAYS and settings.BACKUP_DAYS + 1
