"""Places for pages that other branches bring: their names alone, so that links to them can be made."""

from django.http import Http404, HttpRequest, HttpResponse


def to_come(_request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Nothing yet. Raises ``Http404``."""
    raise Http404
