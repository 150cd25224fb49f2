"""What `./run` does between installing and serving: the port, the database, the static files."""

import hashlib
import ipaddress
import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.migrations.exceptions import MigrationSchemaMissing

from mobility import environment, sign_ins
from mobility.checks import commits_reach_the_disk
from mobility.database import backups, contents, schema, sqlite_file


def the_port_is_free() -> None:
    port = environment.port(os.environ)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((environment.host(os.environ), port))
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            environment.refuse("PORT", f"{port} cannot be used ({reason}). Try PORT={port + 1}.")


def the_database_is_current() -> None:
    """Looks first, backs up what people would miss, and only then changes anything."""
    if why := sqlite_file.cut_off(connection):
        environment.refuse("DATABASE_URL", why)
    try:
        _demand_a_whole_database()
        if (todo := schema.missing()) and contents.has_people(connection):
            _back_up(todo)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        sign_ins.sweep()
        _say_how_it_writes()
    except (DatabaseError, MigrationSchemaMissing) as error:
        first_line = (str(error).strip().splitlines() or ["no reason given"])[0]
        environment.refuse("DATABASE_URL", f"the database cannot be used ({first_line}).")


def _demand_a_whole_database() -> None:
    if newer := schema.unknown():
        environment.refuse(
            "DATABASE_URL",
            f"the database was made by a newer version of Supple ({'.'.join(newer[-1])}). "
            "Update, or restore the backup from before the update.",
        )
    if why := schema.half_done():
        environment.refuse(
            "DATABASE_URL",
            f"the database was left half migrated: {why} Restore the last backup.",
        )


def _back_up(todo: list[schema.Key]) -> None:
    if settings.SKIP_BACKUP:
        print("    no backup, because of SKIP_BACKUP=1", flush=True)
        return
    own = [name for app, name in todo if app == settings.APP] or [name for _, name in todo]
    try:
        path = backups.new_name(f"before-{own[0]}")
        backups.make(path)
    except backups.Refused as why:
        environment.refuse(
            "SKIP_BACKUP", f"no backup before the update: {why} Set it to 1 to go on without."
        )
    print(f"    backed up to {path}", flush=True)


def _say_how_it_writes() -> None:
    for message in commits_reach_the_disk(None, databases=[DEFAULT_DB_ALIAS]):
        hint = f" {message.hint}" if message.hint else ""
        print(f"    {message.msg}{hint}", flush=True)


def static_files_are_current() -> None:
    """Collects only when something changed: compressing takes seconds, looking does not.

    Earlier files stay, so that a page opened before an update still finds its own.
    """
    stamp = Path(settings.STATIC_ROOT, ".collected")
    digest = _digest_of_static_files()
    if stamp.is_file() and stamp.read_text() == digest:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)


def _digest_of_static_files() -> str:
    digest = hashlib.sha256()
    for name, content in _static_files():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _static_files() -> Iterator[tuple[str, bytes]]:
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            with storage.open(name) as file:
                yield name, file.read()
    for name in ("mobility/storage.py", "requirements.txt"):
        yield name, Path(settings.BASE_DIR, name).read_bytes()


def worth_knowing(env: Mapping[str, str], *, is_root: bool) -> Iterator[str]:
    """What a host should not find out by accident, each in a line."""
    if not ipaddress.ip_address(environment.host(env)).is_loopback:
        yield (
            f"Everybody who reaches port {environment.port(env)} of this machine gets in without "
            "a proxy, and can listen or hold it up. For more than trying it out put a proxy in "
            "front, and leave HOST alone: docs/hosting.md"
        )
    if not env.get("EMAIL_URL"):
        yield "Mail: none. Password links go to this log."
    if is_root:
        yield "This runs as root. Give it a user of its own: docs/hosting.md"


def main() -> None:
    the_port_is_free()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobility.settings")
    django.setup()
    print("3/4 Database", flush=True)
    the_database_is_current()
    print("4/4 Static files", flush=True)
    static_files_are_current()
    for line in worth_knowing(os.environ, is_root=os.geteuid() == 0):
        print(f"    {line}", flush=True)


if __name__ == "__main__":
    main()
