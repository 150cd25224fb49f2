"""The command `export_person`: everything of one person as a zip file."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.models import User
from tracker.transfer.formats import archive


class Command(BaseCommand):
    help = "Write everything of a person into a zip file, which import_person reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("file", help="a new file, such as anna.zip")

    def handle(self, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {options['email']}.")
        path = Path(options["file"])
        try:
            # Health data: for its owner only, and never over another file.
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                for chunk in archive.write(user):
                    file.write(chunk)
        except FileExistsError:
            raise CommandError(f"{path} is there already. Give another name.") from None
        except OSError as error:
            raise CommandError(f"{path} cannot be written ({error.strerror}).") from error
        self.stdout.write(f"{path}: everything of {user.email}, {path.stat().st_size:,} bytes.")
