"""The back office: Django's admin, entered only with a role and a second factor, opening on Today."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import sessions
from accounts.models import User
from common import today
from seco_portal.gallery import examples


class Choices(AutocompleteJsonView):
    """What a picker offers while somebody types: people with their address, because namesakes exist."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        """One offer."""
        offer = super().serialize_result(obj, to_field_name)
        return {**offer, "text": f"{obj} · {obj.email}"} if isinstance(obj, User) else offer


class Office(admin.AdminSite):
    """The back office's site. Signing in and out, and passwords, are the portal's own."""

    site_header = _("Back office")
    site_title = _("Back office")
    index_title = _("Today")
    index_template = "admin/today.html"
    enable_nav_sidebar = False
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        """An active person with an office role, in a session that proved a second factor."""
        user = request.user
        return bool(user.is_active and getattr(user, "is_staff", False) and sessions.second_factor_proved(request))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the back office shows: not all lists there are, which only Today asks for."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": self.has_permission(request),
            "is_popup": False,
            "is_nav_sidebar_enabled": self.enable_nav_sidebar,
        }

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's own, and the gallery of components."""
        gallery = self.admin_view(require_safe(self.gallery))
        return [path("gallery/", gallery, name="gallery"), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Today: what waits, each line a saved filter whose number equals the list behind it."""
        sections = today.sections(request.user, at=timezone.now())
        return super().index(request, {**(extra_context or {}), "sections": sections})

    def gallery(self, request: HttpRequest) -> HttpResponse:
        """Every component of the look in its states, for whoever builds or judges a page."""
        context = {**self.each_context(request), **examples(), "title": _("Gallery")}
        return TemplateResponse(request, "admin/gallery.html", context)

    def autocomplete_view(self, request: HttpRequest) -> Any:
        """What a picker offers."""
        return Choices.as_view(admin_site=self)(request)

    @method_decorator([never_cache, login_not_required])
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send people where they can sign in, or prove what is missing; there is no second way in."""
        target = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(target)
        if not getattr(request.user, "is_staff", False):
            raise PermissionDenied
        if sessions.second_factor_proved(request):
            return redirect("admin:index")
        return sessions.ask_second_factor(request, target)

    def logout(  # type: ignore[override]  # a redirect instead of a page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Signing out is the portal's."""
        return redirect("account_logout")

    def password_change(  # type: ignore[override]  # likewise
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Changing a password is the portal's."""
        return redirect("account_change_password")

    password_change_done = password_change  # type: ignore[assignment]
