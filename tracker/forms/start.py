"""The form that starts a session: the tests, the routine in between, and its pace."""

import datetime
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.forms.fields import ZoneField, field_of
from tracker.forms.offer import Offer
from tracker.forms.prefill import prefill, running_trial
from tracker.forms.sets import SETS, set_choices
from tracker.models import MobilityTest, Routine, Session, Trial, User
from tracker.queries.offered import UsualSet, has_mine, is_shown, tests_of
from tracker.rules.freezing import frozen_plan, frozen_routine
from tracker.rules.plan import STRENGTHS, SWITCH, Plan
from tracker.sessions.again import named
from tracker.sessions.lifecycle import AnotherIsOpen, NewSession, start
from tracker.sessions.test_order import set_usual

TEST_ONLY = ("test_only", _("Test-only (sit still)"))
DRAW = ("draw", _("Let chance pick"))
GONE = _("That routine was deleted. Choose another.")
PAUSED = _("Your plan is paused, so chance picks nothing now. Choose what to do, or continue it.")
ENDED = _("Your plan has ended, so chance picks nothing any more. Choose what to do.")
NO_TEST = _("Choose at least one test, or Quick or Full.")
NO_MINE = _("Choose at least one test, or My three or Full.")
UNREADABLE = _("The variations could not be read.")
PACES = (30, 45, 60)  # seconds a move
PACE_CHOICES = list(zip(PACES, (_("30 s"), _("45 s"), _("60 s")), strict=True))


class TestsField(forms.MultipleChoiceField):
    """Tests by their slugs; a test that is no longer offered counts as not chosen."""

    __test__ = False

    def to_python(self, value: Any) -> list[str]:
        return [slug for slug in super().to_python(value) if self.valid_value(slug)]


class StartForm(forms.Form):
    uuid = forms.UUIDField(widget=forms.HiddenInput)
    zone = ZoneField()
    set = forms.ChoiceField(
        label=_("How many ratings?"),
        choices=SETS,
        widget=forms.RadioSelect,
    )
    tests = TestsField(label=_("Tests"), required=False, widget=forms.CheckboxSelectMultiple)
    usual = forms.BooleanField(
        label=_("Always fill in these tests with this routine"),
        required=False,
        widget=forms.CheckboxInput(attrs={"value": "on"}),
    )
    routine = forms.ChoiceField(
        label=_("Which routine?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a routine."),
            "invalid_choice": GONE,
        },
    )
    seconds = forms.TypedChoiceField(
        label=_("Time per move"),
        choices=PACE_CHOICES,
        coerce=int,
        widget=forms.RadioSelect,
    )
    order = forms.ChoiceField(
        label=_("Which side first?"),
        choices=[
            ("left", _("Left first")),
            ("right", _("Right first")),
            ("only left", _("Only left")),
            ("only right", _("Only right")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, user: User, data: Any = None, offer: Offer | None = None) -> None:
        self.user, self.offer = user, offer or Offer.of(user)
        self.prefilled = None if data else prefill(user, self.offer)
        super().__init__(data, initial=self.prefilled.values if self.prefilled else None)
        self.trial = self._running()
        field_of(self, "set", forms.ChoiceField).choices = set_choices(self.offer.tests)
        field_of(self, "tests", TestsField).choices = [
            (test.slug, test.name) for test in self.offer.tests
        ]
        named = [(routine.slug, routine.name) for routine in self.offer.routines]
        self._offer_routines([*named, TEST_ONLY])
        for routine in self.offer.routines:
            for variation in routine.variations:
                self._offer(variation)

    def _running(self) -> Trial | None:
        """The trial in progress, which offers "Let chance pick" unless it pauses."""
        return self.prefilled.trial if self.prefilled else running_trial(self.user)

    def _offer_routines(self, choices: list[tuple[str, Any]]) -> None:
        """These, and before them what chance picks, unless no trial runs or it pauses."""
        field, picks = field_of(self, "routine", forms.ChoiceField), self.trial and self.trial.picks
        field.choices = [DRAW, *choices] if picks else choices
        # A page from before the pause or the end can still send it.
        if not picks and self.data.get("routine") == DRAW[0]:
            field.error_messages["invalid_choice"] = PAUSED if self.trial else ENDED

    def _offer(self, variation: dict[str, Any]) -> None:
        self.fields[f"vary-{variation['slug']}"] = forms.ChoiceField(
            label=variation["name"],
            help_text=variation["text"],
            choices=_words_of(variation["values"]),
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def variations(self) -> list[tuple[Routine, list[forms.BoundField]]]:
        """The fields of the variations by routine, for routines that have any."""
        return [
            (routine, [self[f"vary-{variation['slug']}"] for variation in routine.variations])
            for routine in self.offer.routines
            if routine.variations
        ]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("set") == "own" and not self.cleaned_data.get("tests"):
            self.add_error("tests", NO_MINE if has_mine(self.offer.tests) else NO_TEST)
        if self._nothing_to_do():
            self.add_error("order", _("This routine has no move for that side. Choose the other."))
        return self.cleaned_data

    def _nothing_to_do(self) -> bool:
        """Whether all moves of the routine are for the side that was not chosen."""
        routine = self.offer.routine(self.cleaned_data.get("routine", ""))
        order = self.cleaned_data.get("order")
        return bool(routine and order and not frozen_routine(routine, 45, order).moves)

    def chosen_tests(self) -> list[MobilityTest]:
        clean = self.cleaned_data
        return tests_of(clean["set"], clean["tests"], self.offer.tests)

    def chosen_variations(self) -> dict[str, str]:
        names = [name for name in self.fields if name.startswith("vary-")]
        return {name.removeprefix("vary-"): self.cleaned_data[name] or "off" for name in names}

    def start(
        self,
        started_at: datetime.datetime | None = None,
        closed_at: datetime.datetime | None = None,
    ) -> Session:
        """Starts the session, or returns the one that this page started. Raises AnotherIsOpen."""
        clean = self.cleaned_data
        existing, clean["uuid"] = self._named(clean["uuid"])
        if existing and not self._is_same(existing):
            raise AnotherIsOpen
        new = NewSession(
            uuid=clean["uuid"],
            zone=clean["zone"],
            plan=self.plan(),
            started_at=started_at,
            closed_at=closed_at,
            **self._between(),
        )
        session = start(self.user, new)
        self._follow(session)
        self._remember()
        return session

    def _remember(self) -> None:
        """The tests as those of the routine, if they are to be; nobody chose what chance picks."""
        clean, routine = self.cleaned_data, self.offer.routine(self.cleaned_data["routine"])
        if clean["usual"] and routine:
            own = clean["tests"] if clean["set"] == "own" else []
            set_usual(self.user, routine, UsualSet(clean["set"], own))

    def _follow(self, session: Session) -> None:
        """Moves the person to the zone of this session, if it is their latest."""
        zone = self.cleaned_data["zone"]
        later = self.user.sessions.undeleted().filter(started_at__gt=session.started_at)
        if zone and zone != self.user.time_zone and not later.exists():
            self.user.follow(zone)

    def plan(self) -> Plan:
        """The plan of the session that this would start."""
        between = self._between()
        sits = between.get("kind") == Session.Kind.TEST_ONLY
        about = self._pace() | {"routine": between["routine"], "sits": sits}
        return frozen_plan(tests=self.chosen_tests(), **about)

    def _pace(self) -> dict[str, Any]:
        clean = self.cleaned_data
        same = {name: clean[name] for name in ("seconds", "order")}
        return same | {"test_set": clean["set"], "chosen": self.chosen_variations()}

    def _named(self, name: UUID) -> tuple[Session | None, UUID]:
        """A session that was started with this ID, and the ID to start with.

        A page that was left open, or came back, starts a new session once the old one is over.
        """
        return named(
            self.user,
            name,
            lambda session: (
                not session.is_open and not (session.deleted_at is None and self._is_same(session))
            ),
        )

    def _is_same(self, session: Session) -> bool:
        """Whether the session was started with the choices made here, whatever was randomised."""
        plan, wanted, between = session.plan, self.plan(), self._between()
        if _chosen_in(plan) != _chosen_in(wanted):
            return False
        if session.trial_id or "trial" in between:
            return session.trial == between.get("trial")
        if session.kind == Session.Kind.TEST_ONLY or "kind" in between:
            return session.kind == between.get("kind")
        return _routine_chosen_in(plan) == _routine_chosen_in(wanted)

    def _between(self) -> dict[str, Any]:
        chosen = self.cleaned_data["routine"]
        if chosen == "draw" and self.trial:
            return {"routine": self.trial.routine, "trial": self.trial}
        if chosen == "test_only":
            return {"routine": self.offer.sat_through, "kind": Session.Kind.TEST_ONLY}
        return {"routine": self.offer.routine(chosen)}


class OfflineStartForm(StartForm):
    """A session that was started offline, with what was on offer then."""

    @classmethod
    def of(cls, offer: Offer, uuid: UUID, says: Mapping[str, str]) -> "OfflineStartForm":
        """The form of a synced entry, with the variations as JSON. Raises ValidationError."""
        if says["routine"] == "draw":
            raise forms.ValidationError(_("Chance picks online. Start this session on the page."))
        chosen = {name: says[name] for name in ("zone", "set", "routine", "seconds", "order")}
        tests = [slug for slug in says["tests"].split(",") if slug]
        sent: dict[str, Any] = {**chosen, "uuid": str(uuid), "tests": tests}
        form = cls(offer.user, sent, offer)
        for slug, value in _variations(says["vary"]).items():
            name = f"vary-{slug}"
            # A variation that was removed since is no reason to lose a session.
            if name in form.fields and field_of(form, name, forms.ChoiceField).valid_value(value):
                sent[name] = value
        return form

    def _named(self, name: UUID) -> tuple[Session | None, UUID]:
        """The phone's ID as it is: a phone makes a new one for every start."""
        return None, name

    def _running(self) -> Trial | None:
        return None

    def chosen_tests(self) -> list[MobilityTest]:
        """The tests that the phone listed, or today's if it sent no list."""
        if named := self.cleaned_data["tests"]:
            by_slug = {test.slug: test for test in self.offer.tests}
            # In the order in which they were rated there, whatever it is today.
            return [by_slug[slug] for slug in dict.fromkeys(named)]
        now = [test for test in self.offer.tests if is_shown(test)]
        return tests_of(self.cleaned_data["set"], (), now)


def _variations(text: str) -> dict[str, str]:
    try:
        variations = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise forms.ValidationError(UNREADABLE) from error
    if not isinstance(variations, dict) or not all(
        isinstance(value, str) for value in variations.values()
    ):
        raise forms.ValidationError(UNREADABLE)
    return variations


def _chosen_in(plan: Plan) -> tuple[Any, ...]:
    return plan.set, plan.order, plan.test_slugs


def _routine_chosen_in(plan: Plan) -> tuple[Any, ...]:
    return plan.routine.slug, plan.routine.seconds, plan.routine.variations


def _words_of(values: list[str]) -> list[tuple[str, Any]]:
    """The choices of a variation, in words; a value that has none stands for itself."""
    words = SWITCH if len(values) == len(SWITCH) else STRENGTHS
    return [(value, words.get(value, value)) for value in values]
