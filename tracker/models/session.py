"""A session, from its start to its end: its methods are the verbs of the product."""

import datetime
import uuid as uuids
import zoneinfo
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from tracker.models.catalogue import MobilityTest, Routine
from tracker.models.plan import Chosen, frozen_plan, planned_minutes, slots
from tracker.models.rating import Rating

Slot = tuple[str, str]
Readings = Mapping[Slot, Mapping[str, Any]]


class AnotherIsOpen(Exception):
    """Only one session can be open; this one has to wait."""


class SessionQuerySet(models.QuerySet):
    def kept(self) -> "SessionQuerySet":
        return self.filter(deleted_at=None)

    def open(self) -> "SessionQuerySet":
        return self.kept().exclude(stage=Session.Stage.DONE)

    def done(self) -> "SessionQuerySet":
        return self.kept().filter(stage=Session.Stage.DONE)

    def newest_first(self) -> "SessionQuerySet":
        return self.order_by("-day", "-started_at")

    def facts(self) -> "SessionQuerySet":
        """What charts know of a session, as rows."""
        return self.values_list("id", "uuid", "day", "kind", "routine__slug", "edited_at", "counts")

    @transaction.atomic
    def start(
        self,
        owner: Any,
        *,
        uuid: uuids.UUID,
        routine: Routine,
        tests: Iterable[MobilityTest],
        seconds: int,
        order: str,
        chosen: Chosen | None = None,
        test_set: str = "own",
        zone: str = "",
        started_at: datetime.datetime | None = None,
        **fields: Any,
    ) -> "Session":
        """Freeze the plan. The same uuid twice is the same session.

        Raises AnotherIsOpen while another one of the owner's is not finished.
        """
        started_at = started_at or timezone.now()
        zone = zone or owner.time_zone
        new = {
            "routine": routine,
            "plan": frozen_plan(routine, tests, seconds, order, chosen) | {"set": test_set},
            "started_at": started_at,
            "zone": zone,
            "day": owner.day_of(started_at, zone),
        }
        try:
            with transaction.atomic():
                session, _ = self.get_or_create(owner=owner, uuid=uuid, defaults=new | fields)
        except IntegrityError as error:
            raise AnotherIsOpen from error
        return session

    def enter_later(
        self, owner: Any, *, uuid: uuids.UUID, started_at: datetime.datetime, **fields: Any
    ) -> tuple["Session", bool]:
        """A session that was done without the page, finished at once; and whether it is new."""
        new = {
            "stage": Session.Stage.DONE,
            "started_at": started_at,
            "finished_at": timezone.now(),
            "zone": owner.time_zone,
            "day": owner.day_of(started_at),
            "entered_later": True,
        }
        return self.get_or_create(owner=owner, uuid=uuid, defaults=new | fields)


class Session(models.Model):
    class Kind(models.TextChoices):
        ROUTINE = "routine", "Routine"
        TEST_ONLY = "test_only", "Test-only"
        ONE_LEG = "one_leg", "One leg first"

    class Stage(models.TextChoices):
        PRE = "pre", "Before"
        ROUTINE = "routine", "Routine"
        POST = "post", "After"
        DONE = "done", "Done"

    class Stopped(models.TextChoices):
        ENOUGH = "enough", "Done enough"
        SORE = "sore", "Too sore"
        INTERRUPTED = "interrupted", "Interrupted"
        PAIN = "pain", "Sharp pain"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions")
    uuid = models.UUIDField(default=uuids.uuid4)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.ROUTINE)
    drawn = models.BooleanField(default=False)
    routine = models.ForeignKey(Routine, models.PROTECT, related_name="sessions")
    stage = models.CharField(max_length=7, choices=Stage, default=Stage.PRE)
    plan = models.JSONField()
    dose = models.JSONField(default=dict)
    stopped_reason = models.CharField(max_length=11, choices=Stopped, blank=True, default="")
    note = models.TextField(max_length=2000, blank=True, default="")

    day = models.DateField()
    zone = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    routine_done_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    entered_later = models.BooleanField(default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    counts = models.BooleanField("count it in the analysis", default=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uuid"], name="one_session_per_uuid"),
            models.UniqueConstraint(
                fields=["owner"],
                condition=~Q(stage="done") & Q(deleted_at=None),
                name="one_open_session_per_owner",
            ),
            models.CheckConstraint(
                condition=Q(stage="done", finished_at__isnull=False)
                | (~Q(stage="done") & Q(finished_at=None)),
                name="done_means_finished",
            ),
        ]
        indexes = [models.Index(fields=["owner", "day"], name="session_days")]

    def __str__(self) -> str:
        return f"{self.title}, {self.day}"

    @property
    def title(self) -> str:
        is_routine = self.kind == self.Kind.ROUTINE
        return self.plan["routine"]["name"] if is_routine else self.get_kind_display()

    @property
    def is_done(self) -> bool:
        return self.stage == self.Stage.DONE

    @property
    def is_open(self) -> bool:
        return not self.is_done and self.deleted_at is None

    @property
    def slots(self) -> list[Slot]:
        return list(slots(self.plan["tests"]))

    @property
    def started_there(self) -> datetime.datetime:
        """The start by the clock of the place where it was entered."""
        return self.started_at.astimezone(zoneinfo.ZoneInfo(self.zone))

    @property
    def minutes(self) -> int:
        """How long the routine took by its recorded seconds, or was planned to take."""
        done = round(sum(self.dose.values()) / 60)
        return done or planned_minutes(self.plan["routine"])

    @cached_property
    def planned_tests(self) -> list[MobilityTest]:
        """The planned tests as they are in the catalogue today, in the planned order."""
        order = [test["test"] for test in self.plan["tests"]]
        mine = Q(owner=None) | Q(owner=self.owner_id)
        found = {test.slug: test for test in MobilityTest.objects.filter(mine, slug__in=order)}
        return [found[slug] for slug in order]

    def by_slot(self) -> dict[Slot, Rating]:
        return {(rating.test.slug, rating.side): rating for rating in self._with_tests()}

    def _with_tests(self) -> models.QuerySet[Rating]:
        return self.ratings.select_related("test").order_by("test__position", "side")

    def missing(self, phase: str) -> list[Slot]:
        """Slots that are neither rated nor skipped in `phase`."""
        entered = {slot for slot, rating in self.by_slot().items() if _entered(rating, phase)}
        return [slot for slot in self.slots if slot not in entered]

    def record(
        self, phase: str, readings: Readings, *, at: datetime.datetime | None = None
    ) -> None:
        """Write `readings` of one phase: one row per slot, only the fields that are given."""
        tests = {test.slug: test for test in self.planned_tests}
        groups: dict[tuple[str, ...], list[Rating]] = {}
        for slot, reading in readings.items():
            fields = _complete(phase, reading) | {f"{phase}_at": at or timezone.now()}
            row = self._row(tests[slot[0]], slot[1], fields)
            groups.setdefault(tuple(fields), []).append(row)
        for names, rows in groups.items():
            self._write(rows, names)

    def _row(self, test: MobilityTest, side: str, fields: dict[str, Any]) -> Rating:
        method = test.measure.get("id", "")
        owned = {"session": self, "owner_id": self.owner_id, "day": self.day}
        return Rating(test=test, side=side, method=method, **owned, **fields)

    def _write(self, rows: list[Rating], names: tuple[str, ...]) -> None:
        Rating.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["session", "test", "side"],
            update_fields=names,
        )

    def pre_done(self) -> None:
        self._go_on(Q(stage=self.Stage.PRE), stage=self.Stage.ROUTINE)

    def routine_done(self, dose: dict[str, int] | None = None, stopped_reason: str = "") -> None:
        self._go_on(
            Q(stage=self.Stage.ROUTINE),
            stage=self.Stage.POST,
            dose=dose or {},
            stopped_reason=stopped_reason,
            routine_done_at=timezone.now(),
        )

    def finish(self) -> None:
        """End it as it is, at whatever stage."""
        done = self.Stage.DONE
        self._go_on(~Q(stage=done), stage=done, finished_at=timezone.now())

    def _go_on(self, leaving: Q, **fields: Any) -> None:
        # The stage is in the query, so that a second request at the same time changes nothing.
        if Session.objects.filter(leaving, pk=self.pk, deleted_at=None).update(**fields):
            for name, value in fields.items():
                setattr(self, name, value)

    def write_note(self, note: str) -> None:
        self.note = note
        self.save(update_fields=["note"])

    def delete_for_now(self) -> None:
        """Put it away; `restore` brings it back."""
        self.deleted_at = self.deleted_at or timezone.now()
        self.save(update_fields=["deleted_at"])

    def restore(self) -> None:
        """Bring a deleted session back. Raises AnotherIsOpen if two would be open."""
        deleted_at, self.deleted_at = self.deleted_at, None
        try:
            with transaction.atomic():
                self.save(update_fields=["deleted_at"])
        except IntegrityError as error:
            self.deleted_at = deleted_at
            raise AnotherIsOpen from error


def _entered(rating: Rating, phase: str) -> bool:
    return getattr(rating, f"{phase}_score") is not None or bool(getattr(rating, f"{phase}_skip"))


def _complete(phase: str, reading: Mapping[str, Any]) -> dict[str, Any]:
    """`reading` as columns: a score takes a skip away, and a skip the score."""
    fields = {f"{phase}_{name}": value for name, value in reading.items()}
    if reading.get("score") is not None:
        fields[f"{phase}_skip"] = ""
    elif reading.get("skip"):
        fields[f"{phase}_score"] = None
    return fields
