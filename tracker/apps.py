"""Wires the app into Django: what follows a migration, sign-ins, new passwords, checks."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string

from mobility.checks import commits_reach_the_disk


class TrackerConfig(AppConfig):
    name = "tracker"

    def ready(self) -> None:
        # By name: the models that it needs can only be imported once all apps are known.
        after_migrate = import_string("tracker.management.catalogue_sync.after_migrate")
        post_migrate.connect(after_migrate, sender=self, dispatch_uid="catalogue")
        judge_ended = import_string("tracker.management.judging.after_migrate")
        post_migrate.connect(judge_ended, sender=self, dispatch_uid="judgements")
        on_login = import_string("mobility.sign_ins.on_login")
        user_logged_in.connect(on_login, dispatch_uid="sign-ins")
        delete_closed = import_string("tracker.accounts.deleting.on_login")
        user_logged_in.connect(delete_closed, dispatch_uid="closed accounts")
        self._note_who_changes_a_password()
        import_string("tracker.accounts.signals.connect")()
        register(commits_reach_the_disk, Tags.database)

    def _note_who_changes_a_password(self) -> None:
        mark_as_notified = import_string("tracker.accounts.notices.mark_as_notified")
        for name in ("password_changed", "password_reset", "password_set"):
            signal = import_string(f"allauth.account.signals.{name}")
            signal.connect(mark_as_notified, dispatch_uid="notices")
