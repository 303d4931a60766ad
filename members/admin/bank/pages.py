"""What the pages about bank money share: the links between them, and CSV."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse

from common.office import OfficeAdmin
from common.spreadsheets import as_csv


def page(office: OfficeAdmin, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    """A page about money in the frame of the back office."""
    everything = {**office.admin_site.each_context(request), "opts": office.opts, **context}
    return TemplateResponse(request, f"admin/members/money/{name}.html", everything)


def csv(name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A table that is sent while it is read."""
    answer = StreamingHttpResponse(as_csv(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


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
