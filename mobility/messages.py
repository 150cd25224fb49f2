"""Stores at most the last few messages for the next page."""

from typing import Any

from django.contrib.messages.storage.session import SessionStorage

# They are stored in the session row, which every page reads.
MAX_MESSAGES = 20


class CappedStorage(SessionStorage):
    def _store(self, messages: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._store(messages[-MAX_MESSAGES:], response, *args, **kwargs)
