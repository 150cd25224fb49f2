"""What `./run` does between installing and serving: the port, the database, the static files."""

import hashlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError
from django.db.migrations.exceptions import MigrationSchemaMissing

from mobility import environment


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
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except (OperationalError, MigrationSchemaMissing) as error:
        first_line = str(error).strip().splitlines()[0]
        environment.refuse("DATABASE_URL", f"the database cannot be used ({first_line}).")


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
            yield name, Path(storage.path(name)).read_bytes()
    for name in ("mobility/storage.py", "requirements.txt"):
        yield name, Path(settings.BASE_DIR, name).read_bytes()


def main() -> None:
    the_port_is_free()
    # What people rate is nobody else's business on a shared machine.
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobility.settings")
    django.setup()
    print("3/4 Database", flush=True)
    the_database_is_current()
    print("4/4 Static files", flush=True)
    static_files_are_current()


if __name__ == "__main__":
    main()
