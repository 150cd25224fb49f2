"""What is worth a look on Today: whether it is working, and at most one thing besides."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.analysis import words
from tracker.analysis.answers import Answers, Finding
from tracker.analysis.answers.headline import headline
from tracker.analysis.answers.tally import Tally
from tracker.analysis.pairs import SeriesKey
from tracker.models import Session, User
from tracker.queries.answers import answers_of
from tracker.queries.history import tests_of
from tracker.views.standing import plan_of

LONG_PAUSE = 14  # days
FALLING = ("clear_loss", "clear_small_loss", "probably_loss")  # the surest first
BY_SIDE = {
    "left": gettext_lazy("%(test)s, left"),
    "right": gettext_lazy("%(test)s, right"),
    "none": gettext_lazy("%(test)s"),
}


@dataclass(frozen=True)
class Look:
    """A line that leads to a page; it has an icon or the mark of a side."""

    title: str
    says: str
    address: str
    icon: str = ""
    side: str = ""


def worth_a_look(user: User, last: Session | None, today: datetime.date) -> list[Look]:
    """At most two lines; none before the first session. They never praise."""
    if last is None:
        return []
    answered = answers_of(user)
    besides = [*_falling(user, answered), *_pause(last, today)]
    return [_working(user, answered), *besides[:1]]


def _working(user: User, answered: Answers) -> Look:
    title, progress = _("Is it working?"), reverse("progress")
    if plan := plan_of(user):
        ended = reverse("trial_ended", args=[plan.trial.pk])
        return Look(title, plan.says, reverse("trial") if plan.trial.is_running else ended, "dice")
    if answered.early:
        wait = answered.early.wait
        says = ngettext(
            "Not known yet. %(wait)s more session to your first estimate.",
            "Not known yet. %(wait)s more sessions to your first estimate.",
            wait,
        ) % {"wait": wait}
        return Look(title, says, progress, "chart")
    day = Tally.of(answered.changes.values())
    weeks = Tally.of(level.finding for level in answered.levels.values())
    return Look(title, headline(day, weeks), progress, "chart")


def _falling(user: User, answered: Answers) -> Iterator[Look]:
    """The before ratings that fall most surely, and of these the one that falls most."""
    falling = [
        (FALLING.index(level.finding.verdict), level.finding.best or 0.0, key, level.finding)
        for key, level in answered.levels.items()
        if level.finding.verdict in FALLING
    ]
    for *_rank, key, finding in sorted(falling, key=lambda row: row[:2])[:1]:
        yield _of_test(user, key, finding)


def _of_test(user: User, key: SeriesKey, finding: Finding) -> Look:
    slug, side = key
    test = tests_of(user).own_first().filter(slug=slug)[0]
    return Look(
        str(BY_SIDE[side] % {"test": test.name}),
        _("Before ratings over the weeks: %(verdict)s.") % {"verdict": finding.sentence},
        reverse("progress_test", args=[slug]),
        side=side,
    )


def _pause(last: Session, today: datetime.date) -> Iterator[Look]:
    days = (today - last.day).days
    if days > LONG_PAUSE:
        title = ngettext(
            "%(days)s day since your last session", "%(days)s days since your last session", days
        ) % {"days": days}
        says = _("It was on %(day)s. After a pause, before ratings may differ.") % {
            "day": words.date(last.day.toordinal())
        }
        yield Look(title, says, reverse("history"), "today")
