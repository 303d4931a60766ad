"""The sign-in library's pages, where they leave a person without an answer."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.views import ConfirmEmailView, EmailView
from allauth.core.internal.ratelimit import parse_rates
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import view_recovery_codes
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts import selectors, sessions


class Addresses(EmailView):
    """A person's addresses. Where a link went out a moment ago and no second one follows, it says so."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Add an address."""
        waits = self._waits(form.cleaned_data["email"])
        response: HttpResponse = super().form_valid(form)
        if waits:
            self._say_wait()
        return response

    def _action_send(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        address = self._get_email_address(request)
        if address and self._waits(address.email):
            self._say_wait()
            return None
        sent: HttpResponse | None = super()._action_send(request, *args, **kwargs)
        return sent

    def _waits(self, email: str) -> bool:
        return not consume_email_verification_rate_limit(self.request, email, dry_run=True)

    def _say_wait(self) -> None:
        seconds = max(rate.duration for rate in parse_rates(app_settings.RATE_LIMITS["confirm_email"]))
        context = {"minutes": round(seconds / 60)}
        get_adapter().add_message(self.request, messages.INFO, "account/messages/email_sent_before.txt", context)


class ConfirmAddress(ConfirmEmailView):
    """Confirm an address. A link that did its work says so, also when its button is pressed twice."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm, or show why there is nothing to confirm."""
        try:
            response: HttpResponse = super().post(*args, **kwargs)
        except Http404:
            response = self.get(*args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows: the address to confirm, or whether it is confirmed already."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        done = not self.object and selectors.is_confirmed_by(self.kwargs["key"])
        return {**context, "confirmed_already": done}


class SetUpApp(ActivateTOTPView):
    """Set up an authenticator app. Its first code, typed here, proves the second factor in this session."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Keep the app, and what its code proved."""
        response: HttpResponse = super().form_valid(form)
        person = sessions.person(self.request)
        app = Authenticator.objects.select_related("user").get(user=person, type=Authenticator.Type.TOTP)
        post_authentication(self.request, app)
        return response


class AddPasskey(AddWebAuthnView):
    """Add a passkey. Whoever signed in a moment ago is not asked for it before they saw their recovery codes."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Add it."""
        response: HttpResponse = super().form_valid(form)
        sessions.keep_proof_since(self.request, time.time() - app_settings.REAUTHENTICATION_TIMEOUT)
        return response


@require_safe
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """The recovery codes; a person who has none is led to where they are made."""
    held = set(Authenticator.objects.filter(user=sessions.person(request)).values_list("type", flat=True))
    if Authenticator.Type.RECOVERY_CODES in held:
        codes: HttpResponseBase = view_recovery_codes(request)
        return codes
    return redirect("mfa_generate_recovery_codes" if held else "mfa_index")
