"""Every unique key of owned rows begins with the owner; on PostgreSQL foreign keys carry it, too."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The table, its column, and the table of the same owner that this refers to.
BETWEEN_OWNED = (
    ("tracker_rating", "session_id", "tracker_session"),
    ("tracker_entry", "session_id", "tracker_session"),
    ("tracker_session", "trial_id", "tracker_trial"),
)


def with_the_owner(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A row cannot refer to a row of somebody else. SQLite keeps the foreign keys as they are."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in sorted({to for _, _, to in BETWEEN_OWNED}):
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_of_owner UNIQUE (owner_id, id)"
        )
    for table, column, to in BETWEEN_OWNED:
        drop_foreign_key(schema_editor, table, [column])
        add_foreign_key(schema_editor, table, ["owner_id", column], to, ["owner_id", "id"])


def without_the_owner(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, column, to in BETWEEN_OWNED:
        drop_foreign_key(schema_editor, table, ["owner_id", column])
        add_foreign_key(schema_editor, table, [column], to, ["id"])
    for table in sorted({to for _, _, to in BETWEEN_OWNED}):
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_of_owner")


def add_foreign_key(
    schema_editor: BaseDatabaseSchemaEditor,
    table: str,
    columns: list[str],
    to: str,
    to_columns: list[str],
) -> None:
    schema_editor.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{columns[-1]}_fk"
        f" FOREIGN KEY ({', '.join(columns)}) REFERENCES {to} ({', '.join(to_columns)})"
        " DEFERRABLE INITIALLY DEFERRED"
    )


def drop_foreign_key(
    schema_editor: BaseDatabaseSchemaEditor, table: str, columns: list[str]
) -> None:
    with schema_editor.connection.cursor() as cursor:
        there = schema_editor.connection.introspection.get_constraints(cursor, table)
    for name, constraint in there.items():
        if constraint["foreign_key"] and constraint["columns"] == columns:
            schema_editor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def owner(related_name: str) -> models.ForeignKey:
    """Without an index of its own: each of these tables has one that begins with the owner."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        django.db.models.deletion.CASCADE,
        related_name=related_name,
        db_index=False,
    )


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0009_reasons_are_one_list"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="rating", name="one_rating_per_slot"),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.UniqueConstraint(
                fields=("owner", "session", "test", "side"), name="one_rating_per_slot"
            ),
        ),
        migrations.AlterField("rating", "owner", owner("ratings")),
        migrations.AlterField("entry", "owner", owner("entries")),
        # Django takes its index, which is of the owner alone, for the one that goes.
        migrations.RemoveConstraint(model_name="session", name="one_open_session_per_owner"),
        migrations.AlterField("session", "owner", owner("sessions")),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(
                fields=["owner"],
                condition=~models.Q(stage="done") & models.Q(deleted_at=None),
                name="one_open_session_per_owner",
            ),
        ),
        migrations.AlterField("steadyreading", "owner", owner("steady_readings")),
        migrations.AlterField(
            "rating",
            "session",
            models.ForeignKey(
                "tracker.session",
                django.db.models.deletion.DO_NOTHING,
                related_name="ratings",
            ),
        ),
        migrations.AlterField(
            "entry",
            "session",
            models.ForeignKey(
                "tracker.session",
                django.db.models.deletion.DO_NOTHING,
                related_name="entries",
            ),
        ),
        migrations.AlterField(
            "session",
            "trial",
            models.ForeignKey(
                "tracker.trial",
                django.db.models.deletion.DO_NOTHING,
                null=True,
                blank=True,
                related_name="sessions",
            ),
        ),
        migrations.RunPython(with_the_owner, without_the_owner),
    ]
