"""The pages that speak of the whole portal: home, privacy, accessibility, security.txt; and the way out of files."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts import limits, sessions
from common import personal_data
from common.files import apart, keeping
from common.files.kinds import DOCUMENTS, MIME, FileKind
from common.files.refusals import FileRefused
from common.files.shelves import SHELVES
from common.files.states import FileState
from common.middleware import SANDBOXED
from common.models import Upload
from seco_portal import selectors

ASKED: Final = "asked_to_agree"
"""Whether this session was led to what is to be agreed to."""
NOT_DRAWN: Final[Mapping[str, Promise]] = {
    "busy": _("We are looking through many documents just now. Load this page again in a minute, or use “Look at”."),
    "one-by-one": _(
        "We are still drawing another document for you. Load this page again in a minute, or use “Look at”."
    ),
}
"""Why a document is not shown, where that passes by itself."""


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The front page for visitors, the member's home for people who signed in.

    A member with something to agree to is led there first, once in a session; whoever says "not now" comes here.
    """
    if not request.user.is_authenticated:
        return render(request, "seco_portal/welcome.html")
    person, at = sessions.person(request), timezone.now()
    if person.reads_no_more(timezone.localdate(at)):
        return render(request, "seco_portal/reading_ended.html", selectors.kept_after(person))
    shown = selectors.home(person, at=at)
    if not request.session.get(ASKED):
        request.session[ASKED] = True
        if shown.own and shown.own.to_agree and not person.is_revoked:
            return redirect("members:agreements")
    return render(request, "seco_portal/home.html", {"home": shown})


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """What we keep about people, why, and for how long."""
    shown = {
        "tables": personal_data.overview(),
        "rules": list(dict.fromkeys(str(rule.what) for rule in personal_data.rules())),
        "hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "seco_portal/privacy.html", shown)


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the portal can be used, and whom to tell where it cannot."""
    return render(request, "seco_portal/accessibility.html")


@require_safe
@login_not_required
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116)."""
    expires = timezone.now() + timedelta(days=180)
    lines = [
        f"Contact: mailto:{settings.INSTITUTE['security_email']}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en, nl",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def file(request: HttpRequest, reference: str) -> HttpResponseBase:
    """A file somebody sent, as an attachment.

    With ``?inline`` a browser shows a PDF or a picture itself, where nothing in it may do anything.
    """
    opened = _opened(request, reference, FileKind)
    if isinstance(opened, HttpResponse):
        return opened
    upload, content = opened
    answer = FileResponse(
        content,
        as_attachment="inline" not in request.GET or upload.kind not in DOCUMENTS,
        filename=upload.name,
        content_type=MIME[upload.kind],
        headers={"Cache-Control": "private, no-store", "Content-Security-Policy": SANDBOXED},
    )
    if request.method == "HEAD":
        answer.streaming_content = []
    return answer


@require_safe
def file_pages(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The pages of a PDF somebody sent, or a picture, in a page that loads nothing, for a frame that allows nothing.

    They are drawn anew for each look, so many an hour and one at a time for one person, and kept nowhere.
    """
    opened = _opened(request, reference, DOCUMENTS)
    if isinstance(opened, HttpResponse):
        return opened
    upload, content = opened
    shown: dict[str, object] = {"name": upload.name, "picture": upload.kind != FileKind.PDF}
    with content:
        if request.method == "GET":
            try:
                limits.spend(request, limits.Costly.DRAWING)
                shown["drawn"] = apart.draw(content.read(), upload.kind, person=sessions.person(request).pk)
            except limits.TooOften as refusal:
                shown["told"] = refusal
            except FileRefused as refusal:
                shown["told"] = NOT_DRAWN.get(refusal.code, "")
    loads = f"{SANDBOXED}; img-src data:; style-src {_digest('seco_portal/file_pages.css')}"
    return HttpResponse(
        render_to_string("seco_portal/file_pages.html", shown),
        headers={"Cache-Control": "private, no-store", "Content-Security-Policy": loads},
    )


def _opened(
    request: HttpRequest, reference: str, kinds: Iterable[FileKind]
) -> "tuple[Upload, File[bytes]] | HttpResponse":
    """A kept file and its content, for its sender, for whom it was written, and for colleagues whom its shelf names.

    Colleagues come with a second factor, or are sent to prove it; every look of theirs leaves a line. Whose membership
    was revoked is led home, as from the pages these files stand on, once the last day to read has passed. Anybody
    else is told of no file: raises ``Http404``.
    """
    by = sessions.person(request)
    upload = Upload.objects.filter(reference=reference.upper(), state=FileState.KEPT, kind__in=kinds).first()
    if upload is None:
        raise Http404
    shelf = SHELVES[upload.shelf]
    own = upload.owner_id == by.pk and shelf.owner_opens
    for_them = shelf.written_to is not None and shelf.written_to(by, upload)
    if (own or for_them) and shelf.of_membership and by.reads_no_more(timezone.localdate()):
        return redirect("home")
    if not own:
        if not shelf.may_open(by, upload):
            raise Http404
        if not (for_them or sessions.second_factor_proved(request)):
            return sessions.ask_second_factor(request, request.get_full_path())
        if request.method == "GET":
            if shelf.looked:
                shelf.looked(upload, by, timezone.now())
            else:
                keeping.note_look(upload, by=by, at=timezone.now())
    try:
        return upload, default_storage.open(upload.stored_as)
    except FileNotFoundError:
        raise Http404 from None


@cache
def _digest(style: str) -> str:
    """What lets a page hold this style, and no other."""
    digest = sha256(render_to_string(style).encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
