"""What was measured so far was measured by the first measure of each test, and says so now."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Min, Q, TextField
from django.db.models.functions import Cast

UNMEASURED = Q(pre_value=None, mid_value=None, post_value=None)
AT_ONCE = 500
# With what a value is read that has no instrument yet, by its unit.
INSTRUMENTS = {
    **{"cm": "tape", "deg": "level", "count": "count"},
    **{"score": "feel", "s": "clock", "kg": "scale"},
}
PLAIN_NUMBER = "count"
Methods = dict[tuple[int | None, str], str]  # by owner, None of built-in tests, and slug


def name_methods(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    tests = list(apps.get_model("tracker", "MobilityTest").objects.all())
    for test in tests:
        _name_measures(test)
    methods = {test.pk: _method_of(test) for test in tests}
    _of_rows(apps, methods)
    # Two people can have tests with the same slug, which may be that of a built-in one, too.
    _of_entries(apps, {(test.owner_id, test.slug): methods[test.pk] for test in tests})
    _chosen(apps)


def _name_measures(test: Any) -> None:
    """Tests from the shell, and built-in ones that are gone, come from no file of the catalogue."""
    own = test.owner_id is not None
    test.measures = [_named(measure, own=own) for measure in test.measures[: 1 if own else None]]
    test.save(update_fields=["measures"])


def _named(measure: dict[str, Any], *, own: bool) -> dict[str, Any]:
    """With an id that ends in a unit; in the shell somebody may have thought of another unit."""
    unit = measure["unit"] if measure.get("unit") in INSTRUMENTS else PLAIN_NUMBER
    name = "own" if own else measure["id"].removesuffix(f"_{unit}")
    about = {"instrument": INSTRUMENTS[unit]} | measure
    return about | {"id": f"{name}_{unit}", "unit": unit}


def _method_of(test: Any) -> str:
    """By what its values were read; those of a test whose measure is gone are plain numbers."""
    return str(test.measures[0]["id"]) if test.measures else f"own_{PLAIN_NUMBER}"


def _of_rows(apps: Apps, methods: dict[int, str]) -> None:
    """The unit of each value; a row without a value has no method any more."""
    Rating = apps.get_model("tracker", "Rating")
    SteadyReading = apps.get_model("tracker", "SteadyReading")
    Rating.objects.filter(UNMEASURED).exclude(method="").update(method="")
    for test, method in methods.items():
        about = {"method": method, "unit": method.rpartition("_")[2]}
        Rating.objects.filter(test=test).exclude(UNMEASURED).update(**about)
        SteadyReading.objects.filter(test=test).update(**about)


def _of_entries(apps: Apps, methods: Methods) -> None:
    """The log says the method with each value, so that the rows can be made from it alone."""
    entries = apps.get_model("tracker", "Entry").objects.annotate(text=Cast("events", TextField()))
    changed: list[Any] = []
    for entry in entries.filter(text__contains='"field": "value"').iterator(AT_ONCE):
        for event in entry.events["events"]:
            if event.get("field") == "value":
                event.setdefault("method", _method_in(methods, entry.owner_id, event["test"]))
        changed.append(entry)
        if len(changed) == AT_ONCE:
            _write(apps, changed)
            changed = []
    _write(apps, changed)


def _method_in(methods: Methods, owner: int, slug: str) -> str:
    return methods.get((owner, slug)) or methods.get((None, slug), "")


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
