"""What search engines get: a description on every page, and nothing that keeps them out."""

import re
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client

from tests.factories import make_session, make_user
from tests.pages import client_of

pytestmark = pytest.mark.django_db

DESCRIPTION = re.compile(r'<meta name="description"\s+content="([^"]*)">')
FOR_EVERYBODY = (
    *("/", "/try/", "/about/", "/privacy/"),
    *("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"),
)
SECRET = ("/accounts/password/reset/key/8-set-password/", "/accounts/confirm-email/MQ:1/")


def descriptions_of(client: Client, path: str) -> list[str]:
    """The descriptions of a page that may be indexed."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert "X-Robots-Tag" not in answer.headers
    assert "noindex" not in answer.content.decode()
    return DESCRIPTION.findall(answer.content.decode())


def test_every_page_has_one_description_and_may_be_indexed() -> None:
    done = make_session(owner=make_user(), stage="done")
    opened = make_session(owner=done.owner)
    mine = ["/", "/sessions/start/", "/history/", "/progress/", "/compare/", "/settings/"]
    mine += ["/progress/toe_touch/", "/sure/", "/trial/", "/routines/", "/safety/"]
    mine += [f"/sessions/{done.uuid}/result/", f"/sessions/{opened.uuid}/pre/"]
    pages = [(Client(), path) for path in FOR_EVERYBODY]
    pages += [(client_of(done.owner), path) for path in mine]
    for client, path in pages:
        [sentence] = descriptions_of(client, path)
        assert 50 <= len(sentence) <= 160, path


def test_robots_txt_parses_and_excludes_only_secret_addresses() -> None:
    answer = Client().get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    rules = RobotFileParser()
    rules.parse(answer.content.decode().splitlines())
    for path in (*FOR_EVERYBODY, "/progress/", "/sessions/start/"):
        assert rules.can_fetch("anything", path), path
    for path in SECRET:
        assert not rules.can_fetch("anything", path), path
