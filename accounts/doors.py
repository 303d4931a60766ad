"""Doors of the portal that open for appointed roles only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts import sessions

View = Callable[..., HttpResponseBase]


def appointed(view: View) -> View:
    """Let in people who hold an appointed role, in a session that proved a second factor.

    Roles are read anew with every request, so a role withdrawn during a session closes the door at once.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not getattr(request.user, "roles", ()):
            raise PermissionDenied
        if not sessions.second_factor_proved(request):
            target = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
            return sessions.ask_second_factor(request, target)
        return view(request, *args, **kwargs)

    return guarded
