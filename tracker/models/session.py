"""The table of sessions: ratings before, a routine and ratings after, by a frozen plan."""

import datetime
import uuid as uuids
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tracker.models.catalogue import MobilityTest, Routine
from tracker.models.owned import Owned, OwnedForeignKey
from tracker.models.rating import Rating
from tracker.models.revision import changing
from tracker.models.standing import Standing, StandingQuerySet
from tracker.models.typed import TypedField
from tracker.models.user import clock_of
from tracker.rules.clock import error_in_words
from tracker.rules.events import ContextGiven
from tracker.rules.events import Kind as EntryKind
from tracker.rules.log import Slot
from tracker.rules.plan import Plan
from tracker.rules.reasons import stop_choices
from tracker.rules.stages import DONE, PRE, RULES, Position


class PlanField(TypedField):
    stores = Plan


class SessionQuerySet(StandingQuerySet):
    def undeleted(self) -> "SessionQuerySet":
        return self.filter(deleted_at=None)

    def open(self) -> "SessionQuerySet":
        return self.undeleted().exclude(stage=DONE)

    def done(self) -> "SessionQuerySet":
        return self.undeleted().filter(stage=DONE)

    def newest_first(self) -> "SessionQuerySet":
        return self.order_by("-day", "-started_at")

    def chart_rows(self) -> "models.QuerySet[Session, tuple[Any, ...]]":
        """The columns that charts read of sessions, in the order of `infos_of`."""
        about = ("id", "uuid", "day", "kind", "routine__slug", "edited_at", "count_anyway")
        times = ("entered_later", "started_at", "routine_done_at", "finished_at")
        return self.values_list(*about, "drawn", "assigned", "leg", "worked", *times)


class Session(Standing, Owned):
    class Kind(models.TextChoices):
        ROUTINE = "routine", _("Routine")
        TEST_ONLY = "test_only", _("Test-only")
        ONE_LEG = "one_leg", _("One leg first")
        SHAM = "sham", _("Light touch")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions", db_index=False
    )
    uuid = models.UUIDField(default=uuids.uuid4)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.ROUTINE)
    trial = OwnedForeignKey("tracker.Trial", null=True, blank=True, related_name="sessions")
    drawn = models.BooleanField(default=False)
    assigned = models.CharField("what was drawn", max_length=40, blank=True, default="")
    declined = models.BooleanField("did something else than was drawn", default=False)
    leg = models.CharField("the leg that was worked first", max_length=5, blank=True, default="")
    routine = models.ForeignKey(Routine, models.RESTRICT, related_name="sessions")
    stage = models.CharField(max_length=7, choices=RULES.choices, default=PRE)
    plan: "models.JSONField[Plan, Plan]" = PlanField()
    dose = models.JSONField(default=dict)
    stopped_reason = models.CharField(max_length=11, choices=stop_choices, blank=True, default="")
    note = models.TextField(max_length=2000, blank=True, default="")
    # What came before it, as far as somebody said so: see `tracker.rules.context`.
    ran = models.CharField("run in the 24 h before", max_length=4, blank=True, default="")
    slept_badly = models.BooleanField(null=True, blank=True)
    just_woke = models.BooleanField(null=True, blank=True)

    day = models.DateField()
    zone = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    routine_done_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Seconds by which the clock of its phone was ahead; None if it was right.
    clock_off = models.BigIntegerField(null=True, blank=True)
    entered_later = models.BooleanField(default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    count_anyway = models.BooleanField("count it whatever was edited or late", default=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()  # type: ignore[misc]  # instead of the mixins' own

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uuid"], name="one_session_per_uuid"),
            models.UniqueConstraint(
                fields=["owner"],
                condition=~Q(stage=DONE) & Q(deleted_at=None),
                name="one_open_session_per_owner",
            ),
            models.CheckConstraint(
                condition=Q(stage=DONE, finished_at__isnull=False)
                | (~Q(stage=DONE) & Q(finished_at=None)),
                name="done_means_finished",
            ),
        ]
        indexes = [models.Index(fields=["owner", "day"], name="session_days")]

    def __str__(self) -> str:
        return f"{self.title}, {self.day}"

    @property
    def is_done(self) -> bool:
        return self.stage == DONE

    @property
    def is_open(self) -> bool:
        return not self.is_done and self.deleted_at is None

    @property
    def position(self) -> Position:
        """What the rule book needs to know; reads the trial only while it can still randomise."""
        return Position(
            stage=self.stage,
            has_two_legs=self.plan.second is not None,
            will_be_randomised=self.stage == PRE and bool(self.trial and self.trial.picks),
            is_randomised=self.drawn,
            is_deleted=self.deleted_at is not None,
        )

    @property
    def slots(self) -> list[Slot]:
        return list(self.plan.slots)

    @cached_property
    def planned_tests(self) -> list[MobilityTest]:
        """The planned tests as they are in the catalogue today, in the planned order."""
        order = [planned.test for planned in self.plan.tests]
        mine = Q(owner=None) | Q(owner=self.owner_id)
        tests = MobilityTest.objects.filter(mine, slug__in=order)
        by_slug = {test.slug: test for test in tests}
        return [by_slug[slug] for slug in order]

    def planned_test(self, slug: str, side: str) -> MobilityTest | None:
        """The test that is planned with this side."""
        test = next((test for test in self.planned_tests if test.slug == slug), None)
        return test if test and side in test.sides else None

    def by_slot(self) -> dict[Slot, Rating]:
        """The rows of its slots, in the planned order."""
        rows = {(row.test.slug, row.side): row for row in self.ratings.select_related("test")}
        return {slot: rows[slot] for slot in self.slots if slot in rows}

    def missing(self, phase: str) -> list[Slot]:
        """Slots that are neither rated nor skipped in `phase`."""
        entered = {slot for slot, rating in self.by_slot().items() if _entered(rating, phase)}
        return [slot for slot in self.slots if slot not in entered]

    @property
    def local_start(self) -> datetime.datetime:
        """The start in the zone in which the session was entered."""
        return self.started_at.astimezone(clock_of(self.zone))

    @property
    def context(self) -> ContextGiven:
        """What came before it, as far as somebody said so."""
        return ContextGiven(self.ran, self.slept_badly, self.just_woke)

    @property
    def clock_error(self) -> str:
        """How wrong the clock of its phone was, in words."""
        return error_in_words(self.clock_off or 0)

    @property
    def was_started_on_phone(self) -> bool:
        """Whether a phone started it offline, so that its start is by the phone's clock."""
        return self.entries.filter(kind=EntryKind.START).exists()

    @cached_property
    def was_brought_in(self) -> bool:
        """Whether it came in with a sheet."""
        return self.entered_later and self.entries.filter(kind=EntryKind.BROUGHT).exists()

    @property
    def stated_duration(self) -> str:
        """How long it took, in words; no sheet says it."""
        return "" if self.was_brought_in else self.duration

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Reload the row and lock its owner until the transaction ends."""
        with changing(self.owner_id):
            self.refresh_from_db()
            yield


def _entered(rating: Rating, phase: str) -> bool:
    return getattr(rating, f"{phase}_score") is not None or bool(getattr(rating, f"{phase}_skip"))
