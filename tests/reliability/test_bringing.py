"""Whatever brings in a file is killed in its middle: nothing of it is there, and it comes again."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Model
from django.urls import reverse

from tests.factories import make_user
from tests.harness.bringing import killed_before, source
from tests.pages import client_of
from tests.transfer.files import exported
from tracker.models import Entry, Rating, Session, User
from tracker.transfer.uploads import put_in

pytestmark = pytest.mark.usefixtures("committed")

SESSIONS, SEED = 6, 20260314


def by_page(user: User, path: Path) -> None:
    upload = put_in(user, path.name, path.read_bytes())
    client_of(user).post(reverse("import_check"), {"upload": upload.pk})


def by_command(user: User, path: Path) -> None:
    call_command("import_person", str(path), email=user.email)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "supple.json"
    path.write_bytes(source(SESSIONS, SEED))
    return path


def what_is_there(user: User) -> tuple[bytes, int, int, int]:
    user = User.objects.get(pk=user.pk)
    rows = (user.entries, user.ratings, user.imports)
    entries, ratings, imports = (table.count() for table in rows)
    return exported(user), entries, ratings, imports


@pytest.mark.parametrize("bring", [by_page, by_command])
def test_a_killed_import_leaves_nothing_and_comes_in_again(
    file: Path, bring: Callable[[User, Path], None]
) -> None:
    """Killed once own tests, then sessions, then entries are written, and the rest is not."""
    user = make_user()
    before = what_is_there(user)
    for model in (Session, Entry, Rating):
        assert killed_before(model, partial(bring, user, file))
        assert what_is_there(user) == before
    bring(user, file)
    assert exported(User.objects.get(pk=user.pk)) == file.read_bytes()


@pytest.mark.parametrize("model", [Session, Rating])
def test_without_the_transaction_a_killed_import_leaves_a_half(
    file: Path, model: type[Model]
) -> None:
    """The control."""
    user = make_user()
    before = what_is_there(user)
    assert killed_before(model, partial(by_command, user, file), control=True)
    assert what_is_there(user) != before
    user.delete()
