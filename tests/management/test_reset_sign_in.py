"""Whoever runs the server can turn off the second step of somebody who lost the phone."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from tests.factories import make_user
from tests.pages import client_of
from tests.second_step import turn_on

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("options", "left"), [([], ["webauthn"]), (["--passkeys"], [])])
def test_the_app_goes_and_every_sign_in_ends(options: list[str], left: list[str]) -> None:
    user, other = make_user(email="runner@example.org"), make_user()
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Pixel 9"})
    turn_on(user)
    turn_on(other)
    client, others = client_of(user), client_of(other)
    call_command("reset_sign_in", "Runner@example.org", *options)
    assert list(Authenticator.objects.filter(user=user).values_list("type", flat=True)) == left
    assert client.get("/settings/").status_code == 302
    assert others.get("/settings/").status_code == 200
    assert Authenticator.objects.filter(user=other).count() == 2
    assert user.account_events.get().kind == "reset_by_host"


def test_an_unknown_address_is_refused() -> None:
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_sign_in", "nobody@example.org")
