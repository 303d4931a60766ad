"""The ledger in the back office: what members reported, every decision about it, and how it counts for each title."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.money import to_parts
from common.office import LookedAt, status
from cpe import claim_words, selectors, words
from cpe.enums import ClaimStatus, Unit, VersionState
from cpe.models import ActivityType, Claim
from cpe.rules.policy import ONE

SHAPES = {
    ClaimStatus.ACCEPTED: "valid",
    ClaimStatus.PENDING: "waiting",
    ClaimStatus.APPEALED: "waiting",
    ClaimStatus.DENIED: "ended",
    ClaimStatus.WITHDRAWN: "ended",
}


@admin.register(Claim)
class ClaimAdmin(LookedAt):
    """Activities as they were reported, the newest first."""

    list_display = ("who", "what", "completed_on", "reported_on", "how_much", "stands")
    list_filter = ("state",)
    list_select_related = ("member__user",)
    list_per_page = 50
    search_fields = ("member__number__startswith", "member__user__family_name")
    search_help_text = _("Member number or family name")
    fields = readonly_fields = ("who", "what", "completed_on", "reported_on", "how_much", "how_long", "stands")
    sensitive = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """Claims with what their activity is called and counted in, by the rules of the day they were completed."""
        known = ActivityType.objects.filter(
            version__state=VersionState.PUBLISHED,
            version__effective_on__lte=OuterRef("completed_on"),
            key=OuterRef("activity"),
        ).order_by("-version__effective_on")
        rows = super().get_queryset(request)
        named: QuerySet[Claim] = rows.annotate(
            called=Subquery(known.values("name")[:1]), unit=Subquery(known.values("unit")[:1])
        )
        return named

    def person_in(self, row: Model) -> int:
        """Whose claim it is."""
        assert isinstance(row, Claim)  # noqa: S101  the admin's own model
        return row.member.user_id

    @admin.display(description=_("member"), ordering="member__number")
    def who(self, claim: Claim) -> str:
        """Number and name."""
        return str(claim.member)

    @admin.display(description=_("activity"), ordering="activity")
    def what(self, claim: Any) -> str:
        """What the activity is called; its key where the rules of its day know none."""
        return str(claim.called or claim.activity)

    @admin.display(description=_("amount"))
    def how_much(self, claim: Any) -> str:
        """The amount in the unit of its activity."""
        return _amount(claim.unit, claim.amount)

    @admin.display(description=_("attended"))
    def how_long(self, claim: Any) -> str:
        """How much of it was attended, where that is asked."""
        return "–" if claim.attended is None else _amount(claim.unit, claim.attended)

    @admin.display(description=_("state"), ordering="state")
    def stands(self, claim: Claim) -> str:
        """The state, with its shape."""
        return status(SHAPES[ClaimStatus(claim.state)], capfirst(claim.get_state_display()))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The claim, the rules that judge it, and how it counts today for each title of its member."""
        return super().render_change_form(request, {**context, **_explained(kwargs["obj"])}, *args, **kwargs)


def _amount(unit: str | None, amount: Decimal) -> str:
    return words.amount(Unit(unit), to_parts(amount, ONE)) if unit else f"{amount.normalize():f}"


def _explained(claim: Claim) -> dict[str, Any]:
    """The rules of the claim's day in sentences, the trace for each title, and every decision."""
    policies, on = selectors.policies(), timezone.localdate()
    policy, state = policies.on(claim.completed_on), ClaimStatus(claim.state)
    activity = policy.activities.get(claim.activity)
    counts = [
        {
            "title": each.title_code,
            "cycle": each.window,
            "credits": words.figures(each.trace.credits),
            "lost": claim_words.losses(
                each.trace,
                policy,
                year=each.window.years[each.window.year_of(claim.completed_on)],
                target=each.target,
                status=state,
            ),
            "counted": words.figures(each.trace.counted),
        }
        for each in selectors.how_it_counts(claim, policies, on)
    ]
    rules = words.activity(activity, policy).sentences if activity else ()
    decisions = claim.lines.select_related("recorded_by")
    return {"counts": counts, "version": policy.name, "rules": rules, "decisions": decisions}
