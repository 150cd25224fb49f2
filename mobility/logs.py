"""How much the log says of an answer, and in how many lines."""

import logging
import sys
from typing import Any

from gunicorn.glogging import Logger

A_MISTAKE_IN_A_FORM = 422
AWAY = 503
LETTERS = 300
# Whatever could begin a line of its own, or colour a terminal.
CONTROLS = {code: repr(chr(code))[1:-1] for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}


def one_line(text: str) -> str:
    """At most LETTERS of it, with every control character written out."""
    return text[:LETTERS].translate(CONTROLS)


class OneLineEach(logging.Filter):
    """An answer below 500 is no mistake of ours, a database that is away says all by its reason.

    Many of them come from outside, so each is a line: a traceback is for what we have to mend.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", None)
        if status is None or (status >= 500 and status != AWAY):
            return True
        said = record.getMessage()
        reason = str(record.exc_info[1]).strip().split("\n")[0] if record.exc_info else ""
        record.msg = one_line(f"{said} ({reason})" if reason and reason != said else said)
        record.args, record.exc_info, record.exc_text = (), None, None
        return True


class FormsAreNoWarning(logging.Filter):
    """Somebody mistyped, was told so and goes on."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == A_MISTAKE_IN_A_FORM:
            record.levelno, record.levelname = logging.INFO, "INFO"
        return True


class OfTheServer(Logger):
    """gunicorn's log: what a stranger sent, or a connection that broke, is one line."""

    def warning(self, msg: str, *args: Any, **options: Any) -> None:
        super().warning("%s", one_line(msg % args if args else msg), **options)

    def exception(self, msg: str, *args: Any, **options: Any) -> None:
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            self.warning("%s (%s)", msg % args if args else msg, error)
        else:
            super().exception(msg, *args, **options)
