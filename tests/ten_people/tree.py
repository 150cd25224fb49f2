"""Reads the HTML of a page into a tree of elements."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Element:
    """One element with what is in it: text and other elements, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: list["Element | str"] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def elements(self) -> Iterator["Element"]:
        """Itself and all below it, in the order of the page."""
        yield self
        for child in self.content:
            if isinstance(child, Element):
                yield from child.elements()

    def matching(self, matches: "Callable[[Element], bool]") -> list["Element"]:
        return [element for element in self.elements() if matches(element)]

    def named(self, tag: str) -> list["Element"]:
        return self.matching(lambda element: element.tag == tag)


class TreeBuilder(HTMLParser):
    """Builds the tree of a page whose elements are all closed, as the templates close them."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attributes})
        self.open[-1].content.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        last = self.open.pop()
        if last.tag != tag:
            raise ValueError(f"<{last.tag}> is closed by </{tag}> in line {self.getpos()[0]}.")

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


def parse(html: str) -> Element:
    """The page as a tree. Raises ValueError if an element is not closed."""
    builder = TreeBuilder()
    builder.feed(html)
    return builder.root


def main_of(html: str) -> Element:
    """What the page says, without what stands around every page."""
    return parse(html).named("main")[0]
