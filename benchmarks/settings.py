"""The product's settings with two addresses more, and a database that is made and thrown away."""

from mobility.settings import *  # noqa: F403
from mobility.settings import DATA_DIR, DATABASES

ROOT_URLCONF = "benchmarks.urls"

if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "benchmark.sqlite3")}
else:
    # Beside the database that DATABASE_URL names, which itself is never touched.
    DATABASES["default"]["TEST"] = {"NAME": "supple_benchmark"}
