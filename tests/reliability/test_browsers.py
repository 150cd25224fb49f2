"""Browsers that are killed, offline or open twice: nothing is lost, and nothing said falsely."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.harness import browser_kills, offline_sessions, tabs, taps, truth

pytestmark = pytest.mark.usefixtures("committed")

SEED = 20260311


@pytest.fixture
def port(server: str) -> int:
    return int(urlsplit(server).port or 0)


@pytest.fixture
def playwright(browser: Browser) -> object:
    """The same one that started the other browsers: a second one may not run beside it."""
    return type("Playwright", (), {"chromium": browser.browser_type})


@pytest.mark.each_database
def test_taps_reported_as_safe_survive_a_killed_browser(
    playwright: object, tmp_path: Path, port: int
) -> None:
    outcome = browser_kills.kills(playwright, tmp_path, port, 2, SEED)
    assert outcome.is_clean, outcome


def test_a_phone_that_only_claims_to_store_is_detected(
    playwright: object, tmp_path: Path, port: int
) -> None:
    setup = browser_kills.FORGETFUL
    outcome = browser_kills.kills(playwright, tmp_path, port, 1, SEED, setup, down=True)
    assert outcome.lost, outcome


@pytest.mark.each_database
def test_a_session_without_a_network_survives_a_reload_a_closed_tab_and_a_new_browser(
    playwright: object, tmp_path: Path, port: int
) -> None:
    outcome = offline_sessions.sessions(playwright, tmp_path, port, 3, SEED, "Quick")
    assert outcome.is_clean, outcome


@pytest.mark.each_database
def test_two_tabs_and_a_lost_sign_in_lose_nothing_and_the_newest_rating_counts(
    playwright: object, tmp_path: Path, port: int
) -> None:
    outcome = tabs.rounds(playwright, tmp_path, port, 1, SEED)
    assert outcome.is_clean, outcome


@pytest.mark.each_database
def test_every_statement_of_the_page_about_a_tap_is_true(
    playwright: object, tmp_path: Path, port: int
) -> None:
    statements, false = truth.watch(playwright, tmp_path, port, 6, SEED)
    assert statements["saved"] and not false, false


def test_a_page_that_believes_any_response_is_detected(
    playwright: object, tmp_path: Path, port: int
) -> None:
    _, false = truth.watch(playwright, tmp_path, port, 2, SEED, truth.GULLIBLE)
    assert false


@pytest.mark.each_database
def test_a_session_finished_repeatedly_is_stored_once(
    playwright: object, tmp_path: Path, port: int
) -> None:
    outcome = taps.taps(playwright, tmp_path, port, 5, SEED)
    assert outcome.is_clean, outcome
