"""Every address of the site and whom it concerns, read from the URL conf.

A new address is somebody's own until it is named here: PERSONAL, it is about the one who asks;
OWNED, it is about one row of somebody, which its arguments name; HOST, it is about the server, and
there only for those who run it; SHARED, it is about somebody and there for whoever has its secret.
Tests ask each of them.
"""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tracker.transfer.formats import FORMATS

PUBLIC, PERSONAL, OWNED, SYNC, HOST = "public", "personal", "owned", "sync", "host"
SHARED = "shared"

# Anybody may see these.
OPEN = {
    *(
        "home",
        "try",
        "about",
        "privacy",
        "safety",
        "sure",
        "worker",
        "manifest",
        "robots",
        "offline",
        "who",
        "join",
        "livez",
        "readyz",
    ),
    "account_deleted",
    *("provider_sign_in", "provider_back"),
    *("account_login", "account_signup", "account_inactive", "account_logout"),
    *("account_email_verification_sent", "account_confirm_email", "account_confirm_login_code"),
    *("account_reset_password", "account_reset_password_done"),
    # Of somebody who has given a password, or asks for a passkey; without that, nothing is there.
    *("mfa_authenticate", "mfa_login_webauthn", "mfa_signup_webauthn"),
    "account_signup_by_passkey",
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
}
# These answer a script, and refuse whom they do not concern in their own way.
FOR_SCRIPTS = {"offline_kit", "sync"}
# What a `slug` names, by the first part of the address.
SLUGS = {"progress": "test", "tests": "test", "routines": "routine"}
ARGUMENTS = {
    *("uuid", "entry", "trial", "picture", "pair", "key", "uidb36", "passkey"),
    *("person", "invitation", "token", "link"),
}


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


def policy_of(pattern: URLPattern) -> str:
    if pattern.name in OPEN | FOR_SCRIPTS:
        return PUBLIC if pattern.name in OPEN else SYNC
    if str(pattern.name).partition("_")[0] == HOST:
        return HOST
    if pattern.name == SHARED:
        return SHARED
    return OWNED if pattern.pattern.regex.groupindex else PERSONAL


def arguments_of(pattern: URLPattern) -> dict[str, str]:
    """By argument what it names. Raises KeyError for what no test can fill in."""
    slug = SLUGS.get(str(pattern.pattern).partition("/")[0])
    arguments = {name: name for name in ARGUMENTS} | ({"slug": slug} if slug else {})
    return {name: arguments[name] for name in pattern.pattern.regex.groupindex}


BY_NAME = {pattern.name: pattern for pattern in patterns(get_resolver())}
NAMES = {
    policy: sorted(name for name, pattern in BY_NAME.items() if policy_of(pattern) == policy)
    for policy in (PUBLIC, PERSONAL, OWNED, SYNC, HOST, SHARED)
}
# What a person can open without an argument, but for what allauth shows.
ONLY_POSTS = {
    *("trial_end", "trial_pause", "trial_continue", "import_undo", "import_cancel"),
    # Files, and what is there only while a file waits.
    *("data_all", *(format_.address for format_ in FORMATS.values())),
    *("import_check", "import_problems", "import_done"),
    *("provider_sign_in", "provider_link", "provider_unlink"),
}
OURS = {"account_events"}
OWN_PAGES = [
    name
    for name in NAMES[PERSONAL]
    if name not in ONLY_POSTS and (name in OURS or not name.startswith("account_"))
]
