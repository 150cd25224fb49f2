"""A person's own links: made in one form, shown once, listed, stopped at once."""

import datetime

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.factories import make_session, make_user
from tests.pages import client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.accounts.qr_codes import qr_code
from tracker.models import ShareLink, User
from tracker.sessions import sharing
from tracker.sessions.sharing import MOST_ENDED, MOST_LIVE, NewLink, make, new_secret, stop

pytestmark = pytest.mark.django_db

NEW = "/shares/new/"
ANNA = {"name": "Anna, physio", "shows": ["rated", "notes"], "days": "30", "new_sessions": "on"}


@pytest.fixture(autouse=True)
def _without_limits_of_others() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    user = make_user()
    make_session(owner=user, stage="done", note="zanzibar")
    return user


@pytest.fixture
def client(user: User) -> Client:
    return just_signed_in(user)


def just_signed_in(user: User) -> Client:
    """So that nothing asks who it is."""
    client = client_of(user)
    session = client.session
    at = timezone.now().timestamp()
    session["account_authentication_methods"] = [{"method": "password", "at": at}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def ready(user: User, name: str = "Anna", **about: object) -> ShareLink:
    requested = NewLink(name, "", ("rated",), new_sessions=True, days=30)
    link, _is_new = make(user, new_secret(), requested)
    ShareLink.objects.filter(pk=link.pk).update(**about)
    return link


def send(client: Client, **typed: object) -> HttpResponse:
    """The form as its page sends it, filled in."""
    answer: HttpResponse = client.post(NEW, fields_of(client.get(NEW), NEW) | ANNA | typed)
    return answer


def address_in(answer: HttpResponse) -> str:
    page = text_of(answer)
    return page.partition('<code id="link">')[2].partition("</code>")[0]


def kinds(user: User) -> list[tuple[str, str]]:
    return list(user.account_events.order_by("pk").values_list("kind", "about"))


def test_the_form_makes_a_link_that_opens(user: User, client: Client) -> None:
    answer = send(client)
    address = address_in(answer)
    assert address.startswith(f"{settings.SITE_URL}/shared/{user.pk}/")
    assert qr_code(address).path in text_of(answer)
    shared = Client().get(address.removeprefix(settings.SITE_URL))
    assert "zanzibar" in text_of(shared)
    [link] = user.share_links.all()
    assert link.shows == ["notes", "rated"]
    assert datetime.timedelta(days=29) < link.ends_at - timezone.now() < datetime.timedelta(days=31)
    assert kinds(user) == [("link_made", "Anna, physio")]


def test_notes_and_discomfort_are_off_at_first(client: Client) -> None:
    fields = fields_of(client.get(NEW), NEW)
    assert fields["shows"] == ["rated", "measured", "done"]
    assert fields["days"] == ["30"]


def test_it_asks_who_it_is_first(user: User) -> None:
    answer = client_of(user).get(NEW)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert client_of(user).post(NEW, ANNA).status_code == 302
    assert not user.share_links.exists()


def test_it_is_seen_first_and_nothing_is_shared_yet(user: User, client: Client) -> None:
    fields = fields_of(client.get(NEW), NEW) | ANNA
    with nothing_changes():
        seen = client.post(NEW, fields | {"see": "1"})
    assert "Nothing is shared yet." in words_of(seen)
    assert "zanzibar" in text_of(seen)
    assert address_in(client.post(NEW, fields_of(seen, NEW)))
    again = fields_of(client.post(NEW, fields_of(seen, NEW) | {"change": "1"}), NEW)
    assert (again["name"], again["shows"]) == (["Anna, physio"], ["rated", "notes"])
    assert user.share_links.count() == 1


def test_the_same_form_twice_makes_one_link(user: User, client: Client) -> None:
    fields = fields_of(client.get(NEW), NEW) | ANNA
    first, second = client.post(NEW, fields), client.post(NEW, fields)
    assert address_in(first) == address_in(second) != ""
    assert user.share_links.count() == 1
    assert len(kinds(user)) == 1
    stop(user.share_links.get())
    assert client.post(NEW, fields).headers["Location"] == "/shares/"


@pytest.mark.parametrize("secret", ["", "a" * 43, f"{'a' * 43}:forged"])
def test_a_secret_that_this_server_did_not_make_is_none(client: Client, secret: str) -> None:
    address = address_in(send(client, secret=secret))
    assert len(address.split("/")[-2]) == 43
    assert "aaaaaa" not in address


def test_another_persons_secret_is_none_either(client: Client) -> None:
    other = just_signed_in(make_user())
    theirs = fields_of(other.get(NEW), NEW)["secret"][0]
    assert theirs.partition(":")[0] not in address_in(send(client, secret=theirs))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": ""}, "Say who it is for."),
        ({"shows": []}, "Tick at least one thing to show."),
        ({"shows": ["email"]}, "email"),
        ({"days": "400"}, "400"),
        ({"days": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said_and_makes_no_link(
    user: User, client: Client, typed: dict[str, object], says: str
) -> None:
    answer = send(client, **typed)
    assert answer.status_code == 422
    assert says in words_of(answer)
    assert not user.share_links.exists()


def test_no_more_than_twenty_are_open(user: User, client: Client) -> None:
    for number in range(MOST_LIVE):
        ready(user, f"Nr {number}")
    answer = send(client)
    assert answer.status_code == 422
    assert "You have 20 open links. Stop one first." in words_of(answer)
    stop(user.share_links.first())
    assert send(client).status_code == 200


def test_ended_links_do_not_pile_up(user: User) -> None:
    for number in range(MOST_ENDED + 3):
        stop(ready(user, f"Nr {number}"))
    names = [link.name for link in sharing.ended(user)]
    assert len(names) == MOST_ENDED
    assert names[0] == f"Nr {MOST_ENDED + 2}"


def test_the_list_says_until_when_and_how_often(user: User, client: Client) -> None:
    ready(user, "Coach")
    ready(user, "Anna", opened=3, opened_at=timezone.now())
    page = words_of(client.get("/shares/"))
    assert "Not opened yet" in page
    assert f"Opened 3 times, last on {timezone.localtime():%A}" in page
    assert "2 open" in words_of(client.get("/data/"))


def test_stop_works_at_once_and_can_be_undone_for_a_minute(user: User, client: Client) -> None:
    address = address_in(send(client)).removeprefix(settings.SITE_URL)
    [link] = user.share_links.all()
    client.post(f"/shares/{link.pk}/stop/")
    assert Client().get(address).status_code == 404
    assert f"/shares/{link.pk}/undo/" in text_of(client.get("/shares/"))
    client.post(f"/shares/{link.pk}/undo/")
    assert Client().get(address).status_code == 200
    client.post(f"/shares/{link.pk}/stop/")
    long_ago = timezone.now() - sharing.UNDO
    user.share_links.update(withdrawn_at=long_ago)
    assert f"/shares/{link.pk}/undo/" not in text_of(client.get("/shares/"))
    late = client.post(f"/shares/{link.pk}/undo/", follow=True)
    assert "It is too late to undo." in words_of(late)
    assert Client().get(address).status_code == 404
    done = ["link_made", "link_withdrawn", "link_restored", "link_withdrawn"]
    assert [kind for kind, _ in kinds(user)] == done


def test_an_undo_opens_no_link_above_the_most(user: User) -> None:
    stopped = ready(user)
    stop(stopped)
    for _ in range(MOST_LIVE):
        ready(user)
    assert not sharing.undo_stop(stopped)


def test_share_again_is_filled_in_alike_with_another_secret(user: User, client: Client) -> None:
    link = ready(user, "Anna", shows=["notes"], new_sessions=False)
    fields = fields_of(client.get(f"{NEW}?like={link.pk}"), NEW)
    assert (fields["name"], fields["shows"]) == (["Anna"], ["notes"])
    assert "new_sessions" not in fields
    client.post(NEW, fields)
    assert user.share_links.values("digest").distinct().count() == 2
    for hostile in ("9" * 30, "-1", "x", "²"):
        assert client.get(NEW, {"like": hostile}).status_code == 200


def test_another_person_has_no_part_in_it(user: User) -> None:
    link, other = ready(user), client_of(make_user())
    with nothing_changes():
        answers = [
            other.get(f"/shares/{link.pk}/"),
            other.post(f"/shares/{link.pk}/stop/"),
            other.post(f"/shares/{link.pk}/undo/"),
        ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
