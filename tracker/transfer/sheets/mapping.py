"""What somebody said of the columns of a sheet, stored for the next sheet like it."""

from tracker.models import ColumnMapping, Upload, User
from tracker.models.revision import changing
from tracker.transfer.sheets.meanings import Meanings, choices
from tracker.transfer.sheets.sheet import Sheet


def stored_for(sheet: Sheet) -> Meanings:
    """What was said of the last sheet with these columns; without it, nothing."""
    mapping = sheet.user.column_mappings.filter(columns=sheet.key).first()
    meanings = Meanings.of(mapping.meanings) if mapping else Meanings()
    return meanings if is_usable(meanings, sheet) else Meanings()


def chosen_for(sheet: Sheet, upload: Upload) -> Meanings:
    """What was said of this very upload, else of a sheet like it."""
    chosen = Meanings.of(upload.meanings)
    return chosen if is_usable(chosen, sheet) else stored_for(sheet)


def is_usable(meanings: Meanings, sheet: Sheet) -> bool:
    """Whether a sheet can be read by these: what they name may have been deleted since."""
    offered = {stored for group in choices(sheet.catalogue) for stored, _words in group.choices}
    routine = meanings.routine
    return (
        len(meanings.columns) == len(sheet.heads)
        and set(meanings.columns) <= offered
        and bool(meanings.order and meanings.rated)
        and (not routine or routine in sheet.catalogue.offered)
    )


def store(user: User, upload: Upload, sheet: Sheet, meanings: Meanings) -> None:
    """Read this upload by these from now on, and every sheet with the same columns."""
    with changing(user.pk):
        stored = {"meanings": meanings.stored()}
        upload.stored_row.update(**stored)
        ColumnMapping.objects.update_or_create(owner=user, columns=sheet.key, defaults=stored)
