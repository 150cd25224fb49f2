"""Runs the provider for a test, and answers its question as a person would."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import requests

from mobility.settings import BASE_DIR
from tests.pages import FormReader
from tests.postgres import free_port

SECONDS_TO_START = 30
AUTHORIZE = "/identity/o/authorize"


@contextlib.contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a provider of its own; on another host than the product, for its cookies."""
    port = free_port()
    environment = {**os.environ, "PROVIDER_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.provider", str(port)]
    with open(folder / "provider.log", "wb") as log:
        process = subprocess.Popen(
            command, cwd=BASE_DIR, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield _when_it_answers(process, f"http://localhost:{port}", folder / "provider.log")
    finally:
        process.terminate()
        process.wait(SECONDS_TO_START)


def _when_it_answers(process: subprocess.Popen[bytes], url: str, log: Path) -> str:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(requests.ConnectionError):
            requests.get(f"{url}/.well-known/openid-configuration", timeout=5).raise_for_status()
            return url
        time.sleep(0.05)
    raise RuntimeError(f"The provider did not start:\n{log.read_text()}")


class Visitor:
    """Somebody at the provider, in a browser of their own."""

    def __init__(self, url: str, name: str, email: str = "", *, verified: bool = True) -> None:
        self.url, self.session = url, requests.Session()
        about = {"email": email, "verified": "yes" if verified else "no"}
        self.session.get(f"{url}/enter/{name}/", params=about, timeout=9).raise_for_status()

    def answer(self, location: str, action: str = "grant") -> str:
        """Opens where the product sent somebody, and gives the path of the way back."""
        page = self.session.get(location, timeout=9)
        form = FormReader(AUTHORIZE)
        form.feed(page.text)
        sent = form.fields | {"action": [action]}
        answer = self.session.post(
            f"{self.url}{AUTHORIZE}", data=sent, allow_redirects=False, timeout=9
        )
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"
