"""Turns off the second step of somebody who lost the phone and the recovery codes."""

import argparse
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from tracker.accounts.devices import end_all
from tracker.accounts.events import record
from tracker.accounts.second_step import PASSKEY
from tracker.models import User


class Command(BaseCommand):
    help = (
        "Turns off a person's authenticator app and recovery codes, and signs them out everywhere."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email", help="the person's address")
        parser.add_argument("--passkeys", action="store_true", help="remove their passkeys as well")

    def handle(self, *, email: str, passkeys: bool, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"There is no account with the address {email}.")
        rows = Authenticator.objects.filter(user=user)
        if not passkeys:
            rows = rows.exclude(type=PASSKEY)
        rows.delete()
        end_all(user)
        record(None, user, "reset_by_host")
        self.stdout.write(
            f"{user.email} signs in with the password alone now, and was signed out everywhere.\n"
            "Be sure that it was really them who asked."
        )
