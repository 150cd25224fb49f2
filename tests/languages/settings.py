"""The product's settings, with the made-up languages and what scripts say in them."""

import os
from pathlib import Path

from mobility.settings import *  # noqa: F403
from mobility.settings import INSTALLED_APPS, LANGUAGES, STATICFILES_DIRS
from tests.languages import pseudo

CATALOGUES = Path(os.environ["PSEUDO_CATALOGUES"])
INSTALLED_APPS = [*INSTALLED_APPS, "tests.languages"]
LANGUAGES = [*LANGUAGES, *pseudo.LANGUAGES.items()]
STATICFILES_DIRS = [*STATICFILES_DIRS, CATALOGUES]
