"""Columns with texts of the catalogue: what is built in is read in the language of the page."""

from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import get_language

from tracker.texts import SOURCE, translated_all


class _Shown(DeferredAttribute):
    """Reads a text in the language of now; the row holds, and stores, English."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        # A tap reads many of these, most of them in English.
        if instance is None or get_language() in (SOURCE, None) or not instance.is_built_in:
            return value
        return translated_all(value)

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _Text(models.Field):  # type: ignore[type-arg]  # not generic when it runs
    descriptor_class = _Shown

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        return self.value_from_object(instance)

    def value_from_object(self, instance: models.Model) -> Any:
        """What is stored, whatever the language."""
        return instance.__dict__.get(self.attname)

    def deconstruct(self) -> Any:
        """As the column that it is: migrations know nothing of languages."""
        name, _, arguments, options = super().deconstruct()
        return name, f"django.db.models.{type(self).__mro__[2].__name__}", arguments, options


class ShortText(_Text, models.CharField):  # type: ignore[type-arg]
    pass


class LongText(_Text, models.TextField):  # type: ignore[type-arg]
    pass


class Texts(_Text, models.JSONField):
    pass
