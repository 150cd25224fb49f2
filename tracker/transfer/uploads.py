"""The file that a person looks at before it comes in, and what came in last."""

import datetime
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.utils import timezone

from tracker.models import Import, Upload, User
from tracker.models.revision import changing

# So long can be undone what came in, and so long a file waits to be looked at.
A_DAY = datetime.timedelta(days=1)


def put_in(user: User, file_name: str, content: bytes) -> Upload:
    """Store a file in place of the one before."""
    with changing(user.pk):
        user.uploads.all().delete()
        return Upload.objects.create(owner=user, file_name=file_name[-120:], content=content)


def waiting(user: User) -> Upload | None:
    """The file that waits; None without one, or once a day has gone by."""
    return user.uploads.filter(made_at__gt=timezone.now() - A_DAY).first()


def discard(user: User) -> None:
    with changing(user.pk):
        user.uploads.all().delete()


def note_import(user: User, upload: Upload, sessions: Sequence[uuid.UUID]) -> None:
    """Remember what came in, so that it can be undone; the file itself goes."""
    with changing(user.pk):
        user.uploads.filter(pk=upload.pk).delete()
        user.imports.all().delete()
        names = [str(name) for name in sessions]
        Import.objects.create(owner=user, file_name=upload.file_name, sessions=names)


def last_import(user: User) -> Import | None:
    """What came in last, as long as it can be undone."""
    return user.imports.filter(made_at__gt=timezone.now() - A_DAY).first()


def changed_since(user: User, last: Import) -> set[uuid.UUID]:
    """Those of its sessions in which something was entered after they came in."""
    later = user.entries.filter(session__uuid__in=last.sessions, received_at__gt=last.made_at)
    return set(later.values_list("session__uuid", flat=True))


class Undone(NamedTuple):
    """How many sessions were taken out again, and how many stay because they were changed since."""

    removed: int
    stay: int


def undo(user: User, number: str) -> Undone | None:
    """Take the sessions of that import out again, if it is still the last one; None if not.

    What was changed since stays: it holds what was entered here. Nothing of the others stays, so
    the same file can come in again.
    """
    with changing(user.pk):
        last = last_import(user)
        if last is None or str(last.pk) != number:
            return None
        stay = changed_since(user, last)
        sessions = user.sessions.filter(uuid__in=last.sessions).exclude(uuid__in=stay)
        pks = list(sessions.values_list("pk", flat=True))
        user.ratings.filter(session__in=pks).delete()
        user.entries.filter(session__in=pks).delete()
        user.sessions.filter(pk__in=pks).delete()
        user.imports.all().delete()
    return Undone(len(pks), len(stay))
