"""An account elsewhere signs up and in, through two real servers and the real policy."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import requests
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from tests import server as real_server
from tests.browser.looks import audit
from tests.conftest import PHONE
from tests.provider import CLIENT_ID, SECRET
from tests.provider.running import running
from tests.watched import Noticed, watch
from tracker.accounts import signing_up
from tracker.models import User

pytestmark = pytest.mark.once

NAME, KIM = "Lakeside Runners", "kim@example.org"


class Servers(NamedTuple):
    club: str
    supple: str


@pytest.fixture(scope="module")
def servers(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    folder: Path = tmp_path_factory.mktemp("servers")
    with running(folder) as club:
        variables = {
            "OIDC_NAME": NAME,
            "OIDC_URL": club,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": SECRET,
        }
        with real_server.running(connection.settings_dict, folder, **variables) as supple:
            uri = f"{supple}/accounts/provider/back/"
            requests.get(f"{club}/allow/", params={"uri": uri}, timeout=9).raise_for_status()
            yield Servers(club, supple)


def at_the_provider(page: Page, servers: Servers, answer: str) -> None:
    page.goto(f"{servers.supple}/accounts/login/")
    page.get_by_role("button", name=f"Use {NAME}").tap()
    page.wait_for_url(f"{servers.club}/**")
    page.get_by_role("button", name=answer).tap()
    page.wait_for_url(f"{servers.supple}/**")


def somebody(browser: Browser, servers: Servers, noticed: Noticed, name: str, email: str) -> Page:
    context = browser.new_context(**PHONE, service_workers="block")
    page = context.new_page()
    page.goto(f"{servers.club}/enter/{name}/?email={email}&verified=yes")
    watch(context, noticed)
    return page


def test_an_account_elsewhere_signs_up_and_in_and_is_refused(
    browser: Browser, servers: Servers, committed: None, noticed: Noticed
) -> None:
    kim = somebody(browser, servers, noticed, "kim", KIM)
    kim.goto(f"{servers.supple}/accounts/login/")
    audit(kim)
    at_the_provider(kim, servers, "Cancel")
    expect(kim.get_by_text(f"You cancelled at {NAME}. Nothing was changed.")).to_be_visible()
    at_the_provider(kim, servers, "Authorize")
    expect(kim).to_have_url(f"{servers.supple}/")
    assert User.objects.filter(email=KIM).count() == 1
    kim.goto(f"{servers.supple}/settings/account/")
    expect(kim.get_by_text("Signs you in, too")).to_be_visible()
    audit(kim)
    kim.goto(f"{servers.supple}/accounts/logout/")
    kim.get_by_role("button", name="Sign out").tap()
    expect(kim).to_have_url(f"{servers.supple}/")
    at_the_provider(kim, servers, "Authorize")
    expect(kim.get_by_role("navigation").first).to_be_visible()
    assert User.objects.filter(email=KIM).count() == 1
    signing_up.set_who_can_sign_up("closed")
    ben = somebody(browser, servers, noticed, "ben", "ben@example.org")
    at_the_provider(ben, servers, "Authorize")
    expect(ben.get_by_role("heading", name="No new accounts here")).to_be_visible()
    ben.goto(f"{servers.supple}/accounts/provider/back/?code=stolen&state=another")
    expect(ben.get_by_text(f"{NAME} did not confirm who you are.")).to_be_visible()
    kim.context.close()
    ben.context.close()
