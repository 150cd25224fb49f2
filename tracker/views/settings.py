"""The page of a person's settings, and the time zone that pages report by themselves."""

from django.conf import settings as project
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.accounts.languages import language_of, remember
from tracker.accounts.requests import SignedInRequest
from tracker.forms.fields import ZoneField
from tracker.forms.settings import SettingsForm


def settings(request: SignedInRequest) -> HttpResponse:
    if "zone" in request.POST:
        return _zone(request)
    form = SettingsForm(request.POST or None, instance=request.user)
    if form.is_bound and form.is_valid():
        return _saved(request, form)
    status = 422 if form.is_bound else 200
    page = {"form": form, "version": project.VERSION}
    return render(request, "settings/settings.html", page, status=status)


def _saved(request: SignedInRequest, form: SettingsForm) -> HttpResponse:
    if form.has_changed():
        form.save()
    # The next page is in the language that was chosen on this one.
    with translation.override(language_of(request)):
        messages.success(request, _("Saved. Your settings count from now on."))
    response = redirect("settings")
    remember(response, request.user.language)
    return response


def _zone(request: SignedInRequest) -> HttpResponse:
    """Saves the device's zone, reported by a page or by the button to follow it again."""
    user, is_asked, before = request.user, "follow" in request.POST, request.user.time_zone
    if is_asked:
        user.let_zone_follow()
    if not user.zone_from:
        user.follow(ZoneField().clean(request.POST.get("zone")))
    if is_asked:
        messages.success(request, _("Times are shown for %(place)s.") % {"place": user.place})
        return redirect("settings")
    return JsonResponse({"moved": user.time_zone != before})
