"""The site, and two pages to compare it with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from mobility import urls

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def floor(request: HttpRequest) -> HttpResponse:
    """What a signed-in page costs that does nothing: the middleware and who is asking."""
    return HttpResponse("Nothing.")


def frame(request: HttpRequest) -> HttpResponse:
    """The same with the frame of every page around nothing."""
    return render(request, "base.html")


urlpatterns = [path("floor/", floor), path("frame/", frame), *urls.urlpatterns]
