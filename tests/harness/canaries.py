"""`python -m tests.harness.canaries [--on postgres] [--control]`: what is left of who is deleted.

People with a canary in every column are deleted from their page, among others who stay; then all
tables, sign-ins, caches and files are searched. Then people are deleted in the middle of a request
to each address. `--control`: SQLite may leave what is deleted in its file, and it is found there.
"""

import logging
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from mobility.database import freed
from tests import canaries
from tests.addresses import BY_NAME, arguments_of
from tests.canaries import CANARY, EMAIL
from tests.factories import PASSWORD, make_history, make_session, make_user
from tests.harness.servers import command, parser
from tests.pages import client_of
from tracker.accounts.deleting import delete_person
from tracker.middleware import EndDeletedAccounts
from tracker.models import User

DELETE = "/account/delete/"


def set_secure_delete(on: bool) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA secure_delete={'ON' if on else 'OFF'}")


def files_of_database() -> Iterator[Path]:
    """SQLite's own and its journals; all of PostgreSQL's, written out."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            path = Path(connection.settings_dict["NAME"])
            yield from path.parent.glob(f"{path.name}*")
            return
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        (folder,) = cursor.fetchone()
        cursor.execute(
            "SELECT current_database(), oid FROM pg_database WHERE datname=current_database()"
        )
        _, oid = cursor.fetchone()
    yield from (path for path in Path(folder, "base", str(oid)).iterdir() if path.is_file())


def in_files() -> int:
    return sum(path.read_bytes().count(CANARY.encode()) for path in files_of_database())


def delete_one() -> tuple[int, list[str], int]:
    """(columns with a canary before, what is left, canaries left in the database's files)."""
    # All of them come from one address, which may be wrong ten times a minute.
    cache.clear()
    user = canaries.person()
    pk, columns = user.pk, len(set(canaries.left_in_tables()))
    assert in_files(), "the canaries have to be in the files at first"
    typed = {"email": EMAIL, "password": PASSWORD}
    assert client_of(user).post(DELETE, typed).status_code == 302
    return columns, canaries.left_of(pk) + canaries.rows_left(pk), in_files()


def delete_people(options: Any) -> bool:
    for number in range(20):
        make_history(owner=make_user(), days=3 + number % 3, note="By the river")
    set_secure_delete(not options.control)
    results = [delete_one() for _ in range(options.people)]
    columns, left = results[0][0], [place for _, places, _ in results for place in places]
    print(f"{options.people} people with a canary in {columns} columns, deleted from their page")
    print(f"left in tables, sign-ins, caches: {len(left)} {sorted(set(left)) or ''}".rstrip())
    remaining = sum(count for *_, count in results)
    print(f"left in the files of the database: {remaining}")
    if connection.vendor == "sqlite":
        return not left and not remaining
    # No statement can reach them there; how long they stay is PostgreSQL's own matter.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FULL, ANALYZE)")
    print(f"and after VACUUM (FULL, ANALYZE): {in_files()}, in {tables_of_files()}")
    return not left


def tables_of_files() -> list[str]:
    """The tables of PostgreSQL in whose files a canary is."""
    nodes = [
        p.name.partition(".")[0] for p in files_of_database() if CANARY.encode() in p.read_bytes()
    ]
    with connection.cursor() as cursor:
        nodes_of_tables = (
            "SELECT relname FROM pg_class WHERE pg_relation_filenode(oid)::text = ANY(%s)"
        )
        cursor.execute(nodes_of_tables, [nodes])
        return sorted(name for (name,) in cursor.fetchall())


def addresses(user: User) -> Iterator[str]:
    session = make_session(owner=user, stage="done")
    arguments = {"uuid": session.uuid, "entry": uuid.uuid4(), "picture": uuid.uuid4()}
    others: dict[str, Any] = {"test": "toe_touch", "routine": "sock_pull"}
    for name in BY_NAME:
        means = arguments_of(BY_NAME[name])
        about = {n: arguments.get(w, others.get(w, 1)) for n, w in means.items()}
        yield reverse(name, kwargs=about)


def delete_on_the_way() -> bool:
    began, statuses = EndDeletedAccounts.__call__, Counter[int]()
    sent = {"note": "late", "set": "full", "routine": "sock_pull", "seconds": "45", "go": "anyway"}
    sent |= {"order": "left", "email": EMAIL, "length": "in", "day": "2026-03-10", "time": "06:58"}

    def delete_first(self: EndDeletedAccounts, request: Any) -> Any:
        if request.user.is_authenticated:
            delete_person(request.user)
        return began(self, request)

    count = len(list(addresses(make_user())))
    broken = []
    for number in range(count):
        for method in ("get", "post"):
            user = make_user()
            address = list(addresses(user))[number]
            client = Client(raise_request_exception=False)
            client.force_login(user)
            with mock.patch.object(EndDeletedAccounts, "__call__", delete_first):
                status = getattr(client, method)(
                    address, sent | {"uuid": str(uuid.uuid4())}
                ).status_code
            statuses[status] += 1
            if status >= 500:
                broken.append(f"{method} {address}: {status}")
    print(f"deleted during {sum(statuses.values())} requests: {dict(sorted(statuses.items()))}")
    print(*broken, sep="\n")
    return not broken


def run(folder: Path, options: Any) -> bool:
    logging.disable(logging.WARNING)
    if options.control:
        with mock.patch.object(freed, "overwrite"):
            return delete_people(options)
    is_gone = delete_people(options)
    with mock.patch.object(freed, "overwrite"):
        return delete_on_the_way() and is_gone


def main() -> int:
    options: Any = parser(__doc__, people=(10, "to delete"))
    options.add_argument("--control", action="store_true", help="leave what is deleted in the file")
    return command("tests.harness.canaries", options.parse_args(), run)


if __name__ == "__main__":
    sys.exit(main())
