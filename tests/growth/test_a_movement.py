"""A mobility test, and a routine, is one TOML file and one drawing; nothing else is touched."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from mobility.settings import BASE_DIR
from tests.factories import make_session, make_user
from tests.pages import client_of, words_of
from tracker.management import catalogue_sync
from tracker.models import Routine
from tracker.templatetags.supple import drawing

Add = Callable[..., None]

pytestmark = pytest.mark.django_db

SHIPPED = BASE_DIR / "tracker" / "catalogue"
DRAWING = '<svg viewBox="0 0 240 200"><path d="M1 2h3"/></svg>'


@pytest.fixture
def add(tmp_path: Path, settings: Settings) -> Add:
    """Copies a shipped file under another name, gives it a drawing of its own, and syncs."""
    for folder in ("mobility_tests", "routines"):
        shutil.copytree(SHIPPED / folder, tmp_path / "catalogue" / folder)
    (tmp_path / "static" / "illustrations").mkdir(parents=True)
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, tmp_path / "static"]

    def copy_file(folder: str, old: str, new: str, **replaced: tuple[str, str]) -> None:
        text = (SHIPPED / folder / f"{old}.toml").read_text()
        for before, after in replaced.values():
            assert before in text
            text = text.replace(before, after)
        (tmp_path / "catalogue" / folder / f"{new}.toml").write_text(text)
        (tmp_path / "static" / "illustrations" / f"{new}.svg").write_text(DRAWING)
        catalogue_sync.sync(tmp_path / "catalogue")

    return copy_file


def test_a_mobility_test_is_offered_rated_and_shown(add: Add) -> None:
    add(
        "mobility_tests",
        "toe_touch",
        "side_bend",
        slug=('slug = "toe_touch"', 'slug = "side_bend"'),
        name=('name = "Toe touch"', 'name = "Side bend"'),
        position=("position = 8", "position = 80"),
        drawing=('illustration = "toe_touch"', 'illustration = "side_bend"'),
    )
    user = make_user()
    client = client_of(user)
    assert "Side bend" in words_of(client.get("/sessions/start/"))
    done = make_session(owner=user, stage="done")
    assert "Side bend" in words_of(client.get(f"/sessions/{done.uuid}/result/"))
    rating = client.get(f"/sessions/{make_session(owner=user).uuid}/pre/")
    assert "Side bend" in words_of(rating) and drawing("side_bend") in rating.content.decode()
    for address in ("/progress/", "/progress/side_bend/", "/sure/"):
        assert "Side bend" in words_of(client.get(address))


def test_a_routine_is_offered_played_and_named(add: Add) -> None:
    add(
        "routines",
        "sock_pull",
        "calf_squeeze",
        slug=('slug = "sock_pull"', 'slug = "calf_squeeze"'),
        name=('name = "Sock Pull"', 'name = "Calf Squeeze"'),
        position=("position = 2\n", "position = 20\n"),
        drawing=('illustration = "', 'illustration = "calf_squeeze" # "'),
    )
    user = make_user()
    client = client_of(user)
    assert "Calf Squeeze" in words_of(client.get("/sessions/start/"))
    page = client.get("/routines/calf_squeeze/")
    assert "Calf Squeeze" in words_of(page) and drawing("calf_squeeze") in page.content.decode()
    session = make_session(owner=user, routine="calf_squeeze", stage="routine")
    assert "Calf Squeeze" in client.get(f"/sessions/{session.uuid}/routine/").content.decode()
    assert Routine.objects.get(slug="calf_squeeze").minutes(45) > 1
    assert "calf_squeeze" in [
        routine["slug"] for routine in client.get("/offline/kit/").json()["routines"]
    ]
