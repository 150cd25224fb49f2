"""The command `backup`: writes the whole database into one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from mobility.database import backups, restoring
from tracker.accounts.deleting import delete_closed


class Command(BaseCommand):
    help = "Write the whole database into one file, while the server goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, metavar="FILE", help="not in DATA_DIR/backups")
        keep_help = "and remove all but the newest N"
        parser.add_argument("--keep", type=int, dest="newest", metavar="N", help=keep_help)

    def handle(self, *args: object, to: Path | None, newest: int | None, **options: object) -> None:
        if newest is not None and (to or newest < 1):
            raise CommandError("--keep: use a number from 1, and not together with --to.")
        try:
            path = to or backups.new_name("supple")
            contents = backups.create(path)
            size = path.stat().st_size
            self.stdout.write(f"Backed up to {path} ({size:,} bytes): {contents}.")
            removed = backups.prune(newest, path) if newest else []
            for path_of_old in [*removed, *backups.prune_old(path)]:
                self.stdout.write(f"Removed {path_of_old}.")
            restoring.delete_stale_copies()
            # Backups are made regularly, also where nobody signs in.
            delete_closed()
        except backups.BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be used ({error.strerror}).") from error
        except Error as error:
            reason = str(error).strip().split("\n")[0]
            raise CommandError(f"The database cannot be read ({reason}).") from error
