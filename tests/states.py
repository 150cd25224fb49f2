"""People in the states that pages tell apart, and every address that each of them can open."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.urls import reverse

from tests import people
from tests.addresses import BY_NAME, NAMES, ONLY_POSTS, OWN_PAGES, PUBLIC
from tests.factories import copy, make_history, make_session, make_user, put_in_sheet
from tests.models.test_trial import make_trial
from tracker.accounts.invitations import invite
from tracker.management.commands.demo import OFTEN, DemoWriter
from tracker.models import Routine, User
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.trials import end_trial

LONG = "Sprunggelenksbeweglichkeitsübungswiederholung"
NAMED = ["toe_spread", "ankle_dorsiflexion", "hip_extension"]
YEARS = 1800  # sessions


def new() -> User:
    """Has just signed up."""
    return make_user()


def single() -> User:
    """One quick session."""
    user = make_user()
    make_history(owner=user, days=1, tests=("ankle_dorsiflexion", "toe_touch"))
    return user


def four() -> User:
    """Four sessions, of which the first two are practice; one is deleted."""
    user = make_user()
    DemoWriter(4, OFTEN).write(user, seed=4)
    delete_for_now(make_session(owner=user, note=LONG))
    return user


def sixty() -> User:
    """Sixty sessions, no plan, an own routine with a long name, a note, a sheet that waits."""
    user = make_user()
    put_in_sheet(user)
    DemoWriter(60, OFTEN).write(user, seed=1)
    own = copy(Routine.objects.get(slug="sock_pull", owner=None), user)
    user.own_routines.filter(pk=own.pk).update(name=LONG)
    return user


def planning() -> User:
    """A plan that has no answer yet."""
    user = make_user()
    people.lived(user, count=11, trial=make_trial(owner=user, guess="toe_touch", tests=NAMED))
    return user


def planned() -> User:
    """A plan that has an answer and has ended."""
    user = make_user()
    trial = make_trial(owner=user, guess="toe_touch", tests=NAMED)
    people.lived(user, count=30, trial=trial)
    end_trial(trial)
    return user


def stiffer() -> User:
    """A point stiffer after a session."""
    user = make_user()
    people.lived(user, count=30, effect=lambda *_: -1.6, warm_up=-0.4, randomised=False)
    return user


def years() -> User:
    """Five years, nearly every day."""
    user = make_user()
    DemoWriter(YEARS, OFTEN).write(user, seed=5)
    return user


def rating() -> User:
    """In the middle of a session: before it, in the routine, or after it."""
    user = make_user()
    make_history(owner=user, days=2)
    make_session(owner=user)
    return user


def moving() -> User:
    user = make_user()
    make_session(owner=user, stage="routine")
    return user


def again() -> User:
    user = make_user()
    make_session(owner=user, stage="post")
    return user


def hosting() -> User:
    """Runs the server: one other person, and an invitation."""
    host = make_user(is_staff=True)
    make_history(owner=make_user(email=f"{LONG.lower()}@example.org"), days=1)
    invite(host, "invited@example.org")
    return host


State = Callable[[], User]
STATES: dict[str, State] = {
    state.__name__: state
    for state in (
        new,
        single,
        four,
        sixty,
        planning,
        planned,
        stiffer,
        rating,
        moving,
        again,
        hosting,
    )
}


class Page(NamedTuple):
    """A page by a name for people, and its address."""

    name: str
    address: str


def pages_of(user: User) -> Iterator[Page]:
    """Everything that somebody can open, by what there is of theirs; of a host only what is new."""
    if user.is_staff:
        yield from (Page(name, reverse(name)) for name in ("host", "host_invite"))
        return
    for name in OWN_PAGES:
        yield Page(name, reverse(name))
    yield from (Page("home", "/"), Page("sure", "/sure/"))
    for slug in ("ankle_dorsiflexion", "toe_touch"):
        yield Page(f"test {slug}", f"/progress/{slug}/")
    for routine in Routine.objects.filter(owner=None, retired=False, sham=False):
        yield Page(f"routine {routine.slug}", f"/routines/{routine.slug}/")
    yield Page("steady", "/tests/ankle_dorsiflexion/steady/")
    yield Page("a test", "/tests/ankle_dorsiflexion/")
    yield Page("method", "/tests/ankle_dorsiflexion/method/")
    for session in user.sessions.done().newest_first()[:1]:
        yield Page("result", f"/sessions/{session.uuid}/result/")
        yield Page("edit", f"/sessions/{session.uuid}/edit/")
    for session in user.sessions.open():
        yield Page(f"session {session.stage}", f"/sessions/{session.uuid}/{session.stage}/")
    for trial in user.trials.exclude(ended_at=None):
        yield Page("ended plan", reverse("trial_ended", args=[trial.pk]))


# The pages of answers and of what comes next, which are others in every state.
TELLING = {
    *("home", "start", "progress", "compare", "trial", "history", "result", "ended plan"),
    *("test ankle_dorsiflexion", "test toe_touch"),
}


def telling_pages(user: User) -> Iterator[Page]:
    """The pages that tell the states of people apart."""
    for page in pages_of(user):
        if page.name in TELLING or page.name.startswith(("session ", "host")):
            yield page


def public_pages() -> Iterator[Page]:
    """What anybody can open by an address without an argument."""
    for name in NAMES[PUBLIC]:
        if name not in ONLY_POSTS and not BY_NAME[name].pattern.regex.groupindex:
            yield Page(name, reverse(name))
