"""What the applicant was told, in the back office: the letter of a rejection as a document, and the objection to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_safe

from accounts import sessions
from accounts.models import User
from applications import policies
from applications.admin.interest import CHANGE, declared_first
from applications.documents.letters import letter_pdf, letter_sheet
from applications.enums import ObjectionState
from applications.models import Application
from applications.models.intake import DECIDED
from applications.selectors import answers as selectors
from applications.selectors.answers import Given
from common.calendar import local_day
from common.office import LookedAt
from common.pdf import CannotDraw


class LetterPages(LookedAt):
    """The page of a letter, and what ``objection.html`` shows."""

    def get_urls(self) -> list[URLPattern]:
        """That page, and the others."""
        view = self.admin_site.admin_view(require_safe(declared_first(self.letter)))
        name = "applications_application_letter"
        return [path("<int:pk>/letters/<int:key>.pdf", view, name=name), *super().get_urls()]

    def letter(self, request: HttpRequest, pk: int, key: int) -> HttpResponse:
        """The letter of a rejection as its applicant has it, for who reads the application; that is written."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if not policies.can_read_content(sessions.person(request), row):
            raise PermissionDenied
        found = selectors.letter_of(row, key)
        if found is None:
            raise Http404
        found.application = row
        try:
            drawn = letter_pdf(letter_sheet(found))
        except CannotDraw as refusal:
            messages.error(request, str(refusal))
            return redirect(CHANGE, row.pk)
        self._note_reading(request, row)
        headers = {"Content-Disposition": f'inline; filename="{row.reference.lower()}-{found.pk}.pdf"'}
        return HttpResponse(drawn, content_type="application/pdf", headers=headers)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The page with the answer, its letters, and the objection (of one that was decided, 13 queries more)."""
        row = kwargs["obj"]
        shown = {"told": answer_shown(row, sessions.person(request))} if row.state in DECIDED else {}
        return super().render_change_form(request, {**context, **shown}, *args, **kwargs)


def answer_shown(row: Application, by: User) -> dict[str, Any]:
    """What ``objection.html`` shows of an application that was decided (13 queries; more while an objection waits)."""
    given: Given = selectors.given(row, local_day(timezone.now()))
    left = selectors.left_to_decide(row) if given.waits else []
    return {
        "few": _few(left) if given.waits and len(left) < selectors.NEEDED else "",
        "given": given,
        "letters": list(selectors.letters(row)),
        "may_decide": given.waits and policies.can_decide_objection(by, row),
        "late": given.waits and given.decided_by is not None and given.decided_by < given.on,
        "allowed": given.objection is not None and given.objection.state == ObjectionState.ALLOWED,
    }


def _few(left: list[User]) -> str:
    """That an objection cannot be decided with the colleagues who are left, and what would help."""
    more = _t("Who appoints colleagues can give the role of assessor to somebody who had no part in the rejection.")
    told = _t("Nobody is left who had no part in the rejection; two are needed.")
    if left:
        told = _t("Only %(who)s is left who had no part in the rejection; two are needed.") % {"who": left[0]}
    return f"{told} {more}"
