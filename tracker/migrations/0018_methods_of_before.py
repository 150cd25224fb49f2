"""What was measured so far was measured by the first measure of each test, and says so now."""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Min, Q, TextField
from django.db.models.functions import Cast

UNMEASURED = Q(pre_value=None, mid_value=None, post_value=None)
AT_ONCE = 500


def name_methods(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    methods = dict(_first_measures(apps))
    _of_rows(apps, methods)
    _of_entries(apps, dict(methods.values()))
    _chosen(apps)


def _first_measures(apps: Apps) -> Iterator[tuple[int, tuple[str, str]]]:
    for test in apps.get_model("tracker", "MobilityTest").objects.all():
        if test.measures:
            yield test.pk, (test.slug, test.measures[0]["id"])


def _of_rows(apps: Apps, methods: dict[int, tuple[str, str]]) -> None:
    """The unit of each value; a row without a value has no method any more."""
    Rating = apps.get_model("tracker", "Rating")
    SteadyReading = apps.get_model("tracker", "SteadyReading")
    Rating.objects.filter(UNMEASURED).exclude(method="").update(method="")
    for test, (_, method) in methods.items():
        about = {"method": method, "unit": method.rpartition("_")[2]}
        Rating.objects.filter(test=test).exclude(UNMEASURED).update(**about)
        SteadyReading.objects.filter(test=test).update(**about)


def _of_entries(apps: Apps, methods: dict[str, str]) -> None:
    """The log says the method with each value, so that the rows can be made from it alone."""
    entries = apps.get_model("tracker", "Entry").objects.annotate(text=Cast("events", TextField()))
    changed: list[Any] = []
    for entry in entries.filter(text__contains='"field": "value"').iterator(AT_ONCE):
        for event in entry.events["events"]:
            if event.get("field") == "value":
                event.setdefault("method", methods.get(event["test"], ""))
        changed.append(entry)
        if len(changed) == AT_ONCE:
            _write(apps, changed)
            changed = []
    _write(apps, changed)


def _write(apps: Apps, entries: list[Any]) -> None:
    apps.get_model("tracker", "Entry").objects.bulk_update(entries, ["events"])


def _chosen(apps: Apps) -> None:
    """Whoever measured a test so far goes on like that."""
    Rating = apps.get_model("tracker", "Rating")
    TestSetting = apps.get_model("tracker", "TestSetting")
    measured = Rating.objects.exclude(UNMEASURED).values("owner", "test", "method")
    TestSetting.objects.bulk_create(
        TestSetting(
            owner_id=row["owner"],
            test_id=row["test"],
            method=row["method"],
            method_since=row["since"],
        )
        for row in measured.annotate(since=Min("session__started_at")).order_by()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0017_own_ways_to_measure"),
    ]

    operations = [
        migrations.RunPython(name_methods, migrations.RunPython.noop),
    ]
