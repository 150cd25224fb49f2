"""Encrypts what has to be read again: the keys of authenticator apps, and recovery codes."""

import base64
import secrets

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"supple second step"


def seal(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """The text; None if another SECRET_KEY sealed it."""
    try:
        return _cipher().decrypt(sealed).decode()
    except InvalidToken:
        return None


def unguessable() -> str:
    """A key that nobody knows, in place of one that cannot be read: no code ever matches it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def _cipher() -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
