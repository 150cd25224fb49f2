"""The command `backup`: writes the whole database into one file, once or at intervals."""

import argparse
import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.utils import timezone

from mobility.database import backups, restoring, scheduled
from tracker.accounts.deleting import delete_closed
from tracker.models import Upload
from tracker.transfer.uploads import A_DAY, discard


def _interval(text: str) -> datetime.timedelta:
    try:
        return scheduled.interval(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not an interval such as 24h.") from error


def _discard_expired() -> None:
    """The files that waited for longer than a day to be brought in, of everybody."""
    expired = Upload.objects.filter(made_at__lte=timezone.now() - A_DAY).select_related("owner")
    for upload in expired.defer("content"):
        discard(upload.owner)


class Command(BaseCommand):
    help = "Write the whole database into one file, while the server goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, metavar="FILE", help="not in DATA_DIR/backups")
        keep_help = "and remove all but the newest N"
        parser.add_argument("--keep", type=int, dest="newest", metavar="N", help=keep_help)
        when = parser.add_mutually_exclusive_group()
        every_help = "stay, and back up whenever the newest is so old, such as 24h"
        when.add_argument("--every", type=_interval, metavar="TIME", help=every_help)
        check_help = "make none; fail if the newest is older, such as 26h"
        when.add_argument("--check", type=_interval, metavar="TIME", help=check_help)

    def handle(self, *args: object, to: Path | None, newest: int | None, **options: Any) -> None:
        every, check = options["every"], options["check"]
        if newest is not None and (to or newest < 1):
            raise CommandError("--keep: use a number from 1, and not together with --to.")
        if to and (every or check):
            raise CommandError("--to: not together with --every or --check.")
        try:
            if check:
                self._check(check)
            elif every:
                scheduled.stop_at_sigterm()
                scheduled.run(every, lambda: self._back_up(None, newest), self._report)
            else:
                self._back_up(to, newest)
        except backups.BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _back_up(self, to: Path | None, newest: int | None) -> None:
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
            _discard_expired()
        except OSError as error:
            sentence = f"{error.filename} cannot be used ({error.strerror})."
            raise backups.BackupRefused(sentence) from error
        except Error as error:
            reason = str(error).strip().split("\n")[0]
            sentence = f"The database cannot be read ({reason})."
            raise backups.BackupRefused(sentence) from error
        finally:
            self.stdout.flush()

    def _report(self, line: str) -> None:
        self.stderr.write(line)
        self.stderr.flush()

    def _check(self, most: datetime.timedelta) -> None:
        age = scheduled.age()
        if age is None:
            raise CommandError("There is no backup yet.")
        hours = age.total_seconds() / 3600
        if age > most:
            raise CommandError(f"The newest backup is {hours:.0f} hours old.")
        self.stdout.write(f"The newest backup is {hours:.0f} hours old.")
