"""Updates the rows that the code before events had made: no rating changes, plans are judged."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from mobility.settings import BASE_DIR
from tests import postgres
from tests.harness.migrating import Place, in_a_process, places
from tests.harness.servers import parser

# Of a few sessions each of people who edit, undo, write notes, delete and take part in trials.
ROWS = BASE_DIR / "tests/old_databases/before_events.json"
BEFORE = ("tracker", "0008_zones_and_clocks")
ENDED = 1  # one of the two plans; the other one runs
# What is derived of when things were entered follows the log: `*_at`, and a mark's own moment.
SESSION = (
    *("uuid", "stage", "dose", "stopped_reason", "worked", "note", "day", "started_at"),
    *("routine_done_at", "finished_at", "count_anyway", "deleted_at", "entered_later"),
)
RATING = tuple(
    f"{phase}_{name}"
    for phase in ("pre", "mid", "post")
    for name in ("score", "value", "discomfort", "skip")
)
Row = tuple[Any, ...]


def load(path: Path = ROWS) -> None:
    call_command("migrate", *BEFORE, verbosity=0)
    apps = MigrationLoader(connection).project_state(BEFORE).apps
    for row in json.loads(path.read_text()):
        model = apps.get_model(row["model"])
        model.objects.bulk_create([model(pk=row["pk"], **_columns(model, row["fields"]))])
    with connection.cursor() as cursor:
        # PostgreSQL counts on from its own last number.
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(sql)


def _columns(model: Any, stored: dict[str, Any]) -> dict[str, Any]:
    fields = {field.name: field for field in model._meta.fields}
    return {fields[name].attname: fields[name].to_python(value) for name, value in stored.items()}


def people_see(apps: Apps) -> Iterator[Row]:
    """Of each session what its pages say of it, and of each of its ratings."""
    models = (apps.get_model("tracker", name).objects for name in ("Session", "Rating"))
    sessions, ratings = models
    for row in sessions.order_by("pk"):
        is_edited = row.edited_at is not None
        yield (is_edited, *(getattr(row, name) for name in SESSION))
    names = ("session_id", "test_id", "side", *RATING)
    yield from ratings.order_by("session", "test", "side").values_list(*names)


def judgements(apps: Apps) -> list[Row]:
    """Of each plan whether it ended and what was judged, as stored."""
    trials = apps.get_model("tracker", "Trial").objects.order_by("pk")
    return list(trials.values_list("ended_at", "judgement"))


def judged_once() -> bool:
    """Whether those plans were judged that ended, and the next start judges none again."""
    apps = MigrationLoader(connection).project_state().apps
    first = judgements(apps)
    apps.get_model("tracker", "Session").objects.update(deleted_at=timezone.now())
    call_command("migrate", verbosity=0)
    as_expected = [bool(judgement) == bool(ended_at) for ended_at, judgement in first]
    print(f"{len(first)} plans, judged as expected: {as_expected}", file=sys.stderr)
    return all(as_expected) and judgements(apps) == first


def update() -> None:
    """Raises SystemExit if anything is different afterwards."""
    load()
    old = MigrationLoader(connection).project_state(BEFORE).apps
    old.get_model("tracker", "Trial").objects.filter(pk=ENDED).update(ended_at=timezone.now())
    before = list(people_see(old))
    call_command("migrate", verbosity=0)
    after = list(people_see(MigrationLoader(connection).project_state().apps))
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    print(f"{len(before)} rows, {len(changed)} changed", *changed, sep="\n", file=sys.stderr)
    if changed:
        sys.exit(1)
    call_command("rebuild_ratings", check=True, stdout=sys.stderr)
    if not judged_once():
        sys.exit(1)


def run(place: Place) -> bool:
    place.new("old")
    status, _ = in_a_process(lambda: (place.use("old"), update())[0])
    return status == 0


def main() -> int:
    options: argparse.Namespace = parser(__doc__).parse_args()
    programs = postgres.programs()
    os.environ["PATH"] = f"{os.environ['PATH']}{os.pathsep}{programs or ''}"
    with places(options.on) as place:
        return 0 if run(place) else 1


if __name__ == "__main__":
    sys.exit(main())
