"""What members have begun to report: thrown away, after asking."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import sessions
from common.errors import DomainError
from cpe import selectors, services
from members.selectors import member_of


@require_http_methods(["GET", "HEAD", "POST"])
def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away, with its files, after asking."""
    person = sessions.person(request)
    member = member_of(person)
    if member is None:
        raise Http404
    if request.method == "POST":
        try:
            services.discard_draft(member, pk, by=person, at=timezone.now())
        except DomainError as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, _("The draft is thrown away."))
        return redirect("cpe:report")
    draft = next((row for row in selectors.drafts_of(member) if row.pk == pk), None)
    if draft is None:
        raise Http404
    return render(request, "cpe/draft_throw_away.html", {"draft": draft})
