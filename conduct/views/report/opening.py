"""The address in the mail: it says what it opens, and its one button opens it."""

import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import limits
from accounts.limits import Costly, TooOften
from common.quiet import forged, quietly
from conduct.enums import Shut
from conduct.selectors.reports import by_secret
from conduct.views.report import pressed, remember_own, show, sorry, token
from conduct.views.report.public import too_often

_HEX: Final = re.compile(r"[0-9a-fA-F]+")


@quietly
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Look, and change nothing; or, by its button, open the report.

    Any address below this one is answered here, since the secret may stand in it. A link that opens something does so
    however many that open nothing were tried from the same connection.
    """
    found = _HEX.search(secret)
    secret = found[0].lower() if found else ""
    report = by_secret(secret)
    if report is None:
        try:
            limits.spend(request, Costly.PRIVATE_LINK)
        except TooOften as refusal:
            return too_often(request, refusal)
        return sorry(request, Shut.UNKNOWN)
    if request.method != "POST":
        return show(request, "opening", report, {"csrf_token": token(secret)})
    if not pressed(request, secret):
        return forged(request)
    return remember_own(redirect("conduct:report-held", report.reference.lower()), report)
