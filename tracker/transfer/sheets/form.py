"""The form that asks what each column of somebody's sheet means."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.transfer.sheets.dates import ORDERS
from tracker.transfer.sheets.meanings import (
    FREE,
    LEAVE_OUT,
    STIFF,
    Column,
    Meanings,
    choices,
)
from tracker.transfer.sheets.sheet import Sheet

CHOOSE = ("", gettext_lazy("Choose"))
ENDS = [
    (FREE, gettext_lazy("A high number moves freely")),
    (STIFF, gettext_lazy("A high number is stiff")),
]
NO_DATE = gettext_lazy("Choose which column holds the date.")
NO_RATING = gettext_lazy("Choose at least one column with ratings or measured values.")
NO_END = gettext_lazy("Choose which end is free in your sheet.")
NO_ROUTINE = gettext_lazy("Choose what you did where the sheet does not say.")


class ColumnsForm(forms.Form):
    """One select a column, in the order of the sheet, and what holds for all of its rows."""

    end = forms.ChoiceField(
        label=gettext_lazy("In your sheet, which end is free?"),
        choices=ENDS,
        widget=forms.RadioSelect,
        required=False,
    )
    routine = forms.ChoiceField(
        label=gettext_lazy("Routine, where the sheet names none"),
        widget=forms.Select(attrs={"class": "form-select"}),
        required=False,
    )

    def __init__(self, sheet: Sheet, stored: Meanings, data: Any = None) -> None:
        self.sheet = sheet
        super().__init__(data, initial={"end": stored.end, "routine": stored.routine})
        routines = sheet.catalogue.offered
        names = [(slug, str(routine.name)) for slug, routine in routines.items()]
        self.fields["routine"].choices = [CHOOSE, *names]  # type: ignore[attr-defined]
        offered = _options(sheet)
        for column in sheet.columns:
            # What was said before of a sheet like this counts more than what it looks like.
            initial = dict(enumerate(stored.columns)).get(column.number, column.guess)
            self.fields[name_of(column)] = forms.ChoiceField(
                label=column.head,
                choices=offered,
                initial=initial,
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"required": _why_asked(column)},
            )

    def columns(self) -> Iterator[tuple[Column, forms.BoundField]]:
        """For the page: the columns with their selects."""
        for column in self.sheet.columns:
            yield column, self[name_of(column)]

    @property
    def meanings(self) -> Meanings:
        """As far as they are chosen by now, on a page that may not be complete."""
        names = [name_of(column) for column in self.sheet.columns]
        return Meanings(
            tuple(self[name].value() or LEAVE_OUT for name in names),
            self["end"].value() or "",
            self["routine"].value() or "",
        )

    @property
    def is_complete(self) -> bool:
        """Whether what is chosen, or offered, is enough to read a row."""
        form = self if self.is_bound else ColumnsForm(self.sheet, self.meanings, self._as_shown())
        return form.is_valid()

    def _as_shown(self) -> dict[str, Any]:
        return {name: self[name].value() for name in self.fields}

    def clean(self) -> dict[str, Any]:
        clean = self.cleaned_data
        chosen = {n: m for n, m in clean.items() if n not in ("end", "routine") and m != LEAVE_OUT}
        self._refuse_twice(chosen)
        meanings = list(chosen.values())
        is_whole = not any(name.startswith("column") for name in self.errors)
        if is_whole and not any(meaning in ORDERS for meaning in meanings):
            self.add_error(None, NO_DATE)
        if is_whole and not any(":" in meaning for meaning in meanings):
            self.add_error(None, NO_RATING)
        if any(meaning.count(":") == 2 for meaning in meanings) and not clean.get("end"):
            self.add_error("end", NO_END)
        if not clean.get("routine") and self._has_row_without_routine(chosen):
            self.add_error("routine", NO_ROUTINE)
        return clean

    def _refuse_twice(self, chosen: dict[str, str]) -> None:
        kinds = {n: "date" if meaning in ORDERS else meaning for n, meaning in chosen.items()}
        counts = Counter(kinds.values())
        for name, kind in kinds.items():
            if counts[kind] > 1:
                self.add_error(name, _("Two columns mean the same. Leave one of them out."))
                counts[kind] = 0

    def _has_row_without_routine(self, chosen: dict[str, str]) -> bool:
        place = next((n for n, meaning in chosen.items() if meaning == "routine"), None)
        return place is None or self.sheet.has_empty(int(place.removeprefix("column")))


def name_of(column: Column) -> str:
    return f"column{column.number}"


def _options(sheet: Sheet) -> list[Any]:
    alone, *tests = choices(sheet.catalogue)
    return [CHOOSE, *alone.choices, *((group.name, group.choices) for group in tests)]


def _why_asked(column: Column) -> str:
    if column.is_either:
        message = _("%(date)s can be two days. Choose how its dates are written.")
        return message % {"date": column.cells[0]}
    return _("Choose what this column is, or leave it out.")
