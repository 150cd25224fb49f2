"""What a routine is made of."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracker.models import Routine
from tracker.models.plan import frozen_routine


@require_safe
def routine(request: HttpRequest, slug: str) -> HttpResponse:
    offered = Routine.objects.offered_to(request.user).own_first()
    found = get_object_or_404(offered.filter(slug=slug)[:1])
    page = {
        "routine": found,
        "steps": frozen_routine(found, 45, "only left")["steps"],
        "lengths": [(seconds, found.minutes(seconds)) for seconds in found.presets.values()],
    }
    return render(request, "routine/routine.html", page)
