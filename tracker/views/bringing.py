"""Brings in a file: choose it, look at what is in it, then all of it or nothing comes in."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mobility import rate_limit
from tracker.accounts.events import record
from tracker.accounts.requests import SignedInRequest
from tracker.forms.uploads import UploadForm
from tracker.models import Upload, User
from tracker.models.revision import changing
from tracker.transfer.candidate import Candidate, Outdated, Refused
from tracker.transfer.guard import guarded
from tracker.transfer.sheets.mapping import chosen_for
from tracker.transfer.sheets.meanings import Meanings
from tracker.transfer.sheets.sheet import Sheet, is_sheet
from tracker.transfer.supple import SuppleCandidate
from tracker.transfer.uploads import (
    A_DAY,
    changed_since,
    discard,
    last_import,
    note_import,
    put_in,
    undo,
    waiting,
)
from tracker.views.errors import too_much_sent
from tracker.views.files import takes_a_file

# Each is read whole, more than once; so many at once, and then one every two minutes.
uploads = rate_limit.Buckets(20, 1 / 120)
looks = rate_limit.Buckets(30, 1 / 20)
FIRST_LINES, FIRST_PROBLEMS = 5, 50
MOST_LINES = 500


@takes_a_file(lambda: uploads)
def choose(request: SignedInRequest) -> HttpResponse:
    """Choose a file; it is stored for a day, to be looked at."""
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        upload = put_in(request.user, file.name, file.read())
        try:
            candidate = candidate_of(request.user, upload)
        except Refused as refused:
            discard(request.user)
            form.add_error("file", str(refused))
        else:
            return redirect("import_check" if candidate else "import_columns")
    page = {"form": form, "section": "settings"}
    return render(request, "data/import.html", page, status=422 if form.is_bound else 200)


def candidate_of(user: User, upload: Upload, *, makes_ready: bool = False) -> Candidate | None:
    """What is in a file; None while nobody said what the columns of a sheet are. Raises Refused.

    `makes_ready`: so that it can be brought in.
    """
    content = bytes(upload.content)
    if not is_sheet(content):
        return SuppleCandidate(user, content, makes_ready=makes_ready)
    sheet = Sheet(user, upload.file_name, content)
    meanings = Meanings() if sheet.is_own else chosen_for(sheet, upload)
    if not sheet.is_own and not meanings.columns:
        return None
    return sheet.candidate(meanings, makes_ready=makes_ready)


def check(request: SignedInRequest) -> HttpResponseBase:
    """Look at what comes in; nothing is stored before the button."""
    upload = waiting(request.user)
    if upload is None:
        messages.info(request, _("Choose the file once more; none waits here."))
        return redirect("import")
    if seconds := looks.wait(str(request.user.pk)):
        return too_much_sent(request, seconds)
    # What another tab chose meanwhile is looked at first.
    is_looked_at = request.POST.get("upload") == str(upload.pk)
    try:
        candidate = candidate_of(request.user, upload, makes_ready=is_looked_at)
        if candidate is None:
            return redirect("import_columns")
        if is_looked_at and not candidate.problems:
            return _bring_in(request, upload, candidate)
    except Outdated as outdated:
        messages.error(request, str(outdated))
        return redirect("import_check")
    except Refused as refused:
        messages.error(request, str(refused))
        discard(request.user)
        return redirect("import")
    if candidate.problems:
        return render(request, "data/problems.html", _problems(upload, candidate), status=422)
    return render(request, "data/check.html", _page(upload, candidate))


def _bring_in(request: SignedInRequest, upload: Upload, candidate: Candidate) -> HttpResponseBase:
    user = request.user
    with changing(user.pk):
        # Of two presses at once the first brings it in, and takes the file away with it.
        if user.uploads.filter(pk=upload.pk).exists():
            note_import(user, upload, candidate.bring_in(user))
            record(request, user, "data_brought_in", upload.file_name)
    return redirect("import_done")


def _page(upload: Upload, candidate: Candidate) -> dict[str, Any]:
    here = sum(line.is_here for line in candidate.lines)
    return {
        "file_name": upload.file_name,
        "upload": upload.pk,
        "new": len(candidate.lines) - here,
        "here": here,
        "all": len(candidate.lines),
        "counts": candidate.counts,
        "takes_settings": candidate.takes_settings,
        "brings": len(candidate.lines) > here or bool(candidate.counts),
        "has_columns": candidate.has_columns,
        "first": candidate.lines[:FIRST_LINES],
        "more": candidate.lines[FIRST_LINES:MOST_LINES],
        "shown": min(len(candidate.lines), MOST_LINES),
        "is_cut": len(candidate.lines) > MOST_LINES,
        "section": "settings",
    }


def _problems(upload: Upload, candidate: Candidate) -> dict[str, Any]:
    return {
        "file_name": upload.file_name,
        "problems": candidate.problems[:FIRST_PROBLEMS],
        "count": len(candidate.problems),
        "has_columns": candidate.has_columns,
        "section": "settings",
    }


@require_safe
def problems(request: SignedInRequest) -> HttpResponseBase:
    """All problems of the file that waits, as a list for a spreadsheet."""
    upload = waiting(request.user)
    if upload is None:
        return redirect("import")
    if seconds := looks.wait(str(request.user.pk)):
        return too_much_sent(request, seconds)
    try:
        candidate = candidate_of(request.user, upload)
    except Refused:
        candidate = None
    if candidate is None:
        return redirect("import")
    lines = io.StringIO("\ufeff", newline="")
    lines.seek(0, io.SEEK_END)
    writer = csv.writer(lines)
    writer.writerow([_("Row"), _("Column"), _("Value"), _("What to do")])
    for problem in candidate.problems:
        texts = (problem.column, problem.value, problem.sentence)
        writer.writerow([problem.row, *map(guarded, texts)])
    response = HttpResponse(lines.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="supple-rows-to-fix.csv"'
    return response


@require_safe
def done(request: SignedInRequest) -> HttpResponse:
    """What came in, and until when it can be undone."""
    last = last_import(request.user)
    if last is None:
        return redirect("data")
    page = {
        "last": last,
        "count": len(last.sessions),
        "changed": len(changed_since(request.user, last)),
        "until": last.made_at + A_DAY,
        "section": "settings",
    }
    return render(request, "data/done.html", page)


@require_POST
def take_out(request: SignedInRequest) -> HttpResponse:
    """Undo what came in last, if that is what the page showed."""
    undone = undo(request.user, request.POST.get("import", ""))
    if undone is None:
        messages.error(request, _("That is not what came in last. Nothing was taken out."))
        return redirect("import_done")
    sentence = ngettext(
        "%(count)s session was taken out again.",
        "%(count)s sessions were taken out again.",
        undone.removed,
    )
    messages.success(request, sentence % {"count": undone.removed})
    if undone.stay:
        stays = ngettext(
            "%(count)s that you changed since stays.",
            "%(count)s that you changed since stay.",
            undone.stay,
        )
        messages.info(request, stays % {"count": undone.stay})
    return redirect("data")


@require_POST
def cancel(request: SignedInRequest) -> HttpResponse:
    """Drop the file that waits; nothing of it came in."""
    discard(request.user)
    messages.success(request, _("Nothing came in, and the file is gone."))
    return redirect("data")
