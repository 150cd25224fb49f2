"""The command `import_person`: brings a download into an account, which it makes if need be."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from tracker.accounts.deleting import delete_person
from tracker.models import User
from tracker.transfer.candidate import Refused
from tracker.transfer.supple import SuppleCandidate

MOST_PROBLEMS = 10


class Command(BaseCommand):
    help = "Bring the file of export_person into an account; all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--email", required=True, help="whose it is; made if it is not there")

    def handle(self, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
            content = Path(options["file"]).read_bytes()
        except ValidationError as error:
            raise CommandError(f"{email} is no address.") from error
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read ({error.strerror}).") from error
        # Without a password: its owner sets one with the link of manage.py, or of a mail.
        there = User.objects.filter(email=email).first()
        user = there or User.objects.create_user(email)
        came_in = False
        try:
            self._bring_in(user, content)
            came_in = True
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        finally:
            if not there and not came_in:
                delete_person(user)

    def _bring_in(self, user: User, content: bytes) -> None:
        candidate = SuppleCandidate(user, content, makes_ready=True)
        if candidate.problems:
            lines = [
                f"{problem.row}, {problem.column}: {problem.sentence}"
                for problem in candidate.problems[:MOST_PROBLEMS]
            ]
            raise Refused("\n".join(["Nothing came in.", *lines]))
        new = candidate.bring_in(user)
        self.stdout.write(f"{len(new)} sessions came in for {user.email}.")
