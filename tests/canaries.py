"""A person with a canary in everything that is theirs, and where any of it is left afterwards."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as SignIn
from django.db import Error, connection, models, transaction
from django.test import Client
from django.utils import timezone

from mobility import rate_limit
from tests.factories import copy, make_session, make_user
from tests.models.test_trial import make_trial
from tests.pages import client_of
from tracker.models import (
    AccountEvent,
    ColumnMapping,
    Import,
    Invitation,
    MobilityTest,
    Routine,
    RoutineSetting,
    ShareLink,
    TestSetting,
    Upload,
    User,
)
from tracker.queries.answers import CACHE, answers_of
from tracker.sessions.erasing import erase
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.pictures import replace_picture
from tracker.sessions.repeatability import read_twice
from tracker.views import sync

CANARY = "zanzibar"
NUMBER, DECIMAL = 31337, Decimal("31.3")  # fit into the smallest columns
EMAIL = f"{CANARY}@example.org"
QUICK = ("ankle_dorsiflexion", "toe_touch")
# Rows of these are the server's, or everybody's.
NOBODYS = {
    *("auth.Permission", "auth.Group", "auth.Group_permissions", "contenttypes.ContentType"),
    *("tracker.User_groups", "tracker.User_user_permissions", "account.EmailConfirmation"),
    *("tracker.Edition", "tracker.ServerSetting", "sessions.Session"),
    # The provider is named by the environment, and no token of it is stored.
    *("socialaccount.SocialApp", "socialaccount.SocialToken"),
}
# A person could not sign in or be named otherwise, and these follow from what is stained.
UNSTAINED = {"tracker.User.password", "tracker.User.email", "account.EmailAddress.email"}
UNSTAINED |= {"tracker.Invitation.email"}
TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
NUMBERS = {models.IntegerField: NUMBER, models.DecimalField: DECIMAL}


def person() -> User:
    """Somebody with a row in every table of people, each column stained as far as it can be."""
    user = make_user(email=EMAIL)
    _live(user)
    _sign_in(user)
    # No page understands what is stained.
    answers_of(user)
    _stain(user)
    return User.objects.get(pk=user.pk)


def _live(user: User) -> None:
    about = MobilityTest.objects.filter(slug="toe_touch").values(
        "region", "sided", "protocol", "measures"
    )
    test = MobilityTest.objects.create(owner=user, slug="own", name=CANARY, **about.get())
    replace_picture(test, CANARY.encode(), (1, 1))
    day = user.day_of(timezone.now())
    read_twice(user, test, "fingertip_to_floor_cm", day, {"none": (Decimal(2), Decimal(2))})
    routine = copy(Routine.objects.get(slug="toe_spreaders", owner=None), user)
    make_session(owner=user, tests=QUICK, note=CANARY, stage="done")
    delete_for_now(make_session(owner=user, tests=QUICK, note=CANARY))
    erase(make_session(owner=user, tests=QUICK))
    make_trial(owner=user)
    make_session(owner=user, tests=QUICK, stage="post")
    now = timezone.now()
    TestSetting.objects.get_or_create(owner=user, test=test)
    RoutineSetting.objects.get_or_create(owner=user, routine=routine, set="own")
    AccountEvent.objects.create(owner=user, kind="signed_in")
    ShareLink.objects.create(owner=user, digest="d", name=CANARY, ends_at=now)
    Upload.objects.create(owner=user, file_name=CANARY, content=CANARY.encode())
    Import.objects.create(owner=user, file_name=CANARY)
    ColumnMapping.objects.create(owner=user, columns="c")
    Invitation.objects.create(email=EMAIL, digest="i", made_by=user, ends_at=now, used_at=now)


def _sign_in(user: User) -> None:
    """On two devices, and a third that does not get in; what is counted of it is in the cache."""
    EmailAddress.objects.get_or_create(user=user, email=EMAIL, primary=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": CANARY})
    SocialAccount.objects.create(user=user, provider="club", uid="c")
    for client in (client_of(user), client_of(user)):
        client.get("/progress/")
        UserSession.objects.get_or_create(
            user=user,
            session_key=client.session.session_key,
            defaults={"ip": "127.0.0.1", "user_agent": CANARY},
        )
    wrong = {"login": EMAIL, "password": "not the one"}
    Client().post("/accounts/login/", wrong)
    waiting = SessionStore()
    waiting["account_login"] = {"user_pk": str(user.pk)}
    waiting.save()
    rate_limit.shares.spend(str(user.pk), 1)


def stained_models() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.label not in NOBODYS]


def rows_of(model: type[models.Model], user: User) -> models.QuerySet[Any]:
    """What a table has of a person. Raises LookupError for a table that nobody has named here."""
    rows = model._base_manager
    if model is User:
        return rows.filter(pk=user.pk)
    if model is Invitation:
        return rows.filter(email=user.email)
    for path in ("owner", "user", "routine__owner"):
        if any(field.name == path.partition("__")[0] for field in model._meta.fields):
            return rows.filter(**{path: user})
    raise LookupError(f"Whose are the rows of {model._meta.label}?")


def _stain(user: User) -> None:
    for model in stained_models():
        row = rows_of(model, user).order_by("pk").first()
        assert row is not None, f"{model._meta.label} has no row of the person"
        for field in model._meta.concrete_fields:
            _stain_column(model, field, row.pk)


def _stain_column(model: type[models.Model], field: Any, pk: Any) -> None:
    is_plain = not (field.primary_key or field.is_relation or field.choices)
    label = f"{model._meta.label}.{field.name}"
    if not is_plain or label in UNSTAINED or not isinstance(field, (*TEXTS, *NUMBERS)):
        return
    value: Any = next((n for kind, n in NUMBERS.items() if isinstance(field, kind)), CANARY)
    if isinstance(field, models.JSONField):
        value = f'"{CANARY}"'
    elif isinstance(field, models.BinaryField):
        value = CANARY.encode()
    key: Any = model._meta.pk
    names = (model._meta.db_table, field.column, key.column)
    table, column, where = map(connection.ops.quote_name, names)
    sql = f"UPDATE {table} SET {column} = %s WHERE {where} = %s"
    # What the database refuses, such as a score above 10, can be in no row of anybody.
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [value, pk])
    except Error:
        return


def left_in_tables() -> Iterator[str]:
    """Table and column of each canary."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if is_canary(value):
                        yield f"{table}.{name}"


def is_canary(value: Any) -> bool:
    if isinstance(value, bytes | memoryview):
        value = bytes(value).decode("latin-1")
    if isinstance(value, int | float | Decimal):
        return value in (NUMBER, DECIMAL, float(DECIMAL))
    return any(canary in str(value) for canary in (CANARY, HASH))


def left_in_sign_ins(pk: int) -> Iterator[str]:
    for data in SignIn.objects.values_list("session_data", flat=True):
        session = SessionStore().decode(data)
        waiting = session.get("account_login", {}).get("user_pk")
        if is_canary(session) or str(pk) in (session.get("_auth_user_id"), waiting):
            yield f"a sign-in: {sorted(session)}"


def left_in_caches(pk: int) -> Iterator[str]:
    """What this process keeps, and what all of them count."""
    for key, pickled in vars(CACHE)["_cache"].items():
        if is_canary(pickled) or f".{pk}." in key:
            yield f"an answer: {key}"
    for name, buckets in {"shares": rate_limit.shares, "sync": sync.buckets}.items():
        if any(is_canary(whose) for whose in buckets._tokens):
            yield f"the bucket {name}"


def left_in_files(folder: Path) -> Iterator[str]:
    """In whatever is in a folder, such as the file of the database."""
    for path in folder.rglob("*"):
        if path.is_file() and CANARY.encode() in path.read_bytes():
            yield f"{path.name}"


def left_of(pk: int, folder: Path | None = None) -> list[str]:
    found_in = [*left_in_tables(), *left_in_sign_ins(pk), *left_in_caches(pk)]
    return [*found_in, *(left_in_files(folder) if folder else ())]


def rows_left(pk: int) -> list[str]:
    """The tables that still refer to a person."""
    people = [
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.fields
        if field.is_relation and field.related_model is User
    ]
    return [
        f"{model._meta.label}.{name}"
        for model, name in people
        if model._base_manager.filter(**{name: pk}).exists()
    ]


HASH = hashlib.sha256(EMAIL.encode()).hexdigest()
assert settings.AUTH_USER_MODEL == "tracker.User"
