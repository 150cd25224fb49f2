"""The command `role`: says who runs this server."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.accounts.hosts import LastHost, set_role
from tracker.models import User

ROLES = ("host", "person")


class Command(BaseCommand):
    help = "Make somebody a host, who sees the page of this server, or a person again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("role", choices=ROLES)

    def handle(self, *, email: str, role: str, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"{email} has no account here.")
        try:
            set_role(user, host=role == "host")
        except LastHost as refusal:
            why = f"{user.email} is the only host. Make somebody else one first."
            raise CommandError(why) from refusal
        self.stdout.write(f"{user.email} is a {role} now.")
