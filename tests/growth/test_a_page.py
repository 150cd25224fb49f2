"""A page: a view, a template, an address; its tab is marked, and strangers sign in first."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as product
from django.test import Client
from django.urls import set_urlconf
from pytest_django import Settings

from tests.addresses import PERSONAL, policy_of
from tests.factories import make_session, make_user
from tests.pages import client_of, text_of, words_of
from tracker.templatetags import supple

pytestmark = pytest.mark.django_db

URLS = '''
"""Made up by a test."""
from django.shortcuts import render
from django.urls import path
from mobility.urls import *
def totals(request):
    return render(request, "totals/totals.html", {"count": request.user.sessions.done().count()})
urlpatterns = [path("totals/", totals, name="totals"), *urlpatterns]
'''
TEMPLATE = """{% extends "base.html" %}
{% block title %}Totals{% endblock %}
{% block main %}<h1>Totals</h1><p>You finished {{ count }} sessions.</p>{% endblock %}"""


@pytest.fixture(autouse=True)
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[None]:
    (tmp_path / "added_urls.py").write_text(URLS)
    (tmp_path / "templates" / "totals").mkdir(parents=True)
    (tmp_path / "templates" / "totals" / "totals.html").write_text(TEMPLATE)
    monkeypatch.syspath_prepend(tmp_path)
    engine = dict(product.TEMPLATES[0])
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], tmp_path / "templates"]}]
    settings.ROOT_URLCONF = "added_urls"
    marked = [
        tab._replace(pages=(*tab.pages, "totals")) if tab.page == "progress" else tab
        for tab in supple.TABS
    ]
    monkeypatch.setattr(supple, "TABS", tuple(marked))
    yield
    set_urlconf(None)
    del sys.modules["added_urls"]


def test_a_page_shows_what_is_the_persons_own_and_marks_its_tab() -> None:
    user = make_user()
    for owner in (user, user, make_user()):
        make_session(owner=owner, stage="done")
    page = client_of(user).get("/totals/")
    assert "You finished 2 sessions." in words_of(page)
    assert '<a href="/progress/" aria-current="page">' in text_of(page)


def test_a_page_asks_strangers_to_sign_in() -> None:
    assert Client().get("/totals/").headers["Location"] == "/accounts/login/?next=/totals/"


def test_a_page_is_somebodys_own_for_the_tests_of_addresses() -> None:
    assert policy_of(importlib.import_module("added_urls").urlpatterns[0]) == PERSONAL
