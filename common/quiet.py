"""Pages for people without an account whom a private link or a cookie of one form lets in.

They say nothing to anybody else: no other site is told where a reader came from, no search engine keeps them. A browser
that tells nobody where it comes from says so of our own forms, too: the portal's check against forged requests would
refuse them, so each carries a token bound to what its reader alone has, and the browser must not say that another site
sent them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

QUIET: Final = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Referrer-Policy": "no-referrer"}
NOBODY: Final = {"navigation": (), "user": None, "messages": ()}
"""What the frame of a page shows without asking who is reading."""
_TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105  the name of a box
_OURS: Final = {"", "same-origin", "none"}


def quietly(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for everybody, which says nothing to anybody else; its forms are checked by ``pressed``."""

    @wraps(page)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        response = page(request, *args, **named)
        for name, value in QUIET.items():
            response.headers[name] = value
        return response

    return require_http_methods(["GET", "HEAD", "POST"])(login_not_required(csrf_exempt(answered)))


def token(salt: str, bound: str) -> str:
    """What a form carries to show that it is ours; ``bound`` is what only its reader has."""
    return salted_hmac(salt, bound).hexdigest()


def pressed(request: HttpRequest, salt: str, bound: str) -> bool:
    """Whether a form was sent from our own page, with its token."""
    if getattr(request, "_dont_enforce_csrf_checks", False):
        return True
    ours = f"{request.scheme}://{request.get_host()}"
    from_us = request.headers.get("Sec-Fetch-Site", "") in _OURS
    from_us = from_us and request.headers.get("Origin", "") in {"", "null", ours, settings.BASE_URL}
    return from_us and constant_time_compare(request.POST.get(_TOKEN, ""), token(salt, bound))


def forged(request: HttpRequest) -> HttpResponse:
    """The page for a form that did not come from us, or was open for very long."""
    return render(request, "errors/csrf.html", {**NOBODY}, status=403)
