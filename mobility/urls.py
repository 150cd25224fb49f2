"""Every address of the site: what machines ask for, the accounts, then the app."""

from django.urls import include, path

from mobility import health

urlpatterns = [
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("tracker.urls")),
]

handler400 = "tracker.views.errors.bad_request"
handler403 = "tracker.views.errors.forbidden"
handler404 = "tracker.views.errors.not_found"
handler500 = "tracker.views.errors.broken"
