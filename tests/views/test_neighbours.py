"""What somebody else has changes no word of what a person sees, downloads or brings in."""

import json
import uuid

import pytest
from django.utils import timezone

from tests.factories import copy, make_session, make_user, measuring
from tests.harness.club import changed_by_hand, own_things
from tests.models.test_trial import make_trial
from tests.pages import words_of
from tests.states import pages_of
from tests.views.test_data import signed_in_now
from tracker.accounts.deleting import delete_person
from tracker.management.commands.demo import OFTEN, DemoWriter
from tracker.models import ErasedSession, MobilityTest, Routine, Upload, User
from tracker.phone.shell import shell_page
from tracker.sessions import own_routines, own_tests
from tracker.transfer.formats import FORMATS
from tracker.transfer.sheets.catalogue import Catalogue
from tracker.transfer.supple import SuppleCandidate

pytestmark = pytest.mark.django_db

NEXT_DOOR = "Next door"
THEIRS = (
    *("/tests/my-balance/", "/progress/my-balance/", "/tests/my-balance/edit/"),
    *("/offline/", "/account/delete/"),
)


def somebody(name: str) -> User:
    """With one of everything, also put away; the slugs are the same for everybody."""
    user = measuring(make_user())
    DemoWriter(6, OFTEN).write(user, seed=3)
    make_trial(owner=user)
    own_things(user)
    changed_by_hand(user)
    put_away = copy(Routine.objects.get(slug="toe_spreaders", owner=None), user)
    away = {"retired": True, "put_away_at": timezone.now()}
    Routine.objects.filter(pk=put_away.pk).update(name=f"{name} old", **away)
    balance = user.own_mobilitytests.get()
    about = {"region": "ankle", "protocol": balance.protocol, "measures": balance.measures}
    MobilityTest.objects.create(owner=user, slug="my-old", name=f"{name} old", **about, **away)
    user.own_mobilitytests.filter(slug="my-balance").update(name=f"{name} balance")
    user.own_routines.filter(retired=False).update(name=f"{name} routine")
    if name == NEXT_DOOR:
        make_session(owner=user, stage="done")  # the last thing that anybody did
    make_session(owner=user, tests=("my-balance", "toe_touch"), note=name)
    ErasedSession.objects.create(owner=user, uuid=uuid.uuid4())
    Upload.objects.create(owner=user, file_name=f"{name}.json", content=b"a,b\n")
    return user


def everything_of(user: User) -> dict[str, str]:
    client = signed_in_now(user)
    shell_page.cache_clear()
    # Those of the account make up a new secret each time.
    opened = [at for page in pages_of(user) if not (at := page.address).startswith("/accounts/")]
    addresses = [*opened, *THEIRS]
    slugs = user.own_routines.filter(retired=False).values_list("slug", flat=True)
    addresses += [f"/routines/{slug}/{page}" for slug in slugs for page in ("", "edit/")]
    pages = {at: words_of(client.get(at, follow=True)) for at in addresses}
    files = {name: b"".join(f.write(user)).decode() for name, f in FORMATS.items()}
    catalogue = Catalogue(user)
    named = {
        item.name for items in (catalogue.tests, catalogue.routines) for item in items.values()
    }
    come = SuppleCandidate(user, files["json"].encode())
    read = json.dumps([sorted(map(str, named)), come.counts, [*map(str, come.problems)]])
    kit = client.get("/offline/kit/").json() | {"made": ""}
    return pages | files | {"read": read, "kit": json.dumps(kit)}


def test_what_somebody_else_has_changes_nothing() -> None:
    user = somebody("Mine")
    before = everything_of(user)
    neighbour = somebody(NEXT_DOOR)
    after = everything_of(user)
    assert [name for name in before if after[name] != before[name]] == []
    assert [name for name, words in after.items() if NEXT_DOOR in words] == []
    # Nor does a file take what is next door for what it brings along.
    newcomer, file = make_user(), before["json"].encode()
    SuppleCandidate(newcomer, file, makes_ready=True).bring_in(newcomer)
    newcomer.refresh_from_db()
    assert b"".join(FORMATS["json"].write(newcomer)) == file
    delete_person(neighbour)
    assert everything_of(user) == before


def test_a_name_that_somebody_else_has_is_free() -> None:
    """Else the address of what one makes would say what others have."""
    neighbour, user = somebody(NEXT_DOOR), make_user()
    theirs = neighbour.own_mobilitytests.get(slug="my-balance")
    about = {"region": "ankle", "protocol": theirs.protocol, "measures": theirs.measures}
    mine = own_tests.save(user, None, about | {"name": "Balance"})
    assert (mine.slug, mine.position) == ("my-balance", own_tests.FIRST_POSITION)
    routine = neighbour.own_routines.earliest("pk")
    name = routine.slug.removeprefix("my-").replace("-", " ")
    assert own_routines.free_slug(user, name) == routine.slug
