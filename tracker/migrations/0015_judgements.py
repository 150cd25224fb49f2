"""What a plan answered is kept when it ends."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0014_light_touch"),
    ]

    operations = [
        migrations.AddField(
            model_name="trial",
            name="judgement",
            field=models.JSONField(editable=False, null=True),
        ),
    ]
