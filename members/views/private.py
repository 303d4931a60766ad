"""An invoice for who pays it without an account: whoever has the link of the mail sees this document, nothing else.

These pages set no cookie and look the same whoever is signed in, are kept by nobody, found by no search engine, and
tell no other site where the reader came from.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members import selectors
from members.models import Invoice
from members.views.membership import pdf_of, shown_of

NOBODY: Final = {"navigation": (), "user": None, "messages": ()}
"""What the frame of a page shows without asking who is reading."""

QUIET: Final = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Referrer-Policy": "no-referrer"}

Page = Callable[Concatenate[HttpRequest, ...], HttpResponse]


def _quietly(page: Page) -> Page:
    @wraps(page)
    def answered(request: HttpRequest, link: str) -> HttpResponse:
        response = page(request, link)
        for name, value in QUIET.items():
            response.headers[name] = value
        return response

    return answered


@require_safe
@login_not_required
@_quietly
def private_invoice(request: HttpRequest, link: str) -> HttpResponse:
    """The document a link leads to, with how to pay it; still readable once it is paid or taken back."""
    shown = {**shown_of(_linked(link)), **NOBODY, "link": link}
    return render(request, "members/membership/private.html", shown)


@require_safe
@login_not_required
@_quietly
def private_invoice_pdf(request: HttpRequest, link: str) -> HttpResponse:
    """The same as PDF, as it was made."""
    return pdf_of(request, _linked(link), back="members:private-invoice", arg=link)


def _linked(link: str) -> Invoice:
    """The document of a link. Raises ``Http404`` for a link that leads nowhere.

    A link has 256 random bits and is looked up whole, in an index: how long that takes helps nobody to guess one.
    """
    found = selectors.document(link=link)
    if found is None:
        raise Http404
    return found
