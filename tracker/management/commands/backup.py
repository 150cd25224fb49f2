"""Write the whole database into one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from mobility.database import backups, restoring


class Command(BaseCommand):
    help = "Write the whole database into one file, while the server goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, metavar="FILE", help="not in DATA_DIR/backups")
        parser.add_argument("--keep", type=int, metavar="N", help="and remove all but the newest N")

    def handle(self, *args: object, to: Path | None, keep: int | None, **options: object) -> None:
        if keep is not None and (to or keep < 1):
            raise CommandError("--keep: use a number from 1, and not together with --to.")
        try:
            path = to or backups.new_name("supple")
            holds = backups.create(path)
            size = path.stat().st_size
            self.stdout.write(f"Backed up to {path} ({size:,} bytes): {holds}.")
            for gone in backups.prune(keep, path) if keep else ():
                self.stdout.write(f"Removed {gone}.")
            restoring.delete_stale_copies()
        except backups.BackupRefused as why:
            raise CommandError(str(why)) from why
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be used ({error.strerror}).") from error
        except Error as error:
            said = str(error).strip().split("\n")[0]
            raise CommandError(f"The database cannot be read ({said}).") from error
