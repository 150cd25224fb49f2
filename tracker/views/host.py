"""The host's page: people, who can sign up, and whether the server runs; never health data."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import Error
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mobility.database import backups
from tracker.accounts import condition, events, invitations, last_seen, signing_up
from tracker.accounts.host_forms import SignUpForm
from tracker.accounts.host_mails import send_test_mail
from tracker.accounts.hosts import host_only
from tracker.accounts.requests import SignedInRequest
from tracker.queries.people import Person, people_page

# So many people are in sight at once; the others are behind one tap.
IN_SIGHT = 5


@host_only
@require_safe
def host(request: SignedInRequest) -> HttpResponse:
    lines = condition.lines()
    page: dict[str, Any] = {
        "lines": lines,
        "problems": [line for line in lines if line.problem],
        "invitations": invitations.pending(),
        "form": SignUpForm(initial={"signup": signing_up.who_can_sign_up()}),
        "is_set": signing_up.is_set_by_environment(),
        "who_can_sign_up": signing_up.SignUp(signing_up.who_can_sign_up()).label,
        "site": settings.SITE_URL.partition("://")[2],
        "section": "settings",
    }
    return render(request, "host/host.html", page | _people(request))


@host_only
@require_POST
def sign_up(request: SignedInRequest) -> HttpResponse:
    form = SignUpForm(request.POST)
    if form.is_valid() and not signing_up.is_set_by_environment():
        signing_up.set_who_can_sign_up(form.cleaned_data["signup"])
        events.record(request, request.user, "sign_up_set")
        messages.success(request, _("Saved. This counts from now on."))
    return _back("su")


@host_only
@require_POST
def back_up(request: SignedInRequest) -> HttpResponse:
    try:
        path = backups.new_name("supple")
        backups.create(path)
    except (backups.BackupRefused, OSError, Error) as error:
        reason = " ".join(str(error).split())
        messages.error(request, _("No backup was made: %(why)s") % {"why": reason})
    else:
        sentence = _("Backed up, and read back. The file is %(size)s, in the backups folder.")
        messages.success(request, sentence % {"size": filesizeformat(path.stat().st_size)})
    return _back("backup")


@host_only
@require_POST
def test_mail(request: SignedInRequest) -> HttpResponse:
    if not settings.SENDS_MAIL:
        messages.warning(request, _("Nothing was sent: EMAIL_URL is not set."))
    elif error := send_test_mail(request.user):
        messages.error(request, error)
    else:
        sentence = _("The mail server took it. Look for it at %(email)s, in spam as well.")
        messages.success(request, sentence % {"email": request.user.email})
    return _back("email")


def _back(name: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('host')}#{name}")


def _people(request: SignedInRequest) -> dict[str, Any]:
    page = people_page(request.GET.get("page"))
    rows = [_row(request, person) for person in page.object_list]
    in_sight = IN_SIGHT if page.number == 1 else len(rows)
    about = {"page": page, "count": page.paginator.count}
    return about | {"rows": rows[:in_sight], "more_rows": rows[in_sight:]}


def _row(request: SignedInRequest, person: Person) -> dict[str, Any]:
    is_you, today = person.pk == request.user.pk, timezone.localdate()
    seen = _("Now") if is_you else last_seen.in_words(person.last_seen_on, today)
    return {"person": person, "is_you": is_you, "seen": seen}
