"""Addresses that mails lead to and whose pages come with their own part of the work."""

from typing import Never

from django.http import Http404, HttpRequest
from django.views.decorators.http import require_safe


@require_safe
def nowhere(_request: HttpRequest, **_named: str) -> Never:
    """Raise ``Http404``."""
    raise Http404
