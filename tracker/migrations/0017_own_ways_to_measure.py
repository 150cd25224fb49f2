"""Own tests and pictures, how a test is measured, units, and what came before a session."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("tracker", "0016_language"),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.UUIDField(default=uuid.uuid4)),
                ("content", models.BinaryField()),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="RoutineSetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("set", models.CharField(max_length=5)),
                ("tests", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="TestSetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("method", models.CharField(blank=True, default="", max_length=40)),
                ("method_since", models.DateTimeField(blank=True, null=True)),
                ("hidden", models.BooleanField(default=False)),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("mine", models.BooleanField(default=False, verbose_name="one of My three")),
            ],
        ),
        migrations.AddField(
            model_name="mobilitytest",
            name="put_away_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="deleted by its owner"),
        ),
        migrations.AddField(
            model_name="mobilitytest",
            name="ten_means",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="mobilitytest",
            name="zero_means",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="rating",
            name="unit",
            field=models.CharField(blank=True, default="", max_length=5),
        ),
        migrations.AddField(
            model_name="session",
            name="just_woke",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="ran",
            field=models.CharField(
                blank=True, default="", max_length=4, verbose_name="run in the 24 h before"
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="slept_badly",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="steadyreading",
            name="struck",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="steadyreading",
            name="unit",
            field=models.CharField(default="", max_length=5),
        ),
        migrations.AddField(
            model_name="steadyreading",
            name="was_first",
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name="steadyreading",
            name="was_second",
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="cue_volume",
            field=models.PositiveSmallIntegerField(default=10, verbose_name="volume of cues"),
        ),
        migrations.AddField(
            model_name="user",
            name="length",
            field=models.CharField(
                choices=[("cm", "Centimetres"), ("in", "Inches")], default="cm", max_length=2
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="text_size",
            field=models.PositiveSmallIntegerField(
                choices=[(100, "Normal"), (115, "Larger"), (130, "Largest")], default=100
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="week_starts",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "Monday"), (5, "Saturday"), (6, "Sunday")],
                default=0,
                verbose_name="first day of the week",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reading", "reading"),
                    ("routine", "routine"),
                    ("start", "start"),
                    ("finish", "finish"),
                    ("note", "note"),
                    ("method", "method"),
                    ("context", "context"),
                    ("page", "page"),
                    ("late_page", "late_page"),
                    ("edit", "edit"),
                    ("closed", "closed"),
                    ("added", "added"),
                    ("backfill", "backfill"),
                    ("correction", "correction"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="rating",
            name="mid_value",
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=9, null=True),
        ),
        migrations.AlterField(
            model_name="rating",
            name="post_value",
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=9, null=True),
        ),
        migrations.AlterField(
            model_name="rating",
            name="pre_value",
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=9, null=True),
        ),
        migrations.AlterField(
            model_name="steadyreading",
            name="first",
            field=models.DecimalField(decimal_places=5, max_digits=9),
        ),
        migrations.AlterField(
            model_name="steadyreading",
            name="second",
            field=models.DecimalField(decimal_places=5, max_digits=9),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("cue_volume__lte", 10)), name="cues_are_as_loud_as_the_phone"
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pictures",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="test",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tracker.mobilitytest",
            ),
        ),
        migrations.AddField(
            model_name="routinesetting",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="routine_settings",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="routinesetting",
            name="routine",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tracker.routine"
            ),
        ),
        migrations.AddField(
            model_name="testsetting",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="test_settings",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="testsetting",
            name="test",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tracker.mobilitytest",
            ),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.UniqueConstraint(
                fields=("owner", "test"), name="one_picture_per_test"
            ),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.UniqueConstraint(
                fields=("owner", "name"), name="one_picture_per_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="routinesetting",
            constraint=models.UniqueConstraint(
                fields=("owner", "routine"), name="one_setting_per_routine"
            ),
        ),
        migrations.AddConstraint(
            model_name="testsetting",
            constraint=models.UniqueConstraint(
                fields=("owner", "test"), name="one_setting_per_test"
            ),
        ),
    ]
