"""The command `delete_person`: deletes an account with everything in it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.accounts.deleting import delete_person
from tracker.accounts.hosts import LastHost
from tracker.models import User


class Command(BaseCommand):
    help = "Delete a person with everything of theirs, at once. The backups follow as they age."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--yes", action="store_true", help="do it; without it only say what")

    def handle(self, *, email: str, yes: bool, **options: Any) -> None:
        person = User.objects.filter(email=email.strip().lower()).first()
        if person is None:
            raise CommandError(f"Nobody here has the email {email}.")
        sessions = person.sessions.count()
        if not yes:
            raise CommandError(
                f"{person.email} has {sessions} sessions. To delete them and all else for good, "
                "say it again with --yes."
            )
        try:
            delete_person(person)
        except LastHost as refusal:
            raise CommandError(
                f"{person.email} is the only host. Make somebody else one first."
            ) from refusal
        self.stdout.write(f"Deleted {email} with {sessions} sessions and everything else.")
