"""When a routine was deleted: of many deleted ones only the last can be put back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0003_the_ledger_decides"),
    ]

    operations = [
        migrations.AddField(
            model_name="routine",
            name="put_away_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="deleted by its owner"),
        ),
    ]
