"""Judges, once, the plans that ended before there were judgements."""

from typing import Any

from django.apps import AppConfig

from tracker.management.catalogue_sync import is_migrated
from tracker.models import Trial
from tracker.sessions.trials import judge


def judge_ended() -> int:
    """Judge every ended plan without a judgement; returns how many there were.

    Not a migration: those only know the tables, and must do the same in ten years, while an answer
    takes the whole of the analysis. So the rule of the release that judges is the one that counts,
    and its version is stored. Each plan is a transaction of its own, so a kill loses none, and the
    next start goes on with the rest.
    """
    ended = Trial.objects.filter(judgement__isnull=True).exclude(ended_at=None)
    trials = list(ended.select_related("owner", "routine", "other_routine").order_by("pk"))
    for trial in trials:
        judge(trial)
    return len(trials)


def after_migrate(sender: AppConfig, using: str, **about: Any) -> None:
    """Judge once all tables exist."""
    if is_migrated(sender, using):
        judge_ended()
