"""What every page may use: the institute, the mode, the way around."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sessions
from conduct.policies import OFFICER
from conduct.selectors import told_cases

BELOW: Final = {
    "/applications/": ("/applications/",),
    "/cpe/": ("/cpe/titles/", "/cpe/transcript/", "/cpe/planner/", "/cpe/help/", "/cpe/report/", "/cpe/claims/"),
    "/conduct/reports/": ("/conduct/reports/", "/conduct/cases/"),
    "/": ("/certificates/", "/calendar/", "/conduct/about-you/", "/conduct/committees/"),
}
"""Links that are the current one on the pages below these addresses, too: some are reached from the home alone."""


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The masthead's links for this person, the current one marked (one query for somebody signed in)."""
    user = request.user
    titles = ("members:titles", _("Titles"))
    if user.is_authenticated:
        # The menu keeps its one line: what a colleague has of their own is reached from the home, and the titles from
        # the home and the foot of every page.
        own = [
            ("cpe:activities", _("Activities")),
            ("members:membership", _("Membership")),
            ("applications:list", _("Application")),
        ]
        if not _reads(user):
            own = own[-1:]
        rest = [("members:profile", _("Profile")), ("accounts:sign-in", _("Account"))]
        work = ("accounts:work", _("Your work"))
        if any(role.key == OFFICER for role in user.roles):
            work = ("conduct:intake", _("Conduct"))
        links = [("home", _("Home")), *([titles, *rest, work] if user.roles else [*own, *rest])]
    else:
        verify = ("members:verify", _("Verify a title"))
        links = [verify, titles, ("account_login", _("Sign in")), ("account_signup", _("Create an account"))]
    here = request.resolver_match.view_name if request.resolver_match else ""
    shown = [(label, reverse(name), name == here) for name, label in links]
    return [{"label": label, "url": url, "current": now or _below(request.path, url)} for label, url, now in shown]


def _reads(user: Any) -> bool:
    """Whether somebody signed in is shown what is theirs."""
    return user.is_authenticated and not user.reads_no_more(timezone.localdate())


def _below(path: str, url: str) -> bool:
    return path.startswith(BELOW.get(url, ()))


def portal(request: HttpRequest) -> dict[str, Any]:
    """The institute's contact lines, whether this is a demonstration and on which day; the navigation, and whether a
    case is about who reads, both looked for when asked for."""
    return {
        "institute": settings.INSTITUTE,
        "demonstration": settings.DEMONSTRATION,
        "moved_to": timezone.localdate() if settings.DAYS_AHEAD != "0" else None,
        "navigation": lambda: _navigation(request),
        "concerned": lambda: _reads(request.user) and told_cases(sessions.person(request)).exists(),
    }
