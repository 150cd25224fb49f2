"""Finds Chromium on this machine; as a program, fails if there is none."""

import os
import shutil
import sys
from pathlib import Path

# Debian's shell without windows is first: it needs a third less time, and draws the same pages.
# Its command would stay in between as a script, so the program itself is named.
NAMES = (
    "/usr/lib/chromium/chromium-headless-shell",
    "chromium",
    "google-chrome",
    "google-chrome-stable",
)
MAC_APPS = ("Google Chrome", "Chromium")


# Without a graphics card it would be played by the processor, which the tests need.
OPTIONS = ("--disable-gpu",)


def installed() -> str | None:
    """The browser of the system, else None for Playwright's own."""
    paths = [shutil.which(name) for name in NAMES]
    paths += [f"/Applications/{app}.app/Contents/MacOS/{app}" for app in MAC_APPS]
    # A browser from a snap may not read the folders that Playwright gives it.
    fit = [path for path in paths if path and Path(path).exists() and not path.startswith("/snap/")]
    return fit[0] if fit else None


def downloaded() -> bool:
    """Whether Playwright's own browser is there."""
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    return bool(folder) and any(Path(folder).glob("chromium*/INSTALLATION_COMPLETE"))


if __name__ == "__main__":
    sys.exit(0 if installed() or downloaded() else 1)
