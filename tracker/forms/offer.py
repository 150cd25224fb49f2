"""What a start can choose from, read once however many forms ask for it."""

from collections.abc import Collection, Iterable
from functools import cached_property

from django.db.models import Q, prefetch_related_objects

from tracker.models import MobilityTest, Routine, Session, User

QUICK = ("ankle_dorsiflexion", "toe_touch")


class Offer:
    def __init__(
        self, user: User, tests: Iterable[MobilityTest], routines: Iterable[Routine]
    ) -> None:
        self.user, self.tests, self.routines = user, list(tests), list(routines)

    @classmethod
    def of(cls, user: User) -> "Offer":
        """What is on the lists today."""
        routines = Routine.objects.offered_to(user).prefetch_related("steps")
        return cls(user, MobilityTest.objects.offered_to(user), routines)

    @classmethod
    def late(cls, user: User, slugs: Collection[str]) -> "Offer":
        """Of what is there at all the routines with these slugs, and every test."""
        mine = Q(owner=None) | Q(owner=user)
        routines = Routine.objects.filter(mine, slug__in=slugs).prefetch_related("steps")
        return cls(user, MobilityTest.objects.filter(mine), routines)

    def routine(self, slug: str) -> Routine | None:
        return next((each for each in self.routines if each.slug == slug), None)

    @cached_property
    def last(self) -> Session | None:
        return last_of(self.user)

    @cached_property
    def sat_through(self) -> Routine:
        """A test-only session lasts as long as a routine: the last one, else the first of all."""
        found = self.last.routine if self.last else Routine.objects.offered_to(self.user)[0]
        found = self.routine(found.slug) or found
        prefetch_related_objects([found], "steps")
        return found


def last_of(user: User) -> Session | None:
    """The last session that was started here: what was entered later is no pattern."""
    past = user.sessions.kept().filter(entered_later=False).select_related("routine")
    return past.newest_first().first()


def tests_of(
    chosen: str, own: Collection[str], offered: Iterable[MobilityTest]
) -> list[MobilityTest]:
    """The tests of a set: "full", "quick", or one's own choice by their slugs."""
    if chosen == "full":
        return list(offered)
    wanted = own if chosen == "own" else QUICK
    return [test for test in offered if test.slug in wanted]
