"""A person's own routines: new, changed, put away; and how long one takes before it is stored."""

from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tracker.catalogue.spec import REGIONS
from tracker.models.catalogue import Routine, Step
from tracker.models.revision import changing
from tracker.models.user import User
from tracker.rules.freezing import frozen_routine
from tracker.rules.names import comparison_key, free_name, numbered

# Much more than anybody uses, and little enough to read all of them with every start.
MOST_OWN = 50
MOST_DELETED = 50
LONGEST_NAME = 60

GLOSS = "your own routine"
PRESETS = {"short": 30, "standard": 45, "full": 60}
Steps = list[dict[str, Any]]


class TooMany(Exception):
    """There are as many routines as one person can have."""


class NameTaken(Exception):
    """Another routine on the lists has a name that looks the same."""


def save(
    owner: User,
    routine: Routine | None,
    about: Mapping[str, Any],
    steps: Steps,
    like: Routine | None = None,
) -> Routine:
    """Write an own routine, all of it or nothing; one that is new can be `like` another one.

    Raises TooMany and NameTaken.
    """
    with changing(owner.pk):
        saved = routine or _new(owner, about["name"], like)
        # Two from before this rule may look the same: each of them can be saved as it is called.
        if about["name"] != saved.name and is_taken(owner, about["name"], saved):
            raise NameTaken
        region = about["region"]
        for name, value in about.items():
            if name != "region":
                setattr(saved, name, value)
        if worked(saved.places) != region:
            saved.places = places_around(region)
        steps = list(with_techniques(steps))
        saved.gloss = GLOSS
        saved.variations = list(_fitting(saved.variations, {step["technique"] for step in steps}))
        saved.save()
        saved.replace_steps(steps)
        return saved


def _new(owner: User, name: str, like: Routine | None) -> Routine:
    if is_full(owner):
        raise TooMany
    slug = free_slug(owner, name)
    if like is None:
        return Routine(owner=owner, slug=slug, presets=PRESETS)
    variations = [_own_variation(variation, slug) for variation in like.variations]
    same = {"presets": like.presets, "places": like.places, "variations": variations}
    return Routine(owner=owner, slug=slug, **same)


def put_away(routine: Routine) -> None:
    """Not gone: sessions refer to it, and a slip of the finger can be taken back."""
    owner = _owner(routine)
    with changing(owner.pk):
        routine.retired, routine.put_away_at = True, timezone.now()
        routine.save(update_fields=["retired", "put_away_at"])
        _forget(owner)


def put_back(routine: Routine) -> None:
    """On the lists again, by another name where its own is used by now. Raises TooMany."""
    owner = _owner(routine)
    with changing(owner.pk):
        routine.refresh_from_db()
        if routine.retired and is_full(owner):
            raise TooMany
        names = [other.name for other in live(owner) if other != routine]
        routine.name = free_name(numbered(routine.name, " ", LONGEST_NAME), names)
        routine.retired, routine.put_away_at = False, None
        routine.save(update_fields=["name", "retired", "put_away_at"])


def _owner(routine: Routine) -> User:
    assert routine.owner is not None, "a built-in routine is nobody's"
    return routine.owner


def live(owner: User) -> QuerySet[Routine]:
    return owner.own_routines.filter(retired=False)


def deleted(owner: User) -> QuerySet[Routine]:
    """Those that can be put back, the last one first."""
    return _put_away(owner)[:MOST_DELETED]


def _put_away(owner: User) -> QuerySet[Routine]:
    return owner.own_routines.filter(retired=True).order_by(
        F("put_away_at").desc(nulls_last=True), "-pk"
    )


def _forget(owner: User) -> None:
    """Whoever copies and deletes for ever fills no disk: of old ones only what was done stays."""
    old = list(_put_away(owner)[MOST_DELETED:].values_list("pk", flat=True))
    if unused := set(old) - _used(owner, old):
        Step.objects.filter(routine__in=unused).delete()
        rows = owner.own_routines.filter(pk__in=unused)
        # `delete` would look for sessions with them once more, among those of everybody.
        rows._raw_delete(rows.db)


def _used(owner: User, routines: list[int]) -> set[int | None]:
    """Those of these that a session or a plan of their owner's was with."""
    done = owner.sessions.filter(routine__in=routines).values_list("routine", flat=True)
    planned = owner.trials.filter(Q(routine__in=routines) | Q(other_routine__in=routines))
    pairs = planned.values_list("routine", "other_routine")
    return {*done, *(pk for pair in pairs for pk in pair)}


def is_full(owner: User) -> bool:
    return live(owner).count() >= MOST_OWN


def is_taken(owner: User, name: str, own: Routine) -> bool:
    """Whether another routine on the lists has a name that looks like this one."""
    keys = {comparison_key(other.name) for other in live(owner) if other.pk != own.pk}
    return comparison_key(name) in keys


def name_of_copy(owner: User, routine: Routine) -> str:
    """A name for a routine like this one that is free at this moment."""
    message = _("Copy of %(name)s")
    # A copy of a copy is called as the first one.
    original = routine.name.removeprefix(message % {"name": ""})
    base = message % {"name": original}
    return free_name(numbered(base, " ", LONGEST_NAME), (other.name for other in live(owner)))


def with_techniques(steps: Steps) -> Iterator[dict[str, Any]]:
    """Each step with a technique that no other one of them has, else made from its name."""
    used: set[str] = set()
    for step in steps:
        wanted = step["technique"] or slugify(step["name"]).replace("-", "_")[:36] or "move"
        technique = next(t for t in numbered(wanted[:36], "_", 40) if t not in used)
        used.add(technique)
        yield step | {"technique": technique}


def free_slug(owner: User, name: str) -> str:
    """A slug that is free; a built-in one has no hyphen, so that none can ever be the same."""
    return own_slug(name, "routine", owner.own_routines.values_list("slug", flat=True))


def own_slug(name: str, otherwise: str, existing: Iterable[str]) -> str:
    """Made of the name, or of `otherwise` where it has no letters; unlike all that exist."""
    base = f"my-{slugify(name)[:30] or otherwise}".rstrip("-")
    occupied = set(existing)
    return next(slug for slug in numbered(base, "-", 40) if slug not in occupied)


def worked(places: Mapping[str, str]) -> str:
    """The region that is worked on, the nearest to the foot if there are several."""
    return next((region for region in REGIONS if places.get(region) == "worked"), "")


def places_around(region: str) -> dict[str, str]:
    """Worked where it is done, next in the neighbouring regions, further everywhere else."""
    at = REGIONS.index(region)
    words = {0: "worked", 1: "next"}
    return {name: words.get(abs(REGIONS.index(name) - at), "further") for name in REGIONS}


def sketched_minutes(steps: list[Step], seconds: int, pauses: Mapping[str, int]) -> int:
    """How long a routine would take that is still being written."""
    # A routine that is not stored cannot be asked for its steps, so something stands in for it.
    sketch = SimpleNamespace(
        slug="", name="", places={}, variations=[], steps=SimpleNamespace(all=lambda: steps)
    )
    vars(sketch).update(pauses)
    return frozen_routine(sketch, seconds, "left").minutes


def _own_variation(variation: dict[str, Any], slug: str) -> dict[str, Any]:
    # The start offers the variations of all routines in one form: their slugs must differ.
    return variation | {"slug": f"{variation['slug'].partition('-')[0]}-{slug}"}


def _fitting(variations: list[dict[str, Any]], techniques: set[str]) -> Iterator[dict[str, Any]]:
    """The variations, each with the steps that are still there; without any it is left out."""
    for variation in variations:
        if steps := [step for step in variation["steps"] if step in techniques]:
            yield variation | {"steps": steps}
