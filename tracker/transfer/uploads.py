"""The file that a person looks at before it comes in, and what came in last."""

import datetime
import uuid
from collections.abc import Sequence

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


def undo(user: User) -> int:
    """Take the sessions out again that came in last; returns how many were still here.

    Nothing of them stays: the same file can come in again.
    """
    with changing(user.pk):
        last = last_import(user)
        sessions = list(user.sessions.filter(uuid__in=last.sessions if last else []))
        pks = [session.pk for session in sessions]
        user.ratings.filter(session__in=pks).delete()
        user.entries.filter(session__in=pks).delete()
        user.sessions.filter(pk__in=pks).delete()
        user.imports.all().delete()
    return len(pks)
