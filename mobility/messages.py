"""Stores at most the last few messages for the next page."""

from collections.abc import Sequence
from typing import Any

from django.contrib.messages.storage.session import SessionStorage

# They are stored in the session row, which every page reads.
MAX_MESSAGES = 20


class CappedStorage(SessionStorage):
    def serialize_messages(self, messages: Sequence[Any]) -> str:
        return super().serialize_messages(messages[-MAX_MESSAGES:])
