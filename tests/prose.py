"""Picks the sentences out of a page or a document, and says how hard they are to read."""

import re
from collections.abc import Iterable, Iterator

from tests.ten_people.texts import lines_of, text_of
from tests.ten_people.tree import Element

FORMULAS = "The formulas"
# Lines that are no sentences: headings, table rows, buttons, what a picture shows.
NO_PROSE = ("#", "|", "[button]", "(picture)")
A_MARK = re.compile(r"^[-?:>] ")
# A sentence ends at a stop before a capital, a figure or a quotation, but not after an initial.
AN_END = re.compile(r"(?<![ (][A-Z])[.!?][”\"’)]*(?=\s+[A-Z0-9“‘(±−])")
STOPS = (".", "!", "?", ".”", "?”", ".)")
LEAST = 4  # words: what is shorter is a label
A_WORD = re.compile(r"[A-Za-zÀ-ÿ][\w’'-]*")
NO_MARKDOWN = re.compile(r"^```[^`]*^```$|^\|.*$|^#.*$|<[^>]*>", re.M)
CODE = re.compile(r"`[^`]*`")
A_LINK_OR_BOLD = re.compile(r"\]\([^)]*\)|[\[*]")


def sentences_of(main: Element) -> Iterator[str]:
    """The sentences of a page, once each: not its headings, labels, tables, buttons, formulas."""
    lines = lines_of(without_formulas(main))
    yield from _sentences(A_MARK.sub("", line) for line in lines if not line.startswith(NO_PROSE))


def sentences_of_document(text: str) -> Iterator[str]:
    """The sentences of a document in Markdown: not its headings, tables and blocks of code."""
    paragraphs = re.split(r"\n\s*\n|\n(?=- |\d+\. )", NO_MARKDOWN.sub("", text))
    plain = (re.sub(r"^- |^\d+\. ", "", paragraph.strip()) for paragraph in paragraphs)
    read = (A_LINK_OR_BOLD.sub("", CODE.sub("Code", text)) for text in plain)
    yield from _sentences(" ".join(text.split()) for text in read)


def without_formulas(element: Element) -> Element:
    """The page without the fold or section whose heading is “The formulas”, and without code."""
    content = [
        without_formulas(child) if isinstance(child, Element) else child
        for child in element.content
        if not (isinstance(child, Element) and _is_formula(child))
    ]
    return Element(element.tag, element.attributes, content)


def _is_formula(element: Element) -> bool:
    if element.tag == "code":
        return True
    headings = element.matching(lambda inside: inside.tag in ("h2", "h3"))
    is_part = element.tag in ("details", "section")
    return is_part and bool(headings) and text_of(headings[0]) == FORMULAS


def _sentences(lines: Iterable[str]) -> Iterator[str]:
    for sentence in dict.fromkeys(part for line in lines for part in split(line)):
        if len(sentence.split()) >= LEAST and sentence.endswith(STOPS):
            yield sentence


def split(text: str) -> list[str]:
    """A paragraph as its sentences."""
    ends = [match.end() for match in AN_END.finditer(text)]
    parts = [text[start:end].strip() for start, end in zip([0, *ends], [*ends, None], strict=True)]
    return [part for part in parts if part]


def without_names(sentence: str, names: Iterable[str]) -> str:
    """The sentence with "it" for every name of a test: the field chose those, not the page."""
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"\b(?:{pattern})\b", "it", sentence, flags=re.I)


def grade_of(sentences: Iterable[str]) -> float:
    """The Automated Readability Index: the years of school that English takes to be read.

    4.71 × letters a word + 0.5 × words a sentence − 21.43 (Smith and Senter 1967, Automated
    Readability Index, AMRL-TR-66-220). Numbers are left out: they are read at a glance.
    """
    words = [list[str](A_WORD.findall(sentence)) for sentence in sentences]
    words = [sentence for sentence in words if sentence]
    count = sum(map(len, words))
    letters = sum(len(word) for sentence in words for word in sentence)
    return 4.71 * letters / count + 0.5 * count / len(words) - 21.43
