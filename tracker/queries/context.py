"""Whether a person was asked on a day what came before a session: once is enough."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from tracker.models import Rating, Session, User
from tracker.rules.stages import DONE, PRE

ANSWERED = ~Q(ran="") | Q(slept_badly__isnull=False) | Q(just_woke__isnull=False)
# The card stands behind the last rating before the routine: whoever is past it was asked.
PAST_CARD = ~Q(stage__in=(PRE, DONE)) | Q(routine_done_at__isnull=False)
RATINGS = Rating.objects.filter(owner=OuterRef("owner"), session=OuterRef("pk"))
# One that was ended before its first rating did not come so far.
ENDED_LATER = Q(Exists(RATINGS), stage=DONE, entered_later=False)
SHOWN = ANSWERED | PAST_CARD | ENDED_LATER


def is_asked_elsewhere(session: Session) -> bool:
    """Whether another session of the same day has asked."""
    others = session.owner.sessions.undeleted().filter(SHOWN, day=session.day)
    return others.exclude(pk=session.pk).exists()


def last_asked(user: User) -> dict[str, Any] | None:
    """The last day on which `user` was asked, and the session that did: {"day", "session"}."""
    rows = user.sessions.undeleted().filter(SHOWN).newest_first().values_list("day", "uuid")
    row = rows.first()
    return {"day": row[0].isoformat(), "session": str(row[1])} if row else None
