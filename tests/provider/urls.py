"""allauth's provider, and two addresses for tests: to be somebody, and to allow a way back."""

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Client
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tests.provider import CLIENT_ID, SECRET


def enter(request: HttpRequest, name: str) -> HttpResponse:
    """Signs in `name`, whose only address is ?email=, checked with ?verified=yes."""
    user, _is_new = User.objects.get_or_create(username=name)
    if email := request.GET.get("email"):
        EmailAddress.objects.filter(email=email).delete()
        verified = request.GET.get("verified") == "yes"
        EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponse("in")


def allow(request: HttpRequest) -> HttpResponse:
    """Adds ?uri= to the addresses to which answers may go."""
    client, is_new = Client.objects.get_or_create(
        id=CLIENT_ID, defaults={"name": "Supple", "scopes": "openid\nemail"}
    )
    if is_new:
        client.set_secret(SECRET)
    client.set_redirect_uris([*client.get_redirect_uris(), request.GET["uri"]])
    client.save()
    return HttpResponse("allowed")


urlpatterns = [
    path("enter/<str:name>/", enter),
    path("allow/", allow),
    path("accounts/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
]
