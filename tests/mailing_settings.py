"""The settings of a server that sends mail, into a folder where a test reads it."""

import os

from mobility.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["MAIL_FOLDER"]
