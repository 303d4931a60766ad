"""The pages of refused and failed requests. Each says what happened, what to do, and that nothing was lost."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import unsaved
from common.middleware import page
from members.views import badges

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 for a body that is larger or has more parts than we take."""
    return page(413 if isinstance(exception, TOO_MUCH) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this person may not do this."""
    return _shown(request, "errors/403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or not this person's. Where programs look for badges, a sentence as elsewhere there."""
    if request.path.startswith(badges.BELOW):
        return badges.nothing()
    return _shown(request, "errors/404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or the browser keeps no cookies; back to it where what was typed is kept."""
    return unsaved.rescued(request) or _shown(request, "errors/csrf.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours. Leans on nothing that may be what is broken, templates included."""
    try:
        shown = render_to_string("errors/500.html", {"institute": settings.INSTITUTE})
    except Exception:  # noqa: BLE001  the fault itself is in the log already; here somebody waits for an answer
        return HttpResponse("Something went wrong on our side.", content_type="text/plain; charset=utf-8", status=500)
    return HttpResponse(shown, status=500)


def _shown(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """The page in the portal's frame; without it when the request was refused before anybody looked who asks.

    Whoever works in the back office and was in it is led back to Today, everybody else to the first page.
    """
    if hasattr(request, "user"):
        works = getattr(request.user, "is_staff", False)
        in_office = works and request.path.startswith(reverse("admin:index"))
        return render(request, template, {"in_office": in_office}, status=status)
    return HttpResponse(render_to_string(template, {"institute": settings.INSTITUTE}), status=status)
