"""Pages for people who were asked for a reference. They have no account: a private link opens one form for them.

The address in the mail carries the secret and changes nothing, whoever asks for it. Its button exchanges the secret for
a signed cookie of this one form, so that no other page carries the secret; every request looks the link up again. These
pages read no other cookie than that, but to see that the applicant is not reading, and set no other. They are kept by
nobody, found by no search engine, and tell no other site where the reader came from. A browser that tells nobody where
it comes from says so of our own forms, too: the portal's check against forged requests would refuse them, so they carry
a token of their link, and the browser must not say that another site sent them.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from applications import referee_words as words
from applications.enums import Stand
from applications.forms.referee import typed_of
from applications.models import ReferenceLink
from applications.selectors import private
from applications.services import answering
from applications.services.answering import NotOpen
from common import quiet
from common.calendar import local_day
from common.quiet import NOBODY, forged, quietly

COOKIE: Final = "__Secure-seco_reference" if settings.SECURE else "seco_reference"
OPEN_FOR: Final = 2 * 3600
"""Seconds for which the form stays open after it was last used."""
SAVED_FOR: Final = 24 * 3600
"""Seconds for which what is sent from a form that closed is still saved, and nothing of it shown."""
CONFLICT: Final = 409
_SALT: Final = "applications.reference"

Page = Callable[Concatenate[HttpRequest, ReferenceLink, ...], HttpResponse]


def of_link(*, form: bool) -> Callable[[Page], Callable[..., HttpResponse]]:
    """A page below the address of a form, for whoever opened it: it is given their link.

    A page of the ``form`` opens while the answer is awaited; the others while the link is not revoked.
    """

    def dressed(page: Page) -> Callable[..., HttpResponse]:
        @quietly
        @wraps(page)
        def answered(request: HttpRequest, handle: str, **named: Any) -> HttpResponse:
            at = timezone.now()
            link, late = _remembered(request)
            if link is None:
                return sorry(request, Stand.EARLY)
            if link.reference.handle != handle.upper():
                return sorry(request, Stand.FOREIGN)
            if request.method == "POST" and not pressed(request, _bound(link)):
                return forged(request)
            if late:
                return _late(request, link, at)
            stand = standing(request, link, at)
            closed = stand is not Stand.OPEN if form else stand in {Stand.REVOKED, Stand.OWN}
            if closed:
                return sorry(request, stand, link, again=request.method == "POST")
            try:
                response = page(request, link, **named)
            except NotOpen as refused:
                return sorry(request, refused.stand, private.by_key(link.pk), again=request.method == "POST")
            return response if COOKIE in response.cookies else remember(response, link)

        return answered

    return dressed


def standing(request: HttpRequest, link: ReferenceLink, at: datetime) -> Stand:
    """How a link stands for whoever asks (1 query, and one where somebody is signed in)."""
    stand = private.stand_of(link, local_day(at))
    return Stand.OWN if stand is not Stand.REVOKED and private.is_own(link, request.user) else stand


def show(
    request: HttpRequest, name: str, link: ReferenceLink, shown: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the form, with the token of its link."""
    person = link.reference
    told = {
        "person": person,
        "application": person.application,
        "handle": person.handle.lower(),
        "csrf_token": token(_bound(link)),
        **NOBODY,
        **shown,
    }
    return render(request, f"applications/referee/{name}.html", told, status=status)


def sorry(
    request: HttpRequest,
    stand: Stand,
    link: ReferenceLink | None = None,
    *,
    again: bool = False,
    secret: str = "",
    kept: bool = False,
) -> HttpResponse:
    """A page that tells why the form does not open. ``again``: something was sent and not taken.

    Of a link that opens nothing, or is not this person's to open, it tells nothing.
    """
    told = words.SORRY[stand]
    known = link if stand in {*_ABOUT, Stand.CLOSED, Stand.ENDED} else None
    facts = {**_facts(known), **{key: settings.INSTITUTE[f"help_{key}"] for key in ("email", "phone")}}
    facts["privacy"] = settings.INSTITUTE["privacy_email"]
    shown = {
        "sorry": told,
        "told": words.said(told.told, facts),
        "then": words.said(told.then, facts),
        "stand": stand.value,
        "again": again and stand in _ABOUT,
        "kept": kept,
        "person": known and known.reference,
        "handle": known.reference.handle.lower() if known else "",
        "secret": secret,
        "csrf_token": token(secret) if secret else "",
        **NOBODY,
    }
    status = CONFLICT if again and told.status < 400 else told.status
    return render(request, "applications/referee/sorry.html", shown, status=status)


def remember(response: HttpResponse, link: ReferenceLink) -> HttpResponse:
    """Let whoever is answered go on with this one form for a while."""
    response.set_cookie(
        COOKIE,
        signing.dumps(link.pk, salt=_SALT),
        max_age=SAVED_FOR,
        path=_path(link),
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def leave(response: HttpResponse, link: ReferenceLink) -> HttpResponse:
    """Close the form of a link that opens nothing any more."""
    response.delete_cookie(COOKIE, path=_path(link), samesite="Lax")
    return response


def token(bound: str) -> str:
    """What a form carries to show that it is ours; ``bound`` is what only its reader has."""
    return quiet.token(_SALT, bound)


def pressed(request: HttpRequest, bound: str) -> bool:
    """Whether a form was sent from our own page, with its token."""
    return quiet.pressed(request, _SALT, bound)


_ABOUT: Final = (Stand.ANSWERED, Stand.DECLINED, Stand.WITHDREW)
"""Of these a page tells what somebody did themselves."""


def _path(link: ReferenceLink) -> str:
    return reverse("applications:reference-form", args=[link.reference.handle.lower()])


def _bound(link: ReferenceLink) -> str:
    return f"link {link.pk}"


def _remembered(request: HttpRequest) -> tuple[ReferenceLink | None, bool]:
    """The link of the cookie, looked up anew, and whether it was last used too long ago (1 query)."""
    value = request.COOKIES.get(COOKIE, "")
    for seconds, late in ((OPEN_FOR, False), (SAVED_FOR, True)):
        with suppress(signing.BadSignature):
            key = signing.loads(value, salt=_SALT, max_age=seconds)
            return private.by_key(key), late
    return None, False


def _late(request: HttpRequest, link: ReferenceLink, at: datetime) -> HttpResponse:
    """Save what was typed into a form that closed meanwhile; it is shown to who opens the link again."""
    typed, kept = typed_of(request.POST.dict()), False
    if request.method == "POST" and typed:
        with suppress(NotOpen):
            answering.save_page(link.reference, typed, request.POST.get("seen", ""), at=at, link=link, join=True)
            kept = True
    return sorry(request, Stand.LATE, kept=kept)


def _facts(link: ReferenceLink | None) -> dict[str, str]:
    if link is None:
        return {}
    person = link.reference
    return {
        "applicant": person.application.name,
        "title": str(person.application.title),
        "ended": date_format(timezone.localtime(person.ended_at), "j F Y") if person.ended_at else "",
        "until": date_format(person.ends_on, "j F Y") if person.ends_on else "",
    }
