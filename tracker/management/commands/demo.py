"""The command `demo`: makes an account with simulated sessions, and further people for load."""

import datetime
import secrets
import zoneinfo
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.analysis.example import (
    DAILY,
    OFTEN,
    RoutineInfo,
    SimulatedRating,
    SimulatedSession,
    simulate,
)
from tracker.analysis.pairs import TestInfo
from tracker.models import MobilityTest, Routine, Session, User
from tracker.models.revision import changing
from tracker.rules.events import Event, Finished, NoteWritten, RoutineEnded
from tracker.rules.freezing import frozen_plan
from tracker.rules.stages import POST, PRE, ROUTINE
from tracker.sessions.adding import add
from tracker.sessions.changes import rated

ZONE = "Europe/Berlin"
RESERVED_DOMAIN = "@example.org"  # by RFC 2606 it belongs to nobody
SESSIONS_A_YEAR = 360  # at nearly one a day
SIDES = ("left", "right")


class Command(BaseCommand):
    help = "Make a demo account with sessions, and further people for load."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", default=f"demo{RESERVED_DOMAIN}")
        parser.add_argument("--password", help="made up and printed when left out")
        parser.add_argument("--sessions", type=int, default=60, help="for each person")
        parser.add_argument("--years", type=int, default=0, help="daily sessions instead")
        parser.add_argument("--users", type=int, default=0, help="further people")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, **options: Any) -> None:
        email, password = options["email"], options["password"] or secrets.token_urlsafe(9)
        count = options["years"] * SESSIONS_A_YEAR or options["sessions"]
        frequency = DAILY if options["years"] else OFTEN
        writer = DemoWriter(count, frequency)
        hashed = make_password(password)
        emails = [email, *(f"runner{n}{RESERVED_DOMAIN}" for n in range(1, options["users"] + 1))]
        for number, address in enumerate(emails):
            writer.write(account(address, hashed), options["seed"] + number)
        if options["users"]:
            self.stdout.write(
                f"{options['users']} further people: runner1{RESERVED_DOMAIN} and so on."
            )
        self.stdout.write(f"{count} sessions each. Sign in as {email} with: {password}")


def account(email: str, password: str) -> User:
    """An empty account; deletes its sessions, so an existing one must be of the reserved domain."""
    existing = User.objects.filter(email__iexact=email).first()
    if existing and not email.endswith(RESERVED_DOMAIN):
        raise CommandError(
            f"{email} is somebody's account. Choose an address with {RESERVED_DOMAIN}."
        )
    user = existing or User(email=email.lower(), time_zone=ZONE)
    user.password, user.safety_read_at = password, timezone.now()
    user.save()
    with changing(user.pk):
        for rows in (user.entries, user.ratings, user.sessions):
            rows.all().delete()
    return user


class DemoWriter:
    """Writes simulated sessions as rows, many at a time."""

    def __init__(self, count: int, frequency: float) -> None:
        self.count, self.frequency = count, frequency
        self.tests = list(MobilityTest.objects.filter(owner=None, retired=False))
        self.infos = [TestInfo.of(test) for test in self.tests]
        self.slugs = {test.pk: test.slug for test in self.tests}
        offered = Routine.objects.filter(owner=None, retired=False, sham=False)
        routines = offered.prefetch_related("steps")
        self.routines = {routine.slug: routine for routine in routines}
        self.plans = {
            (slug, side): frozen_plan(routine, self.tests, 45, side, test_set="full")
            for slug, routine in self.routines.items()
            for side in SIDES
        }

    def write(self, owner: User, seed: int) -> None:
        yesterday = owner.day_of(timezone.now()) - datetime.timedelta(days=1)
        simulated = list(
            simulate(
                self.infos,
                last=yesterday.toordinal(),
                count=self.count,
                routines=[RoutineInfo(r.slug, r.places) for r in self.routines.values()],
                frequency=self.frequency,
                seed=seed,
            )
        )
        add([self.session(owner, info, number) for number, info in enumerate(simulated)])

    def session(
        self, owner: User, simulated: SimulatedSession, number: int
    ) -> tuple[Session, list[Event]]:
        day = datetime.date.fromordinal(simulated.day)
        # Not at a whole minute: that would look like a start edited by hand (`Span.may_have_gap`).
        clock = datetime.time(*divmod(simulated.minute, 60), 7)
        zone = zoneinfo.ZoneInfo(owner.time_zone)
        start = datetime.datetime.combine(day, clock, zone)
        end = start + datetime.timedelta(minutes=simulated.minutes)
        plan = self.plans[simulated.routine.slug, SIDES[number % 2]]
        if simulated.kind == Session.Kind.TEST_ONLY:
            plan = replace(plan, routine=plan.routine.sitting())
        session = Session(
            owner=owner,
            kind=simulated.kind,
            routine=self.routines[simulated.routine.slug],
            plan=plan,
            day=day,
            zone=owner.time_zone,
            started_at=start,
        )
        # Fills the cached property, since all sessions have the same tests.
        session.planned_tests = self.tests
        dose = {step.key: step.seconds for step in plan.steps}
        ended = RoutineEnded(ROUTINE, dose, at=end - datetime.timedelta(minutes=3))
        return session, [
            *self.ratings(simulated, PRE, start),
            ended,
            *self.ratings(simulated, POST, end),
            NoteWritten(simulated.note),
            Finished(end),
        ]

    def ratings(
        self, simulated: SimulatedSession, phase: str, at: datetime.datetime
    ) -> Iterator[Event]:
        for rating in simulated.ratings:
            slot = (self.slugs[rating.test.id], rating.side)
            fields = _fields(rating, phase)
            if "value" in fields:
                fields["method"] = rating.test.measures[0].method
            yield from rated(phase, {slot: fields}, at)


def _fields(rating: SimulatedRating, phase: str) -> dict[str, Any]:
    """The fields of a rating that were entered in a phase."""
    before = (rating.before, rating.skip_before, _decimal(rating.value_before))
    after = (rating.after, rating.skip_after, _decimal(rating.value_after))
    fields = zip(("score", "skip", "value"), before if phase == PRE else after, strict=True)
    return {name: value for name, value in fields if value not in (None, "")}


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
