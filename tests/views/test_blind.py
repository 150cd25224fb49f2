"""What a phone measured before is nowhere until the session is over, after readings and all."""

import json
import re
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import make_session, make_user, measuring, record
from tests.pages import client_of, fields_of, text_of
from tests.states import pages_of
from tests.sync.test_holds import BENT, PHONE, by_phone
from tracker.catalogue import spec
from tracker.forms import ratings as rating_form
from tracker.models import Session
from tracker.rules.holds import Holds

pytestmark = pytest.mark.django_db

ANKLE = "ankle_dorsiflexion"
SLOTS = ((ANKLE, "left"), (ANKLE, "right"))
TWO = (("17.3", "17.9"), ("61.4", "61.9"))  # of the holds before the routine
# Made anew for each page or answer: names, and the moment; and drawings, which are full of numbers.
OF_NOW = re.compile(
    r'\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b|"(?:made|now)": ?"[^"]*"|<svg.*?</svg>',
    re.S,
)
ANGLES = re.compile(r"(?<![\d.])(?:17[.,][369]|61[.,](?:4|65|9))(?!\d)")


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spec, "PHONE_IS_OFFERED", True)


def session_at(stage: str) -> Session:
    user = measuring(make_user(), ankle_dorsiflexion=BENT)
    make_session(owner=user, tests=(ANKLE,), stage="done")
    return make_session(owner=user, tests=(ANKLE,), stage=stage)


def read(session: Session, phase: str, first: str, second: str) -> None:
    holds = Holds((Decimal(first), Decimal(second)), (Decimal("0.20"),) * 2, True, "phone", PHONE)
    fields = {"value": holds.mean, "method": BENT, "holds": holds}
    record(session, phase, dict.fromkeys(SLOTS, fields))


def answers(session: Session, client: Client) -> dict[str, str]:
    """Every page that its person can open, what their phone fetches, and what it is answered."""
    phases = (f"/sessions/{session.uuid}/{page}/" for page in ("pre", "routine", "post", "edit"))
    # Those of an account have a secret of the moment, and nothing of a session.
    own = (p.address for p in pages_of(session.owner) if not p.address.startswith("/accounts/"))
    addresses = [*own, *phases, "/offline/kit/"]
    pages = {at: client.get(at, follow=True) for at in addresses}
    texts = {at: text_of(page) + repr(page.redirect_chain) for at, page in pages.items()}
    sent = {"user": session.owner.pk, "entries": [by_phone(session, side="right", phase="mid")]}
    answer = client.post("/sync/", json.dumps(sent), content_type="application/json")
    texts["sync"] = answer.content.decode()
    return {at: OF_NOW.sub("", text) for at, text in texts.items()}


def different(session: Session) -> list[str]:
    """Where two very different angles of before make a difference, or stand in a text."""
    client = client_of(session.owner)
    texts = []
    for holds in TWO:
        with transaction.atomic():
            read(session, "pre", *holds)
            texts.append(answers(session, client))
            transaction.set_rollback(True)
    first, second = texts
    return sorted(at for at in first if first[at] != second[at] or ANGLES.search(second[at]))


@pytest.mark.parametrize("stage", ["pre", "routine", "post"])
def test_no_page_kit_or_answer_depends_on_the_angle_of_before(stage: str) -> None:
    session = session_at(stage)
    assert " ".join(different(session)) == ""


def test_the_after_page_tells_which_sides_were_measured_after_and_no_angle() -> None:
    session = session_at("post")
    read(session, "pre", *TWO[0])
    client, page = client_of(session.owner), f"/sessions/{session.uuid}/post/"
    assert 'data-phone data-taken=""' in text_of(client.get(page))
    read(session, "post", "44.4", "44.5")
    text = text_of(client.get(page))
    assert 'data-phone data-taken="left right"' in text and "44.4" not in text
    assert not [name for name in fields_of(client.get(page)) if name.endswith("-value")]


def test_a_page_that_is_sent_takes_no_angle_away_and_types_none() -> None:
    session = session_at("post")
    read(session, "post", "44.4", "44.6")
    client, page = client_of(session.owner), f"/sessions/{session.uuid}/post/"
    fields = fields_of(client.get(page)) | {f"{ANKLE}-left-value": "12", "go": "later"}
    client.post(page, fields | {f"{ANKLE}-left-score": "7"})
    row = session.ratings.get(side="left")
    assert (row.post_score, row.post_value, row.post_holds is None) == (7, Decimal("44.5"), False)


def test_once_the_session_is_over_its_pages_show_the_angle() -> None:
    session = session_at("done")
    assert f"/sessions/{session.uuid}/result/" in different(session)


def test_a_form_that_fills_the_angle_in_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_at("pre")
    monkeypatch.setattr(rating_form, "is_by_phone", lambda method: False)
    assert f"/sessions/{session.uuid}/pre/" in different(session)
