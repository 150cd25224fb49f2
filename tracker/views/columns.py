"""The page that asks what each column of somebody's sheet means, before all of it is read."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mobility import rate_limit
from tracker.accounts.requests import SignedInRequest
from tracker.models import User
from tracker.transfer.candidate import Refused
from tracker.transfer.sheets.cells import shortened
from tracker.transfer.sheets.faults import Fault
from tracker.transfer.sheets.form import ColumnsForm
from tracker.transfer.sheets.in_words import in_words
from tracker.transfer.sheets.mapping import chosen_for, store
from tracker.transfer.sheets.sheet import Sheet
from tracker.transfer.uploads import waiting
from tracker.views.errors import too_much_sent

# Each reads the file; a choice a second, as fast as one can think.
looks = rate_limit.Buckets(60, 1)


def columns(request: SignedInRequest) -> HttpResponse:
    if seconds := looks.wait(str(request.user.pk)):
        return too_much_sent(request, seconds)
    upload = waiting(request.user)
    sheet = _sheet(request.user, upload) if upload else None
    if upload is None or sheet is None:
        return redirect("import")
    if sheet.is_own:
        return redirect("import_check")
    form = ColumnsForm(sheet, chosen_for(sheet, upload), request.POST or None)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(_first_row(sheet, form))
    is_sent = request.method == "POST" and "look" not in request.POST
    if is_sent and form.is_valid():
        store(request.user, upload, sheet, form.meanings)
        return redirect("import_check")
    page = {"sheet": sheet, "form": form, "row": _first_row(sheet, form), "is_sent": is_sent}
    return render(request, "data/columns.html", page, status=422 if is_sent else 200)


def _sheet(user: User, upload: Any) -> Sheet | None:
    try:
        return Sheet(user, upload.file_name, bytes(upload.content))
    except Refused:
        return None


def _first_row(sheet: Sheet, form: ColumnsForm) -> dict[str, str]:
    """How the first row with a rating reads by what is chosen now: a title and a sentence."""
    row = sheet.first(form.meanings) if form.is_complete else None
    if row is None:
        title, sentence = _("How a row then reads"), _("Choose the rest first, then it shows here.")
    elif isinstance(row.content, Fault):
        title, fault = _("Row %(number)s needs fixing"), row.content
        sentence = _("%(column)s, %(value)s: %(sentence)s") % {
            "column": fault.column,
            "value": shortened(fault.value),
            "sentence": fault.sentence,
        }
    else:
        title = _("Row %(number)s then reads")
        sentence = in_words(row.content, sheet.catalogue)
    return {"title": title % {"number": row.number if row else ""}, "sentence": sentence}
