"""The English of every page and message: a figure of how hard it is, and no long sentence."""

import re
import tomllib
from collections.abc import Iterable, Iterator

import pytest

from mobility.settings import BASE_DIR
from tests.every_page import ReadPage, fetch_all
from tests.prose import grade_of, sentences_of, sentences_of_document, split, without_names
from tests.ten_people.texts import lines_of
from tests.ten_people.tree import parse
from tests.test_old_words import OF_PAGES, old_words
from tests.translations import messages

pytestmark = pytest.mark.once

HARDEST = 8.0  # a grade
LONGEST = 25  # words
FEWEST = 3  # sentences: two have no style yet
TESTS = BASE_DIR / "tracker/catalogue/mobility_tests"
DOCUMENTS = ("README.md", "docs/hosting.md")


Prose = dict[str, list[str]]


def prose_of(pages: Iterable[ReadPage]) -> Prose:
    """By page, its sentences in all states, without the names of tests."""
    names = [tomllib.loads(path.read_text())["name"] for path in TESTS.glob("*.toml")]
    by_page: dict[str, dict[str, None]] = {}
    for page in pages:
        sentences = (without_names(sentence, names) for sentence in sentences_of(page.main))
        by_page.setdefault(page.name, {}).update(dict.fromkeys(sentences))
    return {name: list(sentences) for name, sentences in by_page.items()}


def grades(prose: Prose) -> dict[str, float]:
    """By page, hardest first."""
    figures = {
        name: grade_of(sentences) for name, sentences in prose.items() if len(sentences) >= FEWEST
    }
    return dict(sorted(figures.items(), key=lambda item: -item[1]))


def too_long(prose: Prose) -> list[str]:
    return [
        f"{name}: {len(sentence.split())} words: {sentence}"
        for name, sentences in prose.items()
        for sentence in sentences
        if len(sentence.split()) > LONGEST
    ]


def read_on(pages: Iterable[ReadPage]) -> Iterator[tuple[str, str]]:
    for page in pages:
        yield from ((str(page), line) for line in lines_of(page.main))


@pytest.mark.django_db
def test_the_english_of_every_page_is_easy_to_read_and_says_no_old_word() -> None:
    pages = fetch_all()
    assert old_words(read_on(pages), OF_PAGES) == []
    prose = prose_of(pages)
    figures = grades(prose)
    print("\n".join(f"grade {grade:4.1f}, {name}" for name, grade in figures.items()))
    assert len(figures) >= 30
    assert {name: grade for name, grade in figures.items() if grade > HARDEST} == {}
    assert too_long(prose) == []


def test_the_documents_for_hosts_have_no_long_sentence() -> None:
    texts = {name: (BASE_DIR / name).read_text() for name in DOCUMENTS}
    prose = {name: list(sentences_of_document(text)) for name, text in texts.items()}
    assert all(len(sentences) > 20 for sentences in prose.values())
    assert too_long(prose) == []


def test_no_message_has_a_long_sentence_on_whatever_page_it_is_read() -> None:
    prose: Prose = {}
    for message in messages(BASE_DIR):
        if message.file != WITH_FORMULAS:
            sentences = [sentence for form in message.forms for sentence in split(plain(form))]
            prose.setdefault(message.file, []).extend(sentences)
    assert sum(map(len, prose.values())) > 1000
    assert too_long(prose) == []


def plain(message: str) -> str:
    """The message without tags, and with a word for each placeholder."""
    return re.sub(r"%\(\w+\)s", "it", re.sub(r"<[^>]+>", "", message))


HARD = (
    "Randomised administration accommodates expectation-induced heteroscedasticity adequately.",
    "Familiarisation attenuates anticipatory misclassification considerably throughout.",
    "Interpretability consequently necessitates methodological transparency.",
)
WITH_FORMULAS = "templates/sure/_formulas.html"
LONG = "You rate " + "and rate " * 12 + "again."


def page(markup: str) -> Prose:
    return prose_of([ReadPage("new", "page", parse(f"<main>{markup}</main>"))])


def test_a_hard_page_is_noticed() -> None:
    assert grades(page("".join(f"<p>{sentence}</p>" for sentence in HARD)))["page"] > HARDEST
    assert (
        grades(page("<p>Rate how it moved. Then do it again. It takes a minute.</p>"))["page"] < 3
    )


@pytest.mark.parametrize("tag", ["p", "li", "dd", "summary"])
def test_a_long_sentence_is_noticed_wherever_it_stands(tag: str) -> None:
    assert too_long(page(f"<div><{tag}>So. {LONG}</{tag}></div>"))


@pytest.mark.parametrize(
    "markup",
    [
        f"<h2>{LONG}</h2>",
        f"<table><tr><td>{LONG}</td></tr></table>",
        f"<button>{LONG}</button>",
        f"<p>{LONG.removesuffix('.')}</p>",
        f"<code>{LONG}</code>",
        f"<details><summary><h2>The formulas</h2></summary><p>{LONG}</p></details>",
        f"<p>{LONG.replace(' and', '. And')}</p>",
    ],
)
def test_only_sentences_count_and_no_formulas(markup: str) -> None:
    assert too_long(page(markup)) == []
    assert too_long(page(f"{markup}<p>{LONG}</p>"))


def test_the_name_of_a_test_makes_no_sentence_harder() -> None:
    named = page("<p>You rated ankle dorsiflexion twice. It was freer. So was the other leg.</p>")
    assert named["page"][0] == "You rated it twice."


def test_a_paragraph_is_split_at_its_stops_alone() -> None:
    text = "Rate first. It takes 0.5 minutes (Burk 2020). By J. Uhan. “Clearly” is a word. 2 left."
    assert split(text) == [
        "Rate first.",
        "It takes 0.5 minutes (Burk 2020).",
        "By J. Uhan.",
        "“Clearly” is a word.",
        "2 left.",
    ]


def test_a_long_sentence_of_a_document_is_noticed() -> None:
    for text in (f"# Host\n\n{LONG}\n", f"- so\n- {LONG}\n", LONG.replace(" ", "\n", 3)):
        assert too_long({"a": list(sentences_of_document(text))})
    for text in (f"```\n{LONG}\n```\n", f"| {LONG} |\n", f"# {LONG}\n"):
        assert list(sentences_of_document(text)) == []
