"""Fixtures for every test; a browser and a server start only for tests that use them."""

import os
import zlib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session as SignIn
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from mobility import rate_limit
from tests import chromium
from tests import server as real_server
from tests import unowned as owners
from tests.overheard import overheard, private_of, since
from tests.projected import is_by_hand, unprojected
from tests.unraised import watched
from tests.watched import Noticed, watch
from tracker.models import Invitation, Revision, ServerSetting
from tracker.views import sync

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
MILLISECONDS_TO_WAIT = 15_000
expect.set_options(timeout=MILLISECONDS_TO_WAIT)

SERVER_LOG = pytest.StashKey[Path]()
LETTERS_OF_A_LOG = 4000

WITH_A_TRANSACTION = {"db", "transactional_db"}
WITH_A_DATABASE = {"django_db_setup"} | WITH_A_TRANSACTION

Device = Callable[..., BrowserContext]


# What pages and forms say; rows, locks and statements stand in the folders that are not named here.
ALTERNATING = (
    *("tests/views/", "tests/forms/", "tests/growth/", "tests/test_account", "tests/test_cookies"),
    *("tests/test_takeover", "tests/test_gate", "tests/test_second", "tests/test_invitations"),
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests that would show nothing new on a second database, and deal out those of pages."""
    _mark_once(items)
    if os.environ.get("DEAL_OUT"):
        mine = [item for item in items if _is_dealt_to(connection.vendor, item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(mine)])
        items[:] = mine


def _is_dealt_to(vendor: str, item: pytest.Item) -> bool:
    """Whether a test runs on this database: one about pages runs on one, always the same."""
    if item.get_closest_marker("once") or not item.nodeid.startswith(ALTERNATING):
        return True
    return (vendor == "postgresql") == bool(zlib.crc32(item.nodeid.encode()) % 2)


def _mark_once(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        stored = item.get_closest_marker("django_db") or fixtures & WITH_A_DATABASE
        seen = "browser" in fixtures and not item.get_closest_marker("each_database")
        if not stored or seen:
            item.add_marker(pytest.mark.once)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Add the log of the server to the report of a failed test."""
    report = yield
    log = item.config.stash.get(SERVER_LOG, None)
    if report.failed and log and log.exists() and "server" in getattr(item, "fixturenames", ()):
        report.sections.append(("The server's log", log.read_text()[-LETTERS_OF_A_LOG:]))
    return report


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """The database; pytest-django's own fixture makes none for a test that asks for `server`."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def server(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of a real gunicorn on the database of the tests."""
    folder = tmp_path_factory.mktemp("server")
    request.config.stash[SERVER_LOG] = folder / "server.log"
    with real_server.running(connection.settings_dict, folder) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.installed(), args=chromium.OPTIONS
        )
        yield browser
        browser.close()
        # While Playwright runs, Django keeps connections of their own for this thread.
        connections.close_all()


@pytest.fixture
def committed(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """Rows are committed, so that the server sees them; people made by the test are deleted."""
    people = get_user_model().objects
    log = request.config.stash.get(SERVER_LOG, None)
    begins = log.stat().st_size if log else 0
    with django_db_blocker.unblock():
        before = set(people.values_list("pk", flat=True))
        yield
        private = private_of(people.exclude(pk__in=before))
        # A page that is still open may be sending: nothing of theirs comes in between.
        with transaction.atomic():
            list(Revision.objects.exclude(pk__in=before).select_for_update())
            faults = [] if is_by_hand(request.node.nodeid) else unprojected()
            people.exclude(pk__in=before).delete()
        for of_the_server in (SignIn, Invitation, ServerSetting):
            of_the_server.objects.all().delete()
        cache.clear()
    _demand_projected(faults)
    lines = overheard(since(log, begins), private) if log else []
    if lines:
        pytest.fail("Private, and in the log of the server:\n" + "\n".join(lines))


@pytest.fixture(autouse=True)
def projected(request: pytest.FixtureRequest) -> Iterator[None]:
    """The test fails unless each row is what the log of its session says."""
    in_a_transaction = WITH_A_TRANSACTION & set(request.fixturenames)
    for name in in_a_transaction:
        # First of all, so that its rows are still there when this looks at them.
        request.getfixturevalue(name)
    yield
    is_open = in_a_transaction or request.node.get_closest_marker("django_db")
    if is_open and not connection.needs_rollback and not is_by_hand(request.node.nodeid):
        _demand_projected(unprojected())


def _demand_projected(faults: list[str]) -> None:
    if faults:
        pytest.fail("Rows are not what the log says:\n" + "\n".join(faults))


@pytest.fixture(autouse=True)
def shares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reset the rate limits: on SQLite the people of all tests have the same ids."""
    monkeypatch.setattr(
        rate_limit, "shares", rate_limit.Buckets(rate_limit.MOST_SENT, rate_limit.SENT_A_SECOND)
    )
    accounts = rate_limit.Buckets(rate_limit.MOST_ACCOUNTS, rate_limit.ACCOUNTS_A_SECOND)
    monkeypatch.setattr(rate_limit, "accounts", accounts)
    shared = rate_limit.Buckets(rate_limit.MOST_SHARED, rate_limit.SHARED_A_SECOND)
    monkeypatch.setattr(rate_limit, "shared", shared)
    monkeypatch.setattr(sync, "buckets", rate_limit.Buckets())


@pytest.fixture(autouse=True)
def unraised() -> Iterator[list[str]]:
    """Writes of the product that raised no revision; the test fails unless it is empty."""
    with watched() as faults:
        yield faults
    if faults:
        pytest.fail("Written without `changing`:\n" + "\n".join(faults))


@pytest.fixture(autouse=True)
def unowned() -> Iterator[list[owners.Unowned]]:
    """The statements that left the owner out; the test fails unless it is empty."""
    with owners.watched() as faults:
        yield faults
    if faults:
        pytest.fail("Without the owner:\n" + "\n".join(map(str, faults)))


@pytest.fixture
def noticed() -> Iterator[Noticed]:
    """Complaints of the browser; the test fails unless it is empty at the end."""
    noticed = Noticed()
    yield noticed
    if noticed:
        pytest.fail("The browser noticed:\n" + "\n".join(noticed))


@pytest.fixture
def device(browser: Browser, server: str, committed: None, noticed: Noticed) -> Iterator[Device]:
    """Makes browsers of any size: device(viewport={"width": 320, "height": 568})."""
    opened: list[BrowserContext] = []

    def open_device(**options: Any) -> BrowserContext:
        # What a worker does is tested where it is asked for: service_workers="allow".
        options = {"base_url": server, "service_workers": "block"} | options
        context = browser.new_context(device_scale_factor=1, **options)
        # As a phone does; a browser without windows has nobody to ask, and says no.
        context.grant_permissions(["screen-wake-lock"])
        context.set_default_timeout(MILLISECONDS_TO_WAIT)
        watch(context, noticed)
        opened.append(context)
        return context

    yield open_device
    for context in opened:
        context.close()


@pytest.fixture
def phone(device: Device) -> BrowserContext:
    return device(**PHONE)


@pytest.fixture
def laptop(device: Device) -> BrowserContext:
    return device(**LAPTOP)


@pytest.fixture
def no_js_phone(device: Device) -> BrowserContext:
    return device(**PHONE, java_script_enabled=False)


@pytest.fixture
def signed_in(server: str) -> Callable[[BrowserContext, Any], BrowserContext]:
    """signed_in(phone, user) signs in without the sign-in page."""

    def sign_in(context: BrowserContext, user: Any) -> BrowserContext:
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server}])
        return context

    return sign_in
