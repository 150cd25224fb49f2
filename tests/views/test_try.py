"""The pages for people without an account: to try it, about the site, what becomes of the data."""

import re

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.factories import PASSWORD, make_user
from tests.pages import client_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.analysis.answers.tryout import MADE_UP, TESTS

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TRY, ABOUT, PRIVACY = "/try/", "/about/", "/privacy/"
OPEN = (TRY, ABOUT, PRIVACY)
RATED = {"toe_spread-left": "3", "ankle_dorsiflexion-right": "10", "toe_touch-none": "0"}
A_SCALE = re.compile(r'<input type="radio" name="([^"]+)" value="10"')


def hosts(text: str) -> set[str]:
    """The hosts that the page would send a request to."""
    return set(re.findall(r'\b(?:src|href|action)="(?:https?:)?//([^/"]+)', text))


@pytest.mark.parametrize("path", OPEN)
def test_whoever_looks_around_gets_no_cookie_and_leaves_no_row(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    with nothing_changes():
        answers = [client.get(path), *([client.post(path, RATED)] if path == TRY else [])]
    for answer in answers:
        assert answer.status_code == 200
        assert not answer.cookies
        assert hosts(text_of(answer)) == set()
        assert "csrfmiddlewaretoken" not in text_of(answer)


def test_the_page_to_try_asks_for_five_ratings_on_the_scale_of_a_session() -> None:
    page = text_of(Client().get(TRY))
    assert A_SCALE.findall(page) == ["-".join(slot) for slot in MADE_UP]
    assert len(TESTS) == 3


def test_what_was_tapped_is_shown_beside_what_is_made_up() -> None:
    words = words_of(Client().post(TRY, RATED))
    assert "Made-up ratings" in words
    assert "Freer in 3 of 5 ratings The same in 2." in words
    for row in (
        "Left: before 3, after 5, 2 freer.",
        "Right: before 5, after 6, 1 freer.",
        "Left: before 5, after 6, 1 freer.",
        "Right: before 10, after 10, same.",
        "Both legs at once: before 0, after 0, same.",
    ):
        assert row in words, row


def test_nobody_is_sent_to_a_page_that_needs_an_account() -> None:
    page = Client().post(TRY, RATED)
    assert "Near to far." in words_of(page)
    assert "Each test has its own page" not in words_of(page)
    assert "/progress/" not in text_of(page)


def test_the_result_and_the_weeks_are_marked_as_made_up() -> None:
    page = text_of(Client().post(TRY, {}))
    assert page.count("fig__says") == page.count('<span class="tag tag--warn">Example</span>') >= 2
    assert "A made-up runner has done 40 sessions." in words_of(Client().post(TRY, {}))


def test_an_impossible_rating_is_refused_with_the_reason() -> None:
    words = words_of(Client().post(TRY, {"toe_touch-none": "11"}))
    assert "Toe touch: Pick a number from 0 to 10" in words
    assert "Made-up ratings" not in words


def test_nothing_shown_leads_to_a_page_that_asks_to_sign_in() -> None:
    page = text_of(Client().post(TRY, RATED))
    main = page[page.index("<main") :]
    links = set(re.findall(r'<a\b[^>]*\shref="([^"]+)"', main))
    client = Client()
    assert "/accounts/signup/" in links
    for link in links:
        assert client.get(link.partition("#")[0] or TRY).status_code == 200, link


def test_whoever_is_signed_in_may_try_it_too() -> None:
    client = client_of(make_user())
    with nothing_changes():
        words = words_of(client.post(TRY, RATED))
    assert "Back to Today" in words
    assert "Create an account" not in words


def test_where_sign_up_is_closed_the_page_to_try_leads_to_the_sign_in() -> None:
    with override_settings(SIGNUP="closed"):
        words = words_of(Client().post(TRY, RATED))
    assert "Sign in" in words
    assert "Create an account" not in words


@pytest.mark.parametrize(
    ("path", "links"), [("/", OPEN), ("/accounts/signup/", (PRIVACY,)), *((p, OPEN) for p in OPEN)]
)
def test_strangers_are_led_to_these_pages(path: str, links: tuple[str, ...]) -> None:
    page = text_of(Client().get(path))
    assert [link for link in links if f'href="{link}"' not in page] == []


def test_settings_lead_to_what_is_stored_and_what_this_is() -> None:
    page = text_of(client_of(make_user()).get("/settings/again/"))
    assert f'href="{ABOUT}"' in page
    assert f'href="{PRIVACY}"' in page


def test_about_names_the_source_the_limits_the_licence_and_the_version() -> None:
    words = words_of(Client().get(ABOUT))
    for part in (
        "Joe Uhan: Two Novel Fascial Strategies to Enhance Running Mobility (iRunFar, 2025)",
        "We know of no study of either routine.",
        "A change is not an effect.",
        "Not a medical device",
        f"Supple {settings.VERSION} is free software under the AGPL",
    ):
        assert part in words, part


def test_privacy_names_whoever_runs_the_server() -> None:
    with override_settings(CONTACT="Tom"):
        words = words_of(Client().get(PRIVACY))
    assert "Tom runs this server, and can read the database and its backups." in words
    assert "If you cannot sign in, ask Tom, and say which email address your account has." in words
    words = words_of(Client().get(PRIVACY))
    assert "The person who runs this server can read the database and its backups." in words


@pytest.mark.parametrize("sends", [True, False])
def test_privacy_says_whether_mail_is_sent(sends: bool) -> None:
    with override_settings(SENDS_MAIL=sends):
        words = words_of(Client().get(PRIVACY))
    assert ("This server sends no email." in words) is not sends
    assert ("Email goes out only for a link you asked for" in words) is sends


def test_privacy_counts_the_cookies_that_a_sign_in_sets() -> None:
    client = Client()
    make_user(email="maya@example.org")
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": "maya@example.org", "password": PASSWORD})
    assert set(client.cookies) == {"sessionid", "csrftoken", "device"}
    assert "Three are needed to sign in." in words_of(Client().get(PRIVACY))
