"""The command `restore`: restores a backup into an empty database, or only tries to."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from mobility.database import backups, restoring


class Command(BaseCommand):
    help = "Restore a backup into an empty database; with --verify only try it in another one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--verify", action="store_true", help="change nothing, only try")

    def handle(self, *args: object, file: Path, verify: bool, **options: object) -> None:
        try:
            contents = restoring.verify(file) if verify else restoring.restore(file)
        except backups.BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except Error as error:
            reason = str(error).strip().split("\n")[0]
            raise CommandError(f"The database cannot be used ({reason}).") from error
        outcome = "can be restored" if verify else "is restored"
        self.stdout.write(f"{file} {outcome}: {contents}.")
