"""The address in the mail: it shows who asks for what, and its one button opens the form."""

import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from accounts.limits import Costly, TooOften
from applications.enums import Stand
from applications.selectors import private
from applications.services import answering
from applications.views import referee
from common import quiet

_HEX: Final = re.compile(r"[0-9a-fA-F]+")


@quiet.quietly
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Look, and change nothing; or, by its button, open the form, or what is held where the form is closed.

    Any address below this one is answered here, since the secret may stand in it. A link that opens something does so
    however many that open nothing were tried from the same connection.
    """
    secret = _secret(secret)
    link = private.by_secret(secret)
    if link is None:
        return _unknown(request)
    at = timezone.now()
    stand = referee.standing(request, link, at)
    if stand in {Stand.REVOKED, Stand.OWN}:
        return referee.sorry(request, stand)
    if request.method != "POST":
        if stand is not Stand.OPEN:
            return referee.sorry(request, stand, link, secret=secret)
        return referee.show(
            request, "opening", link, {"csrf_token": referee.token(secret), "draft": private.has_draft(link)}
        )
    if not referee.pressed(request, secret):
        return quiet.forged(request)
    page = "applications:reference-data"
    if stand is Stand.OPEN:
        answering.open_form(link, at=at)
        page = "applications:reference-form"
    return referee.remember(redirect(page, link.reference.handle.lower()), link)


def _secret(written: str) -> str:
    """The secret as it stands in an address, without what mail programs put before and behind it."""
    found = _HEX.search(written)
    return found[0].lower() if found else ""


def _unknown(request: HttpRequest) -> HttpResponse:
    """The page for a link that opens nothing, or for the one that is too many of them."""
    try:
        limits.spend(request, Costly.PRIVATE_LINK)
    except TooOften as refusal:
        shown = {"heading": _("Please try again in an hour"), "told": str(refusal), **quiet.NOBODY}
        return render(request, "applications/referee/too_often.html", shown, status=429)
    return referee.sorry(request, Stand.UNKNOWN)
