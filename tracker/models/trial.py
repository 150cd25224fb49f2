"""The table of trials: fair tests on oneself, written down before they begin."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.analysis.answers.judgement import Judgement
from tracker.analysis.randomisation import CONTROL, LEGS, LIGHT_TOUCH
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


class JudgementField(TypedField):
    stores = Judgement


class ArmsField(models.JSONField):
    """A list of arms: those of the design, unless others are set before the row is stored."""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """For migrations it is a plain JSON field."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> list[str]:
        assert isinstance(model_instance, Trial)
        model_instance.arms = model_instance.arms or model_instance.arms_of_design
        return list(model_instance.arms)


class Trial(Owned):
    """Sessions are assigned to `arms` in blocks of eight; the other fields are its plan."""

    class Design(models.TextChoices):
        CONTROL = "control", _("Does the routine do more than sitting still?")
        TOUCH = "touch", _("Is it the pull, or only the attention?")
        VERSUS = "versus", _("Which of two routines does more?")
        ONE_LEG = "one_leg", _("Does it change the leg you do it on?")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="trials")
    design = models.CharField(max_length=7, choices=Design)
    routine = models.ForeignKey(Routine, models.RESTRICT, related_name="+")
    other_routine = models.ForeignKey(Routine, models.RESTRICT, related_name="+", null=True)
    # As planned: a trial that began with three keeps them. The first two are its question.
    arms = ArmsField("what chance picks from", default=list)
    tests = models.JSONField("tests to look at", default=list)
    guess = models.SlugField("what should move most", max_length=40, blank=True)
    planned = models.PositiveSmallIntegerField("sessions planned")
    seed = models.CharField(max_length=32, default=_seed, editable=False)
    draws = models.PositiveIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Written once, when it ends: see docs/decisions on plans that are judged once.
    judgement: "models.JSONField[Judgement, Judgement]" = JudgementField(null=True, editable=False)
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
    def arms_of_design(self) -> list[str]:
        """What its question sets against each other, the first of its answer first."""
        if self.design == self.Design.ONE_LEG:
            return list(LEGS)
        others = {self.Design.CONTROL: CONTROL, self.Design.TOUCH: LIGHT_TOUCH}
        other = self.other_routine.slug if self.other_routine else others[self.Design(self.design)]
        return [self.routine.slug, other]

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
        """How many sessions were randomised so far, deleted and erased ones included."""
        return self.sessions.filter(drawn=True).count() + self.erased.count()

    @property
    def finished_sessions(self) -> SessionQuerySet:
        """The randomised sessions that are done or deleted."""
        ended = Q(stage=DONE) | ~Q(deleted_at=None)
        return self.sessions.filter(ended, drawn=True)

    def assigned_routine(self, session: Session) -> Routine:
        """The routine that `session` was assigned to, or that gives a control its length."""
        other = self.other_routine
        return other if other is not None and session.assigned == other.slug else self.routine
