"""Limits log messages about responses to one line each."""

import logging
import re
import sys
from typing import Any

from gunicorn.glogging import Logger

INVALID_FORM = 422
DATABASE_AWAY = 503
MAX_CHARACTERS = 300
# Characters that could start a new line or change the colour of a terminal.
CONTROLS = {code: repr(chr(code))[1:-1] for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}

# An address whose second part lets whoever has it read or join.
SECRET = re.compile(r"(/shared/\d+/|/join/)[^/\s\"']+")


def one_line(text: str) -> str:
    """The first MAX_CHARACTERS, with control characters escaped."""
    return text[:MAX_CHARACTERS].translate(CONTROLS)


class OneLinePerError(logging.Filter):
    """Logs a client error or an unavailable database as one line without a traceback.

    They are not bugs of ours and may repeat many times a minute; one line is enough.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", None)
        if status is None or (status >= 500 and status != DATABASE_AWAY):
            return True
        message = record.getMessage()
        reason = str(record.exc_info[1]).strip().split("\n")[0] if record.exc_info else ""
        record.msg = one_line(f"{message} ({reason})" if reason and reason != message else message)
        record.args, record.exc_info, record.exc_text = (), None, None
        return True


class HideSecrets(logging.Filter):
    """Leaves the secret of a shared link or an invitation out of every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = SECRET.sub(r"\1…", message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True


class InvalidFormsAsInfo(logging.Filter):
    """Lowers the level of invalid forms: a person mistyped, and the page says so."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == INVALID_FORM:
            record.levelno, record.levelname = logging.INFO, "INFO"
        return True


class ServerLogger(Logger):
    """gunicorn's log, with one line per bad request or broken connection."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.addFilter(HideSecrets())

    def warning(self, msg: str, *args: Any, **options: Any) -> None:
        super().warning("%s", one_line(msg % args if args else msg), **options)

    def exception(self, msg: str, *args: Any, **options: Any) -> None:
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            self.warning("%s (%s)", msg % args if args else msg, error)
        else:
            super().exception(msg, *args, **options)
