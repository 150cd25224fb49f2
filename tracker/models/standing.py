"""What of a session was done, what it is called for that, and whether it counts."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from tracker.analysis.counting import IN_TIME, LATE, apart, exclusion_reason, gap
from tracker.models.rating import Rating
from tracker.models.user import clock_of
from tracker.rules.plan import Plan
from tracker.rules.stages import DRAW, RULES

Moment = datetime.datetime


class Gap(NamedTuple):
    """LATE or EARLY, with the two moments that lie too far apart; or nothing of it."""

    why: str = ""
    one: Moment | None = None
    other: Moment | None = None


class Span(NamedTuple):
    """When a session was: its ratings need looking at only where this leaves room for a gap."""

    pk: int
    started: Moment
    ended: Moment | None  # what was done between the ratings
    finished: Moment | None

    @property
    def has_room(self) -> bool:
        if self.ended is None or self.finished is None:
            return False
        long = self.finished - self.ended > IN_TIME or self.ended - self.started > IN_TIME
        # Whoever moves a start writes whole minutes: it says nothing of when the ratings were made.
        is_moved = not (self.started.second or self.started.microsecond)
        return long or is_moved or self.started > self.ended


class StandingQuerySet(models.QuerySet[Any]):
    def gaps(self, spans: Iterable[Span]) -> dict[int, Gap]:
        """By session, where its ratings lie too far from what was done: at most one query.

        Nobody knows it of a session that was added later, nor without an end of the routine.
        """
        wanted = [span.pk for span in spans if span.has_room]
        if not wanted:
            return {}
        times = {
            "before": _of_ratings(Min("pre_at")),
            "between": _of_ratings(_last("mid")),
            "after": _of_ratings(_last("post")),
        }
        rows = self.filter(pk__in=wanted, entered_later=False).annotate(**times)
        names = ("pk", "plan", "routine_done_at", "finished_at", *times)
        found = {pk: _gap(*row) for pk, *row in rows.values_list(*names)}
        return {pk: each for pk, each in found.items() if each.why}


def _of_ratings(moment: Any) -> Subquery:
    """A moment of the ratings of each session.

    A join would group sessions by their id alone, which not every database takes for unique.
    """
    rated = Rating.objects.filter(owner=OuterRef("owner"), session=OuterRef("pk"))
    return Subquery(rated.values("session").annotate(moment=moment).values("moment"))


def _last(phase: str) -> Any:
    """When it was rated last. What was mended after the end says no more when it was made."""
    name = f"{phase}_at"
    in_time = Q((f"{name}__lte", OuterRef("finished_at")))
    return Coalesce(Max(name, filter=in_time), Max(name))


def _gap(plan: Plan, ended: Moment, finished: Moment, before: Any, between: Any, after: Any) -> Gap:
    begun = ended - datetime.timedelta(seconds=plan.total_seconds)
    # Where all of them were mended: it was by the end, for certain.
    rated = [min(at, finished) for at in (between, after) if at is not None]
    last = max(rated, default=None)
    why = gap(before=before, begun=begun, ended=ended, after=last)
    return Gap(why, *((ended, last) if why == LATE else (before, ended))) if why else Gap()


class Standing(models.Model):
    """The part of a session that answers; expects its plan, dose, moments and stage."""

    worked = models.CharField(max_length=5, blank=True, default="", editable=False)

    # Fields of the session, whose types its own columns say.
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

    objects = models.Manager["Any"]()  # mypy follows no model without one

    class Meta:
        abstract = True

    def sides_of(self, dose: dict[str, int]) -> str:
        """What was worked with this dose. Who adds a session later says that all of it was."""
        plan: Plan = self.plan
        return plan.sides if self.entered_later else plan.sides_worked(dose)

    @property
    def is_nothing_done(self) -> bool:
        return RULES.is_after_legs(self.stage) and not self.worked

    @property
    def is_partly_done(self) -> bool:
        """One side alone, where both were planned."""
        is_over = RULES.is_after_legs(self.stage)
        return is_over and self.worked not in ("", self.plan.sides)

    @property
    def title(self) -> str:
        if self.stage == DRAW or self.position.will_be_randomised:
            return "Drawn after the before ratings"
        if self.is_nothing_done:
            return "Test-only, not sat through" if self.kind == "test_only" else "No routine done"
        name = self.plan.routine.name
        if self.is_partly_done:
            return f"{name}, {self.worked} side only"
        return f"{name}, {self.leg} leg first" if self.leg else name

    @property
    def took(self) -> str:
        """How long what was done took; of a session that was added later, as it was said."""
        if not self.worked:
            return ""
        if self.entered_later:
            return f"about {self.plan.routine.minutes} min"
        return f"{round(sum(self.dose.values()) / 60) or 'under 1'} min"

    @property
    def span(self) -> Span:
        return Span(self.pk, self.started_at, self.routine_done_at, self.finished_at)

    @cached_property
    def gap(self) -> Gap:
        """How far its ratings lie from what was done, if that is too far."""
        found: dict[int, Gap] = self.stored_row.gaps([self.span])
        return found.get(self.pk, Gap())

    @property
    def apart(self) -> str:
        """The size of the gap, by the clock of the place: "3 days"."""
        if self.gap.one is None or self.gap.other is None:
            return ""
        clock = clock_of(self.zone)
        return apart(self.gap.one.astimezone(clock), self.gap.other.astimezone(clock))

    @property
    def gap_words(self) -> str:
        """The gap in a few words, beside other things about the session."""
        says = {"late": "rated again {} later", "early": "before ratings {} old"}
        return says[self.gap.why].format(self.apart) if self.gap.why else ""

    @property
    def left_out(self) -> str:
        """Why it counts in no answer outside a plan; empty if it does."""
        edited = self.edited_at is not None
        about = {"worked": self.worked, "anyway": self.count_anyway, "edited": edited}
        return exclusion_reason(**about, gap=self.gap.why)

    @property
    def counts(self) -> bool:
        return not self.left_out

    @property
    def is_picked(self) -> bool:
        """By chance: in its plan it counts as picked, whatever was done, and when."""
        return bool(self.drawn and self.assigned)


def know_gaps(sessions: Iterable[Any], stored: StandingQuerySet) -> None:
    """Those of many sessions at once, of what is `stored` of their owner: none asks for its own."""
    every = list(sessions)
    found = stored.gaps(session.span for session in every)
    for session in every:
        session.gap = found.get(session.pk, Gap())
