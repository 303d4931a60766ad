"""What we will write a member about each title, and when; and what was written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.sessions import person
from common.calendar import local_day
from cpe import notice_words, selectors
from cpe.views.ledger import nothing_asked
from members.selectors import member_of


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The dates ahead of every title, what each mail would say by today's facts, and what would stop it.

    16 queries in all, however many titles.
    """
    member, today = member_of(person(request)), local_day(timezone.now())
    found = selectors.letters_of(member.pk, today) if member else []
    if not found:
        return nothing_asked(request, member)
    shown = {"titles": notice_words.titles(found, selectors.policies(), selectors.dated_terms(), today), "today": today}
    return render(request, "cpe/letters.html", shown)
