"""The command `list_people`: who has an account here, and never what they rated."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count

from tracker.accounts.deleting import delete_closed
from tracker.models import User

HEAD = ("email", "since", "last seen", "sessions")


class Command(BaseCommand):
    help = "List the people of this server: email, since when, last seen, number of sessions."

    def handle(self, **options: Any) -> None:
        delete_closed()
        people = User.objects.annotate(count=Count("sessions")).order_by("email")
        rows = [HEAD, *(_row(person) for person in people)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())


def _row(person: Any) -> tuple[str, ...]:
    seen = person.last_seen_on or (person.last_login and person.last_login.date())
    since = person.date_joined.date()
    return person.email, f"{since}", f"{seen}" if seen else "never", f"{person.count}"
