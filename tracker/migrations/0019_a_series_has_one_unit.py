"""The database holds each series to one method and one unit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0018_methods_of_before"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mid_value", None), ("post_value", None), ("pre_value", None)),
                    models.Q(("method", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_value_has_a_method",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("method", ""), ("unit", "")),
                    models.Q(("method__endswith", "_cm"), ("unit", "cm")),
                    models.Q(("method__endswith", "_deg"), ("unit", "deg")),
                    models.Q(("method__endswith", "_count"), ("unit", "count")),
                    models.Q(("method__endswith", "_score"), ("unit", "score")),
                    models.Q(("method__endswith", "_s"), ("unit", "s")),
                    models.Q(("method__endswith", "_kg"), ("unit", "kg")),
                    _connector="OR",
                ),
                name="a_rating_has_the_unit_of_its_method",
            ),
        ),
        migrations.AddConstraint(
            model_name="steadyreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("method__endswith", "_cm"), ("unit", "cm")),
                    models.Q(("method__endswith", "_deg"), ("unit", "deg")),
                    models.Q(("method__endswith", "_count"), ("unit", "count")),
                    models.Q(("method__endswith", "_score"), ("unit", "score")),
                    models.Q(("method__endswith", "_s"), ("unit", "s")),
                    models.Q(("method__endswith", "_kg"), ("unit", "kg")),
                    _connector="OR",
                ),
                name="a_steady_reading_has_the_unit_of_its_method",
            ),
        ),
    ]
