"""The pages of a person's settings, and the time zone that pages report by themselves."""

from typing import Any, NamedTuple, TypeVar

from django.conf import settings as project
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_safe

from tracker.accounts.languages import language_of, remember
from tracker.accounts.requests import SignedInRequest
from tracker.forms.fields import ZoneField
from tracker.forms.settings import FORMS, SettingsForm
from tracker.models import User
from tracker.models.user import LOUDEST
from tracker.queries.offered import all_tests, is_shown

R = TypeVar("R", bound=HttpResponse)


class Row(NamedTuple):
    """A row of the index: the name of an address, its title, and what is set there now."""

    page: str
    title: str
    now: str


TITLES = {
    "rating": pgettext_lazy("heading", "Rating"),
    "sounds": gettext_lazy("Voice and tones"),
    "units": gettext_lazy("Language, units and days"),
    "look": gettext_lazy("Appearance"),
    "account": gettext_lazy("Sign-in and security"),
    "again": gettext_lazy("Read again"),
}
LOOKS = {
    User.TextSize.NORMAL: gettext_lazy("%(theme)s, normal text"),
    User.TextSize.LARGER: gettext_lazy("%(theme)s, larger text"),
    User.TextSize.LARGEST: gettext_lazy("%(theme)s, largest text"),
}


def settings(request: SignedInRequest) -> HttpResponse:
    """The index: each page of settings, with what is set there now."""
    if "zone" in request.POST:
        return _zone(request)
    return render(request, "settings/settings.html", {"groups": _groups(request.user)})


def group(request: SignedInRequest, page: str) -> HttpResponse:
    """One page of settings; a script sends alone what was changed, and gets JSON."""
    if request.method == "POST" and request.headers.get("Accept") == "application/json":
        return _changed(request, page)
    sent = request.POST if request.method == "POST" else None
    form = FORMS[page](sent, instance=request.user)
    if form.is_bound and form.is_valid():
        _save(form)
        _say_saved(request)
        return _remembered(request, redirect(f"settings_{page}"))
    status = 422 if form.is_bound else 200
    return render(request, f"settings/{page}.html", _shown(page) | {"form": form}, status=status)


@require_safe
def links(request: SignedInRequest, page: str) -> HttpResponse:
    """A page of settings that leads on to others."""
    return render(request, f"settings/{page}.html", _shown(page) | {"version": project.VERSION})


def _shown(page: str) -> dict[str, Any]:
    return {"page": f"settings_{page}", "title": TITLES[page], "section": "settings"}


def _changed(request: SignedInRequest, page: str) -> JsonResponse:
    """Saves what a script sends, and answers with all that is stored of the page's settings."""
    form = FORMS[page](request.POST, instance=request.user, only=request.POST.keys())
    if form.is_valid():
        _save(form)
    request.user.refresh_from_db()
    answer = {"stored": FORMS[page](instance=request.user).initial, "at": timezone.now()}
    if form.errors:
        sentences = [str(errors[0]) for errors in form.errors.values()]
        return JsonResponse(answer | {"error": " ".join(sentences)}, status=422)
    if "language" in form.changed_data:
        # The page is then loaded again, in that language.
        _say_saved(request)
    return _remembered(request, JsonResponse(answer))


def _save(form: SettingsForm) -> None:
    if form.has_changed():
        form.save()


def _remembered(request: SignedInRequest, response: R) -> R:
    """The response that lets the device follow the language that its person has now."""
    remember(response, request.user.language)
    return response


def _say_saved(request: SignedInRequest) -> None:
    # The next page is in the language that was chosen on this one.
    with translation.override(language_of(request)):
        messages.success(request, _("Saved. Your settings count from now on."))


def _groups(user: User) -> list[list[Row]]:
    """The rows of the index, each with what is set on its page now."""
    return [
        [
            Row("tests", _("Tests"), _tests(user)),
            Row("routines", _("Routines"), _routines(user)),
            _row("rating", _("Moves on by itself") if user.auto_advance else _("Waits for Next")),
        ],
        [
            _row("sounds", _volume(user)),
            _row("units", _units(user)),
            _row(
                "look", LOOKS[User.TextSize(user.text_size)] % {"theme": user.get_theme_display()}
            ),
        ],
        [
            _row("account", user.email),
            Row("data", _("Your data"), _("Download, share, bring in, delete")),
            _row("again", _("When not to do this, and privacy")),
        ],
        *_of_host(user),
    ]


def _of_host(user: User) -> list[list[Row]]:
    return [[Row("host", _("This server"), _("People, sign-up, backups"))]] if user.is_staff else []


def _row(page: str, now: str) -> Row:
    return Row(f"settings_{page}", str(TITLES[page]), now)


def _volume(user: User) -> str:
    if not user.cue_volume:
        return _("No sound: the volume is 0")
    return _("Volume %(volume)s of %(loudest)s") % {"volume": user.cue_volume, "loudest": LOUDEST}


def _units(user: User) -> str:
    return _("%(language)s · %(length)s · %(place)s") % {
        "language": dict(project.LANGUAGES).get(user.language) or _("As your browser says"),
        "length": user.get_length_display(),
        "place": user.place,
    }


def _tests(user: User) -> str:
    tests = list(all_tests(user))
    numbers = {"shown": sum(map(is_shown, tests)), "number": len(tests)}
    return _("%(shown)s of %(number)s shown, in your order") % numbers


def _routines(user: User) -> str:
    own = user.own_routines.filter(retired=False).count()
    if not own:
        return _("Those that are built in")
    counted = ngettext(
        "Those that are built in, and %(count)s of yours",
        "Those that are built in, and %(count)s of yours",
        own,
    )
    return counted % {"count": own}


def _zone(request: SignedInRequest) -> HttpResponse:
    """Saves the device's zone, reported by a page or by the button to follow it again."""
    user, is_asked, before = request.user, "follow" in request.POST, request.user.time_zone
    if is_asked:
        user.let_zone_follow()
    if not user.zone_from:
        user.follow(ZoneField().clean(request.POST.get("zone")))
    if is_asked:
        messages.success(request, _("Times are shown for %(place)s.") % {"place": user.place})
        return redirect("settings_units")
    return JsonResponse({"moved": user.time_zone != before})
