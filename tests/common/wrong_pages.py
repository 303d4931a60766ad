"""The portal's addresses and a few more, behind which things go wrong."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from seco_portal.urls import handler400, handler403, handler404, handler500
from seco_portal.urls import urlpatterns as portal

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

WRONG = {
    "bad": BadRequest,
    "suspicious": SuspiciousOperation,
    "forbidden": PermissionDenied,
    "missing": Http404,
    "fault": ValueError,
}


@csrf_exempt
@login_not_required
def goes_wrong(request: HttpRequest, how: str, word: str) -> HttpResponse:
    try:
        raise LookupError(word)
    except LookupError as cause:
        raise WRONG[how](f"{word} {request.POST.get('text', '')}") from cause


@csrf_exempt
@login_not_required
def reads(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{len(request.POST)} {len(request.FILES)}")


urlpatterns = [*portal, path("wrong/<how>/<word>/", goes_wrong, name="wrong"), path("reads/", reads, name="reads")]
