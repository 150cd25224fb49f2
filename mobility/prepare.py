"""Prepares the server after installation: checks the port, migrates, collects static files."""

import hashlib
import ipaddress
import os
import socket
import sys
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


def check_port() -> None:
    port = environment.port(os.environ)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((environment.host(os.environ), port))
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            environment.refuse("PORT", f"{port} cannot be used ({reason}). Try PORT={port + 1}.")


def prepare_database() -> None:
    """Check the schema, back up a database with people in it, then migrate."""
    if reason := sqlite_file.orphaned_journal(connection):
        environment.refuse("DATABASE_URL", reason)
    try:
        _check_schema()
        if (pending := schema.missing_migrations()) and contents.has_people(connection):
            _back_up(pending)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        sign_ins.delete_expired()
        _print_durability()
    except (DatabaseError, MigrationSchemaMissing) as error:
        first_line = (str(error).strip().splitlines() or ["no reason given"])[0]
        environment.refuse("DATABASE_URL", f"the database cannot be used ({first_line}).")


def _check_schema() -> None:
    if unknown := schema.unknown_migrations():
        environment.refuse(
            "DATABASE_URL",
            f"the database was made by a newer version of Supple ({'.'.join(unknown[-1])}). "
            "Update, or restore the backup from before the update.",
        )
    if reason := schema.half_done():
        environment.refuse(
            "DATABASE_URL",
            f"the database was left half migrated: {reason} Restore the last backup.",
        )


def _back_up(pending: list[schema.MigrationKey]) -> None:
    if settings.SKIP_BACKUP:
        print("    no backup, because of SKIP_BACKUP=1", flush=True)
        return
    names = [name for app, name in pending if app == settings.APP] or [name for _, name in pending]
    try:
        path = backups.new_name(f"before-{names[0]}")
        backups.create(path)
    except backups.BackupRefused as refused:
        environment.refuse(
            "SKIP_BACKUP", f"no backup before the update: {refused} Set it to 1 to go on without."
        )
    print(f"    backed up to {path}", flush=True)


def _print_durability() -> None:
    for message in commits_reach_the_disk(None, databases=[DEFAULT_DB_ALIAS]):
        hint = f" {message.hint}" if message.hint else ""
        print(f"    {message.msg}{hint}", flush=True)


def prepare_static_files() -> None:
    """Collect only if something changed, because compressing takes seconds.

    Old files stay, so that pages opened before an update still find theirs.
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
        for name, storage in sorted(finder.list([]), key=lambda item: item[0]):
            with storage.open(name) as file:
                yield name, file.read()
    for name in ("mobility/storage.py", "requirements.txt"):
        yield name, Path(settings.BASE_DIR, name).read_bytes()


def warnings_for_the_host(
    env: Mapping[str, str], *, is_root: bool, in_image: bool = False
) -> Iterator[str]:
    """Warnings for the host, one line each."""
    # A container listens to whoever its engine lets in.
    if not (in_image or ipaddress.ip_address(environment.host(env)).is_loopback):
        yield (
            f"Everybody who reaches port {environment.port(env)} of this machine gets in without "
            "a proxy, and can listen or hold it up. For more than trying it out put a proxy in "
            "front, and leave HOST alone: docs/hosting.md"
        )
    if not environment.given(env, "EMAIL_URL"):
        yield "Mail: none. Password links go to this log."
    if is_root:
        yield "This runs as root. Give it a user of its own: docs/hosting.md"


def main() -> None:
    check_port()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobility.settings")
    django.setup()
    print("3/4 Database", flush=True)
    prepare_database()
    print("4/4 Static files", flush=True)
    prepare_static_files()
    about = {"is_root": os.geteuid() == 0, "in_image": Path(sys.prefix, "packed").exists()}
    for line in warnings_for_the_host(os.environ, **about):
        print(f"    {line}", flush=True)


if __name__ == "__main__":
    main()
