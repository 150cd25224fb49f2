"""The server on a day to come: as many days from now as the file says that LATER names."""

import datetime
import os
from pathlib import Path

from django.utils import timezone

FILE = Path(os.environ["LATER"])
real_now = timezone.now


def now() -> datetime.datetime:
    return real_now() + datetime.timedelta(days=int(FILE.read_text() or "0"))


# Before any model is read, whose defaults hold the function itself.
timezone.now = now

from mobility.wsgi import application  # noqa: E402, F401
