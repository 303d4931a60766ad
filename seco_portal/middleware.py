"""After the last day on which what is theirs is shown to somebody whose membership was revoked: one page in its place.

What stays open is what anybody may do: the account, a copy of all data, name and address, invoices that are still to be
paid, documents, and asking for a title anew. Files are asked for by their shelf instead: ``_opened`` in
``seco_portal/views.py``.
"""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

CLOSED: Final = frozenset(
    f"members:{name}"
    for name in (
        "account", "calendar", "cancel", "certificate-badge", "certificate-badge-json", "certificate-badge-token",
        "certificate-pdf", "certificates", "list-me", "membership", "take-back", "unlist-me",
    )
)  # fmt: skip
"""Pages of the register that show a member what is theirs."""


def closes(view_name: str) -> bool:
    """Whether a page shows what is somebody's, and nothing that anybody may do."""
    part, _colon, name = view_name.partition(":")
    return (
        view_name in CLOSED or (part == "cpe" and name != "policy") or (part == "conduct" and name.startswith("own-"))
    )


def reading_ends(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Lead such a person from these pages to the one that says what is kept (no query beside the session's)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_view(request: HttpRequest, _view: Any, _args: Any, _named: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not closes(match.view_name) or not request.user.is_authenticated:
            return None
        return redirect("home") if request.user.reads_no_more(timezone.localdate()) else None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
