"""What the pages of a version's rows share: who reads them, who writes them, and the act that writing goes through."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import sessions
from common.errors import Forbidden
from cpe import policies, services
from cpe.models import PolicyVersion
from cpe.services import UnfitVersionError


class OfVersion:
    """Rights to the rows of a version: read with the version, written while it is a draft."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may read versions."""
        return sessions.person(request).has_perm("cpe.view_policyversion")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may draft, as long as it is a draft."""
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may draft, as long as it is a draft."""
        return policies.can_draft(sessions.person(request)) and (obj is None or version_of(obj).is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may draft, as long as it is a draft."""
        return self.has_change_permission(request, obj)


def version_of(row: Any) -> PolicyVersion:
    """The version itself, or the one a row belongs to."""
    return row if isinstance(row, PolicyVersion) else row.version


def within_act(request: HttpRequest, version_id: int, page: Callable[[], HttpResponse]) -> HttpResponse:
    """Django's own page, writing within the act that changes a draft; a refusal is told on the version's page."""
    try:
        with services.changing(version_id, by=sessions.person(request), at=timezone.now()):
            return page()
    except PolicyVersion.DoesNotExist:
        raise Http404 from None
    except Forbidden:
        raise PermissionDenied from None
    except UnfitVersionError as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:cpe_policyversion_change", version_id)
