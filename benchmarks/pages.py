"""Times the main pages and a save beside a page that does nothing, on SQLite and on PostgreSQL.

    .venv/bin/python -m benchmarks.pages --users 20 --years 5

With --database-url it measures there only, in a database of its own called supple_benchmark, which
it makes and throws away. It listens on 127.0.0.1 and ends by itself.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile

from tests import postgres


def main() -> int:
    parser = argparse.ArgumentParser(description="Time the main pages and a save.")
    parser.add_argument("--users", type=int, default=20, help="people on the server (20)")
    parser.add_argument("--years", type=int, default=5, help="of daily sessions, each (5)")
    parser.add_argument("--rounds", type=int, default=60, help="requests to each page (60)")
    parser.add_argument("--database-url", help="measure only there")
    options = parser.parse_args()
    amount = [f"--{name}={getattr(options, name)}" for name in ("users", "years", "rounds")]
    if options.database_url:
        return _measure(options.database_url, amount)
    outcome = _measure("", amount)
    # Durable, unlike in the tests: a save that never reaches the disk would be cheap.
    with postgres.running(options=()) as url:
        return _measure(url, amount) or outcome


def _measure(database_url: str, amount: list[str]) -> int:
    return in_a_database("benchmarks.one_database", database_url, amount)


def in_a_database(module: str, database_url: str, amount: list[str]) -> int:
    """In a process and a folder of its own, because Django knows one database at a time."""
    print(f"\n{database_url.partition(':')[0] or 'sqlite'}, {' '.join(amount)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="supple-benchmark-") as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "STATIC_ROOT"},
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "DATABASE_URL": database_url,
            "DATA_DIR": folder,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "SITE_URL": "http://127.0.0.1",
        }
        command = [sys.executable, "-m", module, *amount]
        return subprocess.call(command, env=environment)


if __name__ == "__main__":
    sys.exit(main())
