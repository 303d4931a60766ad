"""Around every request: its id and log line, the headers of every response, pages for refused requests."""

import logging
import re
import time
from collections.abc import Callable
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from whitenoise.middleware import WhiteNoiseFileResponse

from common.logs import REQUEST

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponseBase]

PLAIN_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
LENGTH: Final = re.compile(r"[0-9]{1,15}")

CONTENT_SECURITY_POLICY: Final = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "frame-src": "'self'",
    "img-src": "'self' data:",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
}

NOBODY_NEEDS: Final = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "compute-pressure", "cross-origin-isolated",
    "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid",
    "identity-credentials-get", "idle-detection", "interest-cohort", "keyboard-map", "local-fonts",
    "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture",
    "screen-wake-lock", "serial", "storage-access", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip
PASSKEYS: Final = ("publickey-credentials-create", "publickey-credentials-get")

HEADERS: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
}

PERMISSIONS: Final = ", ".join(
    [*(f"{feature}=()" for feature in NOBODY_NEEDS), *(f"{feature}=(self)" for feature in PASSKEYS)]
)
"""What a document may ask of the browser; it says nothing to a style sheet, font or picture, and is as long as one."""

ABOUT_ONE_PERSON: Final = (
    "/account/", "/agreements/", "/applications/", "/calendar/", "/certificates/", "/conduct/", "/cpe/claims/",
    "/cpe/drafts/", "/cpe/report/", "/files/", "/invoices/",
    "/membership/", "/office/", "/profile/", "/reference/", "/suitability/", "/titles/claim", "/verify/",
)  # fmt: skip
"""Below these addresses every page is about one person, signed in or not."""

WITHOUT_COOKIES: Final = re.compile(
    r"/(?:badges|invoices|verify|\.well-known)/|/(?:badges|verify|healthz|readyz)$|/calendar/."
)
"""At these addresses a page looks at no cookie, so it is the same for everybody and reads nobody's session.

The calendar's own page is its owner's; what is below it is the file that a program asks for.
"""

FOR_OTHER_SITES: Final = ("/badges/", "/.well-known/jwks.json")
"""What is below these addresses may be read by the pages of any site, and so may a refusal or an outage of it."""
OPEN: Final = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

UNTOLD: Final = frozenset({"conduct"})
"""Parts of the portal of which a log tells neither page nor person: that somebody opened one says whom a case is about,
or who judges it, or who reports."""

SANDBOXED: Final = "sandbox"
"""What an answer says as its content policy when nothing in it may do anything, such as a file somebody sent.

Only such an answer may stand in a frame, and only in one of ours. What stands behind it (``sandbox; img-src data:``) is
all that the answer may load.
"""
CLOSED: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

PERSONAL_COOKIES: Final = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)


def request_context(get_response: Answer) -> Answer:
    """Give each request an id, and write one line about it when it is answered."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        name = given if PLAIN_ID.fullmatch(given) else uuid4().hex
        token = REQUEST.set(name)
        start = time.monotonic()
        try:
            response = get_response(request)
            response.headers["X-Request-Id"] = name
            logger.info("request", extra=_facts(request, response, time.monotonic() - start))
        finally:
            REQUEST.reset(token)
        return response

    return middleware


def without_cookies(request: HttpRequest) -> bool:
    """Whether a request is answered without looking at a cookie."""
    return WITHOUT_COOKIES.match(request.path) is not None


def cookies_left_alone(get_response: Answer) -> Answer:
    """Answer as if the browser had sent no cookie, where nobody's session matters."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if without_cookies(request):
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware


def headers(get_response: Answer) -> Answer:
    """Put the headers on every response, whatever its status and whoever made it."""
    policy = [f"{directive} {sources}" for directive, sources in CONTENT_SECURITY_POLICY.items()]
    always = {
        **HEADERS,
        "Content-Security-Policy": "; ".join([*policy, *(["upgrade-insecure-requests"] if settings.SECURE else [])]),
    }
    framed = f"{always['Content-Security-Policy']}; {SANDBOXED}".replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    hsts = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        own, _and, loads = response.headers.get("Content-Security-Policy", "").partition("; ")
        for name, value in (always | (OPEN if request.path.startswith(FOR_OTHER_SITES) else {})).items():
            response.headers[name] = value
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if own == SANDBOXED:
            response.headers["Content-Security-Policy"] = f"{CLOSED}; {loads}; {SANDBOXED}" if loads else framed
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers["Strict-Transport-Security"] = hsts
        if not isinstance(response, WhiteNoiseFileResponse):
            response.headers["Permissions-Policy"] = PERMISSIONS
            _say_who_may_keep(request, response)
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.content = b""  # its length stays in the headers; the body is not the server's to drop
        return response

    return middleware


def error_pages(get_response: Answer) -> Answer:
    """Refuse bodies that are too large before reading them, and give 405 a page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        length = str(request.META.get("CONTENT_LENGTH") or 0)
        if not LENGTH.fullmatch(length):
            return page(400)
        if int(length) > settings.MAX_REQUEST_BYTES:
            return page(413)
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            shown = page(405)
            shown.headers["Allow"] = response.headers["Allow"]
            return shown
        return response

    return middleware


def page(status: int) -> HttpResponse:
    """An error page that needs nobody's session."""
    return HttpResponse(render_to_string(f"errors/{status}.html", {"institute": settings.INSTITUTE}), status=status)


def _say_who_may_keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Pages about a person are kept by nobody; all others are asked for again unless they say otherwise."""
    personal = any(name in request.COOKIES or name in response.cookies for name in PERSONAL_COOKIES)
    if personal or request.path.startswith(ABOUT_ONE_PERSON):
        if "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store"
    else:
        response.headers.setdefault("Cache-Control", "no-cache")


def _facts(request: HttpRequest, response: HttpResponseBase, seconds: float) -> dict[str, object]:
    """What the log tells about a request: the name of its route, never the path; the person by number.

    Of the parts in ``UNTOLD`` it names the part alone, and nobody.
    """
    match = request.resolver_match
    untold = match.app_name if match and match.app_name in UNTOLD else ""
    # Asking request.user here would read the session of a request that did not need one.
    user = getattr(request, "_cached_user", None)
    facts: dict[str, object] = {
        "method": request.method,
        "route": untold or (match.view_name if match else ""),
        "status": response.status_code,
        "ms": round(seconds * 1000),
    }
    if user is not None and user.pk and not untold:
        facts["user"] = user.pk
    return facts
