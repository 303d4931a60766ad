"""A holder's certificate as it was sealed."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import sessions
from common.calendar import local_day
from common.files.kinds import MIME
from members.selectors import drawing as selectors


@require_safe
def certificate_pdf(request: HttpRequest, number: str) -> FileResponse:
    """One's own current certificate, while its title stands, as a file; anybody else is told of none (3 queries)."""
    file = selectors.document_of(sessions.person(request), number, local_day(timezone.now()))
    if file is None:
        raise Http404
    try:
        content = default_storage.open(file.stored_as)
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Cache-Control": "private, no-store"}
    answer = FileResponse(
        content, as_attachment=True, filename=file.name, content_type=MIME[file.kind], headers=headers
    )
    if request.method == "HEAD":
        answer.streaming_content = []
    return answer
