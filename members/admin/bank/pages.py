"""What the pages about bank money share."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404


def require(allowed: bool) -> None:
    """Raise ``PermissionDenied`` unless allowed."""
    if not allowed:
        raise PermissionDenied


def key_in(object_id: str) -> int:
    """A row's number as an address holds it. Raises ``Http404`` for anything else."""
    key = unquote(object_id)
    if not (key.isascii() and key.isdigit() and len(key) <= 18):
        raise Http404
    return int(key)
