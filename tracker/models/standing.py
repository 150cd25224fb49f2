"""What was done in a session, its title, and whether it counts in answers."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.analysis.counting import IN_TIME, LATE, apart, exclusion_reason, gap
from tracker.analysis.words import Messages
from tracker.models.rating import Rating
from tracker.models.user import clock_of
from tracker.rules.plan import Plan
from tracker.rules.stages import DRAW, RULES

Moment = datetime.datetime
ONE_SIDE = Messages(
    {
        "left": gettext_lazy("%(routine)s, left side only"),
        "right": gettext_lazy("%(routine)s, right side only"),
    }
)
LEG_FIRST = Messages(
    {
        "left": gettext_lazy("%(routine)s, left leg first"),
        "right": gettext_lazy("%(routine)s, right leg first"),
    }
)


class Gap(NamedTuple):
    """Two moments too far apart: LATE after ratings or EARLY before ratings; empty if none."""

    kind: str = ""
    start: Moment | None = None
    end: Moment | None = None


class Span(NamedTuple):
    """The times of a session, from which most sessions are known to have no gap."""

    pk: int
    started: Moment
    routine_ended: Moment | None
    finished: Moment | None

    @property
    def may_have_gap(self) -> bool:
        """Whether the times of the ratings have to be read to know."""
        if self.routine_ended is None or self.finished is None:
            return False
        before, after = self.routine_ended - self.started, self.finished - self.routine_ended
        # An edited start is in whole minutes: it says nothing about when the ratings were made.
        is_edited = not (self.started.second or self.started.microsecond)
        is_long = before > IN_TIME or after > IN_TIME
        return is_long or is_edited or self.started > self.routine_ended


class StandingQuerySet(models.QuerySet[Any]):
    def gaps(self, spans: Iterable[Span]) -> dict[int, Gap]:
        """The gaps between ratings and routine, by session, with at most one query.

        Unknown, and left out, for backdated sessions and those without an end of the routine.
        """
        wanted = [span.pk for span in spans if span.may_have_gap]
        if not wanted:
            return {}
        times = {
            "before": _of_ratings(Min("pre_at")),
            "between": _of_ratings(_last("mid")),
            "after": _of_ratings(_last("post")),
        }
        rows = self.filter(pk__in=wanted, entered_later=False).annotate(**times)
        names = ("pk", "plan", "routine_done_at", "finished_at", *times)
        gaps = {pk: _gap(*row) for pk, *row in rows.values_list(*names)}
        return {pk: gap for pk, gap in gaps.items() if gap.kind}


def _of_ratings(moment: Any) -> Subquery:
    """An aggregate over the ratings of each session.

    A subquery, as a join would group by the session's id alone, which is not unique in a table
    that is partitioned by owner.
    """
    rated = Rating.objects.filter(owner=OuterRef("owner"), session=OuterRef("pk"))
    return Subquery(rated.values("session").annotate(moment=moment).values("moment"))


def _last(phase: str) -> Any:
    """The last time of a phase before the end of the session.

    A rating edited after the end has lost its time; if all were edited, theirs is the only one.
    """
    name = f"{phase}_at"
    in_time = Q((f"{name}__lte", OuterRef("finished_at")))
    return Coalesce(Max(name, filter=in_time), Max(name))


def _gap(plan: Plan, ended: Moment, finished: Moment, before: Any, between: Any, after: Any) -> Gap:
    begun = ended - datetime.timedelta(seconds=plan.total_seconds)
    # Where all were edited after the end, the originals were made by the end at the latest.
    rated = [min(at, finished) for at in (between, after) if at is not None]
    last = max(rated, default=None)
    kind = gap(before=before, begun=begun, ended=ended, after=last)
    return Gap(kind, *((ended, last) if kind == LATE else (before, ended))) if kind else Gap()


class Standing(models.Model):
    """The part of `Session` about what was done and counts; reads the fields listed here."""

    worked = models.CharField(max_length=5, blank=True, default="", editable=False)

    # Fields of Session, which defines their types.
    plan: Any
    dose: Any
    kind: Any
    stage: Any
    leg: Any
    drawn: Any
    assigned: Any
    zone: Any
    started_at: Any
    routine_done_at: Any
    finished_at: Any
    entered_later: Any
    edited_at: Any
    count_anyway: Any
    position: Any
    stored_row: Any

    objects = models.Manager["Any"]()  # mypy needs one on every model

    class Meta:
        abstract = True

    @property
    def is_nothing_done(self) -> bool:
        return RULES.is_after_legs(self.stage) and not self.worked

    @property
    def is_partly_done(self) -> bool:
        """Whether only one side was worked although both were planned."""
        is_over = RULES.is_after_legs(self.stage)
        return is_over and self.worked not in ("", self.plan.sides)

    @property
    def routine_name(self) -> str:
        """Of the routine in its plan, which may have another name by now."""
        return str(self.plan.routine.in_language().name)

    @property
    def title(self) -> str:
        if self.stage == DRAW or self.position.will_be_randomised:
            return _("Session of your fair test")
        if self.is_nothing_done:
            sat = self.kind == "test_only"
            return _("Test-only, not sat through") if sat else _("No routine done")
        about = {"routine": self.routine_name}
        if self.is_partly_done:
            return ONE_SIDE[self.worked] % about
        return LEG_FIRST[self.leg] % about if self.leg else self.routine_name

    @property
    def duration(self) -> str:
        """Minutes of what was done, in words; as planned in a backdated session."""
        if not self.worked:
            return ""
        if self.entered_later:
            return _("about %(minutes)s min") % {"minutes": self.plan.routine.minutes}
        minutes = round(sum(self.dose.values()) / 60)
        return _("%(minutes)s min") % {"minutes": minutes} if minutes else _("under 1 min")

    @property
    def span(self) -> Span:
        return Span(self.pk, self.started_at, self.routine_done_at, self.finished_at)

    @cached_property
    def gap(self) -> Gap:
        """The gap between its ratings and what was done; empty if they are close enough."""
        gaps: dict[int, Gap] = self.stored_row.gaps([self.span])
        return gaps.get(self.pk, Gap())

    @property
    def apart(self) -> str:
        """The size of the gap in words, in the zone of the session: "3 days"."""
        if self.gap.start is None or self.gap.end is None:
            return ""
        clock = clock_of(self.zone)
        return apart(self.gap.start.astimezone(clock), self.gap.end.astimezone(clock))

    @property
    def gap_words(self) -> str:
        """The gap in a few words, for a list of sessions."""
        words = {"late": "rated again {} later", "early": "before ratings {} old"}
        return words[self.gap.kind].format(self.apart) if self.gap.kind else ""

    @property
    def exclusion_reason(self) -> str:
        """Why it counts in no answer but that of its trial; empty if it counts."""
        edited = self.edited_at is not None
        about = {"worked": self.worked, "anyway": self.count_anyway, "edited": edited}
        return exclusion_reason(**about, gap=self.gap.kind)

    @property
    def counts(self) -> bool:
        return not self.exclusion_reason

    @property
    def is_randomised(self) -> bool:
        """Whether it counts in its trial, as assigned, whatever was done and when."""
        return bool(self.drawn and self.assigned)


def prefetch_gaps(sessions: Iterable[Any], stored: StandingQuerySet) -> None:
    """Set the gap of many sessions with one query; `stored` are all sessions of their owner."""
    listed = list(sessions)
    gaps = stored.gaps(session.span for session in listed)
    for session in listed:
        session.gap = gaps.get(session.pk, Gap())
