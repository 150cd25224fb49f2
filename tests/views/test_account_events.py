"""What happens to an account is recorded for its owner, by browser and without an end to it."""

import pytest
from django.test import RequestFactory

from tests.factories import make_user
from tracker.accounts import events
from tracker.accounts.browsers import in_words

PIXEL = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605.1.15 Version/18.5 Safari/605"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) AppleWebKit/605.1 CriOS/141.0 Mobile Safari/604"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0"


@pytest.mark.once
@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PIXEL, "Chrome on Android"),
        (MAC, "Safari on Mac"),
        (IPHONE, "Chrome on iPhone"),
        (WINDOWS, "Firefox on Windows"),
        (EDGE, "Edge on Windows"),
        ("curl/8", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_named_as_people_name_it(user_agent: str, words: str) -> None:
    assert in_words(user_agent) == words


@pytest.mark.django_db
def test_an_event_names_the_browser_and_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_EVENTS", 2)
    user, request = make_user(), RequestFactory().get("/", headers={"User-Agent": PIXEL})
    for about in "abc":
        events.record(request, user, "signed_in", about)
    stored = user.account_events.order_by("pk")
    assert [(event.about, event.device) for event in stored] == [
        ("b", "Chrome on Android"),
        ("c", "Chrome on Android"),
    ]
    assert events.in_words(stored[0]) == "Signed in"
