"""Valid environment variables are accepted; invalid ones are refused in a sentence by name."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mobility import environment
from mobility.settings import BASE_DIR

pytestmark = pytest.mark.once

Read = Callable[[dict[str, str], Path], Any]

READERS: dict[str, Read] = {
    "PORT": lambda env, _folder: environment.port(env),
    "HOST": lambda env, _folder: environment.host(env),
    "SITE_URL": lambda env, _folder: environment.site_url(env),
    "DATABASE_URL": environment.database,
    "DATA_DIR": environment.data_dir,
    "SECRET_KEY": environment.secret_key,
    "EMAIL_URL": lambda env, _folder: environment.mail(env, "https://mobility.example.org"),
    "CONTACT": lambda env, _folder: environment.contact(env),
    "TRUSTED_PROXIES": lambda env, _folder: environment.trusted_proxies(env, "https://a.org"),
    "SIGNUP": lambda env, _folder: environment.choice(env, "SIGNUP", ("open", "closed")),
    "DEBUG": lambda env, _folder: environment.choice(env, "DEBUG", ("0", "1")),
    "BACKUP_DAYS": lambda env, _folder: environment.backup_days(env),
    "SKIP_BACKUP": lambda env, _folder: environment.choice(env, "SKIP_BACKUP", ("0", "1")),
}

FILES_THAT_READ = ("environment.py", "prepare.py", "server.py", "settings.py")

WRONG = [
    *(("PORT", value) for value in ("0", "-1", "65536", "abc", "80.0", " 8000", "²", "٨٠", "1e3")),
    *(("HOST", value) for value in ("localhost", "300.1.1.1", "1.1.1", "::1", " ")),
    *(("SITE_URL", value) for value in ("supple", "ftp://a.org", "https://", "//a.org")),
    *(("SITE_URL", value) for value in ("https://a.org/app", "javascript:alert(1)", "https:///a")),
    *(("DATABASE_URL", value) for value in ("mysql://a/b", "postgres", "://", "oracle:a")),
    *(("DATABASE_URL", value) for value in ("postgres://a", "postgres://a:b@c:d/e", "postgres://")),
    *(("DATA_DIR", value) for value in ("/dev/null/data", "/proc/nothing")),
    *(("SECRET_KEY", value) for value in ("short", "x" * 31)),
    *(("EMAIL_URL", value) for value in ("mail.example.org", "http://a.org", "smtp://")),
    *(("SIGNUP", value) for value in ("maybe", "Open", "true", " open")),
    *(("CONTACT", value) for value in ("Tom\nBcc: all", "x" * 81, "a\0b")),
    *(("TRUSTED_PROXIES", value) for value in ("10", "-1", "one", "²", "1.0", " 1")),
    *(("DEBUG", value) for value in ("true", "yes", "2")),
    *(("BACKUP_DAYS", value) for value in ("0", "-1", "3651", "a month", "30.0", " 30", "²")),
    *(("SKIP_BACKUP", value) for value in ("true", "yes", "2")),
]


def test_every_variable_has_a_reader() -> None:
    named = {"PORT", "DATABASE_URL", "DATA_DIR", "SITE_URL", "SECRET_KEY", "SIGNUP"}
    assert named <= set(READERS)
    assert {name for name, _ in WRONG} == set(READERS)


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_an_invalid_value_is_refused_in_one_sentence_that_names_the_variable(
    name: str, value: str, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit) as stopped:
        READERS[name]({name: value}, tmp_path)
    sentence = str(stopped.value.code)
    assert sentence.startswith(f"{name}: ")
    assert "\n" not in sentence
    assert sentence.endswith((".", ")."))


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("empty", [{}, ""])
def test_a_missing_or_empty_variable_has_a_default(name: str, empty: Any, tmp_path: Path) -> None:
    setting = READERS[name]({} if empty == {} else {name: ""}, tmp_path)
    assert setting or name in ("CONTACT", "BACKUP_DAYS")


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("PORT", "1", 1),
        ("PORT", "65535", 65535),
        ("HOST", "0.0.0.0", "0.0.0.0"),
        ("SITE_URL", "https://a.org/", "https://a.org"),
        ("SITE_URL", "http://127.0.0.1:8123", "http://127.0.0.1:8123"),
        ("SECRET_KEY", "x" * 32, "x" * 32),
        ("SIGNUP", "closed", "closed"),
        ("DEBUG", "1", "1"),
        ("CONTACT", " Tom ", "Tom"),
        ("TRUSTED_PROXIES", "0", 0),
        ("TRUSTED_PROXIES", "9", 9),
        ("BACKUP_DAYS", "1", 1),
        ("BACKUP_DAYS", "3650", 3650),
    ],
)
def test_a_valid_value_is_accepted(name: str, value: str, read: Any, tmp_path: Path) -> None:
    assert READERS[name]({name: value}, tmp_path) == read


SECRETS = {
    "SECRET_KEY": "a key of thirty-two characters or more",
    "DATABASE_URL": "postgres://runner:secret@db.example.org/supple",
    "EMAIL_URL": "smtp://runner:secret@mail.example.org",
}
OTHERS = {
    "PORT": "8123",
    "HOST": "0.0.0.0",
    "SITE_URL": "https://a.org",
    "CONTACT": "Zoë",
    "TRUSTED_PROXIES": "2",
    "SIGNUP": "closed",
    "DEBUG": "1",
    "SKIP_BACKUP": "1",
}


@pytest.mark.parametrize(("name", "value"), (SECRETS | OTHERS).items())
def test_a_value_may_come_in_a_file(name: str, value: str, tmp_path: Path) -> None:
    (tmp_path / "value").write_text(f"{value}\n", encoding="utf-8")
    in_a_file = {f"{name}_FILE": str(tmp_path / "value")}
    assert READERS[name](in_a_file, tmp_path) == READERS[name]({name: value}, tmp_path)


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("missing", "_FILE: cannot read .*missing \\(No such file or directory\\)\\.$"),
        ("", "_FILE: cannot read .* \\(Is a directory\\)\\.$"),
        ("empty", "_FILE: .*empty is empty\\.$"),
        ("picture", "_FILE: names no file of text\\.$"),
        ("a\0b", "_FILE: names no file of text\\.$"),
        ("twice", ": is set twice, as .* and as .*_FILE. Leave one of them out.$"),
    ],
)
def test_a_file_that_holds_no_value_is_refused(
    name: str, file: str, why: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "picture").write_bytes(b"\x89PNG\r\n\xff")
    (tmp_path / "twice").write_text(SECRETS[name])
    env = {f"{name}_FILE": f"{tmp_path}/{file}"}
    if file == "twice":
        env[name] = SECRETS[name]
    with pytest.raises(SystemExit, match=f"^{name}{why}") as stopped:
        READERS[name](env, tmp_path)
    assert SECRETS[name] not in str(stopped.value.code)


def test_a_variable_is_read_in_one_way_only() -> None:
    """Otherwise its _FILE would do nothing."""
    text = "".join((BASE_DIR / "mobility" / file).read_text() for file in FILES_THAT_READ)
    assert re.findall(r"\b(?:env|environ)(?:\.get\(|\[)[^)\]]*", text) == [
        "env.get(name",
        'env.get(f"{name}_FILE"',
        'environ.get("STATIC_ROOT"',
    ]


def test_the_default_site_url_has_the_port(tmp_path: Path) -> None:
    assert environment.site_url({"PORT": "8123"}) == "http://127.0.0.1:8123"


def test_the_default_database_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    setting = environment.database({}, tmp_path)
    assert setting["ENGINE"] == "django.db.backends.sqlite3"
    assert setting["NAME"] == str(tmp_path / "supple.sqlite3")


@pytest.mark.parametrize("name", ["a#b", "a%41b", "a?b"])
def test_the_data_folder_may_have_any_name(name: str, tmp_path: Path) -> None:
    setting = environment.database({}, tmp_path / name)
    assert setting["NAME"] == str(tmp_path / name / "supple.sqlite3")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_is_read_with_all_its_parts(scheme: str, tmp_path: Path) -> None:
    url = f"{scheme}://runner:a%40b@db.example.org:5433/supple"
    setting = environment.database({"DATABASE_URL": url}, tmp_path)
    parts = {name: setting[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
    assert parts == {
        "USER": "runner",
        "PASSWORD": "a@b",
        "HOST": "db.example.org",
        "PORT": 5433,
        "NAME": "supple",
    }
    assert setting["ENGINE"] == "django.db.backends.postgresql"


def test_the_key_is_generated_once_and_private(tmp_path: Path) -> None:
    first = environment.secret_key({}, tmp_path)
    assert environment.secret_key({}, tmp_path) == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_the_data_folder_is_created_with_its_parents(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert environment.data_dir({"DATA_DIR": str(folder)}, tmp_path) == folder
    assert folder.is_dir()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SystemExit, match="DATA_DIR: cannot write in"):
        environment.data_dir({"DATA_DIR": str(tmp_path)}, BASE_DIR)


def test_mail_with_tls_from_the_start_or_after_it() -> None:
    read = READERS["EMAIL_URL"]
    setting = read({"EMAIL_URL": "smtps://a%40b.org:c@mail.org"}, BASE_DIR)
    assert (setting["EMAIL_PORT"], setting["EMAIL_USE_SSL"], setting["EMAIL_USE_TLS"]) == (
        465,
        True,
        False,
    )
    assert setting["EMAIL_HOST_USER"] == "a@b.org"
    setting = read({"EMAIL_URL": "smtp://a:c@mail.org:2525"}, BASE_DIR)
    assert (setting["EMAIL_PORT"], setting["EMAIL_USE_SSL"], setting["EMAIL_USE_TLS"]) == (
        2525,
        False,
        True,
    )


@pytest.mark.parametrize(
    ("version", "is_mended"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 46, 1), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
    ],
)
def test_sqlite_uses_wal_only_where_it_cannot_lose_a_commit(
    version: tuple[int, ...], is_mended: bool
) -> None:
    expected = ("WAL", "FULL") if is_mended else ("DELETE", "EXTRA")
    assert environment.sqlite_journal(version) == expected


def test_postgresql_connections_have_limits(tmp_path: Path) -> None:
    setting = environment.database({"DATABASE_URL": "postgres://a:b@c/d"}, tmp_path)
    assert setting["CONN_HEALTH_CHECKS"] is True
    assert setting["OPTIONS"]["connect_timeout"] == 3
    assert "statement_timeout=10000" in setting["OPTIONS"]["options"]
    assert "synchronous_commit" not in setting["OPTIONS"]["options"]


def test_options_of_a_postgresql_url_are_added_to_the_limits(tmp_path: Path) -> None:
    parameters = "sslmode=verify-full&sslrootcert=/etc/ca.pem&options=-c%20search_path%3Down"
    url = f"postgres://a:b@c/d?{parameters}&connect_timeout=7"
    setting = environment.database({"DATABASE_URL": url}, tmp_path)["OPTIONS"]
    assert (setting["sslmode"], setting["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert setting["options"] == "-c statement_timeout=10000 -c search_path=own"
    assert (setting["connect_timeout"], setting["keepalives_count"]) == (7, 3)


# What a host says, the setting that follows from it, and its value.
EXAMPLES = {
    "SECRET_KEY": ("a key of thirty-two characters or more", "SECRET_KEY", None),
    "SITE_URL": ("https://mobility.example.org", "SITE_URL", None),
    "SIGNUP": ("closed", "SIGNUP", None),
    "BACKUP_DAYS": ("30", "BACKUP_DAYS", 30),
    "SKIP_BACKUP": ("1", "SKIP_BACKUP", True),
    "DEBUG": ("1", "DEBUG", True),
    "EMAIL_URL": ("smtp://mail.example.org:2525", "EMAIL_PORT", 2525),
    "EMAIL_FROM": ("club@example.org", "DEFAULT_FROM_EMAIL", None),
    "CONTACT": ("Tom", "CONTACT", None),
    "TRUSTED_PROXIES": ("3", "ALLAUTH_TRUSTED_PROXY_COUNT", 3),
}
TELL = "import json, mobility.settings as s; print(json.dumps({{n: getattr(s, n) for n in {0}}}))"


@pytest.mark.parametrize("in_files", [False, True])
def test_variables_reach_the_server(in_files: bool, tmp_path: Path) -> None:
    names = [setting for _, setting, _ in EXAMPLES.values()]
    variables = {name: value for name, (value, _, _) in EXAMPLES.items()}
    if in_files:
        for name, value in variables.items():
            (tmp_path / name).write_text(value)
        variables = {f"{name}_FILE": str(tmp_path / name) for name in variables}
    environ = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)} | variables
    command = [sys.executable, "-c", TELL.format(names)]
    done = subprocess.run(command, cwd=BASE_DIR, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    wanted = {n: value if as_ is None else as_ for value, n, as_ in EXAMPLES.values()}
    assert json.loads(done.stdout) == wanted
