"""The table of ratings: a row per session, test and side, with all phases beside each other."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from tracker.catalogue.spec import UNITS
from tracker.models.owned import Owned, OwnedForeignKey
from tracker.rules.reasons import SKIP_REASONS, skip_choices
from tracker.rules.stages import RULES

PHASES = RULES.phases
FIELDS = ("score", "value", "discomfort", "skip")


BLANK = Q(pre_score=None, post_score=None, pre_skip="", post_skip="")
UNMEASURED = Q(**{f"{phase}_value": None for phase in PHASES})
ScoreRow = tuple[int, int, str, int | None, int | None]
Stored = dict[str, Any]
ValueRow = tuple[int, int, str, str, Decimal | None, Decimal | None, Stored | None, Stored | None]


class RatingQuerySet(models.QuerySet["Rating"]):
    def score_rows(self) -> models.QuerySet["Rating", ScoreRow]:
        """(session id, test id, side, before, after), read from the index alone."""
        return self.order_by("test_id", "side", "day").values_list(
            "session_id", "test_id", "side", "pre_score", "post_score"
        )

    def value_rows(self) -> models.QuerySet["Rating", ValueRow]:
        """(session id, test id, side, method, before, after, holds before, holds after)."""
        measured = self.exclude(pre_value=None, post_value=None)
        return measured.order_by("test_id", "side", "day").values_list(
            *("session_id", "test_id", "side", "method"),
            *("pre_value", "post_value", "pre_holds", "post_holds"),
        )

    def leg_rows(self) -> models.QuerySet["Rating", ScoreRow]:
        """(session id, test id, side, before, between the legs) of sessions with two legs."""
        return self.exclude(mid_score=None).values_list(
            "session_id", "test_id", "side", "pre_score", "mid_score"
        )

    def change_counts(self) -> models.QuerySet["Rating", Mapping[str, object]]:
        """Counts of freer, equal and stiffer ratings by session, with those they are out of."""
        pre, post = F("pre_score"), F("post_score")
        return (
            self.order_by("session_id")
            .values("session_id")
            .annotate(
                freer=Count("pk", filter=Q(post_score__gt=pre)),
                same=Count("pk", filter=Q(post_score=pre)),
                stiffer=Count("pk", filter=Q(pre_score__gt=post)),
                both=Count("pk", filter=Q(pre_score__isnull=False, post_score__isnull=False)),
                rated=Count("pk", filter=Q(pre_score__isnull=False) | Q(post_score__isnull=False)),
                skipped=Count("pk", filter=~Q(pre_skip="") | ~Q(post_skip="")),
                entered=Count("pk", filter=~BLANK),
            )
        )


def _score() -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(null=True, blank=True)


def _value() -> "models.DecimalField[Decimal | None, Decimal | None]":
    # Five decimals hold each sixteenth of an inch in centimetres, exactly.
    return models.DecimalField(max_digits=9, decimal_places=5, null=True, blank=True)


def _holds() -> "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]":
    return models.JSONField(null=True, blank=True, default=None)


def _skip() -> "models.CharField[str, str]":
    return models.CharField(max_length=9, choices=skip_choices, blank=True, default="")


def _at() -> "models.DateTimeField[datetime | None, datetime | None]":
    return models.DateTimeField(null=True, blank=True)


def _zero_to_ten(*names: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(**{name: None}) | Q(**{f"{name}__lte": 10}), name=f"{name}_is_0_to_10"
        )
        for name in names
    ]


def _rated_or_skipped(phase: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{phase}_score": None}) | Q(**{f"{phase}_skip": ""}),
        name=f"{phase}_is_rated_or_skipped",
    )


def of_its_unit(name: str, *, blank: bool) -> models.CheckConstraint:
    """The id of a measure ends in its unit, so a series, which has one method, has one unit."""
    pairs = [Q(unit=unit, method__endswith=f"_{unit}") for unit in UNITS]
    none = [Q(unit="", method="")] if blank else []
    return models.CheckConstraint(condition=reduce(or_, [*none, *pairs]), name=name)


def _measured_by_a_method() -> models.CheckConstraint:
    return models.CheckConstraint(condition=UNMEASURED | ~Q(method=""), name="a_value_has_a_method")


class Rating(Owned):
    """`owner` and `day` are the session's own, repeated here so that a series needs no join."""

    session = OwnedForeignKey("tracker.Session", related_name="ratings")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="ratings", db_index=False
    )
    day = models.DateField()
    test = models.ForeignKey("tracker.MobilityTest", models.RESTRICT, related_name="ratings")
    side = models.CharField(max_length=5)
    # By what its values were read, and in which unit; both empty without a value.
    method = models.CharField(max_length=40, blank=True, default="")
    unit = models.CharField(max_length=5, blank=True, default="")

    pre_score = _score()
    pre_value = _value()
    pre_discomfort = _score()
    pre_skip = _skip()
    pre_at = _at()
    # Between the legs, in sessions that work one leg first.
    mid_score = _score()
    mid_value = _value()
    mid_discomfort = _score()
    mid_skip = _skip()
    mid_at = _at()
    post_score = _score()
    post_value = _value()
    post_discomfort = _score()
    post_skip = _skip()
    post_at = _at()

    # How a phone took the values by itself, as `tracker.rules.holds` reads it.
    pre_holds = _holds()
    mid_holds = _holds()
    post_holds = _holds()

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "session", "test", "side"], name="one_rating_per_slot"
            ),
            models.CheckConstraint(
                condition=Q(side__in=("left", "right", "none")), name="a_known_side"
            ),
            *_zero_to_ten(*(f"{phase}_score" for phase in PHASES)),
            *_zero_to_ten(*(f"{phase}_discomfort" for phase in PHASES)),
            *(_rated_or_skipped(phase) for phase in PHASES),
            _measured_by_a_method(),
            of_its_unit("a_rating_has_the_unit_of_its_method", blank=True),
        ]
        indexes = [
            # Covers every column that a series reads, so that five years come from the index alone.
            models.Index(
                fields=["owner", "test", "side", "day", "session", "pre_score", "post_score"],
                name="series",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.test_id} {self.side}: {self.pre_score} → {self.post_score}"

    def skip_reason(self, phase: str) -> str:
        """Why it was skipped, in words; empty if it was not."""
        skip = getattr(self, f"{phase}_skip")
        return str(SKIP_REASONS[skip]) if skip else ""

    def fields_of(self, phase: str) -> dict[str, Any]:
        """What was entered in `phase`, by field."""
        return {field: getattr(self, f"{phase}_{field}") for field in FIELDS}
