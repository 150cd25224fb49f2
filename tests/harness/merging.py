"""Two phones in one session: operations converge to one state in any order of arrival."""

import argparse
import datetime
import json
import random
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from tests.factories import end_routine, make_session, make_user
from tests.harness.servers import command, parser
from tracker.models import Session, User
from tracker.models.rating import FIELDS, PHASES
from tracker.rules.events import Kind
from tracker.sessions.rebuild import stored_sessions
from tracker.sync.batch import apply_batch

OPERATIONS = 100
ORDERS = 1000
SETS = 10
SEED = 20260310
RATED = ("ankle_dorsiflexion", "toe_touch", "hip_flexion")
VALUES: dict[str, tuple[str, ...]] = {
    "score": (*map(str, range(11)), ""),
    "skip": ("pain", "time", "", ""),
    "discomfort": ("0", "3", "10", ""),
    "value": ("8.5", "7", ""),
}
SIDED = (RATED[0], RATED[2])
Operation = dict[str, Any]
State = dict[str, Any]
Mix = Callable[[random.Random, list[Operation]], Iterator[list[Operation]]]


def session_of(user: User) -> Session:
    """Its before ratings and its routine are over, and nothing was rated yet."""
    session = make_session(owner=user, tests=RATED)
    end_routine(session, {})
    return session


def operations(chance: random.Random, session: Session, number: int) -> list[Operation]:
    """What two phones did, each by its own clock; some at the very same moment."""
    made = [_operation(chance, session) for _ in range(number)]
    for operation in made[:3]:
        operation |= {
            "kind": "routine",
            "dose": json.dumps({"left.ts_twist": chance.randrange(45)}),
        }
    for operation in made[3:5]:
        operation |= {"kind": "finish"}
    return made


def _operation(chance: random.Random, session: Session) -> Operation:
    rating = _rating(
        chance, str(session.uuid), chance.choice(("pre", "post")), *chance.choice(session.slots)
    )
    return _at(chance, chance.randrange(500)) | rating


def _at(chance: random.Random, tenths: int) -> Operation:
    ago = datetime.timedelta(hours=1, milliseconds=-100 * tenths)
    moment = timezone.now().astimezone(datetime.UTC).replace(microsecond=0) - ago
    made = str(uuid.UUID(int=chance.getrandbits(128)))
    return {"uuid": made, "at": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}


def _rating(chance: random.Random, name: str, phase: str, test: str, side: str) -> Operation:
    field = chance.choice([*FIELDS, "score", "score"])
    field = field if field != "value" or test == RATED[0] else "discomfort"
    worth = {"field": field, "value": chance.choice(VALUES[field])}
    return {"session": name, "phase": phase, "test": test, "side": side} | worth


def batches(chance: random.Random, made: list[Operation]) -> Iterator[list[Operation]]:
    """All of them in any order, a third of them twice or more, in batches of any size."""
    sent = made + chance.choices(made, k=len(made) // 3)
    chance.shuffle(sent)
    while sent:
        size = chance.randint(1, 30)
        yield sent[:size]
        del sent[:size]


def journey(chance: random.Random, number: int) -> list[Operation]:
    """A whole session on one phone; a second phone mends its before ratings."""
    name = str(uuid.UUID(int=chance.getrandbits(128)))
    start = _at(chance, 0) | {"kind": "start", "session": name, "set": "own", "order": "left"}
    start |= {"tests": ",".join(RATED), "routine": "toe_spreaders", "seconds": "45"}
    middle = {"kind": "routine", "session": name, "dose": '{"left.ts_twist": 30}'}
    slots = [("toe_touch", "none"), *((test, side) for test in SIDED for side in ("left", "right"))]
    made = [start]
    for step in range(1, number - 1):
        phone = chance.randrange(2)
        phase = "post" if step > number // 2 and phone == 0 else "pre"
        rated = _rating(chance, name, phase, *chance.choice(slots))
        made.append(_at(chance, step) | {"phone": phone} | rated)
    made[number // 2] = _at(chance, number // 2) | {"phone": 0} | middle
    return [*made, _at(chance, number) | {"phone": 0, "kind": "finish", "session": name}]


def in_their_order(chance: random.Random, made: list[Operation]) -> Iterator[list[Operation]]:
    """After the start each phone keeps its own order, as its queue does; chance mixes the two."""
    plain = [{k: v for k, v in operation.items() if k != "phone"} for operation in made]
    yield plain[:1]
    pairs = list(zip(made, plain, strict=True))[1:]
    phones = [
        [entry for operation, entry in pairs if operation["phone"] == phone] for phone in range(2)
    ]
    while any(phones):
        phone = chance.choice([queue for queue in phones if queue])
        size = chance.randint(1, 15)
        # A batch whose answer was lost is sent once more.
        for _ in range(chance.choice((1, 1, 2))):
            yield phone[:size]
        del phone[:size]


def send(user: User, sent: list[Operation]) -> None:
    answers = apply_batch(user, sent, timezone.now())
    refused = [answer for answer in answers if answer["status"] == "rejected"]
    if refused:
        raise AssertionError(refused)


def state(given: Session) -> State:
    """What is left of a session, what its log holds, and where the two differ."""
    session = Session.objects.get(pk=given.pk)
    [stored] = stored_sessions([session])
    rows = session.ratings.select_related("test")
    ratings = {
        (row.test.slug, row.side, phase): (
            *row.fields_of(phase).values(),
            getattr(row, f"{phase}_at"),
        )
        for row in rows
        for phase in PHASES
    }
    blank = (None, None, None, "", None)
    return {
        "ratings": {slot: values for slot, values in ratings.items() if values != blank},
        "dose": session.dose,
        "stage": session.stage,
        "reason": session.stopped_reason,
        "routine done": session.routine_done_at,
        "finished": session.finished_at,
        "counts": (session.counts, session.worked, session.edited_at),
        "log": set(session.entries.exclude(kind=Kind.PAGE).values_list("uuid", flat=True)),
        "unlike its log": [str(difference) for difference in stored.differences()],
    }


def left_by(user: User, name: str, sent: Iterable[list[Operation]]) -> State:
    """What these batches leave; nothing of it stays in the database."""
    with transaction.atomic():
        for batch in sent:
            send(user, batch)
        outcome = state(user.sessions.get(uuid=name))
        transaction.set_rollback(True)
    return outcome


def differing(seed: int, orders: int, number: int = OPERATIONS) -> list[int]:
    """The orders, by their number, that leave something else than the operations in one batch."""
    session = session_of(make_user())
    made = operations(random.Random(seed), session, number)
    return _differing(session.owner, made, batches, seed, orders)


def differing_journeys(seed: int, orders: int, number: int = OPERATIONS) -> list[int]:
    """The same of a session that the operations themselves start and finish."""
    made = journey(random.Random(seed), number)
    return _differing(make_user(), made, in_their_order, seed, orders)


def _differing(user: User, made: list[Operation], mix: Mix, seed: int, orders: int) -> list[int]:
    name = made[0]["session"]
    whole = [{k: v for k, v in operation.items() if k != "phone"} for operation in made]
    wanted = left_by(user, name, [whole])
    missing = {uuid.UUID(operation["uuid"]) for operation in made} ^ wanted["log"]
    if missing or wanted["unlike its log"]:
        raise AssertionError(f"not in the log: {missing}, {wanted['unlike its log']}")
    return [
        order
        for order in range(orders)
        if left_by(user, name, mix(random.Random(f"{seed} {order}"), made)) != wanted
    ]


def run(_: Path, options: argparse.Namespace) -> bool:
    # Ten sets of operations, so that not one choice of them decides.
    seeds = range(options.seed, options.seed + SETS)
    began = time.monotonic()
    orders = options.orders // SETS // 2
    wrong = [len(differing(seed, orders)) for seed in seeds]
    mixed = [len(differing_journeys(seed, orders)) for seed in seeds]
    print(f"{OPERATIONS} operations of two phones, some of them twice, {SETS} sets of each kind")
    print(f"in any order: {orders * SETS} orders, {sum(wrong)} left another state")
    print(f"each phone in its order: {orders * SETS} orders, {sum(mixed)} left another state")
    print(f"{time.monotonic() - began:.0f} s")
    return not any(wrong + mixed)


def main() -> int:
    options = parser("Two phones in one session.", orders=(ORDERS, "orders in all")).parse_args()
    return command("tests.harness.merging", options, run)


if __name__ == "__main__":
    sys.exit(main())
