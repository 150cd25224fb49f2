"""JSON columns that hold one frozen dataclass each."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models


class TypedField(models.JSONField):
    """Stores an instance of `stores`, which has `to_json` and `from_json`; None stays None."""

    stores: ClassVar[Any]

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """For migrations it is a plain JSON field, so that they do not depend on the class."""
        name, _, args, kwargs = super().deconstruct()
        if "default" in kwargs:
            kwargs["default"] = type(self.stores().to_json())
        return name, "django.db.models.JSONField", args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        stored = super().from_db_value(value, expression, connection)
        return None if stored is None else self.stores.from_json(stored)

    def get_prep_value(self, value: Any) -> Any:
        is_typed = isinstance(value, self.stores)
        return super().get_prep_value(value.to_json() if is_typed else value)
