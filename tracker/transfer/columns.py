"""A column as JSON and back, checked as strictly as what a person types."""

import base64
import binascii
import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db import models

Json = Any
Column: TypeAlias = "models.Field[Any, Any]"
# Years that every calendar and both databases have.
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)
UTC = datetime.UTC


class Unreadable(Exception):
    """A value is not what its column holds; the message says which it is."""


def _moment_written(at: datetime.datetime) -> str:
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat()


def _bytes_written(content: bytes | memoryview) -> str:
    return base64.b64encode(content).decode()


WRITERS: dict[type, Callable[[Any], Json]] = {
    **dict.fromkeys((bool, int, str, type(None), dict, list), lambda value: value),
    datetime.datetime: _moment_written,
    datetime.date: datetime.date.isoformat,
    Decimal: lambda number: f"{number.normalize():f}",
    uuid.UUID: str,
    **dict.fromkeys((bytes, memoryview), _bytes_written),
}


def written(value: Any) -> Json:
    """The value of a column as JSON.

    Moments are in UTC, decimals without zeros at their end, bytes in base64.
    """
    if writer := WRITERS.get(type(value)):
        return writer(value)
    # Of the rest a class of the house, or a member of a list of choices.
    return value.to_json() if hasattr(value, "to_json") else value


def read(field: Column, value: Json) -> Any:
    """The value for a column. Raises Unreadable."""
    if value is None:
        if not field.null:
            raise Unreadable(field.name)
        return None
    try:
        return _of_its_type(field, value)
    except (ValueError, TypeError, KeyError, ArithmeticError, AttributeError) as error:
        raise Unreadable(field.name) from error
    except (ValidationError, binascii.Error) as error:
        raise Unreadable(field.name) from error


def _of_its_type(field: Column, value: Json) -> Any:
    if isinstance(field, models.JSONField):
        stores = getattr(field, "stores", None)
        return stores.from_json(value) if stores else value
    if isinstance(field, models.BooleanField):
        return _demand(value, bool)
    if isinstance(field, models.IntegerField):
        return _cleaned(field, _demand(value, int))
    text = _demand(value, str)
    if isinstance(field, models.BinaryField):
        return base64.b64decode(text, validate=True)
    if isinstance(field, models.DateTimeField):
        return moment(text)
    if isinstance(field, models.DateField):
        return day(text)
    if isinstance(field, models.DecimalField):
        return _cleaned(field, decimal(text))
    if isinstance(field, models.UUIDField):
        return uuid.UUID(text)
    return _cleaned(field, text)


def _demand(value: Json, kind: type) -> Any:
    # A bool is an int in Python, and no number in JSON.
    if type(value) is not kind:
        raise ValueError(value)
    return value


def _cleaned(field: Column, value: Any) -> Any:
    """Within its length, choices and range."""
    if value != "" or not field.blank:
        field.clean(value, None)
    return value


def moment(text: str) -> datetime.datetime:
    """A moment with its offset, in UTC. Raises ValueError."""
    at = datetime.datetime.fromisoformat(_demand(text, str))
    if at.tzinfo is None:
        raise ValueError(text)
    day(at.date().isoformat())
    return at.astimezone(UTC)


def day(text: str) -> datetime.date:
    """Raises ValueError."""
    read = datetime.date.fromisoformat(_demand(text, str))
    if not FIRST <= read <= LAST:
        raise ValueError(text)
    return read


def decimal(text: str) -> Decimal:
    """A finite number of at most nine digits, five of them after the point. Raises ValueError."""
    try:
        number = Decimal(_demand(text, str)) if len(text) <= 16 else None
    except InvalidOperation as error:
        raise ValueError(text) from error
    if number is None or not number.is_finite() or abs(number) >= 10_000:
        raise ValueError(text)
    if number != round(number, 5):
        raise ValueError(text)
    return number
