"""Synchronises the built-in rows with the catalogue files; rows in use are never deleted."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import override

from tracker.catalogue.reading import read_all
from tracker.catalogue.spec import CatalogueError, RoutineSpec, TestSpec
from tracker.models import MobilityTest, Rating, Routine, Session, SteadyReading, Step
from tracker.models.rating import UNMEASURED
from tracker.models.revision import raise_edition
from tracker.rules.stages import DONE
from tracker.texts import SOURCE

FOLDER = Path(__file__).parents[1] / "catalogue"
Changes = list[str]


def sync(folder: Path = FOLDER) -> Changes:
    """Update the built-in rows from the files; returns a line per change.

    Raises CatalogueError, without changing anything, if a file is invalid or would change the
    meaning of existing readings.
    """
    tests, routines = read_all(folder)
    with transaction.atomic(), override(SOURCE):
        changes = [
            *(line for spec in tests for line in _test(spec)),
            *(line for spec in routines for line in _routine(spec)),
            *_retire(MobilityTest, {spec.slug for spec in tests}),
            *_retire(Routine, {spec.slug for spec in routines}),
        ]
        if changes:
            raise_edition()
    return changes


def check(folder: Path = FOLDER) -> Changes:
    """What `sync` would change, without changing it."""
    with transaction.atomic():
        changes = sync(folder)
        transaction.set_rollback(True)
    return changes


def after_migrate(sender: AppConfig, using: str, **about: Any) -> None:
    """Sync once all tables exist."""
    if is_migrated(sender, using):
        sync()


def is_migrated(app: AppConfig, using: str) -> bool:
    """Whether all tables of this app exist; after `migrate tracker zero` there are none."""
    executor = MigrationExecutor(connections[using])
    targets = [key for key in executor.loader.graph.leaf_nodes() if key[0] == app.label]
    return bool(targets) and not executor.migration_plan(targets)


def _test(spec: TestSpec) -> Changes:
    fields = asdict(spec)
    fields["measures"] = [_without_none(measure) for measure in fields["measures"]]
    row = MobilityTest.objects.filter(owner=None, slug=spec.slug).first()
    if row is not None:
        _demand_same_meaning(row, fields)
    return _save(row or MobilityTest(), fields)


def _routine(spec: RoutineSpec) -> Changes:
    fields = asdict(spec)
    steps = [
        {"technique": step.pop("slug"), "position": position} | step
        for position, step in enumerate(fields.pop("steps"))
    ]
    routine = Routine.objects.filter(owner=None, slug=spec.slug).first() or Routine()
    return _save(routine, fields) + _steps(routine, steps)


def _steps(routine: Routine, steps: list[dict[str, Any]]) -> Changes:
    stored = routine.steps.values(*steps[0])
    if list(stored) == steps:
        return []
    routine.steps.all().delete()
    Step.objects.bulk_create(Step(routine=routine, **step) for step in steps)
    return [f"{routine.slug}: new steps"]


def _save(row: Any, fields: dict[str, Any]) -> Changes:
    columns = {field.name for field in row._meta.fields}
    fields = json.loads(json.dumps(fields)) | {"retired": False}
    new = {name: value for name, value in fields.items() if name in columns}
    changed = [name for name, value in new.items() if getattr(row, name) != value]
    if not changed and row.pk:
        return []
    for name in changed:
        setattr(row, name, new[name])
    row.save()
    return [f"{row.slug}: {', '.join(changed)}"]


def _retire(model: Any, slugs: set[str]) -> Changes:
    vanished = model.objects.filter(owner=None, retired=False).exclude(slug__in=slugs)
    lines = [f"{row.slug}: retired" for row in vanished]
    vanished.update(retired=True)
    return lines


def _demand_same_meaning(row: MobilityTest, fields: dict[str, Any]) -> None:
    """Refuse to change a measure that has readings, and the sides of a test in use."""
    old, new = _meaning(row.measures), _meaning(fields["measures"])
    changed = [measure for measure in old if old[measure] != new.get(measure)]
    if measure := next((name for name in changed if _has_readings(row, name)), ""):
        raise CatalogueError(
            f"mobility_tests/{row.slug}.toml: {measure}: its unit and better cannot change, and it "
            "cannot go, it has readings already. Give the new measure a new id."
        )
    if row.sided != fields["sided"] and _in_use(row):
        raise CatalogueError(
            f"mobility_tests/{row.slug}.toml: sided: cannot change, the test is in use already. "
            "Give the new test a new slug."
        )


def _has_readings(row: MobilityTest, method: str) -> bool:
    measured = Rating.objects.filter(test=row, method=method)
    return (
        measured.exclude(UNMEASURED).exists()
        or SteadyReading.objects.filter(test=row, method=method).exists()
    )


def _in_use(row: MobilityTest) -> bool:
    """Whether it has ratings, or is part of an unfinished session."""
    under_way = Session.objects.exclude(stage=DONE).values_list("plan", flat=True)
    return Rating.objects.filter(test=row).exists() or any(
        row.slug in plan.test_slugs for plan in under_way.iterator()
    )


def _meaning(measures: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    return {measure["id"]: (measure["unit"], measure["better"]) for measure in measures}


def _without_none(measure: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in measure.items() if value is not None}
