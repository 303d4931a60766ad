"""What somebody typed into a page that could not take it: the session had ended, or a new one began in another tab.

A page that ``keeps`` it puts ``ui/typed_by.html`` into its form, beside the token against forgery: who typed, signed
for this very page. Without that sign nothing is kept, so that no other site can plant text; and nobody but that person,
on that page, ever sees it again. Texts only, at most 100 kB, three pages, in the session that lasts over signing in;
after an hour they are shown to nobody, and go with the next page asked for in that session, or with the session itself.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

FIELD: Final = "typed_by"
SIZE: Final = 100_000
"""Bytes of text that are kept for one page."""
SECONDS: Final = 3600
PAGES: Final = 3
_SESSION: Final = "unsaved"
_LEFT_OUT: Final = {FIELD, "csrfmiddlewaretoken"}

Page = Callable[..., HttpResponseBase]


def keeps(page: Page) -> Page:
    """A page for people who signed in, which loses nothing that was typed into it when they are signed out meanwhile.

    Anybody else is sent to sign in, and from there back to the page, which ``typed`` then fills.
    """

    @wraps(page)
    def kept(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if request.method == "POST":
                _tell(request, kept=_keep(request))
            return redirect_to_login(request.get_full_path())
        request.typed_by = _sign(request, request.user.pk)  # type: ignore[attr-defined]
        if request.method == "POST":
            _forget(request)
        return page(request, *args, **named)

    kept.keeps_unsaved = True  # type: ignore[attr-defined]
    return login_not_required(kept)


def typed(request: HttpRequest) -> QueryDict | None:
    """What the form of this page is to hold: what was sent, or what was kept for it; ``None`` when it is neither.

    Where it was kept, the page says so, and nothing of it is saved before it is sent again.
    """
    if request.method == "POST":
        return request.POST
    found = _pages(request).get(request.path)
    if found is None or found["by"] != request.user.pk:
        return None
    messages.warning(
        request,
        _("This is what you typed before you were signed out. It is not saved yet: look it through, then save it."),
    )
    said = QueryDict(mutable=True)
    for name, values in found["said"].items():
        said.setlist(name, values)
    return said


def rescued(request: HttpRequest) -> HttpResponse | None:
    """The way back to a page whose form came with the token of an earlier session, once what was typed is kept.

    ``None`` where nothing could be kept. Called where such a form was refused.
    """
    keeping = getattr(request.resolver_match and request.resolver_match.func, "keeps_unsaved", False)
    if not keeping or _from_elsewhere(request) or not _keep(request):
        return None
    return redirect(request.get_full_path())


def let_go(request: HttpRequest) -> None:
    """Forget what was kept for more than its hour (no query but the session's own)."""
    held = request.session.get(_SESSION, {})
    if len(kept := _pages(request)) < len(held):
        request.session[_SESSION] = kept


def _keep(request: HttpRequest) -> bool:
    """Keep the texts for the person who typed them; whether they could be."""
    by = _typed_by(request)
    said = {name: values for name, values in request.POST.lists() if name not in _LEFT_OUT}
    size = sum(len(text.encode()) for name, values in said.items() for text in (name, *values))
    if by is None or size > SIZE or request.user.pk not in {None, by}:
        return False
    pages = {**_pages(request), request.path: {"by": by, "at": time.time(), "said": said}}
    request.session[_SESSION] = dict(sorted(pages.items(), key=lambda page: page[1]["at"])[-PAGES:])
    return True


def _tell(request: HttpRequest, *, kept: bool) -> None:
    """Say what becomes of what was sent; a file is never kept."""
    if not kept:
        messages.warning(request, _("You were signed out. Please send it again after signing in."))
        return
    told = _("You were signed out meanwhile. Sign in within an hour, and what you typed stands in its form again.")
    messages.info(request, f"{told} {_('Please choose the file again.')}" if request.FILES else told)


def _forget(request: HttpRequest) -> None:
    if _SESSION in request.session:
        request.session[_SESSION] = {path: page for path, page in _pages(request).items() if path != request.path}


def _pages(request: HttpRequest) -> dict[str, Any]:
    """What is kept, by path, as far as its hour is not over."""
    over = time.time() - SECONDS
    return {path: page for path, page in request.session.get(_SESSION, {}).items() if page["at"] > over}


def _sign(request: HttpRequest, key: int) -> str:
    return Signer(salt=f"{__name__}:{request.path}").sign(str(key))


def _typed_by(request: HttpRequest) -> int | None:
    try:
        return int(Signer(salt=f"{__name__}:{request.path}").unsign(request.POST.get(FIELD, "")))
    except BadSignature:
        return None


def _from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page sent this."""
    return request.headers.get("Origin", "") not in {"", f"{request.scheme}://{request.get_host()}"}
