"""The table of people: how they sign in, their time zone and day, and their settings."""

import datetime
import functools
import zoneinfo
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.models.revision import Revision, changing

LOUDEST = 10  # the volume of cues, from 0


@functools.cache
def zone_names() -> frozenset[str]:
    """The names of all time zones; cached, because listing them opens every file of them."""
    return frozenset(zoneinfo.available_timezones())


def clock_of(zone: str) -> zoneinfo.ZoneInfo:
    """The time zone of this name, or UTC if this machine does not know it."""
    # A stored name may be newer than the zone database of the machine.
    try:
        return zoneinfo.ZoneInfo(zone)
    except (LookupError, OSError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def place_of(zone: str) -> str:
    """The city in the name of a zone, as people read it."""
    return clock_of(zone).key.rpartition("/")[2].replace("_", " ")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    class Theme(models.TextChoices):
        AUTO = "auto", _("Like the device")
        LIGHT = "light", pgettext_lazy("theme", "Light")
        DARK = "dark", pgettext_lazy("theme", "Dark")

    class Length(models.TextChoices):
        CENTIMETRES = "cm", _("Centimetres")
        INCHES = "in", _("Inches")

    class FirstDay(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    class TextSize(models.IntegerChoices):
        NORMAL = 100, pgettext_lazy("text size", "Normal")
        LARGER = 115, pgettext_lazy("text size", "Larger")
        LARGEST = 130, pgettext_lazy("text size", "Largest")

    class ZoneFrom(models.TextChoices):
        NOWHERE = "", _("Nobody has said yet")
        DEVICE = "device", _("Follows the device")
        HAND = "hand", _("Chosen by hand")

    email = models.EmailField("email", unique=True)
    email_changed_at = models.DateTimeField(null=True, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    zone_from = models.CharField(max_length=6, choices=ZoneFrom, blank=True, default="")
    zone_changed_at = models.DateTimeField(null=True, blank=True)
    day_starts_at = models.PositiveSmallIntegerField("day begins at", default=3)
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    # Empty: that of the browser. No choices of the column, because which are offered is a setting.
    language = models.CharField(max_length=12, blank=True, default="")
    length = models.CharField(max_length=2, choices=Length, default=Length.CENTIMETRES)
    week_starts = models.PositiveSmallIntegerField(
        "first day of the week", choices=FirstDay, default=FirstDay.MONDAY
    )
    text_size = models.PositiveSmallIntegerField(choices=TextSize, default=TextSize.NORMAL)
    cue_volume = models.PositiveSmallIntegerField("volume of cues", default=LOUDEST)
    auto_advance = models.BooleanField("go on after a complete test", default=True)
    safety_read_at = models.DateTimeField(null=True, blank=True)
    downloaded_at = models.DateTimeField("last downloaded everything", null=True, blank=True)
    last_seen_on = models.DateField(null=True, blank=True)
    # An account that the host closes can still be exported until then; then it is deleted.
    closes_at = models.DateTimeField(null=True, blank=True)
    # Counts the times at which all sign-ins but one were ended.
    sign_outs = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("runs this server", default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
            models.CheckConstraint(condition=models.Q(day_starts_at__lt=24), name="a_day_has_24_h"),
            models.CheckConstraint(
                condition=models.Q(cue_volume__lte=LOUDEST), name="cues_are_as_loud_as_the_phone"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def set_password(self, raw_password: str | None) -> None:
        """Record the time of a change, by whatever way, so that every sign-in can see it."""
        super().set_password(raw_password)
        if self.pk:
            self.password_changed_at = timezone.now()

    def get_session_auth_hash(self) -> str:
        """What a sign-in has to hold: other than that of before a new password or `sign_outs`."""
        of_password = super().get_session_auth_hash()
        if not self.sign_outs:
            return of_password
        return salted_hmac(
            f"sign-outs {self.sign_outs}", of_password, algorithm="sha256"
        ).hexdigest()

    def save(self, **options: Any) -> None:
        """Save with a new revision, but for the last sign-in, which no page shows."""
        if options.get("update_fields") == ["last_login"]:
            super().save(**options)
        elif self._state.adding:
            with transaction.atomic():
                super().save(**options)
                Revision.objects.create(owner=self)
        else:
            with changing(self.pk):
                super().save(**options)

    @property
    def preferences(self) -> dict[str, Any]:
        """The settings that scripts read, online and offline, by column."""
        names = ("auto_advance", "cue_volume", "length")
        return {name: getattr(self, name) for name in names}

    def day_of(self, moment: datetime.datetime, zone: str = "") -> datetime.date:
        """The day that `moment` belongs to for this person, by their hour at which days begin."""
        # Via UTC, which resolves local times that DST skipped.
        local = moment.astimezone(datetime.UTC).astimezone(clock_of(zone or self.time_zone))
        return (local.replace(tzinfo=None) - datetime.timedelta(hours=self.day_starts_at)).date()

    def rest_of_day(self, moment: datetime.datetime) -> datetime.timedelta:
        """The time until this person's next day begins."""
        tomorrow = self.day_of(moment) + datetime.timedelta(days=1)
        begins = datetime.time(self.day_starts_at, tzinfo=clock_of(self.time_zone))
        return datetime.datetime.combine(tomorrow, begins).astimezone(datetime.UTC) - moment

    def follow(self, zone: str) -> None:
        """Take over the zone of the person's device, unless they chose theirs by hand."""
        if self.zone_from == self.ZoneFrom.HAND or zone not in zone_names():
            return
        is_change = zone != self.time_zone
        if is_change or not self.zone_from:
            # The first zone is no change, so it gets no time.
            moved = timezone.now() if is_change and self.zone_from else self.zone_changed_at
            self.time_zone, self.zone_from = zone, self.ZoneFrom.DEVICE
            self.zone_changed_at = moved
            self.save(update_fields=["time_zone", "zone_from", "zone_changed_at"])

    def let_zone_follow(self) -> None:
        """Forget a zone chosen by hand: the next device that reports its zone decides."""
        self.zone_from = self.ZoneFrom.NOWHERE
        self.save(update_fields=["zone_from"])

    @property
    def has_moved(self) -> bool:
        """Whether a device changed the zone within the last day."""
        moved = self.zone_changed_at
        return moved is not None and timezone.now() - moved < datetime.timedelta(days=1)

    @property
    def place(self) -> str:
        return place_of(self.time_zone)

    def acknowledge_safety(self) -> None:
        if self.safety_read_at is None:
            self.safety_read_at = timezone.now()
            self.save(update_fields=["safety_read_at"])
