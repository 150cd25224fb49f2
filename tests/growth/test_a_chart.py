"""A chart by CONTRIBUTING's words: one file, on any page, of a kind that exists or a new one."""

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as product
from django.http import HttpResponse
from pytest_django import Settings

from tests.factories import make_session, make_user
from tests.models.test_trial import make_trial
from tests.pages import client_of, text_of, words_of
from tracker import charts
from tracker.models import User

pytestmark = pytest.mark.django_db

SENTENCE = "Two sessions, both in the morning."
CHART = '''
"""Made up by a test."""
from tracker.charts.figure import Figure
PAGE = "{page}"
ORDER = 1
def build(history, **about):
    yield Figure(
        key="mornings", kind="{kind}", title="Mornings", sentence="{sentence}",
        header=("Time", "Sessions"), rows=(("Morning", "two of two"),), data={data},
        place="{place}",
    )
'''
DATA_OF_KINDS = {
    "pending": {"bars": [{"name": "Morning", "have": 2, "want": 5}]},
}
WORDS_OF_KINDS = {"pending": "2 of 5", "mornings": "Drawn anew: 2"}


@pytest.fixture
def add(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> Iterator[Callable[..., None]]:
    """Puts a chart beside the others, and a folder with a new kind's template beside ours."""
    package = tmp_path / "added_charts"
    (tmp_path / "templates" / "charts").mkdir(parents=True)
    (tmp_path / "templates" / "charts" / "_mornings.html").write_text(
        "<p>Drawn anew: {{ figure.data.mornings }}</p>"
    )
    engine = dict(product.TEMPLATES[0])
    engine["DIRS"] = [*engine["DIRS"], tmp_path / "templates"]
    settings.TEMPLATES = [engine]
    monkeypatch.syspath_prepend(tmp_path)

    def write(page: str, kind: str, place: str) -> None:
        data = DATA_OF_KINDS.get(kind, {"mornings": 2})
        package.mkdir()
        (package / "__init__.py").write_text("")
        about = {"page": page, "kind": kind, "place": place, "data": data}
        (package / "mornings.py").write_text(CHART.format(**about, sentence=SENTENCE))
        importlib.invalidate_caches()
        added = charts.discover(package, package.name)
        every = sorted(charts.CHARTS + added, key=lambda chart: chart.order)
        monkeypatch.setattr(charts, "CHARTS", tuple(every))

    yield write
    for name in [name for name in sys.modules if name.startswith("added_charts")]:
        del sys.modules[name]


def shown(page: str, user: User) -> HttpResponse:
    session = make_session(owner=user, stage="done")
    if page == "trial":
        make_trial(owner=user)
    addresses = {
        "result": f"/sessions/{session.uuid}/result/",
        "progress": "/progress/",
        "test": "/progress/ankle_dorsiflexion/",
        "compare": "/compare/",
        "trial": "/trial/",
    }
    return client_of(user).get(addresses[page])


@pytest.mark.parametrize("place", charts.PLACES)
@pytest.mark.parametrize("kind", [*DATA_OF_KINDS, "mornings"])
@pytest.mark.parametrize("page", charts.PAGES)
def test_a_new_chart_is_on_its_page_with_sentence_picture_and_table(
    add: Callable[..., None], page: str, kind: str, place: str
) -> None:
    add(page, kind, place)
    answer = shown(page, make_user())
    assert answer.status_code == 200
    words = words_of(answer)
    assert words.count(SENTENCE) == 1
    assert "Time Sessions" in words and "Morning two of two" in words
    assert WORDS_OF_KINDS[kind] in words


# The list of a trial's own words has another look under the styles of answers.
@pytest.mark.parametrize("page", [page for page in charts.PAGES if page != "trial"])
def test_a_page_has_the_styles_of_every_kind(page: str) -> None:
    sheets = re.findall(r"css/(charts|compare|answers)\.", text_of(shown(page, make_user())))
    assert sheets == ["charts", "compare", "answers"]


def test_a_chart_in_a_place_that_no_page_has_is_refused_by_name(add: Callable[..., None]) -> None:
    add("progress", "pending", "attic")
    with pytest.raises(charts.ChartError, match="mornings: place is 'attic', not one of answers"):
        shown("progress", make_user())
