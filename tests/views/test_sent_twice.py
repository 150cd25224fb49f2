"""Every form sent twice: the same contents count once, and other contents are never lost."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.http import HttpResponse
from django.test import Client

from tests.factories import make_session, make_user
from tests.pages import client_of, fields_of, words_of
from tests.rows import nothing_changes
from tests.views.test_whose import Form, form_at, forms_of, pages_of
from tracker.models import Entry, Routine, Session, SteadyReading, Trial, User
from tracker.sessions.trials import end_trial

pytestmark = pytest.mark.django_db

# What a second tap may add: nothing that a person would see twice.
COUNTED = (Session, Routine, Trial, SteadyReading, Entry, User)


def counts() -> list[int]:
    return [model._default_manager.count() for model in COUNTED]


def post(client: Client, form: Form, **typed: str) -> HttpResponse:
    return client.post(form.action, form.fields | typed)


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
def client(user: User) -> Client:
    return client_of(user)


def fill(form: Form) -> Form:
    """Enough for the form to be taken."""
    typed = {
        "/history/add/": {"pre-toe_touch-none": "5"},
        "/tests/toe_touch/steady/": {"none-first": "9", "none-second": "8,5"},
        "/trial/": {"tests": "toe_touch", "design": "control"},
        "/routines/new/": {
            "name": "My own",
            "region": "foot",
            "step-0-name": "A move",
            "step-0-time": "chosen",
            "step-0-sides": "each",
            "step-0-hand": "both",
        },
    }
    return Form(form.action, form.fields | typed.get(form.action, {}))


def each_form(user: User, client: Client) -> Iterator[Form]:
    for page in pages_of(user):
        yield from forms_of(client, page)


def test_every_form_sent_twice_counts_once(user: User, client: Client) -> None:
    forms = {form.action: fill(form) for form in each_form(user, client)}
    sent = [form for action, form in forms.items() if not action.startswith("/accounts/")]
    sent.sort(key=lambda form: "/delete/" in form.action)
    assert len(sent) > 15
    for form in sent:
        once = post(client, form)
        assert once.status_code in (200, 302, 409, 422), form.action
        before = counts()
        again = post(client, form)
        assert counts() == before, form.action
        assert again.status_code in (once.status_code, 302), form.action


def new_routine(client: Client) -> Form:
    return fill(form_at(list(forms_of(client, "/routines/new/")), "/routines/new/"))


def test_a_new_routine_sent_again_edits_the_one_that_was_created(
    user: User, client: Client
) -> None:
    neighbour = make_user()
    next_door = client_of(neighbour)
    assert post(next_door, new_routine(next_door)).status_code == 302
    form = new_routine(client)
    first = post(client, form)
    assert first.status_code == 302, words_of(first)
    assert post(client, form).headers["Location"] == first.headers["Location"]
    again = post(client, form, name="Another name")
    assert again.headers["Location"] == first.headers["Location"]
    assert user.own_routines.get().name == "Another name"
    assert neighbour.own_routines.get().name == "My own"


def test_a_copy_sent_again_is_one_copy_and_another_page_creates_another(
    user: User, client: Client
) -> None:
    address = "/routines/toe_spreaders/copy/"
    form = form_at(list(forms_of(client, address)), address)
    for name in ("Mine", "Mine", "Mine too"):
        assert post(client, form, name=name).status_code == 302
    assert [routine.name for routine in user.own_routines.all()] == ["Mine too"]
    other = form_at(list(forms_of(client, address)), address)
    post(client, other, name="A second one")
    assert user.own_routines.count() == 2


def test_a_routine_that_was_deleted_since_is_created_again(user: User, client: Client) -> None:
    form = new_routine(client)
    post(client, form)
    user.own_routines.update(retired=True)
    post(client, form)
    assert user.own_routines.filter(retired=False).count() == 1


def test_a_plan_sent_again_is_saved_once_and_a_different_one_refused(
    client: Client,
) -> None:
    form = fill(form_at(list(forms_of(client, "/trial/")), "/trial/"))
    post(client, form)
    with nothing_changes(without=(SignIn,)):
        same = post(client, form)
    assert same.status_code == 302
    assert "not saved" not in words_of(client.get("/trial/"))
    with nothing_changes(without=(SignIn,)):
        post(client, form, tests="toe_spread")
    assert "the new one was not saved" in words_of(client.get("/trial/"))


def test_a_stale_page_does_not_end_a_trial_that_was_started_since(
    user: User, client: Client
) -> None:
    routine = Routine.objects.get(slug="toe_spreaders", owner=None)
    about = {"owner": user, "design": "control", "routine": routine, "planned": 24}
    old = Trial.objects.create(**about)
    form = form_at(list(forms_of(client, "/trial/")), "/trial/end/")
    end_trial(old)
    new = Trial.objects.create(**about)
    with nothing_changes(without=(SignIn,)):
        post(client, form)
    assert "That plan had ended already." in words_of(client.get("/trial/"))
    post(client, form_at(list(forms_of(client, "/trial/")), "/trial/end/"))
    new.refresh_from_db()
    assert not new.is_running


def test_values_sent_again_on_a_day_replace_the_first(user: User, client: Client) -> None:
    address = "/tests/ankle_dorsiflexion/steady/"
    form = form_at(list(forms_of(client, address)), address)
    tape = {"ankle_dorsiflexion-method": "knee_to_wall_cm"}
    post(client, form, **tape, **{"left-first": "9", "left-second": "8,5"})
    again = {"left-first": "9.25", "left-second": "8.5"}
    page = client.post(form.action, form.fields | tape | again, follow=True)
    assert "Saved for today: left 9.25 and 8.5 cm." in words_of(page)
    assert "Left 9.25 was 9 8.5 was 8.5" in words_of(page)
    assert user.steady_readings.count() == 1


def test_a_stale_page_of_a_session_overwrites_and_can_be_undone(user: User, client: Client) -> None:
    session = make_session(owner=user, stage="done")
    address = f"/sessions/{session.uuid}/edit/"
    form = form_at(list(forms_of(client, address)), address)
    for score in ("8", "8", "9"):
        post(client, form, **{"post-toe_touch-none": score})
    assert session.ratings.get(test__slug="toe_touch").post_score == 9
    assert session.entries.filter(kind="edit").count() == 2


def test_an_edit_sent_again_with_its_first_values_restores_them(user: User, client: Client) -> None:
    session = make_session(owner=user, stage="done", note="as it was")
    address, after = f"/sessions/{session.uuid}/edit/", "post-toe_touch-none"
    form = form_at(list(forms_of(client, address)), address)
    old = form_at(list(forms_of(client, address)), address)
    was = {name: form.fields[name][0] for name in ("note", "time", after)}
    post(client, form, note="corrected", time="00:01", **{after: "9"}, counts="on")
    post(client, old)  # another tab, which only repeats what it showed
    session.refresh_from_db()
    assert (session.note, session.count_anyway) == ("corrected", True)
    post(client, form, **was)
    again = Session.objects.get()
    assert (again.note, again.count_anyway) == ("as it was", False)
    assert fields_of(client.get(address))[after] == [was[after]]
    assert f"{again.local_start:%H:%M}" == was["time"]
    with nothing_changes(without=(SignIn,)):
        post(client, form, **was)


def test_a_note_sent_again_with_its_first_text_restores_it(user: User, client: Client) -> None:
    session = make_session(owner=user, stage="done", note="as it was")
    result, address = f"/sessions/{session.uuid}/result/", f"/sessions/{session.uuid}/note/"
    form = form_at(list(forms_of(client, result)), address)
    old = form_at(list(forms_of(client, result)), address)
    for form_sent, note, stored in (
        (form, "corrected", "corrected"),
        (old, "as it was", "corrected"),
        (form, "as it was", "as it was"),
        (form, "", ""),
        (form, "corrected", "corrected"),
    ):
        post(client, form_sent, note=note)
        session.refresh_from_db()
        assert session.note == stored
