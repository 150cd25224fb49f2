"""The table of trials: fair tests on oneself, written down before they begin."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tracker.analysis.randomisation import CONTROL
from tracker.models.catalogue import Routine
from tracker.models.owned import Owned
from tracker.models.session import Session, SessionQuerySet
from tracker.models.typed import TypedField
from tracker.rules.pauses import Pause, Pauses
from tracker.rules.stages import DONE


def _seed() -> str:
    return secrets.token_hex(8)


class PausesField(TypedField):
    stores = Pauses


class Trial(Owned):
    """Sessions are assigned to `arms` in blocks of eight; the other fields are its plan."""

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
    pauses: "models.JSONField[Pauses, Pauses]" = PausesField(default=Pauses, editable=False)

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
    def pause(self) -> Pause | None:
        """The pause that lasts."""
        return self.pauses.current

    @property
    def picks(self) -> bool:
        """Whether chance picks for its sessions now: not once it has ended, nor while it pauses."""
        return self.is_running and self.pause is None

    @property
    def randomised_count(self) -> int:
        """How many sessions were randomised so far, deleted ones included."""
        return self.sessions.filter(drawn=True).count()

    @property
    def finished_sessions(self) -> SessionQuerySet:
        """The randomised sessions that are done or deleted."""
        ended = Q(stage=DONE) | ~Q(deleted_at=None)
        return self.sessions.filter(ended, drawn=True)

    def assigned_routine(self, session: Session) -> Routine:
        """The routine that `session` was assigned to, or that gives a control its length."""
        other = self.other_routine
        return other if other is not None and session.assigned == other.slug else self.routine
