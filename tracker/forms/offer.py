"""Reads the tests and routines that a start form offers, once for all that need them."""

from collections.abc import Collection, Iterable
from functools import cached_property

from django.db.models import Q, prefetch_related_objects

from tracker.models import MobilityTest, Routine, Session, User
from tracker.queries.offered import UsualSet, in_order, offered_tests, usual_sets


class Offer:
    def __init__(
        self, user: User, tests: Iterable[MobilityTest], routines: Iterable[Routine]
    ) -> None:
        self.user, self.tests, self.routines = user, list(tests), list(routines)

    @classmethod
    def of(cls, user: User) -> "Offer":
        """Everything that is offered to `user` today."""
        routines = Routine.objects.offered_to(user).prefetch_related("steps")
        return cls(user, offered_tests(user), routines)

    @classmethod
    def late(cls, user: User, slugs: Collection[str]) -> "Offer":
        """Every test, hidden and retired ones too, and the routines with these slugs.

        For sessions that were started offline, with what a phone had.
        """
        mine = Q(owner=None) | Q(owner=user)
        named = Routine.objects.filter(mine, slug__in=slugs, sham=False)
        routines = named.prefetch_related("steps")
        return cls(user, in_order(MobilityTest.objects.filter(mine), user), routines)

    def routine(self, slug: str) -> Routine | None:
        return next((routine for routine in self.routines if routine.slug == slug), None)

    @cached_property
    def usual(self) -> dict[str, UsualSet]:
        """The tests that are set for a routine, by its slug, as far as they are offered."""
        offered = {
            slug: UsualSet(chosen, [test.slug for test in self.tests if test.slug in own])
            for slug, (chosen, own) in usual_sets(self.user).items()
        }
        return {slug: usual for slug, usual in offered.items() if usual.set != "own" or usual.tests}

    @cached_property
    def last(self) -> Session | None:
        return last_of(self.user)

    @cached_property
    def sat_through(self) -> Routine:
        """The routine whose length a test-only session has: that of last time, else the first."""
        routine = self.last.routine if self.last else Routine.objects.offered_to(self.user)[0]
        routine = self.routine(routine.slug) or routine
        prefetch_related_objects([routine], "steps")
        return routine


def last_of(user: User) -> Session | None:
    """The last session that was started in the app; a backdated one is no pattern for the next."""
    past = user.sessions.undeleted().filter(entered_later=False).select_related("routine")
    return past.newest_first().first()
