"""How passwords are hashed, and how many at a time, so that signing in never fills the memory."""

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

# Of each of the two processes; whoever comes third waits some hundredths of a second.
AT_ONCE = threading.BoundedSemaphore(2)
ONE_OF_BEFORE = threading.Lock()


class Argon2(Argon2PasswordHasher):
    """OWASP's smallest setting for Argon2id: 19 MiB, two passes, one lane.

    A password that was hashed otherwise is hashed anew when its owner signs in.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with AT_ONCE:
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        is_larger = self.decode(encoded)["memory_cost"] > self.memory_cost
        with ONE_OF_BEFORE if is_larger else AT_ONCE:
            return bool(super().verify(password, encoded))
