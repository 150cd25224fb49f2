"""A plan can pause."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0012_events_alone"),
    ]

    operations = [
        migrations.AddField(
            model_name="trial",
            name="pauses",
            field=models.JSONField(default=list, editable=False),
        ),
    ]
