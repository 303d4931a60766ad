"""What the pages of a version's rows share: who reads them, who writes them, and the act that writing goes through."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from common.errors import Forbidden
from cpe import policies, services
from cpe.enums import VersionState
from cpe.models import ActivityType, CapGroup, LevelNumbers, PolicyVersion
from cpe.services import UnfitVersionError

STANDS: Final = {
    VersionState.PUT_FORWARD: _("It is waiting for a second person now, and cannot be changed. Take it back first."),
    VersionState.PUBLISHED: _("It is published now, and cannot be changed any more. Copy it as a new draft."),
    VersionState.DISCARDED: _("It is discarded now, and cannot be changed any more. Copy it as a new draft."),
}
"""Why a version that is no draft any more is not written."""
TABLED: Final = {"levels": ("year_target", "cycle_minimum"), "groups": ("name", "key", "year_cap")}
"""What is typed into the tables on the page of a version."""


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


def written(
    request: HttpRequest, row: Any, version: PolicyVersion | None, page: Callable[[], HttpResponse]
) -> HttpResponse:
    """Django's own page of a row; what it writes is written within the act that changes a draft.

    Whoever may draft, and finds that the version is no draft any more, reads why, and what they typed.
    """
    by = sessions.person(request)
    if request.method != "POST" or version is None or not policies.can_draft(by):
        return page()
    try:
        with services.changing(version.pk, by=by, at=timezone.now()):
            return page()
    except PolicyVersion.DoesNotExist:
        raise Http404 from None
    except Forbidden:
        raise PermissionDenied from None
    except UnfitVersionError:
        return _too_late(request, row or ActivityType(), PolicyVersion.objects.get(pk=version.pk))


def _too_late(request: HttpRequest, row: Any, version: PolicyVersion) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "opts": PolicyVersion._meta,
        "original": version,
        "title": _t("“%(name)s” was not saved") % {"name": version},
        "sentences": [STANDS[VersionState(version.state)]],
        "typed": _typed(request, row),
    }
    return TemplateResponse(request, "admin/cpe/policyversion/too_late.html", context, status=409)


def _typed(request: HttpRequest, row: Any) -> list[tuple[str, str]]:
    """What somebody typed into the page of a row and the tables on it, by the names of the boxes."""
    sent: dict[str, Any] = dict(request.POST.items())
    columns = [column for column in row._meta.concrete_fields if column.editable and not column.is_relation]
    typed: list[tuple[Any, Any]] = [(column.verbose_name, sent.get(column.name)) for column in columns]
    tables: tuple[tuple[str, Any], ...] = (("levels", LevelNumbers), ("groups", CapGroup))
    for prefix, model in tables if isinstance(row, PolicyVersion) else ():
        known = {str(found.pk): str(found) for found in model._base_manager.filter(version=row)}
        for name, value in sent.items():
            place, _dash, column = name.removeprefix(f"{prefix}-").partition("-")
            if name.startswith(f"{prefix}-") and place.isdecimal() and column in TABLED[prefix]:
                called = known.get(sent.get(f"{prefix}-{place}-id", ""), _t("New"))
                typed.append((f"{called}: {model._meta.get_field(column).verbose_name}", value))
    return [(str(name), value) for name, value in typed if value]
