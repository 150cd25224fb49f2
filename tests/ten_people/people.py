"""Makes the ten people: the same rows every time, by the writers that the product has."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

from django.utils import timezone

from tests import people
from tests.factories import make_user
from tests.ten_people.lives import TODAY, YEAR, Life, days_before, routine_and_rest
from tracker.analysis.pairs import TestInfo
from tracker.analysis.randomisation import assign
from tracker.management.commands.demo import DemoWriter
from tracker.models import MobilityTest, Routine, Trial, User
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.trials import end_trial, pause_trial

TOES, SOCK = "toe_spreaders", "sock_pull"
NAMED = ["ankle_dorsiflexion", "toe_touch"]
SEASONAL = ["toe_spread", *NAMED]
YESTERDAY = TODAY - datetime.timedelta(days=1)
TWO_YEARS = datetime.timedelta(days=round(2 * YEAR))


@dataclass(frozen=True)
class Design:
    """What a plan asks, and of how many sessions."""

    design: str
    sessions: int
    seed: str
    other: str = ""
    planned: int = 24
    guess: str = ""


@contextmanager
def clock_at(day: datetime.date, hour: int = 18) -> Iterator[None]:
    """Everything in here happens on this day."""
    moment = datetime.datetime.combine(day, datetime.time(hour), datetime.UTC)
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


class Writer:
    """Writes the life of one person, newest last."""

    def __init__(self, name: str, life: Life, *, tests: Sequence[str] = ()) -> None:
        self.user = make_user(email=f"{name}@example.org")
        self.life = life
        offered = MobilityTest.objects.offered_to(self.user)
        self.tests = list(offered.filter(slug__in=tests) if tests else offered)

    def without_plan(
        self, *, count: int, last: datetime.date = YESTERDAY, every: int = 2, routine: str = TOES
    ) -> None:
        days = days_before(last, count=count, every=every)
        self._write(days, list(routine_and_rest(routine, count)), routine)

    def plan(self, about: Design, *, last: datetime.date = YESTERDAY, every: int = 2) -> Trial:
        """A running plan with its sessions, all done as chance picked them."""
        days = days_before(last, count=about.sessions, every=every)
        begun = datetime.date.fromordinal(days[0])
        with clock_at(begun, hour=6):
            trial = Trial.objects.create(
                owner=self.user,
                design=about.design,
                routine=Routine.objects.get(slug=TOES, owner=None),
                other_routine=Routine.objects.filter(slug=about.other, owner=None).first(),
                tests=NAMED[:1] if about.design == "one_leg" else NAMED,
                planned=about.planned,
                seed=about.seed,
                draws=about.sessions,
                guess=about.guess,
                started_at=timezone.now(),
            )
        arms = [assign(about.seed, number, trial.arms) for number in range(about.sessions)]
        self._write(days, arms, TOES, trial)
        return trial

    def _write(
        self, days: list[int], arms: list[str], routine: str, trial: Trial | None = None
    ) -> None:
        infos = [TestInfo.of(test) for test in self.tests]
        simulated = self.life.sessions(infos, days, arms, routine)
        people.write(self.user, self.tests, simulated, randomised=trial is not None, trial=trial)


def no_effect() -> User:
    """Nothing does anything; a running plan asks whether the routine does."""
    writer = Writer("no_effect", Life(seed=21))
    writer.without_plan(count=20, last=YESTERDAY - datetime.timedelta(days=80))
    writer.plan(Design("control", 40, "0a", guess="toe_touch"))
    return writer.user


def plus_one() -> User:
    """A routine after which everything is a point freer, and a running plan."""
    writer = Writer("plus_one", Life(seed=12, effect=1.0))
    writer.without_plan(count=20, last=YESTERDAY - datetime.timedelta(days=80))
    writer.plan(Design("control", 40, "0b", guess="toe_touch"))
    return writer.user


def loss() -> User:
    """Stiffer by a point after either routine; a plan with two routines ended last month."""
    writer = Writer("loss", Life(seed=13, effect=-1.0))
    last = YESTERDAY - datetime.timedelta(days=30)
    trial = writer.plan(Design("versus", 30, "0c", other=SOCK, planned=40), last=last)
    with clock_at(last):
        end_trial(trial)
    writer.without_plan(count=14)
    return writer.user


def all_tens() -> User:
    """Every rating is 10, whatever is done; a running plan asks whether it is the pull."""
    writer = Writer("all_tens", Life(seed=14, levels=(10, 10), day_spread=0, error=0))
    writer.plan(Design("touch", 30, "0d"))
    return writer.user


def single() -> User:
    """A single session."""
    writer = Writer("single", Life(seed=15, effect=0.5))
    writer.without_plan(count=1)
    return writer.user


def four() -> User:
    """Four sessions; chance picked the last two."""
    writer = Writer("four", Life(seed=16, effect=0.5))
    writer.without_plan(count=2, last=YESTERDAY - datetime.timedelta(days=6))
    writer.plan(Design("control", 2, "0f", guess="ankle_dorsiflexion"))
    return writer.user


def sixty() -> User:
    """Sessions like those of the demo, some with a tape, then a paused plan, one leg first."""
    writer = Writer("sixty", Life(seed=17, effect=1.0, warm_up=0.3))
    began = YESTERDAY - datetime.timedelta(days=40)
    with clock_at(began):
        DemoWriter(46, 0.42).write(writer.user, seed=1)
    trial = writer.plan(Design("one_leg", 14, "1a"), last=YESTERDAY - datetime.timedelta(days=8))
    with clock_at(YESTERDAY):
        pause_trial(trial, "injury")
    return writer.user


def eighteen_hundred() -> User:
    """Five years of one session a day."""
    writer = Writer("eighteen_hundred", Life(seed=18, effect=0.5, warm_up=0.2), tests=NAMED)
    writer.without_plan(count=1800, every=1, routine=SOCK)
    return writer.user


def season() -> User:
    """Freer in summer by three points than in winter, for two years, and no trend at all."""
    writer = Writer("season", Life(seed=19, swing=1.5), tests=SEASONAL)
    writer.without_plan(count=240, every=3)
    return writer.user


def two_years_ago() -> User:
    """A plan that found a point two years ago, of which a session was deleted since."""
    writer = Writer("two_years_ago", Life(seed=20, effect=1.0))
    last = TODAY - TWO_YEARS
    writer.without_plan(count=4, last=last - datetime.timedelta(days=90))
    trial = writer.plan(Design("control", 40, "1d", guess="toe_touch"), last=last)
    with clock_at(last):
        end_trial(trial)
    writer.without_plan(count=12)
    with clock_at(YESTERDAY):
        delete_for_now(trial.sessions.newest_first()[0])
    return writer.user


PEOPLE: dict[str, Callable[[], User]] = {
    make.__name__: make
    for make in (
        *(no_effect, plus_one, loss, all_tens, single, four),
        *(sixty, eighteen_hundred, season, two_years_ago),
    )
}
