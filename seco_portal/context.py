"""What every page may use: the institute, the mode, the way around."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The masthead's links for this person, the current one marked (one query for somebody signed in)."""
    user = request.user
    links = [("members:titles", _("Titles"))]
    if user.is_authenticated:
        # A colleague's menu keeps its one line: one who is a member reaches the membership from the home.
        own = ("accounts:work", _("Your work")) if user.roles else ("members:membership", _("Membership"))
        rest = [("members:profile", _("Profile")), ("accounts:sign-in", _("Account"))]
        links = [("home", _("Home")), *links, *([*rest, own] if user.roles else [own, *rest])]
    else:
        links += [("account_login", _("Sign in")), ("account_signup", _("Create an account"))]
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [{"label": label, "url": reverse(name), "current": name == here} for name, label in links]


def portal(request: HttpRequest) -> dict[str, Any]:
    """The institute's contact lines, whether this is a demonstration, and the navigation (made when asked for)."""
    return {
        "institute": settings.INSTITUTE,
        "demonstration": settings.DEMONSTRATION,
        "navigation": lambda: _navigation(request),
    }
