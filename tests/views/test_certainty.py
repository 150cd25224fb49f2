"""How sure is this?: for everybody, short, and whole behind its folds."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from tests.factories import make_user
from tests.pages import client_of, text_of, words_of
from tests.ten_people.texts import lines_of
from tests.ten_people.texts import text_of as text_of_element
from tests.ten_people.tree import Element, main_of
from tracker.analysis.error_rates import error_rates

pytestmark = pytest.mark.django_db

BOX = re.compile(r"h(\d+)v(\d+)")
A_PERSON = 10 * 10  # in units of the picture


def page(client: Client | None = None) -> Element:
    return main_of(text_of((client or Client()).get("/sure/")))


def folds_of(main: Element) -> dict[str, Element]:
    """By title."""
    folds = main.matching(lambda element: "fold" in element.classes)
    return {text_of_element(fold.named("h2")[0]): fold for fold in folds}


def people_in(path: Element) -> float:
    return sum(int(w) * int(h) for w, h in BOX.findall(path.attributes["d"] or "")) / A_PERSON


def test_somebody_without_an_account_reads_it_whole_and_nothing_of_anybody() -> None:
    user = make_user()
    answer = Client().get("/sure/")
    assert answer.status_code == 200
    words = words_of(answer)
    assert "Six words" in words and "1.9 cm" in words
    assert "assumed" not in words
    assert user.email not in words
    for own in ("/progress/", "/compare/", "/trial/", "/settings/", "data-day"):
        assert own not in text_of(answer)
    assert folds_of(page()).keys() == folds_of(page(client_of(user))).keys()


def test_a_person_reads_their_own_swing_and_may_set_up_a_fair_test() -> None:
    answer = client_of(make_user()).get("/sure/")
    assert "Toe spread 2 assumed" in words_of(answer)
    assert 'href="/trial/"' in text_of(answer)


def test_the_crowds_show_as_many_people_as_the_text_beside_them_says() -> None:
    crowds = [li for ul in page().matching(is_crowds) for li in ul.named("li")]
    numbers = [int(text_of_element(li).split()[0]) for li in crowds]
    assert numbers == [error_rates().warm_up, error_rates().warm_up_in_a_plan]
    for li, number in zip(crowds, numbers, strict=True):
        others, counted = map(people_in, li.named("path"))
        assert (counted, counted + others) == (number, 100)


def is_crowds(element: Element) -> bool:
    return "crowds" in element.classes


def test_seven_folds_carry_their_answer_in_their_line_and_the_formulas_come_last() -> None:
    folds = folds_of(page())
    assert len(folds) == 7 and list(folds)[-1] == "The formulas"
    for title, fold in folds.items():
        [summary] = fold.named("summary")
        assert text_of_element(summary).removeprefix(title).strip(), title
        assert "open" not in fold.attributes, title
    everywhere = page().matching(is_formula)
    assert len(everywhere) == len(folds["The formulas"].matching(is_formula)) > 10


def is_formula(element: Element) -> bool:
    return "formula" in element.classes


def test_a_link_to_an_answer_leads_into_its_fold_so_that_the_fold_opens() -> None:
    for title, fold in folds_of(page()).items():
        inside = [e.attributes["id"] for e in fold.elements() if "id" in e.attributes]
        in_its_line = [
            e for s in fold.named("summary") for e in s.elements() if "id" in e.attributes
        ]
        assert inside and not in_its_line, title


def test_no_sentence_outside_of_the_formulas_is_longer_than_25_words() -> None:
    assert [s for s in sentences(page()) if len(s.split()) > 25] == []


def sentences(main: Element) -> Iterator[str]:
    formulas = set(lines_of(folds_of(main)["The formulas"]))
    for line in lines_of(main):
        if line not in formulas and not line.startswith("|"):
            yield from re.split(r"(?<=[.?!])\s+", line)


def test_published_errors_are_in_the_unit_of_the_reader() -> None:
    tape, photo = "big toe to wall: ", "big toe angle, pushed up by hand, from a photo: 13.7°"
    words = words_of(Client().get("/sure/"))
    assert tape + "1.9 cm" in words
    assert photo in words
    words = words_of(client_of(make_user(length="in")).get("/sure/"))
    assert tape + "0.75 in" in words
    assert photo in words
