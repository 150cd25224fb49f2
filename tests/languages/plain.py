"""What of a page is still plain English when everything else speaks a made-up language."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from tests.languages.pseudo import PLAIN

READ_ALOUD = ("aria-label", "aria-valuetext", "aria-description", "title", "placeholder", "alt")
SHOWN_BY_STYLES = ("data-word", "data-head")  # by `content: attr(…)`
NOT_READ = {"script", "style", "code"}
VOID = {"meta", "link", "input", "br", "img", "hr", "wbr", "source", "area", "base", "col", "embed"}
# Names of ours and of file formats, addresses, zones, and the word that Finnish puts before the
# time of a date.
NAMES = re.compile(
    r"\bSupple\b|\bJSON\b|\bCSV\b|\bFHIR R4\b|\bkello\b"
    r"|\S+@\S+|https?://\S+|\b(?:Europe|America|Asia)/\w+|\bUTC\b|GMT"
)


class _Texts(HTMLParser):
    """Collects what is read or heard, but for what somebody has typed: `dir=auto`, <bdi>."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []  # each with whether its text counts

    @property
    def counts(self) -> bool:
        return all(counts for _, counts in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        typed = about.get("dir") == "auto" or tag in {"bdi", "textarea"}
        spoken_as_is = about.get("translate") == "no"
        if self.counts and not spoken_as_is:
            names = (*READ_ALOUD, *SHOWN_BY_STYLES)
            self.texts += [text for name in names if (text := about.get(name))]
            if tag == "meta" and about.get("name") == "description":
                self.texts.append(about.get("content") or "")
        if tag not in VOID:
            self.open.append((tag, not (typed or spoken_as_is or tag in NOT_READ)))

    def handle_endtag(self, tag: str) -> None:
        # What is closed by leaving it out, such as <p>, closes with what holds it.
        while tag in (name for name, _ in self.open) and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.counts and data.strip():
            self.texts.append(" ".join(data.split()))


def plain_texts(page: str) -> list[str]:
    """The texts of an HTML page in which plain English stands, once each."""
    parser = _Texts()
    parser.feed(page)
    return list(dict.fromkeys(_plain(parser.texts)))


def _plain(texts: list[str]) -> Iterator[str]:
    for text in texts:
        if PLAIN.search(NAMES.sub("", text)):
            yield text
