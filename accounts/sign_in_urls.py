"""The sign-in library's addresses and names, some of them answered by views of ours."""

from collections.abc import Iterable, Iterator

from allauth import urls as library
from django.urls import URLPattern, URLResolver

from accounts import sign_in_views, views

OURS = {
    "account_confirm_email": sign_in_views.ConfirmAddress.as_view(),
    "account_email": sign_in_views.Addresses.as_view(),
    "mfa_activate_totp": sign_in_views.SetUpApp.as_view(),
    "mfa_add_webauthn": sign_in_views.AddPasskey.as_view(),
    "mfa_view_recovery_codes": sign_in_views.recovery_codes,
    "usersessions_list": views.open_sessions,
}


def _with_ours(entries: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield URLResolver(entry.pattern, list(_with_ours(entry.url_patterns)), entry.default_kwargs)
        else:
            view = OURS.get(entry.name or "", entry.callback)
            yield URLPattern(entry.pattern, view, entry.default_args, entry.name)


urlpatterns = list(_with_ours(library.urlpatterns))
