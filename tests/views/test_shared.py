"""The page behind a shared link: what was ticked and no more, until the link ends."""

import logging
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mobility import rate_limit
from mobility.logs import HideSecrets
from tests.factories import copy, make_session, make_user, measuring
from tests.pages import client_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.models import MobilityTest, Routine, ShareLink, User
from tracker.models.revision import data_version_of
from tracker.queries.report import DISCOMFORT, DONE, MEASURED, NOTES, PARTS, RATED
from tracker.sessions.editing import edit
from tracker.sessions.sharing import NewLink, count_visit, link_of, make, new_secret, stop
from tracker.views import shared as shared_views

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace", "propfind")
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de"}
# What each tick shows of the person below; their name has a field of its own.
CANARIES = {
    RATED: "zanzibar-test",
    MEASURED: "77.7 cm",
    DONE: "zanzibar-routine",
    DISCOMFORT: "Discomfort",
    NOTES: "zanzibar-note",
}


@pytest.fixture(autouse=True)
def _without_limits_of_others() -> None:
    cache.clear()


def share(user: User, *shows: str, new_sessions: bool = True, name: str = "") -> str:
    """The address of a new link; without parts it shows ratings."""
    secret = new_secret()
    requested = NewLink("Anna", name, shows or (RATED,), new_sessions=new_sessions, days=30)
    make(user, secret, requested)
    return f"/shared/{user.pk}/{secret}/"


def link_at(address: str) -> ShareLink:
    _, _, person, secret, _ = address.split("/")
    link = link_of(int(person), secret)
    assert link is not None
    return link


@pytest.fixture
def user() -> User:
    """Somebody with something for each tick."""
    user = measuring(make_user(email="zanzibar-mail@example.org"))
    built_in = MobilityTest.objects.filter(slug="toe_touch", owner=None)
    about = built_in.values("region", "sided", "protocol", "measures").get()
    MobilityTest.objects.create(owner=user, slug="own_z", name=CANARIES[RATED], **about)
    own = copy(Routine.objects.get(slug="toe_spreaders", owner=None), user)
    Routine.objects.filter(pk=own.pk).update(name=CANARIES[DONE])
    for _ in range(3):
        _session(user)
    user.sessions.update(routine=own.pk)
    return user


def _session(user: User) -> None:
    """With a measured value, a discomfort and a note."""
    session = make_session(owner=user, stage="done")
    slot = {"score": 5, "value": Decimal("77.7"), "discomfort": 9}
    ratings = {"pre": {("toe_touch", "none"): slot | {"method": "fingertip_to_floor_cm"}}}
    note = CANARIES[NOTES]
    edit(session, ratings, started_at=session.started_at, note=note, counts=True)


def ask(
    address: str, method: str = "get", client: Client | None = None, **about: Any
) -> HttpResponse:
    answer: HttpResponse = (client or Client()).generic(method.upper(), address, **about)
    return answer


def whole(answer: HttpResponse) -> tuple[int, str, bytes]:
    """All that somebody could tell two answers apart by."""
    return answer.status_code, repr(sorted(answer.headers.items())), answer.content


def everywhere(address: str) -> str:
    """The page and its sheet of paper, as they are sent."""
    return text_of(ask(address)) + text_of(ask(f"{address}?sheet"))


@pytest.mark.parametrize("part", PARTS)
def test_it_shows_what_was_ticked_and_nothing_else(user: User, part: str) -> None:
    shown = everywhere(share(user, part))
    assert CANARIES[part] in shown
    others = {name: canary for name, canary in CANARIES.items() if name != part}
    assert [name for name, canary in others.items() if canary in shown] == []
    assert user.email not in shown
    assert "Anna" not in shown


def test_all_parts_are_seen_by_this_test(user: User) -> None:
    """The control of the test above."""
    shown = everywhere(share(user, *PARTS, name="Zanzibar Jones"))
    assert [part for part, canary in CANARIES.items() if canary not in shown] == []
    assert "Zanzibar Jones" in shown


def test_without_a_name_it_is_a_runners(user: User) -> None:
    page = text_of(ask(share(user)))
    assert "A runner" in page
    assert "<title>Mobility self-ratings · Supple</title>" in " ".join(page.split()).replace(
        "> ", ">"
    )


def test_only_a_digest_of_the_secret_is_stored(user: User) -> None:
    secret = share(user).split("/")[3]
    ask(f"/shared/{user.pk}/{secret}/")
    models = apps.get_models(include_auto_created=True)
    rows = repr([list(model._base_manager.values_list()) for model in models])
    assert secret not in rows
    assert len(secret) == 43
    [link] = user.share_links.all()
    assert len(link.digest) == 64


def test_what_never_was_ended_and_was_stopped_is_the_same_to_the_byte(user: User) -> None:
    stopped, late, foreign, gone = (share(user) for _ in range(4))
    stop(link_at(stopped))
    ShareLink.objects.filter(pk=link_at(late).pk).update(ends_at=timezone.now())
    other = make_user()
    closed = make_user()
    inactive = share(closed)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    secret = gone.split("/")[3]
    never = f"/shared/{user.pk}/{new_secret()}/"
    wrong = [
        *(stopped, late, inactive, foreign.replace(f"/{user.pk}/", f"/{other.pk}/", 1)),
        *(f"/shared/{user.pk}/{secret[:-1]}/", f"/shared/{user.pk}/{secret}x/"),
        *(f"/shared/{user.pk}/%00/", f"/shared/{user.pk}/{'é' * 43}/", "/shared/0/x/"),
        f"/shared/{2**64}/{secret}/",
    ]
    expected = whole(ask(never))
    assert expected[0] == 404
    assert b"This link has ended" in expected[2]
    assert [address for address in wrong if whole(ask(address)) != expected] == []
    assert ask(gone).status_code == 200


def test_a_link_ends_with_its_owner(user: User) -> None:
    address = share(user)
    user.delete()
    assert ask(address).status_code == 404
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize("state", ["open", "ended", "stopped"])
def test_it_is_read_only(user: User, state: str) -> None:
    address = share(user, *PARTS)
    link = link_at(address)
    if state == "stopped":
        stop(link)
    if state == "ended":
        ShareLink.objects.filter(pk=link.pk).update(ends_at=timezone.now())
    fields = ("opened", "opened_at")
    before = ShareLink.objects.defer(*fields).values().get()
    client = Client(enforce_csrf_checks=True)
    with nothing_changes(without=(ShareLink,)):
        statuses = {method: ask(address, method, client).status_code for method in METHODS}
    after = ShareLink.objects.values().get()
    assert {name for name in after if before[name] != after[name]} <= set(fields)
    read = 200 if state == "open" else 404
    assert statuses == {m: read if m in ("get", "head") else 405 for m in METHODS}


def test_a_visitor_is_nobody_to_every_other_page(user: User) -> None:
    client = Client()
    answer = ask(share(user, *PARTS), client=client)
    # Without a cookie they are who the sweep of all addresses calls without a sign-in.
    assert not client.cookies
    assert not answer.wsgi_request.user.is_authenticated


def test_the_address_goes_nowhere_and_nobody_stores_the_page(user: User) -> None:
    address = share(user)
    for requested in (address, f"{address}?sheet", f"/shared/{user.pk}/{new_secret()}/"):
        for method in ("get", "head", "post"):
            headers = ask(requested, method).headers
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["X-Robots-Tag"] == "noindex, nofollow"
            assert headers["Cache-Control"] == "no-store, private"
    page = everywhere(address)
    for ours in ("app.js", "manifest", "data-user", "data-catalogue", "preferences"):
        assert ours not in page
    assert 'href="/' not in page.replace('href="/static/', "")


def test_visits_are_counted_but_for_the_owners(user: User) -> None:
    address = share(user)
    owner, other = client_of(user), client_of(make_user())
    for client in (None, other, owner):
        ask(address, client=client)
    ask(address, "head")
    ask(f"{address}?sheet")
    ask(f"/shares/{link_at(address).pk}/", client=owner)
    assert link_at(address).opened == 2


def test_two_visits_at_once_count_as_two_and_outdate_no_answer(user: User) -> None:
    address = share(user)
    before = data_version_of(user.pk)
    for link in (link_at(address), link_at(address)):
        count_visit(link)
    assert link_at(address).opened == 2
    assert data_version_of(user.pk) == before


def test_without_new_sessions_it_stays_as_it_was(user: User) -> None:
    fixed, moving = share(user, *PARTS, new_sessions=False), share(user, *PARTS)
    before = [words_of(ask(address)) for address in (fixed, moving)]
    _session(user)
    after = [words_of(ask(address)) for address in (fixed, moving)]
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_it_speaks_the_language_of_whoever_looks(user: User) -> None:
    user.language = "en"
    user.save()
    address = share(user)
    assert 'lang="de"' in text_of(ask(address, **GERMAN))
    assert 'lang="en"' in text_of(ask(address))


def test_whoever_is_signed_in_sees_what_everybody_sees(user: User) -> None:
    address = share(user, *PARTS)
    other = client_of(make_user(theme="dark", text_size=130))
    assert text_of(ask(address, client=other)) == text_of(ask(address))


def test_guesses_are_limited_and_the_link_still_opens(user: User) -> None:
    address, missing = share(user), f"/shared/{user.pk}/{new_secret()}/"
    statuses = [ask(missing).status_code for _ in range(35)]
    assert statuses == [404] * 30 + [429] * 5
    assert ask(address).status_code == 200
    assert ask(missing).headers["Referrer-Policy"] == "no-referrer"


def test_a_flood_of_guesses_writes_nothing(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = f"/shared/{user.pk}/{new_secret()}/"
    monkeypatch.setattr(rate_limit, "monotonic", lambda: 1.0)
    statuses = [ask(missing).status_code for _ in range(rate_limit.MOST_SHARED)]
    with CaptureQueriesContext(connection) as queries:
        statuses += [ask(missing).status_code for _ in range(10)]
    assert set(statuses[-10:]) == {429}
    written = [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]
    assert written == []


def test_one_link_is_not_opened_without_end(user: User) -> None:
    address, another = share(user), share(user)
    cache.clear()
    ask(address)
    statuses = [
        ask(address, REMOTE_ADDR=f"192.0.2.{number}").status_code for number in range(1, 33)
    ]
    assert statuses.count(429) == 3
    assert ask(another).status_code == 200


def test_the_secret_is_in_no_line_of_the_log(
    user: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.handler.addFilter(HideSecrets())
    address = share(user)
    secret = address.split("/")[3]
    ended = f"/shared/{user.pk}/{secret[:-1]}_/"
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        ask(ended)
        ask(address, "post")
        monkeypatch.setattr(shared_views, "report_of", _fail)
        with pytest.raises(RuntimeError):
            ask(address)
        Client(raise_request_exception=False).get(address)
    assert len(caplog.records) >= 3
    assert secret[:-1] not in caplog.text
    assert "/shared/" in caplog.text


def _fail(*_: object) -> None:
    raise RuntimeError


@pytest.mark.once
@pytest.mark.parametrize("path", ["/shared/12/s3cret/", "//shared/1/s3cret", "/join/s3cret/"])
def test_a_secret_is_hidden_wherever_a_path_stands(path: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, '"GET %s?a HTTP/1.1"', (path,), None)
    assert HideSecrets().filter(record)
    assert "s3cret" not in record.getMessage()
    harmless = logging.LogRecord("x", logging.INFO, "", 1, "%s", ("/shares/12/see/",), None)
    HideSecrets().filter(harmless)
    assert harmless.getMessage() == "/shares/12/see/"
