"""The part of a download before its sessions: settings, own tests and routines, fair tests."""

import io
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy
from PIL import Image

from tracker.models import ErasedSession, MobilityTest, Picture, Routine, Step, Trial
from tracker.sessions import own_routines, own_tests
from tracker.transfer import tables
from tracker.transfer.arriving import Names, Row, row_of, settings_of, test_of
from tracker.transfer.candidate import Problem
from tracker.transfer.checking import Wrong, at, check_drawing, check_variation, demand
from tracker.transfer.person import has_data
from tracker.transfer.small_rows import check_small_row
from tracker.transfer.trials import check_trial

MOST_ROWS, MOST_STEPS = 2000, 100
MOST_OF_A_PICTURE = 400 * 1024
MOST_OWN = (own_tests.MOST_OWN, own_routines.MOST_OWN)
NO_ROOM = gettext_lazy(
    "These are more than fit: %(most)s of your own at most, and you have %(here)s here. "
    "Delete some first."
)
NEVER_WRITTEN = gettext_lazy("Supple never writes this. Download the file anew.")


class Head:
    """Reads what `stored` holds; what is here already stays as it is.

    `read` gives the problems, `save` stores the rest; `names` then knows what sessions refer to.
    """

    def __init__(self, names: Names, stored: Row) -> None:
        self.names, self.stored, self.owner = names, stored, names.owner
        self.is_fresh = not has_data(self.owner)
        self.counts: Counter[str] = Counter()
        self.settings: dict[str, Any] = {}
        self.tests: list[MobilityTest] = []
        self.routines: list[tuple[Routine, list[Step]]] = []
        self.trials: list[Trial] = []
        self.went_on: list[Trial] = []
        self.rest: list[Any] = []
        self.problems: list[Problem] = []

    def read(self) -> list[Problem]:
        self._read_rows("settings", self._settings, [self.stored] if self.is_fresh else [])
        self._read_rows(tables.OWN_TESTS.name, self._test)
        self._read_rows(tables.OWN_ROUTINES.name, self._routine)
        self._read_rows(tables.TRIALS.name, self._trial)
        self._read_rows(tables.PICTURES.name, self._picture)
        for table, key in UNIQUE:
            here = {_key(row, key) for row in table.model._default_manager.filter(owner=self.owner)}
            self._read_rows(table.name, partial(self._other, table, key, here))
        self._check_room()
        self.counts += Counter(
            tests=len(self.tests), routines=len(self.routines), trials=len(self.trials)
        )
        return self.problems

    def _check_room(self) -> None:
        new_tests = sum(not test.retired for test in self.tests)
        new_routines = sum(not routine.retired for routine, _steps in self.routines)
        rooms = (
            (tables.OWN_TESTS.name, new_tests, own_tests.live(self.owner).count()),
            (tables.OWN_ROUTINES.name, new_routines, own_routines.live(self.owner).count()),
        )
        for (name, new, here), most in zip(rooms, MOST_OWN, strict=True):
            if new and new + here > most:
                sentence = NO_ROOM % {"most": most, "here": here}
                self.problems.append(Problem(0, name, str(new), sentence))

    def _read_rows(
        self, name: str, read: Callable[[Row], None], rows: Iterable[Row] | None = None
    ) -> None:
        stored = self.stored.get(name) if rows is None else rows
        if not isinstance(stored, list) or len(stored) > MOST_ROWS:
            self.problems.append(Problem(0, name, "", str(NEVER_WRITTEN)))
            return
        for number, row in enumerate(stored, start=1):
            try:
                with at(name):
                    read(row)
            except Wrong as wrong:
                field, _colon, value = str(wrong).partition(": ")
                sentence = OTHERWISE.get(field, NEVER_WRITTEN)
                column = name if field == name else f"{name}, {field}"
                self.problems.append(Problem(number, column, value, str(sentence)))

    def _settings(self, row: Row) -> None:
        columns = tables.settings_columns()
        self.settings = settings_of(row.get("settings"), columns, self.names)

    def _test(self, row: Row) -> None:
        test = test_of(tables.OWN_TESTS, row, self.names)
        here = self.names.tests.get(test.slug)
        if here is None:
            self.tests.append(test)
            self.names.tests[test.slug] = test
        elif here.owner_id is None or _kind(here) != _kind(test):
            raise Wrong(f"another test: {test.name}")

    def _routine(self, row: Row) -> None:
        routine: Routine = row_of(tables.OWN_ROUTINES, row, self.names)
        steps = row.get(tables.STEPS.name)
        demand(isinstance(steps, list) and len(steps) <= MOST_STEPS, "steps")
        made = [row_of(tables.STEPS, step, self.names) for step in steps or ()]
        demand(len({step.position for step in made}) == len(made), "steps, position")
        for step in made:
            demand(step.seconds is None or 0 < step.seconds <= 1800, "steps, seconds")
            check_drawing(step.illustration)
        _check_routine(routine)
        if routine.slug not in self.names.routines:
            self.routines.append((routine, made))
            self.names.routines[routine.slug] = routine
        elif self.names.routines[routine.slug].owner_id is None:
            raise Wrong(f"another routine: {routine.name}")

    def _trial(self, row: Row) -> None:
        trial: Trial = row_of(tables.TRIALS, row, self.names)
        check_trial(trial, self.names.tests, self.names.routines)
        started = trial.started_at.isoformat()
        if here := self.names.trials.get(started):
            if here.pk and here.seed == trial.seed and here.draws < trial.draws:
                # Picked elsewhere meanwhile: what comes in was drawn, and is not drawn again.
                here.draws = trial.draws
                self.went_on.append(here)
            return
        others = (*self.owner.trials.all(), *self.trials)
        if trial.is_running and any(other.is_running for other in others):
            raise Wrong("two fair tests")
        self.trials.append(trial)
        self.names.trials[started] = trial

    def _picture(self, row: Row) -> None:
        picture: Picture = row_of(tables.PICTURES, row, self.names)
        demand(picture.test.owner_id is not None, "test")
        _check_picture(picture)
        if any(test is picture.test for test in self.tests):
            self.rest.append(picture)

    def _other(self, table: tables.Table, key: tuple[str, ...], here: set[Any], row: Row) -> None:
        made = row_of(table, row, self.names)
        check_small_row(made, self.names)
        if isinstance(made, ErasedSession):
            # What is here stays, and what is erased does not come back.
            if made.uuid in self.names.here:
                return
            self.names.erased.add(made.uuid)
        if _key(made, key) not in here:
            here.add(_key(made, key))
            self.rest.append(made)

    def save(self) -> None:
        """Store what is new, within `changing`."""
        if self.settings:
            for name, value in self.settings.items():
                setattr(self.owner, name, value)
            self.owner.save(update_fields=list(self.settings))
        for row in (*self.tests, *(routine for routine, _steps in self.routines), *self.trials):
            row.save()
        for trial in self.went_on:
            trial.save(update_fields=["draws"])
        for routine, steps in self.routines:
            for step in steps:
                step.routine = routine
            Step.objects.bulk_create(steps)
        for row in self.rest:
            for column in row._meta.concrete_fields:
                # What it refers to has a number by now.
                if column.is_relation and column.name != "owner":
                    setattr(row, column.name, getattr(row, column.name))
            row.save()


# By which columns two rows are the same; a built-in test is by its slug as well.
UNIQUE: tuple[tuple[tables.Table, tuple[str, ...]], ...] = (
    (tables.TEST_SETTINGS, ("test",)),
    (tables.ROUTINE_SETTINGS, ("routine",)),
    (tables.STEADY, ("test", "side", "method", "day")),
    (tables.ERASED, ("uuid",)),
    (tables.MAPPINGS, ("columns",)),
)
OTHERWISE = {
    "another test": gettext_lazy(
        "You have another test of this name, with other sides or another unit. Rename one of them."
    ),
    "another routine": gettext_lazy("A built-in routine has this name. Rename yours first."),
    "two fair tests": gettext_lazy("A fair test runs here and another in the file. End one first."),
}


def _key(row: Any, columns: tuple[str, ...]) -> tuple[Any, ...]:
    values = (getattr(row, column) for column in columns)
    return tuple(getattr(value, "slug", value) for value in values)


def _kind(test: MobilityTest) -> tuple[Any, ...]:
    """What ratings depend on: its sides, and the unit and direction of what is measured."""
    measured = [(measure["id"], measure["unit"], measure["better"]) for measure in test.measures]
    return test.sided, measured


def _check_routine(routine: Routine) -> None:
    for name, kind in (("presets", int), ("places", str)):
        pairs = getattr(routine, name)
        demand(isinstance(pairs, dict) and len(pairs) <= 20, name)
        demand(all(type(value) is kind for value in pairs.values()), name)
    demand(isinstance(routine.variations, list) and len(routine.variations) <= 10, "variations")
    for variation in routine.variations:
        check_variation(variation)
    demand(not routine.sham, "sham")


def _check_picture(picture: Picture) -> None:
    content = bytes(picture.content)
    is_whole = content[:4] == b"RIFF" and int.from_bytes(content[4:8], "little") == len(content) - 8
    demand(is_whole and len(content) <= MOST_OF_A_PICTURE, "content")
    try:
        with Image.open(io.BytesIO(content), formats=["WEBP"]) as image:
            size = image.size
            demand(size == (picture.width, picture.height) and max(size) <= 4000, "content")
            image.load()
    except Wrong:
        raise
    except Exception as error:
        raise Wrong("content") from error
