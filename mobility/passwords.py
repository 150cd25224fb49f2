"""Hashes passwords, a few at a time, and refuses those that anybody who knows the site tries."""

import re
import threading
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Per process; the third concurrent sign-in waits for some hundredths of a second.
HASHING_SLOTS = threading.BoundedSemaphore(2)
LEGACY_HASHING_LOCK = threading.Lock()


class Argon2(Argon2PasswordHasher):
    """OWASP's smallest setting for Argon2id: 19 MiB, two passes, one lane.

    A password hashed with other settings is rehashed when its owner signs in.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with HASHING_SLOTS:
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        is_larger = self.decode(encoded)["memory_cost"] > self.memory_cost
        with LEGACY_HASHING_LOCK if is_larger else HASHING_SLOTS:
            return bool(super().verify(password, encoded))


# What the site is about, and what people put round it.
WORDS = (
    "supple",
    "mobility",
    "password",
    "runner",
    "running",
    "ankle",
    "welcome",
    "qwerty",
    "admin",
)
LEAST_LETTERS = 4


class WordsOfTheSite:
    """Refuses a password that is made of the site's own words, with figures and signs around."""

    def validate(self, password: str, user: Any = None) -> None:
        host = re.findall("[a-z]{3,}", settings.SITE_URL.partition("://")[2].lower())
        rest = "|".join(map(re.escape, sorted((*WORDS, *host), key=len, reverse=True)))
        without = re.sub(rest, "", password.lower())
        if without != password.lower() and len(re.findall(r"[^\W\d_]", without)) < LEAST_LETTERS:
            raise ValidationError(self.get_help_text(), code="words_of_the_site")

    def get_help_text(self) -> str:
        return _("That is a name of this site with little around it. Use words of your own.")
