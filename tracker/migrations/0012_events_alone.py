"""What an entry wrote and replaced is in its events."""

from django.db import migrations, models

KINDS = (
    *("reading", "routine", "start", "finish", "note", "page", "late_page", "edit"),
    *("closed", "added", "backfill", "correction"),
)


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0011_events"),
    ]

    operations = [
        migrations.RemoveField(model_name="entry", name="replaced"),
        migrations.RemoveField(model_name="entry", name="wrote"),
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(choices=[(kind, kind) for kind in KINDS], max_length=10),
        ),
        migrations.AlterField(
            model_name="entry",
            name="events",
            field=models.JSONField(),
        ),
        migrations.AlterField(
            model_name="entry",
            name="payload",
            field=models.JSONField(default=dict),
        ),
    ]
