"""The command `rebuild_ratings`: compares all ratings with the log and rebuilds what differs."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tracker.models import User
from tracker.models.revision import changing
from tracker.sessions.rebuild import Difference, stored_sessions


class Command(BaseCommand):
    help = "Rebuild the ratings that are not what the log says. With --check only list them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if any")

    def handle(self, *, check: bool, **options: Any) -> None:
        sessions, differences = 0, 0
        for owner in User.objects.order_by("pk").iterator():
            count, differing = self._of_person(owner, rebuild=not check)
            sessions += count
            differences += len(differing)
            for difference in differing:
                self.stdout.write(str(difference))
        self.stdout.write(f"{differences} differences in {sessions} sessions.")
        if check and differences:
            sys.exit(1)

    def _of_person(self, owner: User, *, rebuild: bool) -> tuple[int, list[Difference]]:
        """(number of sessions, differences), while the person is locked."""
        listed: list[Difference] = []
        sessions = 0
        with changing(owner.pk):
            for stored in stored_sessions(owner.sessions.order_by("pk").iterator()):
                sessions += 1
                differences = stored.differences()
                if differences and rebuild:
                    stored.rebuild()
                listed += differences
        return sessions, listed
