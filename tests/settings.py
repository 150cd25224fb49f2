"""The settings of the tests: a folder of their own, files as they are, and strict templates."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "TESTS_DIR" not in os.environ:
    # The other processes of this run inherit the name; the one that made the folder removes it.
    os.environ["TESTS_DIR"] = tempfile.mkdtemp(prefix="supple-tests-")
    atexit.register(shutil.rmtree, os.environ["TESTS_DIR"], ignore_errors=True)

TESTS_DIR = Path(os.environ["TESTS_DIR"])
FROM_OUTSIDE = ("PORT", "SITE_URL", "SIGNUP", "DEBUG", "STATIC_ROOT")
FROM_OUTSIDE += tuple(name for name in os.environ if name.startswith("OIDC_"))
os.environ.update(DATA_DIR=str(TESTS_DIR), SECRET_KEY="tests " * 8)
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(TESTS_DIR / "hypothesis")
# Playwright keeps an event loop in the thread of the test, which Django takes for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
for name in FROM_OUTSIDE:
    os.environ.pop(name, None)

from mobility.settings import *  # noqa: E402, F403
from mobility.settings import DATABASES, STORAGES, TEMPLATES  # noqa: E402
from tests.strict_templates import UnknownVariable  # noqa: E402

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, because the server of the browser tests opens the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(TESTS_DIR / "test.sqlite3")}
    # The test process need not wait for the disk; its server still does.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF;"

# Pages rendered in the test process need no collected files, which every client would list anew;
# the server's do.
STATIC_ROOT = TESTS_DIR / "nothing-collected"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UnknownVariable("%s")
