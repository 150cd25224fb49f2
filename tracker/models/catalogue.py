"""Mobility tests and routines: built in from files, or a person's own."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.analysis.randomisation import LIGHT_TOUCH
from tracker.catalogue import spec
from tracker.models.revision import changing
from tracker.models.texts import LongText, ShortText, Texts
from tracker.rules.freezing import frozen_routine
from tracker.rules.plan import SIDES

M = TypeVar("M", bound=models.Model, covariant=True)


class CatalogueQuerySet(models.QuerySet[M]):
    def offered_to(self, user: Any) -> "CatalogueQuerySet[M]":
        """What `user` can choose: built-in items and their own, without retired ones."""
        mine = models.Q(owner=None) | models.Q(owner=user)
        return self.filter(mine, retired=False)

    def own_first(self) -> "CatalogueQuerySet[M]":
        """A person's own items before the built-in ones."""
        # Databases differ on where NULL sorts.
        return self.order_by(models.F("owner").asc(nulls_last=True), "position")


class CatalogueItem(models.Model):
    """The common part of tests and routines; built in if it has no owner."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="own_%(class)ss",
    )
    slug = models.SlugField(max_length=40)
    name = ShortText(max_length=60)
    gloss = ShortText(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    retired = models.BooleanField(default=False)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "slug"]
        # Two constraints, because a unique key treats two NULL owners as different.
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(owner=None),
                name="one_built_in_%(class)s_per_slug",
            ),
            models.UniqueConstraint(fields=["owner", "slug"], name="one_own_%(class)s_per_slug"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_built_in(self) -> bool:
        return self.owner_id is None


class MobilityTest(CatalogueItem):
    """A movement to rate; `measures` and `protocol` have the form that `catalogue.spec` defines."""

    hint = ShortText(max_length=120, blank=True)
    # What the ends of its scale mean; empty for the words that all tests have.
    ten_means = ShortText(max_length=60, blank=True, default="")
    zero_means = ShortText(max_length=60, blank=True, default="")
    posture = models.CharField(max_length=40, blank=True)
    region = models.CharField(max_length=20)
    sided = models.BooleanField(default=True)
    side_means = ShortText(max_length=120, blank=True)
    measures = Texts(default=list)
    protocol = Texts(default=dict)
    notes = LongText(blank=True)
    illustration = models.CharField(max_length=40, blank=True)
    put_away_at = models.DateTimeField("deleted by its owner", null=True, blank=True)

    @property
    def sides(self) -> tuple[str, ...]:
        return SIDES if self.sided else ("none",)

    @property
    def measure(self) -> dict[str, Any]:
        """The default way to measure this movement, or an empty dict."""
        return next(iter(self.measures), {})

    @property
    def typed_measures(self) -> list[dict[str, Any]]:
        """Those whose values are typed; what a phone takes by itself nobody types."""
        return [measure for measure in self.measures if measure["instrument"] != spec.PHONE]

    @property
    def offered_measures(self) -> list[dict[str, Any]]:
        """The ways to measure that pages offer to choose from."""
        return list(self.measures) if spec.PHONE_IS_OFFERED else self.typed_measures

    def measure_by(self, method: str) -> dict[str, Any]:
        """The measure with this id, or an empty dict."""
        return next((measure for measure in self.measures if measure["id"] == method), {})


class RoutineQuerySet(CatalogueQuerySet["Routine"]):
    def offered_to(self, user: Any) -> "RoutineQuerySet":
        """Without the sham, which is for fair tests alone."""
        return super().offered_to(user).filter(sham=False)  # type: ignore[return-value]

    def light_touch(self) -> "Routine":
        return self.get(owner=None, slug=LIGHT_TOUCH)


class Routine(CatalogueItem):
    """What is done between the before and after ratings; its steps are ordered."""

    position_text = LongText(blank=True)
    hand_rule = ShortText(max_length=200, blank=True)
    presets = models.JSONField(default=dict)
    places = models.JSONField(default=dict)
    lead_in = models.PositiveSmallIntegerField(default=5)
    change_seconds = models.PositiveSmallIntegerField(default=5)
    swap_seconds = models.PositiveSmallIntegerField(default=7)
    variations = Texts(default=list)
    notes = LongText(blank=True, default="")
    sham = models.BooleanField("for fair tests alone", default=False)
    put_away_at = models.DateTimeField("deleted by its owner", null=True, blank=True)

    objects = RoutineQuerySet.as_manager()  # type: ignore[misc]  # instead of the common one

    def minutes(self, seconds: int) -> int:
        """Minutes of the whole routine with `seconds` for each move."""
        return frozen_routine(self, seconds, "left").minutes

    def replace_steps(self, steps: Iterable[Mapping[str, Any]]) -> None:
        """Store these as the steps, in this order; sessions keep their frozen plans."""
        assert self.owner_id is not None, "built-in routines come from the catalogue"
        with changing(self.owner_id):
            self.steps.all().delete()
            Step.objects.bulk_create(
                Step(routine=self, position=position, **step) for position, step in enumerate(steps)
            )


class Step(models.Model):
    """One step of a routine, by default done on each side in turn."""

    class Kind(models.TextChoices):
        SET_UP = "set_up"
        WORK = "work"
        RELEASE = "release"

    class Hand(models.TextChoices):
        OPPOSITE = "opposite"
        BOTH = "both"

    class Sides(models.TextChoices):
        IN_TURN = "each", _("Each side in turn")
        LEFT = "left", _("Left only")
        RIGHT = "right", _("Right only")
        NONE = "none", _("Once, no side")

    routine = models.ForeignKey(Routine, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    technique = models.SlugField(max_length=40)
    name = ShortText(max_length=60)
    cue = ShortText(max_length=200, blank=True)
    say = ShortText(max_length=200, blank=True)
    sides = models.CharField(max_length=5, choices=Sides, default=Sides.IN_TURN)
    hand = models.CharField(max_length=8, choices=Hand, default=Hand.BOTH)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.WORK)
    seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    less = models.PositiveSmallIntegerField(default=0)
    illustration = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["routine", "position"]
        constraints = [
            models.UniqueConstraint(fields=["routine", "position"], name="one_step_per_position"),
            models.CheckConstraint(
                condition=models.Q(seconds=None) | models.Q(seconds__range=(1, 1800)),
                name="a_step_lasts_1_to_1800_seconds",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_built_in(self) -> bool:
        return self.routine_id is not None and self.routine.is_built_in
