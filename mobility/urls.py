"""The URLs of the site: health checks, the app, then the accounts."""

from django.urls import include, path

from mobility import health

urlpatterns = [
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
    # Before allauth: some of its pages are stricter here.
    path("", include("tracker.urls")),
    path("accounts/", include("allauth.account.urls")),
]

handler400 = "tracker.views.errors.bad_request"
handler403 = "tracker.views.errors.forbidden"
handler404 = "tracker.views.errors.not_found"
handler500 = "tracker.views.errors.broken"
# allauth asks for it by this name.
handler429 = "tracker.views.errors.too_many"
