"""Who can create an account: what the environment says, else what the host set on their page."""

from django.conf import settings

from tracker.models import ServerSetting

SignUp = ServerSetting.SignUp


def who_can_sign_up() -> str:
    """A value of SignUp, which counts from the next request on."""
    return settings.SIGNUP or _stored()


def anybody_can() -> bool:
    return who_can_sign_up() == SignUp.OPEN


def nobody_can() -> bool:
    return who_can_sign_up() == SignUp.CLOSED


def is_set_by_environment() -> bool:
    return bool(settings.SIGNUP)


def set_who_can_sign_up(choice: str) -> None:
    ServerSetting.objects.update_or_create(pk=1, defaults={"signup": SignUp(choice).value})


def _stored() -> str:
    chosen = ServerSetting.objects.filter(pk=1).values_list("signup", flat=True).first()
    return chosen or SignUp.OPEN
