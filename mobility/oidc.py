"""The provider of OpenID Connect that the environment names, such as the account of a club."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from mobility.environment import choice, given, parts_of, refuse

LONGEST_NAME = 40
AT_HOME = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Provider:
    """A provider; with `signup` whoever has an account there may have one here, too."""

    name: str
    url: str
    client_id: str
    secret: str = field(repr=False)
    signup: bool

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def provider(env: Mapping[str, str]) -> Provider | None:
    """None if nothing of it is set; refuses one that is set in parts."""
    values = {
        "OIDC_NAME": given(env, "OIDC_NAME").strip(),
        "OIDC_URL": given(env, "OIDC_URL").strip(),
        "OIDC_CLIENT_ID": given(env, "OIDC_CLIENT_ID").strip(),
        "OIDC_CLIENT_SECRET": given(env, "OIDC_CLIENT_SECRET").strip(),
    }
    signup = choice(env, "OIDC_SIGNUP", ("0", "1")) == "1"
    if not any(values.values()) and not signup:
        return None
    for name, value in values.items():
        if not value:
            refuse(name, f"is missing. {', '.join(values)} are set together, or not at all.")
    name, url, client_id, secret = values.values()
    if not name.isprintable() or len(name) > LONGEST_NAME:
        refuse("OIDC_NAME", f"use at most {LONGEST_NAME} characters, such as Lakeside Runners.")
    if not _is_issuer(url):
        refuse("OIDC_URL", f"“{url}” is not an https address such as https://id.example.org.")
    return Provider(name, url.rstrip("/"), client_id, secret, signup)


def _is_issuer(url: str) -> bool:
    """Only https, since what comes from there is believed; on this machine http will do."""
    parts = parts_of(url)
    if parts is None or not parts.hostname or not url.isprintable() or " " in url:
        return False
    # A semicolon or a comma would end the source in the header that names the origin.
    if "@" in parts.netloc or set(parts.netloc) & set(";,'\""):
        return False
    is_home = parts.scheme == "http" and parts.hostname in AT_HOME
    return parts.scheme == "https" or is_home
