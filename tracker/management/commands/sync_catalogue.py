"""The command `sync_catalogue`: loads the catalogue's files into the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.catalogue.spec import CatalogueError
from tracker.management import catalogue_sync


class Command(BaseCommand):
    help = "Load the catalogue's files into the database; with --check only say what would change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if it would")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        try:
            changes = catalogue_sync.check() if check else catalogue_sync.sync()
        except CatalogueError as error:
            raise CommandError(error) from error
        for line in changes:
            self.stdout.write(line)
        if check and changes:
            raise CommandError("The database is not what the files say. Run sync_catalogue.")
        self.stdout.write("The catalogue is in step." if not changes else "Done.")
