"""The log has a line for client errors, and a traceback for our own."""

import io
import logging
from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.conf import settings
from django.test import Client
from gunicorn.config import Config

from mobility import logs
from tests.factories import PASSWORD, make_session, make_user
from tests.overheard import overheard, private_of
from tests.pages import client_of
from tests.test_gate import BODIES, parsed
from tests.wsgi import ask
from tracker.models import User
from tracker.views import home

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the server would log, through the handler of its settings."""
    stream = io.StringIO()
    config = deepcopy(settings.LOGGING)
    config["handlers"]["stderr"]["stream"] = stream
    before = logging.getLogger().handlers[:]
    logging.config.dictConfig(config)
    yield stream
    logging.config.dictConfig(settings.LOGGING)
    logging.getLogger().handlers[:] = before


def lines(log: io.StringIO) -> list[str]:
    return log.getvalue().splitlines()


@pytest.mark.once
@pytest.mark.parametrize("what", BODIES)
def test_a_malformed_body_is_at_most_one_line(what: str, log: io.StringIO) -> None:
    parsed("/accounts/login/", BODIES[what])
    assert len(lines(log)) <= 1
    assert "Traceback" not in log.getvalue()


@pytest.mark.once
def test_a_bad_host_is_one_line_that_names_it(log: io.StringIO) -> None:
    assert ask(host="evil.example\r\nSet: x", method="GET", content_type="").status == 400
    (line,) = lines(log)
    assert "evil.example" in line


@pytest.mark.once
def test_sent_text_cannot_start_a_new_line(log: io.StringIO) -> None:
    text = "a\r\n2026-01-01 00:00:00 ERROR root broken\x1b[2J\x85\u2028x"
    logging.getLogger("django.security.x").error(text, extra={"status_code": 400})
    ask(f"/no/{text}".encode().decode("latin-1"), method="GET", content_type="")
    assert len(lines(log)) == 2
    assert not set(log.getvalue()) & {"\r", "\x1b", "\x85", "\u2028"}


def test_an_invalid_form_is_not_a_warning_but_a_missing_page_is(log: io.StringIO) -> None:
    session = make_session(owner=make_user(), stage="done")
    client = client_of(session.owner)
    assert client.post(f"/sessions/{session.uuid}/edit/", {"note": "x" * 9999}).status_code == 422
    assert lines(log) == []
    client.get("/no/such/page")
    assert len(lines(log)) == 1


@pytest.mark.once
def test_a_server_error_has_its_traceback(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: not everything is one line."""
    monkeypatch.setattr(home, "render", lambda *_: 1 / 0)
    assert Client(raise_request_exception=False).get("/").status_code == 500
    assert "ZeroDivisionError" in log.getvalue()
    assert len(lines(log)) > 5


@pytest.mark.once
def test_a_broken_connection_is_one_line_of_the_server(capfd: pytest.CaptureFixture) -> None:
    log = logs.ServerLogger(Config())
    for error in (TimeoutError("timed out"), ValueError("ours")):
        try:
            raise error
        except (OSError, ValueError):
            log.exception("Socket error processing request.")
    text = capfd.readouterr().err
    assert text.count("Traceback") == 1
    assert "Socket error processing request. (timed out)" in text


@pytest.mark.once
def test_what_is_private_is_noticed_in_the_log_of_any_browser_test(log: io.StringIO) -> None:
    """The control: a line that names somebody, beside one that hands on a mail."""
    session = make_session(owner=make_user(), note="the left calf again")
    private = private_of(User.objects.all())
    assert overheard(f"Not mailed to {session.owner.email}: Hello", private) == []
    for text in (session.owner.email, session.note, PASSWORD):
        logging.getLogger("tracker").warning("somebody sent %s", text)
    assert len(overheard(log.getvalue(), private)) == 3
