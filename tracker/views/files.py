"""Views that take a file: it is read only once it is known who sends it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from mobility.rate_limit import Buckets
from mobility.uploads import ReadOneFile
from tracker.views.errors import too_much_sent
from tracker.views.whose import refusal

View = Callable[..., HttpResponse]


def takes_a_file(limit: Callable[[], Buckets]) -> Callable[[View], View]:
    """For a view that reads a form with a file; `limit` gives how often one person may.

    Middleware that reads a form would do so before, hence their checks are made here.
    """

    def with_limit(view: View) -> View:
        @csrf_protect
        def checked(request: Any, *args: Any, **named: Any) -> HttpResponse:
            answer = refusal(request) if request.method == "POST" else None
            return answer or view(request, *args, **named)

        @csrf_exempt
        @wraps(view)
        def with_a_file(request: Any, *args: Any, **named: Any) -> HttpResponse:
            if request.method == "POST":
                if seconds := limit().wait(str(request.user.pk)):
                    return too_much_sent(request, seconds)
                request.upload_handlers = [ReadOneFile(request)]
            return checked(request, *args, **named)

        vars(with_a_file)["reads_its_form"] = True
        return with_a_file

    return with_limit
