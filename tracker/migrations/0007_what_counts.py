"""A session knows which sides were worked, and counting one anyway is asked for, not assumed."""

from collections import defaultdict

from django.db import migrations, models

AT_ONCE = 500


def find(apps, schema_editor):
    sessions = apps.get_model("tracker", "Session").objects
    # Until now every session that was not edited was said to count.
    sessions.filter(edited_at=None).update(count_anyway=False)
    found = defaultdict(list)
    for session in sessions.only("plan", "dose", "entered_later").iterator(chunk_size=AT_ONCE):
        found[worked(session)].append(session.pk)
    for sides, pks in found.items():
        for start in range(0, len(pks), AT_ONCE):
            sessions.filter(pk__in=pks[start : start + AT_ONCE]).update(worked=sides)


def worked(session):
    legs = [session.plan[leg]["steps"] for leg in ("routine", "second") if leg in session.plan]
    moves = [step for leg in legs for step in leg if step["kind"] == "work"]
    if not session.entered_later:
        moves = [step for step in moves if session.dose.get(step["key"], 0) > 0]
    sides = {step["side"] for step in moves}
    return sides.pop() if len(sides) == 1 and "none" not in sides else "both" if sides else ""


def back(apps, schema_editor):
    apps.get_model("tracker", "Session").objects.filter(edited_at=None).update(count_anyway=True)


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0006_answers_are_named_by_their_state"),
    ]

    operations = [
        migrations.RenameField("session", "counts", "count_anyway"),
        migrations.AlterField(
            model_name="session",
            name="count_anyway",
            field=models.BooleanField(
                default=False, verbose_name="count it whatever was edited or late"
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="worked",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=5
            ),
        ),
        migrations.RunPython(find, back),
    ]
