"""A person's own routines: new, copied, changed; and how long one takes that is not stored yet."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from tracker.catalogue.spec import REGIONS
from tracker.models.catalogue import Routine, Step
from tracker.models.plan import frozen_routine, planned_minutes
from tracker.models.user import User

GLOSS = "your own routine"
PRESETS = {"short": 30, "standard": 45, "full": 60}
STEP_FIELDS = (
    *("technique", "name", "cue", "say", "sides", "hand", "kind"),
    *("seconds", "less", "illustration"),
)
COPIED = ("presets", "places", "lead_in", "change_seconds", "swap_seconds")
Steps = list[dict[str, Any]]


@transaction.atomic
def copy(routine: Routine, owner: User) -> Routine:
    """A routine of `owner`'s own that starts out like this one, variations included."""
    _lock(owner)
    in_use = owner.own_routines.filter(retired=False)
    name = _free(_copy_names(routine.name), in_use.values_list("name", flat=True))
    slug = free_slug(owner, name)
    copied = Routine.objects.create(
        owner=owner,
        slug=slug,
        name=name,
        gloss=GLOSS,
        position_text=f"{routine.position_text} {routine.hand_rule}".strip(),
        variations=[_own_variation(each, slug) for each in routine.variations],
        **{field: getattr(routine, field) for field in COPIED},
    )
    copied.replace_steps(steps_of(routine))
    return copied


@transaction.atomic
def save(owner: User, routine: Routine | None, about: Mapping[str, Any], steps: Steps) -> Routine:
    """Write an own routine, new if there is none yet; all of it or nothing."""
    _lock(owner)
    kept = routine or Routine(owner=owner, slug=free_slug(owner, about["name"]), presets=PRESETS)
    region = about["region"]
    for name, value in about.items():
        if name != "region":
            setattr(kept, name, value)
    if worked(kept.places) != region:
        kept.places = places_around(region)
    steps = list(with_techniques(steps))
    kept.gloss = GLOSS
    kept.variations = list(_fitting(kept.variations, {step["technique"] for step in steps}))
    kept.save()
    kept.replace_steps(steps)
    return kept


def steps_of(routine: Routine) -> Steps:
    return [{name: getattr(step, name) for name in STEP_FIELDS} for step in routine.steps.all()]


def with_techniques(steps: Steps) -> Iterator[dict[str, Any]]:
    """Each step with a technique that no other one of them has, else made from its name."""
    taken: set[str] = set()
    for step in steps:
        wanted = step["technique"] or slugify(step["name"]).replace("-", "_")[:36] or "move"
        technique = _free(_numbered(wanted[:36], "_"), taken)
        taken.add(technique)
        yield step | {"technique": technique}


def free_slug(owner: User, name: str) -> str:
    """A slug that is free; a built-in one has no hyphen, so that none can ever be the same."""
    base = f"my-{slugify(name)[:30] or 'routine'}".rstrip("-")
    return _free(_numbered(base, "-"), owner.own_routines.values_list("slug", flat=True))


def worked(places: Mapping[str, str]) -> str:
    """The region that is worked on, the nearest to the foot if there are several."""
    return next((region for region in REGIONS if places.get(region) == "worked"), "")


def places_around(region: str) -> dict[str, str]:
    """Worked where it is done, next in the neighbouring regions, further everywhere else."""
    at = REGIONS.index(region)
    words = {0: "worked", 1: "next"}
    return {one: words.get(abs(REGIONS.index(one) - at), "further") for one in REGIONS}


def sketched_minutes(steps: list[Step], seconds: int, pauses: Mapping[str, int]) -> int:
    """How long a routine would take that is still being written."""
    # A routine that is not stored cannot be asked for its steps, so something stands in for it.
    sketch = SimpleNamespace(
        slug="", name="", places={}, variations=[], steps=SimpleNamespace(all=lambda: steps)
    )
    vars(sketch).update(pauses)
    return planned_minutes(frozen_routine(sketch, seconds, "left"))


def _own_variation(variation: dict[str, Any], slug: str) -> dict[str, Any]:
    # The start offers the variations of all routines in one form: their slugs must differ.
    return variation | {"slug": f"{variation['slug'].partition('-')[0]}-{slug}"}


def _fitting(variations: list[dict[str, Any]], techniques: set[str]) -> Iterator[dict[str, Any]]:
    """The variations, each with the steps that are still there; without any it is left out."""
    for variation in variations:
        if steps := [step for step in variation["steps"] if step in techniques]:
            yield variation | {"steps": steps}


def _copy_names(name: str) -> Iterator[str]:
    base = f"Copy of {name.removeprefix('Copy of ')}"[:54]  # of 60, with room for a number
    return _numbered(base, " ")


def _numbered(base: str, between: str) -> Iterator[str]:
    return itertools.chain([base], (f"{base}{between}{number}" for number in itertools.count(2)))


def _free(wanted: Iterable[str], taken: Iterable[str]) -> str:
    gone = set(taken)
    return next(each for each in wanted if each not in gone)


def _lock(owner: User) -> None:
    # Two routines made at once must not find the same slug free.
    User.objects.select_for_update().get(pk=owner.pk)
