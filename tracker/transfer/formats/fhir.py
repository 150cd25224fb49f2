"""observations.fhir.json: the ratings as a Bundle of FHIR R4, for other health programs."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.utils.translation import override

from tracker.models import Routine, User
from tracker.rules.reasons import SKIP_REASONS, STOP_REASONS
from tracker.texts import SOURCE
from tracker.transfer.candidate import Format
from tracker.transfer.rated import PHASE_NAMES, RatedSession, RatedTest, rated_sessions

Json = dict[str, Any]

# Names of the codes of this app. They say nothing about where it runs.
TESTS, MEASURES, ROUTINES, PHASES, KINDS = (
    f"urn:supple:{kind}" for kind in ("test", "measure", "routine", "phase", "kind")
)
UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
LATERALITY = "http://hl7.org/fhir/StructureDefinition/observation-structureLaterality"
# Of each unit of a measure, and of a rating.
UNITS = {
    "score": ("score", "{score}"),
    "cm": ("cm", "cm"),
    "deg": ("degrees", "deg"),
    "count": ("count", "{count}"),
    "s": ("s", "s"),
    "kg": ("kg", "kg"),
}
SIDES = {"left": ("7771000", "Left"), "right": ("24028007", "Right")}
REGIONS = {
    "foot": "Foot",
    "ankle": "Ankle",
    "knee": "Knee",
    "hip": "Hip",
    "low_back": "Low back",
}
# How the ends of a rating read, wherever the sheet of a program shows it alone.
SCALE = "0 is stiff, 10 moves freely"


def write(user: User) -> Iterator[bytes]:
    """A Bundle with one person, a Procedure a session, and an Observation a rating or value."""
    # FHIR has no empty lists: where there is nothing, the key is missing as well.
    yield b'{"resourceType":"Bundle","type":"collection"'
    before = ',"entry":[\n'
    for entries in _by_session(user):
        yield (before + ",\n".join(entries)).encode()
        before = ",\n"
    yield b"\n]}\n" if before == ",\n" else b"}\n"


def _by_session(user: User) -> Iterator[list[str]]:
    bundle = None
    for rated in rated_sessions(user):
        with override(SOURCE):
            if bundle is not None:
                yield bundle.entries(rated)
                continue
            # Of the oldest session: a number of the database would mean nothing elsewhere.
            bundle = _Bundle(_urn(uuid.uuid5(rated.uuid, "person")))
            person = _entry(bundle.person, _inner({"resourceType": "Patient"}))
            yield [person, *bundle.entries(rated)]


class _Bundle:
    """The entries of one person, as JSON. What many of them have in common is made once."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.common: dict[tuple[Any, ...], str] = {}

    def entries(self, rated: RatedSession) -> list[str]:
        procedure = _urn(rated.uuid)
        entries = [_entry(procedure, _inner(_procedure(rated, self.person)))]
        for rating in rated.ratings:
            if rating.score is not None or rating.skip or rating.discomfort is not None:
                entries.append(self._observation(rated, rating, "rating", _rating(rating)))
            if rating.value is not None:
                value = {"valueQuantity": _quantity(float(rating.value), rating.unit)}
                value |= _holds(rating)
                entries.append(self._observation(rated, rating, "value", value))
        return entries

    def _observation(self, rated: RatedSession, rating: RatedTest, kind: str, own: Json) -> str:
        about = {
            "partOf": [{"reference": _urn(rated.uuid)}],
            "effectiveDateTime": rated.local(rating.at or rated.session.started_at),
        }
        slot = (rating.test.slug, rating.side, rating.phase, kind)
        key = (*slot, rating.method)
        if key not in self.common:
            self.common[key] = _inner(_common(rating, self.person) | METHODS[kind](rating))
        name = _urn(uuid.uuid5(rated.uuid, " ".join(slot)))
        return _entry(name, f"{self.common[key]},{_inner(about | own)}")


def _entry(name: str, inner: str) -> str:
    return f'{{"fullUrl":"{name}","resource":{{{inner}}}}}'


def _inner(fields: Json) -> str:
    """The fields of an object as JSON, without the braces around them."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))[1:-1]


def _urn(name: uuid.UUID) -> str:
    return f"urn:uuid:{name}"


def _procedure(rated: RatedSession, person: str) -> Json:
    """What was done between the ratings; it names the session that all of it belongs to."""
    session = rated.session
    about = {
        "resourceType": "Procedure",
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": _urn(rated.uuid)}],
        "status": "completed" if session.worked else "not-done",
        "category": _coded(KINDS, session.kind, session.get_kind_display()),
        "code": _routine(rated.routine),
        "subject": {"reference": person},
        "performer": [{"actor": {"reference": person}}],
        "performedDateTime": rated.local(session.routine_done_at or session.started_at),
    }
    if session.stopped_reason:
        stopped = {"text": str(STOP_REASONS[session.stopped_reason])}
        about |= {"status": "stopped", "statusReason": stopped} if session.worked else {}
    if session.worked in SIDES:
        about["bodySite"] = [_side(session.worked)]
    return about


def _routine(routine: Routine) -> Json:
    """The code of a built-in routine; of one that somebody made only its name."""
    if routine.is_built_in:
        return _coded(ROUTINES, routine.slug, str(routine.name))
    return {"text": str(routine.name)}


def _common(rating: RatedTest, person: str) -> Json:
    name = str(rating.test.name)
    is_built_in = rating.test.is_built_in
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": _coded(TESTS, rating.test.slug, name) if is_built_in else {"text": name},
        "subject": {"reference": person},
        "performer": [{"reference": person}],
        "bodySite": _body_site(rating),
    }


def _body_site(rating: RatedTest) -> Json:
    site: Json = {"text": REGIONS[rating.test.region]}
    if rating.side in SIDES:
        site["extension"] = [{"url": LATERALITY, "valueCodeableConcept": _side(rating.side)}]
    return site


def _side(side: str) -> Json:
    return _coded(SNOMED, *SIDES[side])


def _rating(rating: RatedTest) -> Json:
    about: Json = {}
    if rating.score is not None:
        about["valueQuantity"] = _quantity(rating.score, "score")
    elif rating.skip:
        reason = str(SKIP_REASONS[rating.skip])
        about["dataAbsentReason"] = _coded(ABSENT, "not-performed", reason)
    else:
        about["dataAbsentReason"] = _coded(ABSENT, "unknown", "Not rated")
    if rating.discomfort is not None:
        discomfort = _quantity(rating.discomfort, "score")
        about["component"] = [{"code": {"text": "Discomfort"}, "valueQuantity": discomfort}]
    return about


def _holds(rating: RatedTest) -> Json:
    """The holds of which the value is the mean, where a phone took it by itself."""
    if rating.holds is None:
        return {}
    holds = zip(("First hold", "Second hold"), rating.holds.angles, strict=True)
    parts = [
        {"code": {"text": name}, "valueQuantity": _quantity(float(hold), rating.unit)}
        for name, hold in holds
    ]
    return {"component": parts, "device": {"display": rating.holds.device.capitalize()}}


def _by_feel(rating: RatedTest) -> Json:
    return {"category": _categories("survey", rating), "method": {"text": SCALE}}


def _by_a_measure(rating: RatedTest) -> Json:
    label = str(rating.test.measure_by(rating.method).get("label", rating.method))
    is_built_in = rating.test.is_built_in
    return {
        "category": _categories("exam", rating),
        "method": _coded(MEASURES, rating.method, label) if is_built_in else {"text": label},
    }


METHODS = {"rating": _by_feel, "value": _by_a_measure}


def _categories(kind: str, rating: RatedTest) -> list[Json]:
    phase = PHASE_NAMES[rating.phase]
    return [
        {"coding": [{"system": CATEGORIES, "code": kind}]},
        _coded(PHASES, phase, phase.capitalize()),
    ]


def _quantity(value: float, unit: str) -> Json:
    written, code = UNITS[unit]
    return {"value": value, "unit": written, "system": UCUM, "code": code}


def _coded(system: str, code: str, text: str) -> Json:
    return {"coding": [{"system": system, "code": code}], "text": text}


FORMAT = Format(
    "fhir",
    "observations.fhir.json",
    "application/fhir+json",
    write,
    lambda amount: 2500 * amount.ratings,
)
