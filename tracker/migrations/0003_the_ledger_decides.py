"""Each entry keeps what it wrote by the forms of its day, so that the order decides, not arrival."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0002_steady_readings"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="wrote",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="entry",
            name="received_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
    ]
