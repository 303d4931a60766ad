"""The ledger in the back office: what members reported, every decision about it, and how it counts for each title."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.office import LookedAt, status
from cpe import selectors, words
from cpe.enums import ClaimStatus
from cpe.models import Claim, LedgerLine

SHAPES = {
    ClaimStatus.ACCEPTED: "valid",
    ClaimStatus.PENDING: "waiting",
    ClaimStatus.APPEALED: "waiting",
    ClaimStatus.DENIED: "ended",
    ClaimStatus.WITHDRAWN: "ended",
}


class LinesInline(admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs only
    """Every decision, in the order they were taken."""

    model = LedgerLine
    fields = readonly_fields = ("status", "decided_on", "granted", "recorded_at", "recorded_by")
    verbose_name_plural = _("decisions")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerLine]:
        """The lines with who decided."""
        return super().get_queryset(request).select_related("recorded_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: decisions are acts."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a line is never changed."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see the claim."""
        return request.user.has_perm("cpe.view_claim")


@admin.register(Claim)
class ClaimAdmin(LookedAt):
    """Activities as they were reported, the newest first."""

    list_display = ("who", "activity", "completed_on", "reported_on", "how_much", "standing")
    list_filter = ("state",)
    list_select_related = ("member__user",)
    list_per_page = 50
    search_fields = ("member__number__startswith", "member__user__family_name", "activity")
    search_help_text = _("Member number, family name or activity")
    fields = readonly_fields = ("who", "activity", "completed_on", "reported_on", "how_much", "attended", "standing")
    inlines = (LinesInline,)
    sensitive = True

    def person_in(self, row: Model) -> int:
        """Whose claim it is."""
        assert isinstance(row, Claim)  # noqa: S101  the admin's own model
        return row.member.user_id

    @admin.display(description=_("member"), ordering="member__number")
    def who(self, claim: Claim) -> str:
        """Number and name."""
        return str(claim.member)

    @admin.display(description=_("amount"))
    def how_much(self, claim: Claim) -> str:
        """The amount in the unit of its activity, by the rules of the day it was completed."""
        return f"{claim.amount.normalize():f}"

    @admin.display(description=_("state"), ordering="state")
    def standing(self, claim: Claim) -> str:
        """The state, with its shape."""
        return status(SHAPES[ClaimStatus(claim.state)], claim.get_state_display())

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The claim, and how it counts today for each title of its member."""
        claim = Claim.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        counts = [] if claim is None else selectors.how_it_counts(claim, selectors.policies(), timezone.localdate())
        told = [
            {
                "title": each.title_code,
                "cycle": each.window,
                "credits": words.figures(each.trace.credits),
                "lost": words.losses(each.trace.losses),
                "counted": words.figures(each.trace.counted),
            }
            for each in counts
        ]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "counts": told})
