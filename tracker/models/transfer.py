"""The tables of bringing data in: the file that is looked at, what came in, and known columns."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from tracker.models.owned import Owned


class Upload(Owned):
    """A file that its owner looks at before anything of it is stored; one a person, for a day."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads", db_index=False
    )
    file_name = models.CharField(max_length=120)
    content = models.BinaryField()
    # Of a spreadsheet: what its columns mean, as `ColumnMapping.meanings`.
    meanings = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner"], name="one_upload_per_owner"),
        ]

    def __str__(self) -> str:
        return self.file_name


class Import(Owned):
    """What came in with one file, as the UUIDs of its sessions; can be undone for a day."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=120)
    sessions = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.file_name


class ColumnMapping(Owned):
    """What the columns of a spreadsheet mean, so that the next one like it is read without asking.

    `columns` is the SHA-256 of the heads of its columns, in hex.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="column_mappings", db_index=False
    )
    columns = models.CharField(max_length=64)
    meanings = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "columns"], name="one_mapping_per_columns"),
        ]

    def __str__(self) -> str:
        return self.columns
