"""An erased session refers to a fair test of its own owner, as 0010 has it for other rows."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "tracker_erasedsession"


def with_the_owner(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On PostgreSQL a row cannot refer to a trial of somebody else."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        there = schema_editor.connection.introspection.get_constraints(cursor, TABLE)
    for name, constraint in there.items():
        if constraint["foreign_key"] and constraint["columns"] == ["trial_id"]:
            schema_editor.execute(f'ALTER TABLE {TABLE} DROP CONSTRAINT "{name}"')
    schema_editor.execute(
        f"ALTER TABLE {TABLE} ADD CONSTRAINT {TABLE}_trial_id_fk FOREIGN KEY (owner_id, trial_id)"
        " REFERENCES tracker_trial (owner_id, id) DEFERRABLE INITIALLY DEFERRED"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0020_yours"),
    ]

    operations = [
        migrations.RunPython(with_the_owner, migrations.RunPython.noop),
    ]
