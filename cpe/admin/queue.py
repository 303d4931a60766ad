"""The list of claims: what waits, the oldest first, with what bears on each; or everything, the newest first."""

from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from common.calendar import local_day
from common.money import to_parts
from common.office import Capped, CappedList, LookedAt, status
from cpe import selectors, words
from cpe.claim_words import SHAPES
from cpe.enums import ClaimStatus, Unit, VersionState
from cpe.models import ActivityType, Claim, ClaimQuestion
from cpe.rules.policy import ONE
from cpe.selectors import Looked

QUEUES: Final = frozenset({"waiting", "asked"})
DECIDE: Final = "admin:cpe_claim_decide"


class QueueFilter(admin.SimpleListFilter):
    """What waits for a decision of whoever looks (a line of Today), and what waits for its member's answer."""

    title = _("what waits")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Who is to do something next."""
        return [("waiting", _("Waiting for a decision of mine")), ("asked", _("Waiting for the member's answer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        """The rows behind the choice: never one's own."""
        if self.value() not in QUEUES:
            return queryset
        rows = queryset.filter(state=ClaimStatus.PENDING).exclude(member__user=sessions.person(request))
        return selectors.with_question(rows, open_=self.value() == "asked")


class ActivityFilter(admin.SimpleListFilter):
    """Activities that any published rules know."""

    title = _("activity")
    parameter_name = "activity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Each by the name that the newest rules give it (1 query)."""
        known = ActivityType.objects.filter(version__state=VersionState.PUBLISHED).order_by("version__effective_on")
        return sorted(dict(known.values_list("key", "name")).items(), key=lambda one: one[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        """The rows behind the choice."""
        return queryset.filter(activity=self.value()) if self.value() else queryset


class ProofFilter(admin.SimpleListFilter):
    """Whether a claim came with proof."""

    title = _("proof")
    parameter_name = "proof"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """With, or without."""
        return [("yes", _("With proof")), ("no", _("Without proof"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        """The rows behind the choice."""
        if self.value() not in {"yes", "no"}:
            return queryset
        return selectors.with_proof(queryset, there=self.value() == "yes")


class ClaimList(CappedList):
    """Of a claim that waits for whoever looks, the link leads to where it is decided."""

    def __init__(self, request: HttpRequest, *args: Any, **more: Any) -> None:
        super().__init__(request, *args, **more)
        self.by = sessions.person(request)

    def url_for_result(self, result: Any) -> str:
        """The page of the claim, or the one on which it is decided."""
        if waits_for(result, self.by):
            return reverse(DECIDE, args=(result.pk,))
        return super().url_for_result(result)


def waits_for(claim: Claim, by: Any) -> bool:
    """Whether a claim waits for a decision that this person may take."""
    waits = claim.state == ClaimStatus.PENDING and claim.member.user_id != by.pk
    return waits and bool(by.has_perm("cpe.decide_claim"))


def waiting_alone(request: HttpRequest) -> bool:
    """Whether the list is asked for nothing but what waits."""
    return request.GET.get("queue") in QUEUES or request.GET.get("state__exact") == ClaimStatus.PENDING


class ClaimQueue(LookedAt):
    """The list: of what waits 7 queries more than of everything, however many rows it shows."""

    list_display = ("who", "what", "completed_on", "reported_on", "how_much", "stands")
    list_filter = (QueueFilter, "state", ActivityFilter, ProofFilter)
    list_select_related = ("member__user",)
    list_per_page = 50
    search_fields = ("member__number__startswith", "member__user__family_name")
    search_help_text = _("Member number or family name")
    actions = ("accept_together",)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Of what waits, with what it would bring and what is odd about it."""
        if not waiting_alone(request):
            return self.list_display
        return ("who", "what", "completed_on", "reported_on", "how_much", "brings", "proof", "alike")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What waits with the oldest first, everything with the newest."""
        return ("reported_on", "pk") if waiting_alone(request) else ("-reported_on", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """Claims with what their activity is called and counted in, by the rules of the day they were completed."""
        known = ActivityType.objects.filter(
            version__state=VersionState.PUBLISHED,
            version__effective_on__lte=OuterRef("completed_on"),
            key=OuterRef("activity"),
        ).order_by("-version__effective_on")
        last = ClaimQuestion.objects.filter(claim=OuterRef("pk")).order_by("-pk")
        rows = super().get_queryset(request)
        named: QuerySet[Claim] = rows.annotate(
            called=Subquery(known.values("name")[:1]),
            unit=Subquery(known.values("unit")[:1]),
            asked_at=Subquery(last.values("asked_at")[:1]),
            answered_at=Subquery(last.values("answered_at")[:1]),
        )
        return named

    def get_changelist(self, request: HttpRequest, **more: Any) -> type[ChangeList]:
        """What makes the list."""
        return ClaimList

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **more: Any
    ) -> Any:
        """Pages that count no further than they show, their rows dressed where they wait."""
        if queryset.model is not Claim:
            return super().get_paginator(request, queryset, per_page, *args, **more)
        by, on = sessions.person(request), timezone.localdate()

        def dress(rows: QuerySet[Claim]) -> Any:
            shown: list[Any] = list(rows)
            looked = selectors.looked_at(shown, selectors.policies(), on) if waiting_alone(request) else {}
            for row in shown:
                row.looked, row.own = looked.get(row.pk), row.member.user_id == by.pk
            return shown

        return Capped([queryset], per_page, *args, dress=dress, **more)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether whoever looks decides on claims."""
        return request.user.has_perm("cpe.decide_claim")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only of what waits is there something to be done with several rows."""
        return super().get_actions(request) if waiting_alone(request) else {}

    @admin.action(description=_("Accept as reported, all of one activity"), permissions=["decide"])
    def accept_together(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        """Look at what was chosen, on a page that asks; nothing is done yet."""
        keys = list(queryset.order_by("reported_on", "pk").values_list("pk", flat=True)[: self.list_per_page])
        if not keys:
            messages.error(request, _t("Choose claims first."))
            return None
        address = reverse("admin:cpe_claim_accept")
        return redirect(f"{address}?claims={','.join(map(str, keys))}")

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
        return amount(claim.unit, claim.amount)

    @admin.display(description=_("would bring"))
    def brings(self, claim: Any) -> str | SafeString:
        """The number by the rules, what was used of its limit by title, and which titles it keeps held; one's own is
        somebody else's."""
        if claim.own:
            return status("waiting", _t("somebody else decides"))
        lines = [brings(claim.looked), *(_t("%(used)s used") % {"used": line} for line in used(claim.looked))]
        held = [status("attention", _t("%(title)s is held while it waits") % {"title": t}) for t in claim.looked.keeps]
        told = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in [*lines, *held]))
        return format_html("<div>{}</div>", told)  # one thing beside its heading, where rows are blocks

    @admin.display(description=_("proof"))
    def proof(self, claim: Any) -> str | SafeString:
        """Whether there is any; since when the member is asked something, or when they answered the last time."""
        told = _t("yes") if claim.looked.proof else _t("no")
        asked = _asked(claim)
        return format_html("<div>{}<br>{}</div>", told, asked) if asked else told

    @admin.display(description=_("alike"))
    def alike(self, claim: Any) -> str | SafeString:
        """Whether something like it was reported already."""
        if not claim.looked.alike:
            return _t("no")
        return format_html("{}", status("attention", _t("perhaps")))

    @admin.display(description=_("state"), ordering="state")
    def stands(self, claim: Any) -> SafeString:
        """The state, with its shape."""
        return status(SHAPES[ClaimStatus(claim.state)], capfirst(claim.get_state_display()))


def _asked(claim: Any) -> SafeString | None:
    """The last question about a claim, or its answer, with its day; ``None`` where nothing was asked."""
    if claim.answered_at:
        day = date_format(local_day(claim.answered_at), "j M Y")
        return status("attention", _t("answered on %(day)s") % {"day": day})
    if claim.asked_at:
        return status("waiting", _t("asked on %(day)s") % {"day": date_format(local_day(claim.asked_at), "j M Y")})
    return None


def amount(unit: str | None, counted: Any) -> str:
    """An amount in the unit of its activity, where that is known."""
    return words.amount(Unit(unit), to_parts(counted, ONE)) if unit else f"{counted.normalize():f}"


def brings(looked: Looked) -> str:
    """What a claim would bring by the rules."""
    told = words.credits(looked.most)
    return told if looked.by_rate or not looked.most else _t("up to %(credits)s") % {"credits": told}


def used(looked: Looked) -> list[str]:
    """What was used of the limit of an activity, title by title."""
    told = _t("%(title)s: %(used)s of %(most)s")
    return [
        told % {"title": one.title, "used": words.figures(one.limit.used), "most": words.figures(one.limit.most)}
        for one in looked.own
    ]
