"""Hashes passwords with a limit on concurrency, so that sign-ins never exhaust the memory."""

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

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
