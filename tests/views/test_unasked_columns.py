"""No form takes a column that it did not ask for: an owner, a role, a number, a moment."""

from typing import Any

import pytest
from django.apps import apps

from tests.factories import make_session, make_user
from tests.harness import fuzz
from tests.wsgi import FORM
from tracker.forms.settings import SettingsForm
from tracker.models import User
from tracker.models.owned import Owned
from tracker.views import settings

pytestmark = pytest.mark.django_db
OWNED = [model for model in apps.get_app_config("tracker").get_models() if issubclass(model, Owned)]
ROLES = ("is_staff", "is_superuser", "is_active", "date_joined", "closes_at")


def columns() -> set[str]:
    """Every column of every table of ours."""
    fields = (field for model in (*OWNED, User) for field in model._meta.concrete_fields)
    return {name for field in fields for name in (field.name, field.attname)} | {"pk"}


def whose() -> dict[str, set[tuple[Any, ...]]]:
    """By table, which row is whose."""
    return {m._meta.label: set(m._default_manager.values_list("pk", "owner_id")) for m in OWNED}


def assert_no_form_takes_them(other: User, only: str = "/") -> int:
    """Send every form of somebody with all columns besides its own; how many were sent."""
    victim = fuzz.make_victim(1)
    victim_pk = victim.arguments["person"][0]
    before, roles = whose(), set(User.objects.values_list("pk", *ROLES))
    unasked = [(name, str(other.pk)) for name in sorted(columns())]
    forms = {form.action: form for form in victim.forms if form.action.startswith(only)}
    for form in forms.values():
        named = {name for name, _value in form.fields}
        more = [pair for pair in unasked if pair[0] not in named]
        path, _, query = form.action.partition("?")
        body = fuzz._encoded([*form.fields, *more]).encode()
        fuzz.Input("form", victim.cookie, "POST", path, query, body, FORM).send()
    assert set(User.objects.values_list("pk", *ROLES)) == roles
    for label, rows in whose().items():
        assert {row for row in rows if row[1] not in (victim_pk, other.pk)} == set()
        mine = {row for row in before[label] if row[1] == other.pk}
        assert {row for row in rows if row[1] == other.pk} == mine, label
    return len(forms)


def test_no_form_takes_a_column_that_it_did_not_ask_for() -> None:
    other = make_user()
    make_session(owner=other, tests=("toe_touch",), stage="done")
    assert assert_no_form_takes_them(other) > 20


@pytest.mark.once
def test_a_form_that_takes_a_role_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def takes_all(form: SettingsForm) -> None:
        mine = User.objects.filter(pk=form.instance.pk)
        mine.update(is_staff="is_staff" in form.data)

    monkeypatch.setattr(settings, "_save", takes_all)
    with pytest.raises(AssertionError):
        assert_no_form_takes_them(make_user(), only="/settings/")
