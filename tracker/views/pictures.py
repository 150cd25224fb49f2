"""The picture of an own test: the page on which it is sent, and the picture for its owner alone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mobility import rate_limit
from tracker.accounts.requests import SignedInRequest
from tracker.forms.pictures import PictureForm
from tracker.models import Picture
from tracker.sessions.pictures import picture_of, remove_picture, replace_picture
from tracker.views.files import takes_a_file
from tracker.views.own_tests import get_own_test

A_YEAR = 365 * 24 * 3600
# Decoding one takes a second; so many at once, and then one every two minutes.
uploads = rate_limit.Buckets(20, 1 / 120)


@takes_a_file(lambda: uploads)
def picture(request: SignedInRequest, slug: str) -> HttpResponse:
    """The page with the picture of a test; it takes another one, and removes the one there is."""
    test = get_own_test(request, slug)
    form = PictureForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and request.POST.get("do") == "remove":
        remove_picture(test)
        messages.success(request, _("Picture removed."))
        return redirect("own_test_edit", slug)
    if form.is_bound and form.is_valid():
        encoded = form.cleaned_data["file"]
        replace_picture(test, encoded.content, (encoded.width, encoded.height))
        messages.success(request, _("Picture saved."))
        return redirect("own_test_picture", slug)
    page = {"test": test, "form": form, "picture": picture_of(test)}
    return render(request, "tests/own_picture.html", page, status=422 if form.is_bound else 200)


@require_safe
def picture_file(request: SignedInRequest, slug: str, picture: UUID) -> HttpResponse:
    """The picture itself, which stays the same as long as its address."""
    rows = Picture.objects.filter(owner=request.user, name=picture, test__slug=slug)
    stored = get_object_or_404(rows)
    response = HttpResponse(bytes(stored.content), content_type="image/webp")
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    response.headers["Content-Disposition"] = 'inline; filename="picture.webp"'
    # As a page of its own it may load nothing and run nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
