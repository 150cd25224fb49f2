"""Answers about lengths: the same verdicts in cm and in inches, said in the person's unit."""

import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import make_session, make_user, record
from tracker.analysis.answers import Answers, answers
from tracker.analysis.pairs import SessionInfo, history_from_rows
from tracker.analysis.timeline import RANGES
from tracker.catalogue.reading import read_all
from tracker.charts import measured
from tracker.models import MobilityTest, SteadyReading, User
from tracker.queries.answers import answers_of
from tracker.queries.history import history_of
from tracker.queries.own_units import in_own_units, values_in_own_units

SHIPPED = Path(__file__).parents[2] / "tracker" / "catalogue"
SPECS = [
    SimpleNamespace(**vars(spec) | {"pk": n, "measures": [vars(m) for m in spec.measures]})
    for n, spec in enumerate(read_all(SHIPPED)[0])
]
LENGTHS = [
    (spec, side, measure)
    for spec in SPECS
    for measure in spec.measures[:1]
    if measure["unit"] == "cm"
    for side in (("left", "right") if spec.sided else ("none",))
]
TODAY = 739320
CM = Decimal("2.54")


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[SessionInfo], list[Any]]:
    """A person who measures, some of the time at an end of the range, in steps of their tape."""
    count, sitting = draw(st.integers(4, 40)), draw(st.integers(2, 5))
    infos = [
        SessionInfo(n, None, TODAY - 2 * (count - n), kind, "toe_spreaders")
        for n in range(count)
        for kind in ["routine" if n % sitting else "test_only"]
    ]
    gain, noise = draw(st.integers(-3, 6)), draw(st.integers(0, 4))
    at_an_end, chance = draw(st.booleans()), draw(st.randoms(use_true_random=False))
    rows: list[Any] = []
    for spec, side, measure in LENGTHS[:: draw(st.integers(1, 4))]:
        step = Decimal(str(measure["step"]))
        low, high = (Decimal(str(measure[f"hard_{end}"])) for end in ("min", "max"))
        usual = high if at_an_end else (low + high) / 2
        for info in infos:
            before = usual + step * chance.randint(-noise, noise)
            after = before + step * (gain + chance.randint(-noise, noise))
            pair = (min(max(value, low), high) for value in (before, after))
            rows.append((info.id, spec.pk, side, measure["id"], *pair))
    return infos, rows


def answered(infos: list[SessionInfo], rows: list[Any], length: str) -> Answers:
    tests = [in_own_units(spec, length) for spec in SPECS]
    history = history_from_rows(tests, infos, (), values_in_own_units(rows, length))
    return answers(history, today=TODAY)


@pytest.mark.once
@settings(max_examples=20, deadline=None)
@given(histories())
def test_the_unit_decides_no_verdict(made_up: tuple[list[SessionInfo], list[Any]]) -> None:
    cm, inches = (answered(*made_up, length) for length in ("cm", "in"))
    assert cm.measured.keys() == inches.measured.keys() != set()
    for key, finding in cm.measured.items():
        other = inches.measured[key]
        about = ("verdict", "n", "clear", "tags", "wait", "more", "icon", "word")
        assert [getattr(finding, a) for a in about] == [getattr(other, a) for a in about]
        assert other.worthwhile == pytest.approx(finding.worthwhile / 2.54)
        if finding.best is not None and other.best is not None:
            assert other.best == pytest.approx(finding.best / 2.54, abs=1e-9)


def person_with_readings(length: str = "cm") -> User:
    owner = make_user(length=length)
    for n, (before, after) in enumerate([("8", "9"), ("8.5", "9"), ("8.255", "9.5")] * 3):
        when = timezone.now() - datetime.timedelta(days=40 - 2 * n)
        session = make_session(
            owner=owner, tests=("ankle_dorsiflexion",), stage="done", started_at=when
        )
        slot = ("ankle_dorsiflexion", "left")
        for phase, value in (("pre", before), ("post", after)):
            record(session, phase, {slot: {"value": Decimal(value)}})
    return owner


def says(user: User) -> str:
    history, answered = history_of(user), answers_of(user)
    today = user.day_of(timezone.now()).toordinal()
    (figure,) = measured.build(
        history, test="ankle_dorsiflexion", range_=RANGES["6m"], today=today, answers=answered
    )
    after = [part["says"] for part in figure.data["after"]]
    return " ".join([figure.sentence, *figure.header, *after, *figure.data["notes"]])


@pytest.mark.django_db
def test_what_was_kept_of_a_person_is_in_the_other_unit_at_once() -> None:
    owner = person_with_readings()
    assert "left about 8.5 cm" in says(owner)
    owner.length = "in"
    owner.save()
    inches = says(owner)
    assert "left about 3.2 in" in inches
    assert "Left before (in)" in inches
    assert "can differ by 0.75 in" in inches
    assert " cm" not in inches
    owner.length = "cm"
    owner.save()
    assert "left about 8.5 cm" in says(owner)


@pytest.mark.django_db
def test_readings_of_a_sixteenth_of_an_inch_are_in_the_table_as_they_were_read() -> None:
    owner = make_user(length="in")
    session = make_session(owner=owner, tests=("ankle_dorsiflexion",), stage="done")
    slot = ("ankle_dorsiflexion", "left")
    record(session, "pre", {slot: {"value": Decimal("3.25") * CM}})
    (figure,) = measured.build(
        history_of(owner),
        test="ankle_dorsiflexion",
        range_=RANGES["4w"],
        today=owner.day_of(timezone.now()).toordinal(),
    )
    assert figure.sentence == "Measured once. Before the session: left 3.25 in."
    assert figure.rows[0][1:3] == ("3.25", "–")


@pytest.mark.django_db
def test_the_own_error_of_a_person_in_inches_is_in_inches() -> None:
    owner = person_with_readings("in")
    test = MobilityTest.objects.get(slug="ankle_dorsiflexion", owner=None)
    for n in range(6):
        SteadyReading.objects.create(
            owner=owner,
            test=test,
            side="left",
            method="knee_to_wall_cm",
            unit="cm",
            day=owner.day_of(timezone.now()) - datetime.timedelta(days=n),
            first=Decimal("8"),
            second=Decimal("8") + CM * (n % 2) / 2,
        )
    info = answers_of(owner)
    noise = info.measured_noise["ankle_dorsiflexion", "left", "knee_to_wall_cm"]
    assert (noise.source, round(noise.mdc, 3)) == ("rough", 0.537)
