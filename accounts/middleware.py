"""Who asks where no cookie tells, what a session holds no longer, and the language of a request: the person's
own, else the browser's, else English.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from accounts import unsaved
from common.middleware import without_cookies


def nobody(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Where no cookie is looked at, nobody asks: a session that was opened to find out would vary the answer by it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if without_cookies(request):
            request.user = AnonymousUser()
        return get_response(request)

    return middleware


def typed_lasts_an_hour(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Forget what was typed before somebody was signed out, once its hour is over."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not without_cookies(request):
            unsaved.let_go(request)
        return get_response(request)

    return middleware


def language(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer in the person's language."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        wanted = getattr(request.user, "language", None) or translation.get_language_from_request(request)
        try:
            code = translation.get_supported_language_variant(wanted)
        except LookupError:
            code = settings.LANGUAGE_CODE
        with translation.override(code):
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware
