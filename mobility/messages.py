"""What a page says once, at its top: the last few, however many came before anybody looked."""

from typing import Any

from django.contrib.messages.storage.session import SessionStorage

# They lie in the row of the sign-in, which every page reads.
MOST = 20


class LastFew(SessionStorage):
    def _store(self, messages: Any, response: Any, *given: Any, **named: Any) -> Any:
        return super()._store(messages[-MOST:], response, *given, **named)
