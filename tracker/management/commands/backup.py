"""Write the whole database into one file."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from mobility import backups


class Command(BaseCommand):
    help = "Write the whole database into one file, while the server goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, metavar="FILE", help="not in DATA_DIR/backups")
        parser.add_argument("--keep", type=int, metavar="N", help="and remove all but the newest N")

    def handle(self, *args: object, to: Path | None, keep: int | None, **options: object) -> None:
        if keep is not None and (to or keep < 1):
            raise CommandError("--keep: use a number from 1, and not together with --to.")
        os.umask(0o077)
        try:
            path = to or backups.new_name("supple")
            backups.make(path)
        except backups.Refused as why:
            raise CommandError(str(why)) from why
        except Error as error:
            said = str(error).strip().split("\n")[0]
            raise CommandError(f"The database cannot be read ({said}).") from error
        self.stdout.write(f"Backed up to {path} ({path.stat().st_size:,} bytes).")
        for gone in backups.keep(keep) if keep else ():
            self.stdout.write(f"Removed {gone}.")
