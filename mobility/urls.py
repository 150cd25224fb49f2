"""Every address of the site: what machines ask for, the accounts, then the app."""

from django.urls import include, path, re_path

from mobility import health
from tracker.views import account

urlpatterns = [
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
    path("accounts/signup/", account.SignUp.as_view(), name="account_signup"),
    path("accounts/email/", account.Email.as_view(), name="account_email"),
    re_path(
        r"^accounts/confirm-email/(?P<key>[-:\w]+)/$",
        account.ConfirmEmail.as_view(),
        name="account_confirm_email",
    ),
    path("accounts/", include("allauth.account.urls")),
    path("", include("tracker.urls")),
]

handler400 = "tracker.views.errors.bad_request"
handler403 = "tracker.views.errors.forbidden"
handler404 = "tracker.views.errors.not_found"
handler500 = "tracker.views.errors.broken"
# allauth asks for it by this name.
handler429 = "tracker.views.errors.too_many"
