"""What the log of a server says of people: no address, note, password or key of a sign-in."""

from collections.abc import Iterable
from pathlib import Path

from django.contrib.sessions.models import Session as SignIn

from tests.factories import PASSWORD
from tracker.models import Session, User

SHORTEST = 5  # a shorter note could be part of any word
# Where no mail is sent, the host reads in the log what a mail would say, and hands it on.
MAIL = "Not mailed to "


def private_of(people: Iterable[User]) -> set[str]:
    """What is written of these people somewhere and belongs in no log."""
    addresses = {user.email for user in people}
    notes = set(Session.objects.filter(owner__in=people).values_list("note", flat=True))
    keys = set(SignIn.objects.values_list("session_key", flat=True))
    return {text for text in addresses | notes | keys | {PASSWORD} if len(text) >= SHORTEST}


def overheard(log: str, private: Iterable[str]) -> list[str]:
    """The lines that hold something private."""
    lines = (line for line in log.splitlines() if not line.startswith(MAIL))
    return [line for line in lines if any(text in line for text in private)]


def since(path: Path, begin: int) -> str:
    """What was written to this file after so many bytes."""
    return path.read_bytes()[begin:].decode(errors="replace")
