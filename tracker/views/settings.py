"""How pages look for a person, and when their day begins."""

from django.conf import settings as project
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tracker.forms.settings import SettingsForm


def settings(request: HttpRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=request.user)
    if form.is_bound and form.is_valid():
        if form.has_changed():
            form.save()
        messages.success(request, "Saved. Your settings count from now on.")
        return redirect("settings")
    status = 422 if form.is_bound else 200
    page = {"form": form, "version": project.VERSION}
    return render(request, "settings/settings.html", page, status=status)
