"""Which tables and columns are a person's own, and which are left out, each with its reason."""

from typing import NamedTuple

from django.db import models

from tracker.models import (
    ColumnMapping,
    Entry,
    ErasedSession,
    MobilityTest,
    Picture,
    Routine,
    RoutineSetting,
    Session,
    SteadyReading,
    Step,
    TestSetting,
    Trial,
    User,
)
from tracker.transfer.columns import Column

VERSION = 1  # of supple.json
# What the log of a session decides, so that reading it again makes them.
DERIVED = {
    *("dose", "stopped_reason", "note", "ran", "slept_badly", "just_woke"),
    *("routine_done_at", "finished_at", "edited_at", "count_anyway", "worked"),
}
SETTINGS = (
    *("language", "time_zone", "zone_from", "zone_changed_at", "day_starts_at", "theme", "length"),
    *("week_starts", "text_size", "cue_volume", "auto_advance", "safety_read_at"),
)


class Table(NamedTuple):
    """A table whose rows are exported: by which columns they are sorted, and what is left out."""

    name: str
    model: type[models.Model]
    order: tuple[str, ...]
    left_out: frozenset[str] = frozenset()

    @property
    def columns(self) -> list[Column]:
        """The columns that are exported; of what belongs to a parent not the parent."""
        without = self.left_out | {"id", "owner"}
        return [field for field in self.model._meta.concrete_fields if field.name not in without]


OWN_TESTS = Table("tests", MobilityTest, ("slug",))
PICTURES = Table("pictures", Picture, ("test__slug",))
OWN_ROUTINES = Table("routines", Routine, ("slug",))
STEPS = Table("steps", Step, ("position",), frozenset({"routine"}))
TEST_SETTINGS = Table("test_settings", TestSetting, ("test__slug",))
ROUTINE_SETTINGS = Table("routine_settings", RoutineSetting, ("routine__slug",))
STEADY = Table("steady_readings", SteadyReading, ("day", "test__slug", "side", "method"))
TRIALS = Table("trials", Trial, ("started_at",))
ERASED = Table("erased", ErasedSession, ("uuid",))
MAPPINGS = Table("column_mappings", ColumnMapping, ("columns",))
SESSIONS = Table("sessions", Session, ("started_at", "uuid"), frozenset(DERIVED))
ENTRIES = Table("entries", Entry, ("pk",), frozenset({"session"}))


def settings_columns() -> list[Column]:
    """The columns of a person's settings."""
    return [User._meta.get_field(name) for name in SETTINGS]  # type: ignore[misc]
