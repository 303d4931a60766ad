"""Badges: what programs ask for to check one, open to everybody, and the files its holder passes on.

The open addresses look at no cookie, ask nobody who they are, and may be asked by pages of other sites. What may be
kept is kept so shortly that an ending shows everywhere within a minute; what names a holder is not kept at all. Numbers
that nobody has are counted together with those that were tried on the page of verification.
"""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import limits, sessions
from accounts.limits import Costly
from common import references, signing
from members.documents import badges as documents
from members.documents.badge_picture import badge_picture, title_picture
from members.models import Certificate, Title
from members.selectors import badges as selectors
from members.services import badges as services

SECONDS: Final = 30
"""How long whoever asks may keep an answer."""
KEPT: Final = {"Cache-Control": f"public, max-age={SECONDS}"}
UNLISTED: Final = {"X-Robots-Tag": "noindex"}
NOT_KEPT: Final = {"Cache-Control": "no-store"}
AN_HOUR: Final = "3600"
KEY, KEYS, LIST, TOKEN = "application/jwk+json", "application/jwk-set+json", "application/vc+jwt", "text/plain"
_LIST: Final = re.compile(r"[1-9][0-9]{0,30}")
_CODE: Final = re.compile(r"[A-Za-z0-9-]{1,50}")

BELOW: Final = "/badges/"

Page = Callable[Concatenate[HttpRequest, ...], HttpResponse]


def _open(page: Page) -> Page:
    """For everybody; an outage of our keys is told as such. That any site's pages may read it all, refusals included,
    is for ``common.middleware`` to say."""

    @require_safe
    @login_not_required
    @wraps(page)
    def answered(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        try:
            response = page(request, *args, **parts)
        except Http404:
            response = nothing()
        except signing.CannotSign as sentence:
            response = HttpResponse(str(sentence), status=503, content_type=TOKEN, headers=NOT_KEPT)
        except limits.TooOften as sentence:
            headers = {**NOT_KEPT, "Retry-After": AN_HOUR}
            response = HttpResponse(str(sentence), status=429, content_type=TOKEN, headers=headers)
        for name, value in {**KEPT, **UNLISTED}.items():
            response.headers.setdefault(name, value)
        return response

    return answered


def nothing() -> HttpResponse:
    """What every address below ``BELOW`` answers that leads nowhere, whether it looks like one of ours or not."""
    headers = {**NOT_KEPT, **UNLISTED}
    return HttpResponse(_("Nothing is at this address."), status=404, content_type=TOKEN, headers=headers)


def _json(document: Mapping[str, Any], kind: str = "application/json", **more: Any) -> HttpResponse:
    dumped = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(document, content_type=kind, json_dumps_params=dumped, **more)


@_open
def issuer(request: HttpRequest) -> HttpResponse:
    """Who issues badges: the institute's profile."""
    return _json(documents.linked(documents.issuer()))


@_open
def keys(request: HttpRequest) -> HttpResponse:
    """Our public keys: the one that signs first, then those from before and to come; each by both of its names.

    Badges and status lists name a key by its address, receipts by its thumbprint; who looks for one finds it here.
    """
    own = signing.public_keys()
    named = [{**one, "kid": kid} for one in own for kid in (documents.key_address(one["kid"]), one["kid"])]
    return _json({"keys": named}, KEYS)


@_open
def key(request: HttpRequest, key: str) -> HttpResponse:
    """One of our public keys by its thumbprint, as badges name it."""
    found = next((one for one in signing.public_keys() if one["kid"] == key), None)
    if found is None:
        raise Http404
    return _json(found, KEY)


@_open
def status(request: HttpRequest, which: str) -> HttpResponse:
    """A status list, signed: which badges are revoked."""
    number = int(which) if _LIST.fullmatch(which) else 0
    signed = services.status_list(number, at=timezone.now())
    if signed is None:
        raise Http404
    return HttpResponse(signed, content_type=LIST)


@_open
def achievement(request: HttpRequest, code: str) -> HttpResponse:
    """What a badge is for: a title of the catalogue. A code in other letters leads on."""
    title = _title(code)
    if code != title.code:
        return redirect("members:badge-achievement", title.code)
    return _json(documents.linked(documents.achievement(title)))


@_open
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of a title as such."""
    title = _title(code)
    if code != title.code:
        return redirect("members:badge-picture", title.code)
    return HttpResponse(title_picture(title.code, title.name), content_type="image/png")


@_open
def badge(request: HttpRequest, number: str) -> HttpResponse:
    """What a badge says, to read; gone with the reason where it is replaced or its title over, without a name then."""
    shown = _shown(request, number)
    return _json(documents.badge(shown.certificate), headers=NOT_KEPT) if shown.good else _gone(shown)


@_open
def badge_token(request: HttpRequest, number: str) -> HttpResponse:
    """A badge as it was signed; gone as its other form is."""
    shown = _shown(request, number)
    if not shown.good:
        return _gone(shown)
    return HttpResponse(shown.certificate.badge.signed, content_type=TOKEN, headers=NOT_KEPT)


@require_safe
def png(request: HttpRequest, number: str) -> HttpResponse:
    """The holder's picture with the badge inside."""
    certificate = _own(request, number)
    title = certificate.credential.title
    content = badge_picture(
        code=title.code,
        name=title.name,
        since=certificate.valid_from,
        until=certificate.valid_until,
        on=timezone.localdate(),
        signed=certificate.badge.signed,
    )
    return _file(HttpResponse(content, content_type="image/png"), certificate.number, "png")


@require_safe
def json(request: HttpRequest, number: str) -> HttpResponse:
    """The holder's badge as JSON that still proves itself."""
    certificate = _own(request, number)
    return _file(_json(documents.enveloped(certificate.badge.signed)), certificate.number, "json")


@require_safe
def token(request: HttpRequest, number: str) -> HttpResponse:
    """The holder's badge as it was signed."""
    certificate = _own(request, number)
    return _file(HttpResponse(certificate.badge.signed, content_type=TOKEN), certificate.number, "jwt")


def _file(response: HttpResponse, number: str, ending: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="badge-{number}.{ending}"'
    return response


def _title(code: str) -> Title:
    found = selectors.title_by_code(code) if _CODE.fullmatch(code) else None
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, number: str) -> selectors.ShownBadge:
    """The badge of a number. Raises ``TooOften``, and ``Http404`` for one that was never given, is forgotten, or is not
    signed yet.

    A number with a mistyped character is no guess: arithmetic alone finds it out.
    """
    if not references.is_whole(number):
        raise Http404
    limits.look(request, Costly.GUESSED_NUMBER)
    shown = selectors.badge_by_number(number, timezone.localdate())
    if shown is None:
        limits.spend(request, Costly.GUESSED_NUMBER)
        limits.spend(request, Costly.UNKNOWN_NUMBER)
    if shown is None or not (shown.certificate.badge.signed_at or shown.replaced or shown.standing.value.over):
        raise Http404
    return shown


def _gone(shown: selectors.ShownBadge) -> HttpResponse:
    gone = documents.gone(shown.certificate, shown.standing, shown.current)
    return _json(gone, status=410, headers=NOT_KEPT)


def _own(request: HttpRequest, number: str) -> Certificate:
    """A certificate of whoever asks, with a badge that may be shown. Raises ``Http404`` for any other."""
    shown = selectors.badge_by_number(number, timezone.localdate())
    if shown is None or not shown.good:
        raise Http404
    if shown.certificate.credential.member.user_id != sessions.person(request).pk:
        raise Http404
    return shown.certificate
