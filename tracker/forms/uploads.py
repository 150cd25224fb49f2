"""The form with a file to bring in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("A supple.zip, a supple.json, or a spreadsheet saved as CSV. Up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".zip,.json,.csv,.tsv,.txt,.xlsx"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("That file is empty. Choose another one."),
        },
    )
