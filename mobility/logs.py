"""How much the log says of an answer."""

import logging


class OneLineWhileAway(logging.Filter):
    """A database that is away is no mistake of ours: its reason says all, many times a minute."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and getattr(record, "status_code", None) == 503:
            reason = str(record.exc_info[1]).strip().split("\n")[0]
            record.msg, record.args = "%s (%s)", (record.getMessage(), reason)
            record.exc_info = None
        return True
