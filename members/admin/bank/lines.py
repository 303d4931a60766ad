"""Bank lines in the back office: found, read with all that happened with them, placed, set aside and undone."""

import re
from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import sessions
from common.errors import DomainError
from common.money import in_euros
from common.office import FORM, LookedAt, status
from members import bank_words, policies, selectors, services
from members.admin.bank import line_page
from members.admin.bank.forms import ReasonForm
from members.admin.bank.pages import key_in, require
from members.models import Allocation, BankLine
from members.models.bank import BankLineQuerySet
from members.rules.membership import NOTHING

PER_PAGE: Final = 50
MOST_TOLD: Final = 10
"""Sentences about what was overtaken that are told one by one."""
LINE: Final = re.compile(r"line-([0-9]{1,18})")
ANSWER: Final = re.compile(r"later|(?P<taken>[0-9]{1,18}(?:\+[0-9]{1,18})*)|none(?P<declined>(?:-[0-9]{1,18})*)")


class UseFilter(admin.SimpleListFilter):
    """What waits (lines of Today), what left us without a place, and what has its place."""

    title = _("state")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The four answers."""
        return [
            ("received", _("Received, waits for a person")),
            ("reversals", _("Taken back by the bank, not placed")),
            ("sent", _("Left us, not placed")),
            ("placed", _("All of it placed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[BankLine]) -> QuerySet[BankLine]:
        """The rows behind the choice."""
        assert isinstance(queryset, BankLineQuerySet)  # noqa: S101  the admin's own model
        match self.value():
            case "received":
                return queryset.received_and_left()
            case "reversals":
                return queryset.taken_back_and_left()
            case "sent":
                return queryset.sent_and_left()
            case "placed":
                return queryset.filter(rest=0)
        return queryset


@admin.register(BankLine)
class BankLineAdmin(LookedAt):
    """Bank lines, the newest first. Lists are looked at freely; every look at the page of one leaves a line."""

    list_display = ("booked_on", "shown_amount", "name", "text", "of_member", "stands")
    list_display_links = ("booked_on", "shown_amount")
    list_filter = (UseFilter,)
    list_select_related = ("member__user",)
    list_per_page = PER_PAGE
    search_fields = ("name", "text", "iban__startswith", "end_to_end__startswith", "member__number__startswith")
    search_help_text = _("Name, text, account, or number of the member")
    date_hierarchy = "booked_on"
    linked_by = ("member__id__exact",)
    sensitive = True

    def person_in(self, row: BankLine) -> int | None:
        """Whose money it is, where that is known."""
        return row.member.user_id if row.member else None

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, row: BankLine) -> str:
        """Below zero for money that left; in one piece, however narrow the column is."""
        return in_euros(row.amount).replace(" ", "\N{NO-BREAK SPACE}")

    @admin.display(description=_("member"), ordering="member__number")
    def of_member(self, row: BankLine) -> str:
        """Whose money it is, where that is known."""
        return f"{row.member.number} {row.member.user}" if row.member else "–"

    @admin.display(description=_("state"))
    def stands(self, row: BankLine) -> SafeString:
        """Whether it has its place, in word and shape."""
        return status(*line_page.state(row))

    def get_urls(self) -> list[URLPattern]:
        """Django's own, the page of money that waits, that of money that left, and the one that undoes."""
        pages = (
            ("place/", self.place, "members_bankline_place"),
            ("left/", self.left, "members_bankline_left"),
            ("undo/<int:pk>/", self.undo, "members_bankline_undo"),
        )
        return [*(self.asking(*page) for page in pages), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One line: what it says, all that happened with it, and what can be done with what is left."""
        require(self.has_view_permission(request) and request.method in FORM)
        rows = BankLine.objects.select_related("statement__imported_by", "member__user")
        line = rows.filter(pk=key_in(object_id)).first()
        if line is None:
            raise Http404
        by, at = sessions.person(request), timezone.now()
        forms = line_page.Forms(line, request)
        if request.method == "POST":
            require(policies.can_use_money(by))
            if (done := forms.act(by, at)) is not None:
                messages.success(request, done)
                return redirect("admin:members_bankline_change", line.pk)
        self._note_reading(request, line)
        return self.page(
            request,
            "members/money/line",
            original=line,
            title=str(line),
            may=policies.can_use_money(by),
            **line_page.context(line, forms),
        )

    def place(self, request: HttpRequest) -> HttpResponse:
        """Money that waits beside what it may be for: fifty lines, what is chosen, one confirm (at most 10 queries)."""
        require(self.has_view_permission(request))
        if request.method == "POST":
            return self._place(request)
        rows = BankLine.objects.waiting().select_related("member__user").order_by("booked_on", "pk")
        shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        waiting = selectors.waiting(list(shown))
        chosen = [option.answer.booked for row in waiting for option in row.options if option.chosen]
        return self.page(
            request,
            "members/money/place",
            title=_t("Money to place"),
            waiting=[(row, [(one, bank_words.told(one)) for one in row.refused]) for row in waiting],
            chosen={"lines": len(chosen), "booked": sum(chosen, NOTHING)},
            page_obj=shown,
            may=policies.can_use_money(sessions.person(request)),
        )

    def _place(self, request: HttpRequest) -> HttpResponse:
        by = sessions.person(request)
        require(policies.can_use_money(by))
        taken, declined = _answers(request)
        if not taken and not declined:
            messages.info(request, _t("Nothing was chosen, so nothing was changed."))
            return redirect(request.get_full_path())
        done = services.place(taken, declined=declined, by=by, at=timezone.now())
        for sentence in bank_words.confirmed(done.booked, done.declined):
            messages.success(request, sentence)
        for sentence in _shortened(done.refused):
            messages.warning(request, sentence)
        return redirect("admin:members_bankline_place")

    def left(self, request: HttpRequest) -> HttpResponse:
        """Money that left us and has no place, to be set aside in bulk (4 queries)."""
        require(self.has_view_permission(request))
        by = sessions.person(request)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        marked = {key for key in request.POST.getlist("line") if key.isascii() and key.isdigit() and len(key) <= 18}
        rows = BankLine.objects.sent_and_left().select_related("member__user").order_by("booked_on", "pk")
        if request.method == "POST":
            require(policies.can_use_money(by))
            if not marked:
                form.add_error(None, _t("Tick at least one line."))
            elif form.is_valid():
                chosen = list(rows.filter(pk__in=map(int, marked)).values_list("pk", flat=True))
                reason = form.cleaned_data["reason"]
                count = services.set_aside(chosen, reason=reason, by=by, at=timezone.now()) if chosen else 0
                messages.success(request, _set_aside(count)) if count else messages.warning(request, _set_aside(0))
                return redirect("admin:members_bankline_left")
        shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        return self.page(
            request,
            "members/money/left",
            title=_t("Money that left"),
            lines=shown,
            page_obj=shown,
            form=form,
            errors=form.errors,
            marked=marked,
            may=policies.can_use_money(by),
        )

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Why a use of money is undone, and what follows; refused in words where it cannot be."""
        by = sessions.person(request)
        require(policies.can_use_money(by))
        rows = Allocation.objects.select_related("line__member", "invoice", "against", "recorded_by")
        use = get_object_or_404(rows, pk=pk)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                services.undo(use.pk, reason=form.cleaned_data["reason"], by=by, at=timezone.now())
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _t("It is undone. The money waits for a place again."))
            return redirect("admin:members_bankline_change", use.line_id)
        self._note_reading(request, use.line)
        return self.page(
            request,
            "members/money/undo",
            original=use.line,
            title=_t("Undo this use of money?"),
            effects=line_page.effects_of_undoing(use),
            form=form,
            errors=form.errors,
        )


def _answers(request: HttpRequest) -> tuple[list[int], list[int]]:
    """The proposals that were chosen, and those that were declined. Raises ``BadRequest`` for what no form sends."""
    taken: list[int] = []
    declined: list[int] = []
    for name, value in request.POST.items():
        if not LINE.fullmatch(name):
            continue
        found = ANSWER.fullmatch(str(value))
        if found is None:
            raise BadRequest
        taken += map(int, found["taken"].split("+") if found["taken"] else ())
        declined += map(int, (found["declined"] or "").split("-")[1:])
    return taken, declined


def _shortened(sentences: list[str]) -> Iterator[str]:
    yield from sentences[:MOST_TOLD]
    more = len(sentences) - MOST_TOLD
    if more > 0:
        yield ngettext("%(count)s more was settled already.", "%(count)s more were settled already.", more) % {
            "count": more
        }


def _set_aside(count: int) -> str:
    if not count:
        return _t("Nothing was left on these lines any more, so nothing was changed.")
    return ngettext("%(count)s line is set aside.", "%(count)s lines are set aside.", count) % {"count": count}
