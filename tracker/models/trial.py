"""A fair test on oneself: what was asked, written down before it began, and the draws since."""

import secrets
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tracker.analysis.randomisation import CONTROL, assign
from tracker.catalogue.spec import OTHER
from tracker.models.catalogue import Routine
from tracker.models.owned import Owned
from tracker.models.revision import changing
from tracker.models.session import Session, SessionQuerySet
from tracker.rules.freezing import frozen_routine
from tracker.rules.plan import PlannedRoutine
from tracker.rules.stages import DONE, DRAW, PRE


def _seed() -> str:
    return secrets.token_hex(8)


class Trial(Owned):
    """Its sessions are drawn in blocks of eight from `arms`; the rest is what was planned."""

    class Design(models.TextChoices):
        CONTROL = "control", "Does it do more than rating twice?"
        VERSUS = "versus", "Which of two routines does more?"
        ONE_LEG = "one_leg", "Does it change the leg it is done on?"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="trials")
    design = models.CharField(max_length=7, choices=Design)
    routine = models.ForeignKey(Routine, models.RESTRICT, related_name="+")
    other_routine = models.ForeignKey(Routine, models.RESTRICT, related_name="+", null=True)
    tests = models.JSONField("tests to look at", default=list)
    guess = models.SlugField("what should move most", max_length=40, blank=True)
    planned = models.PositiveSmallIntegerField("sessions planned")
    seed = models.CharField(max_length=32, default=_seed, editable=False)
    draws = models.PositiveIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(ended_at=None), name="one_running_trial_per_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.get_design_display()

    @property
    def arms(self) -> list[str]:
        if self.design == self.Design.ONE_LEG:
            return ["left", "right"]
        routines = [self.routine, self.other_routine] if self.other_routine else [self.routine]
        return [*(routine.slug for routine in routines), CONTROL]

    @property
    def is_running(self) -> bool:
        return self.ended_at is None

    @property
    def picked(self) -> int:
        """How many sessions chance picked so far; one that was deleted since is among them."""
        return self.sessions.filter(drawn=True).count()

    @property
    def over(self) -> SessionQuerySet:
        """Those of them that are done or deleted."""
        ended = Q(stage=DONE) | ~Q(deleted_at=None)
        return self.sessions.filter(ended, drawn=True)

    def end(self) -> None:
        """No more draws; its sessions and what was written down stay."""
        if self.is_running:
            with changing(self.owner_id):
                self.ended_at = timezone.now()
                self.save(update_fields=["ended_at"])

    def draw_for(self, session: Session) -> None:
        """Chance picks the rest of `session`, once: after the before ratings, never again."""
        with changing(self.owner_id):
            trial = self.stored_row.get()
            arm = assign(trial.seed, trial.draws, trial.arms)
            if session.go_on(PRE, stage=DRAW, drawn=True, assigned=arm):
                self.stored_row.update(draws=F("draws") + 1)

    def accept(self, session: Session) -> None:
        """Do what was drawn."""
        fields = self._one_leg(session) if self.design == self.Design.ONE_LEG else {}
        session.conclude(DRAW, **(fields or self._arm(session)))

    def decline(self, session: Session, routine: Routine | None) -> None:
        """Do `routine` instead, or sit still; the session still counts as what was drawn."""
        done = self._whole(session, routine) if routine else self._sitting(session)
        session.conclude(DRAW, declined=True, **done)

    def _arm(self, session: Session) -> dict[str, Any]:
        if session.assigned == CONTROL:
            return self._sitting(session)
        return self._whole(session, self.drawn_routine(session))

    def _sitting(self, session: Session) -> dict[str, Any]:
        frozen = self._frozen(self.drawn_routine(session), session)
        plan = replace(session.plan, routine=frozen.sitting())
        return {"kind": Session.Kind.TEST_ONLY, "plan": plan}

    def _whole(self, session: Session, routine: Routine) -> dict[str, Any]:
        plan = replace(session.plan, routine=self._frozen(routine, session))
        return {"kind": Session.Kind.ROUTINE, "routine": routine, "plan": plan}

    def drawn_routine(self, session: Session) -> Routine:
        """The routine that was drawn, or whose time is sat through."""
        other = self.other_routine
        return other if other is not None and session.assigned == other.slug else self.routine

    def _one_leg(self, session: Session) -> dict[str, Any]:
        first = session.assigned
        plan = replace(
            session.plan,
            routine=self._frozen(self.routine, session, f"only {first}"),
            second=self._frozen(self.routine, session, f"only {OTHER[first]}"),
        )
        return {"kind": Session.Kind.ONE_LEG, "leg": first, "plan": plan}

    def _frozen(self, routine: Routine, session: Session, order: str = "") -> PlannedRoutine:
        seconds = session.plan.routine.seconds
        return frozen_routine(routine, seconds, order or session.plan.order)
