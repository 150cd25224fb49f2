"""Reads the environment variables, and refuses an invalid value in one sentence that names it."""

import ipaddress
import os
import secrets
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import SplitResult, unquote, urlsplit

import dj_database_url

SQLITE = "django.db.backends.sqlite3"
LONGEST_CONTACT = 80
DATABASE_SCHEMES = {"postgres": "postgresql", "postgresql": "postgresql", "sqlite": "sqlite"}


def refuse(name: str, why: str) -> NoReturn:
    raise SystemExit(f"{name}: {why}")


def given(env: Mapping[str, str], name: str) -> str:
    """The value of `name`, or the content of the file that `name`_FILE names; empty if unset."""
    value, path = env.get(name) or "", env.get(f"{name}_FILE")
    if not path:
        return value
    if value:
        refuse(name, f"is set twice, as {name} and as {name}_FILE. Leave one of them out.")
    try:
        content = Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        refuse(f"{name}_FILE", f"cannot read {path} ({error.strerror}).")
    except ValueError:
        refuse(f"{name}_FILE", "names no file of text.")
    return content or refuse(f"{name}_FILE", f"{path} is empty.")


def choice(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """The value of `name`, by default the first of `allowed`."""
    value = given(env, name) or allowed[0]
    if value not in allowed:
        refuse(name, f"“{value}” is not known. Use {' or '.join(allowed)}.")
    return value


def choice_if_set(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """The value of `name`, or an empty string if it is not set."""
    return choice(env, name, allowed) if given(env, name) else ""


def data_dir(env: Mapping[str, str], default: Path) -> Path:
    """The folder for all data, created if missing."""
    path = given(env, "DATA_DIR") or str(default)
    try:
        folder = Path(path).expanduser().resolve()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError, ValueError) as error:
        refuse("DATA_DIR", f"cannot make the folder {path} ({error}).")
    if not os.access(folder, os.W_OK):
        refuse("DATA_DIR", f"cannot write in {folder}.")
    return folder


def secret_key(env: Mapping[str, str], folder: Path) -> str:
    """The key from the environment, else one that is generated once and stored in `folder`."""
    if key := given(env, "SECRET_KEY"):
        if len(key) < 32:
            refuse("SECRET_KEY", "use at least 32 characters, or leave it out to have one made.")
        return key
    path = folder / "secret_key"
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    stored = path.read_text().strip()
    if len(stored) < 32:
        refuse("SECRET_KEY", f"{path} holds no key. Delete that file to have a new one made.")
    return stored


def site_url(env: Mapping[str, str]) -> str:
    """Where people open the site, without a final slash."""
    url = (given(env, "SITE_URL") or f"http://127.0.0.1:{port(env)}").rstrip("/")
    if not _is_site(url):
        refuse("SITE_URL", f"“{url}” is not an address such as https://mobility.example.org.")
    return url


def _is_site(url: str) -> bool:
    parts = parts_of(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    bare = f"{parts.scheme}://{parts.netloc}" == url and "@" not in parts.netloc
    return bare and url.isprintable() and " " not in url


def has_passkeys(url: str) -> bool:
    """Whether browsers make and use passkeys on the site of this address."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return host == "localhost" or (parts.scheme == "https" and not _is_ip(host))


def _is_ip(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def parts_of(url: str) -> SplitResult | None:
    """The parts of a URL; None if it is malformed or its port is invalid."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def mail(env: Mapping[str, str], site: str) -> dict[str, Any]:
    """Django's mail settings from smtp://user:password@host:587, or smtps:// with port 465."""
    address = given(env, "EMAIL_FROM") or f"supple@{urlsplit(site).hostname}"
    if "@" not in address.strip("@ "):
        refuse("EMAIL_FROM", f"“{address}” is not an email address.")
    sender = {"DEFAULT_FROM_EMAIL": address}
    if not (url := given(env, "EMAIL_URL")):
        return sender | {"EMAIL_BACKEND": "mobility.mail.LogBackend"}
    parts = parts_of(url)
    if parts is None or parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        refuse("EMAIL_URL", "use smtp://user:password@host:587 or smtps://user:password@host:465.")
    return sender | {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 10,
    }


def contact(env: Mapping[str, str]) -> str:
    """The name of the person who runs the server, for “ask …”; empty if unset."""
    name = (given(env, "CONTACT") or "").strip()
    if not name.isprintable() or len(name) > LONGEST_CONTACT:
        refuse("CONTACT", f"use one line of at most {LONGEST_CONTACT} characters, such as a name.")
    return name


def backup_days(env: Mapping[str, str]) -> int | None:
    """For how many days backups are kept, 1 to 3650; None if nobody says."""
    if not (text := given(env, "BACKUP_DAYS")):
        return None
    if not (len(text) <= 4 and text.isascii() and text.isdigit() and 1 <= int(text) <= 3650):
        refuse("BACKUP_DAYS", f"“{text}” is not a number of days from 1 to 3650.")
    return int(text)


def trusted_proxies(env: Mapping[str, str], site: str) -> int:
    """The number of proxies in front, each of which adds an address to X-Forwarded-For."""
    text = given(env, "TRUSTED_PROXIES") or ("1" if site.startswith("https://") else "0")
    if not (len(text) == 1 and text.isascii() and text.isdigit()):
        refuse("TRUSTED_PROXIES", f"“{text}” is not a number from 0 to 9.")
    return int(text)


def host(env: Mapping[str, str]) -> str:
    """The address to listen on, by default this machine only."""
    text = given(env, "HOST") or "127.0.0.1"
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        refuse("HOST", f"“{text}” is not an address such as 127.0.0.1, or 0.0.0.0 for everybody.")


def port(env: Mapping[str, str]) -> int:
    """The port to serve on, 1 to 65535."""
    text = given(env, "PORT") or "8000"
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536):
        refuse("PORT", f"“{text}” is not a number from 1 to 65535.")
    return int(text)


def database(env: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """Django's database setting: SQLite in `folder`, or what DATABASE_URL names."""
    if not (url := given(env, "DATABASE_URL")):
        # Not through a URL, in which “#”, “?” and “%” of the path would have a meaning.
        return {"ENGINE": SQLITE, "NAME": str(folder / "supple.sqlite3")} | _sqlite()
    if url.split(":", 1)[0] not in DATABASE_SCHEMES:
        refuse("DATABASE_URL", "use postgres://user:password@host/name or sqlite:///path.")
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError as error:
        refuse("DATABASE_URL", f"cannot be read ({error}).")
    if config["NAME"] in ("", ":memory:"):
        refuse("DATABASE_URL", "names no database that would be there after a restart.")
    options = config.get("OPTIONS", {})
    return config | (_sqlite() if config["ENGINE"] == SQLITE else _postgresql(options))


def sqlite_wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug, which can lose an acknowledged commit."""
    return (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )


def sqlite_journal(version: tuple[int, ...]) -> tuple[str, str]:
    """The journal mode and synchronous setting with which a commit survives a power cut."""
    return ("WAL", "FULL") if sqlite_wal_is_safe(version) else ("DELETE", "EXTRA")


def _sqlite() -> dict[str, Any]:
    # IMMEDIATE takes the write lock at once, so that two writers queue instead of failing.
    journal, synchronous = sqlite_journal(sqlite3.sqlite_version_info)
    pragmas = (
        f"PRAGMA journal_mode={journal}; PRAGMA synchronous={synchronous}; PRAGMA secure_delete=ON;"
    )
    return {
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
        "CONN_MAX_AGE": 60,
    }


def _postgresql(requested: Mapping[str, Any]) -> dict[str, Any]:
    """Our limits, plus the options of the URL, such as sslmode=verify-full."""
    # Detects a silent server within ten seconds instead of hours.
    silence = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
    ours = {"connect_timeout": 3, "tcp_user_timeout": 10000, **silence}
    options = f"-c statement_timeout=10000 {requested.get('options', '')}".strip()
    return {
        "OPTIONS": {**ours, **requested, "options": options},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
