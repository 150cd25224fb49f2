"""The field type of the plan of a session."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from tracker.rules.plan import Plan


class PlanField(models.JSONField):
    """Stores a `tracker.rules.plan.Plan` as JSON."""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """For migrations it is a plain JSON field."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Plan | None:
        stored = super().from_db_value(value, expression, connection)
        return None if stored is None else Plan.from_json(stored)

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.to_json() if isinstance(value, Plan) else value)
