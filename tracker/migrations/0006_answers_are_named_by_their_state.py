"""A number for each person, raised with all that is theirs, and one for the catalogue."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tracker.models.revision


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0005_changes_of_an_account"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="revision",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "number",
                    models.PositiveBigIntegerField(default=tracker.models.revision.random_number),
                ),
            ],
        ),
    ]
