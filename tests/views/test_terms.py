"""Words are explained where they are met, once a page, and all on the page about the site."""

import re

import pytest
from django.test import Client

from tests.factories import make_history, make_user
from tests.models.test_trial import make_trial
from tests.pages import client_of, text_of, words_of
from tracker.analysis.glossary import terms

pytestmark = [pytest.mark.django_db, pytest.mark.once]

A_TERM = re.compile(r'popovertarget="term-(\w+)" aria-describedby="term-\1"')
AN_ID = re.compile(r'\sid="([^"]+)"')


def explained(client: Client, path: str) -> list[str]:
    """The words that the page explains, in order; each explanation is there, and once."""
    page = text_of(client.get(path))
    slugs = A_TERM.findall(page)
    ids = AN_ID.findall(page)
    assert [ids.count(f"term-{slug}") for slug in slugs] == [1] * len(slugs)
    return slugs


def test_start_and_history_explain_the_words_that_are_met_there() -> None:
    user = make_user()
    make_history(owner=user, days=3)
    client = client_of(user)
    assert explained(client, "/sessions/start/") == ["test_only"]
    assert explained(client, "/history/") == ["freer", "left_out"]


def test_today_explains_the_words_of_the_last_session_and_of_a_plan() -> None:
    user = make_user()
    make_history(owner=user, days=3)
    assert explained(client_of(user), "/") == ["freer"]
    make_trial(owner=user)
    assert explained(client_of(user), "/") == ["picked_by_chance", "fair_test", "freer"]


def test_start_explains_what_a_fair_test_is_while_one_runs() -> None:
    trial = make_trial()
    slugs = explained(client_of(trial.owner), "/sessions/start/")
    assert slugs == ["test_only", "picked_by_chance", "fair_test"]


def test_the_page_about_the_site_lists_every_word_with_its_meaning() -> None:
    words = words_of(Client().get("/about/"))
    assert len(terms()) >= 10
    for term in terms():
        assert f"{term.word} {term.meaning}" in words
