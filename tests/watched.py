"""Watches a browser: errors in its console, broken security rules, requests to other hosts."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

OURS = {"127.0.0.1", "localhost"}
WITHOUT_A_HOST = {"about", "blob", "data"}
# Said of each request while a test keeps the network away.
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"
LOOKS, BETWEEN = 300, 50  # times, ms: what a browser notices is told a little after it happened

REPORT_BROKEN_RULES = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`security policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


class Noticed(list[str]):
    """The complaints so far. A test that provokes one consumes it."""

    def __init__(self) -> None:
        super().__init__()
        self.watched: list[BrowserContext] = []

    def consume(self, text: str) -> None:
        """Remove the complaints that contain `text`; fails unless there is one, now or soon."""
        self._await(text)
        remaining = [complaint for complaint in self if text not in complaint]
        assert len(remaining) < len(self), f"The browser did not notice “{text}”: {list(self)}"
        self[:] = remaining

    def _await(self, text: str) -> None:
        pages = [page for context in self.watched for page in context.pages]
        for _ in range(LOOKS if pages else 0):
            if any(text in complaint for complaint in self):
                return
            pages[-1].wait_for_timeout(BETWEEN)


def watch(context: BrowserContext, noticed: Noticed) -> None:
    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and OFFLINE not in message.text:
            where = message.location["url"]
            noticed.append(f"console: {message.text} ({where})")

    def error(error: WebError) -> None:
        noticed.append(f"script: {error.error}")

    def request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in WITHOUT_A_HOST and address.hostname not in OURS:
            noticed.append(f"request to another host: {request.url}")

    noticed.watched.append(context)
    context.on("console", console)
    context.on("weberror", error)
    context.on("request", request)
    context.add_init_script(REPORT_BROKEN_RULES)
