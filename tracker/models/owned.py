"""Rows that belong to a person: base class and foreign key that put the owner into every query."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.db.models.expressions import Col
from django.db.models.fields.related_descriptors import (
    ForwardManyToOneDescriptor,
    ReverseManyToOneDescriptor,
)
from django.db.models.lookups import Exact
from django.utils.functional import cached_property

SetType = TypeVar("SetType")
GetType = TypeVar("GetType")
Rows = models.QuerySet[Any]


class Owned(models.Model):
    """A row that belongs to `owner`; the queries that Django makes by itself name the owner."""

    owner_id: int

    class Meta:
        abstract = True

    @property
    def stored_row(self) -> Any:
        """A queryset of this row alone, for updates that depend on its stored values."""
        return type(self)._default_manager.filter(self._is_of_owner, pk=self.pk)

    @property
    def _is_of_owner(self) -> models.Q:
        return models.Q(owner_id=self.owner_id)

    def _do_update(self, base_qs: Rows, *args: Any) -> Any:
        # Django filters by the primary key alone, but on another database server another person's
        # row can have the same one.
        return super()._do_update(base_qs.filter(self._is_of_owner), *args)

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: Rows | None = None,
    ) -> None:
        if from_queryset is None and "owner_id" not in self.get_deferred_fields():
            from_queryset = type(self)._base_manager.filter(self._is_of_owner)
        super().refresh_from_db(using, fields, from_queryset)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> Any:
        return self.stored_row.using(using).delete()


class OwnedRows(ReverseManyToOneDescriptor):
    """The reverse side of an `OwnedForeignKey`, such as `session.ratings`."""

    @cached_property
    def related_manager_cls(self) -> type:
        class OwnedManager(super().related_manager_cls):  # type: ignore[misc]
            def __init__(self, instance: Owned) -> None:
                super().__init__(instance)
                self.core_filters["owner_id"] = instance.owner_id

            def get_prefetch_querysets(
                self, instances: list[Any], querysets: list[Rows] | None = None
            ) -> Any:
                rows = querysets[0] if querysets else self.model._default_manager.all()
                return super().get_prefetch_querysets(instances, [_of_owners(rows, instances)])

        return OwnedManager


class OwnedRow(ForwardManyToOneDescriptor):
    """The forward side of an `OwnedForeignKey`, such as `session.trial`, also when prefetched."""

    def get_prefetch_querysets(
        self, instances: list[Any], querysets: list[Rows] | None = None
    ) -> Any:
        rows = querysets[0] if querysets else self.get_queryset(instance=instances[0])
        return super().get_prefetch_querysets(instances, [_of_owners(rows, instances)])


def _of_owners(rows: Rows, instances: list[Any]) -> Rows:
    return rows.filter(owner__in={instance.owner_id for instance in instances})


class OwnedForeignKey(models.ForeignKey[SetType, GetType]):
    """Refers to a row of the same owner, and names the owner in each join and look-up.

    For migrations it is a plain foreign key, to which 0010 adds the owner on PostgreSQL. Referring
    rows have to be deleted before the row that they refer to, or the database refuses the commit.
    """

    forward_related_accessor_class = OwnedRow
    related_accessor_class = OwnedRows

    def __init__(self, to: Any, on_delete: Any = models.DO_NOTHING, **options: Any) -> None:
        super().__init__(to, on_delete, **options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

    def get_extra_descriptor_filter(self, instance: Any) -> dict[str, int]:
        """The extra filter when `rating.session` is loaded."""
        return {"owner_id": instance.owner_id}

    def get_extra_restriction(self, alias: str | None, related_alias: str) -> Any:
        """The extra condition of a join from `related_alias` to the row it refers to, `alias`."""
        if alias is None:
            return None
        theirs, mine = _owner_of(self.remote_field.model), _owner_of(self.model)
        return Exact(Col(alias, theirs), Col(related_alias, mine))


def _owner_of(model: Any) -> Any:
    return model._meta.get_field("owner")
