"""The pages that speak of the whole portal: home, privacy, accessibility, security.txt."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common import personal_data
from seco_portal import selectors


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The front page for visitors, the member's home for people who signed in."""
    if not request.user.is_authenticated:
        return render(request, "seco_portal/welcome.html")
    return render(request, "seco_portal/home.html", {"home": selectors.home(request.user, at=timezone.now())})


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
