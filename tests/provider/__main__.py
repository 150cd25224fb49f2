"""Starts the provider: `python -m tests.provider PORT`, with its folder in PROVIDER_DIR."""

import os
import sys

import django
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler


class Quiet(WSGIRequestHandler):
    def log_message(self, *about: object) -> None:
        """Says nothing of what it answers."""


def main(port: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.provider.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    server = ThreadedWSGIServer(("127.0.0.1", port), Quiet)
    server.set_app(WSGIHandler())
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
