"""Where a zone comes from, and how wrong the clock was with which a session was entered."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def chosen_by_hand(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now only Settings could set another zone than UTC."""
    User = apps.get_model("tracker", "User")
    User.objects.exclude(time_zone="UTC").update(zone_from="hand")


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0007_what_counts"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="zone_from",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Nobody has said yet"),
                    ("device", "Follows the device"),
                    ("hand", "Chosen by hand"),
                ],
                default="",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="zone_changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="clock_off",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.RunPython(chosen_by_hand, migrations.RunPython.noop),
    ]
