"""Portal pages about mail: what we wrote to the person who asks."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import sessions
from common import references
from comms import selectors, words

PER_PAGE = 25


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """What we wrote to this person, and what waits to be sent (3 queries, session and account apart)."""
    person = sessions.person(request)
    page = Paginator(selectors.mails_of(person), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(message, words.state(message), words.SHAPES[message.state]) for message in page]
    context = {"page": page, "rows": rows, "came_back_since": selectors.came_back_since(person.email)}
    return render(request, "comms/mails.html", context)


@require_safe
def mail(request: HttpRequest, reference: str) -> HttpResponse:
    """One mail to this person: how it fared, and its words while they are kept."""
    message = get_object_or_404(selectors.mails_of(sessions.person(request)), reference=references.tidy(reference))
    context = {
        "message": message,
        "state": words.state(message),
        "shape": words.SHAPES[message.state],
        "why": words.why(message),
    }
    return render(request, "comms/mail.html", context)
