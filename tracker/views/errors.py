"""What went wrong, and what to do now."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(template: str, status: int):
    @login_not_required
    def view(request: HttpRequest, *args: object, **about: object) -> HttpResponse:
        return render(request, template, status=status)

    return view


bad_request = _page("400.html", 400)
forbidden = _page("403.html", 403)
not_found = _page("404.html", 404)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """Without the request's context: whatever broke may break there again."""
    return render(None, "500.html", status=500)
