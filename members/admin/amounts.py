"""What membership years ask, in the back office: looked at, set for a day ahead once it is clear whom it touches."""

from datetime import date
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts import sessions
from common.errors import DomainError
from common.money import in_euros
from common.office import HistoryAdmin, status
from common.spreadsheets import csv_file
from members import policies, selectors, services
from members.models import ContributionAmount
from members.office_forms import AmountForm
from members.selectors import Touch

PER_PAGE: Final = 50
ASKED: Final = ("level", "effective_on", "amount")


@admin.register(ContributionAmount)
class ContributionAmountAdmin(HistoryAdmin):
    """Amounts by level and first day. None is changed: a new one is set, and one whose day is ahead is taken back."""

    list_display = ("level", "effective_on", "asks", "stands")
    list_display_links = ("level", "effective_on")
    list_select_related = ("level",)
    list_filter = ("level",)
    fields = ("level", "effective_on", "amount")
    actions = None

    def get_urls(self) -> list[URLPattern]:
        """Django's own, whom an amount touches, and that as CSV."""
        return [
            self.asking("preview/", self.preview, "members_contributionamount_preview"),
            self.reading("preview/csv/", self.download, "members_contributionamount_csv"),
            *super().get_urls(),
        ]

    @admin.display(description=_("amount a year"), ordering="amount")
    def asks(self, row: ContributionAmount) -> str:
        """The amount, in euros."""
        return in_euros(row.amount)

    @admin.display(description=_("state"))
    def stands(self, row: ContributionAmount) -> SafeString:
        """Whether its day has come."""
        ahead = row.effective_on > timezone.localdate()
        return status("waiting", _("From a day ahead")) if ahead else status("valid", _("Its day has come"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: invoices were made by what it says, or somebody counts on it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who sets amounts, while the day has not come and nothing was fixed by it."""
        if obj is None or not policies.can_set_amounts(sessions.person(request)):
            return False
        return services.can_withdraw(obj, on=timezone.localdate())

    def delete_model(self, request: HttpRequest, obj: ContributionAmount) -> None:
        """Through the act, which asks again under its lock."""
        services.withdraw_amount(obj.pk, by=sessions.person(request), at=timezone.now())

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> Any:
        """What is to be asked from when on; what makes sense goes on to whom it touches."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AmountForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
        if request.method == "POST" and form.is_valid():
            return redirect(f"{reverse('admin:members_contributionamount_preview')}?{_query(form)}")
        return self._form(request, form)

    def preview(self, request: HttpRequest) -> HttpResponse:
        """Whom it touches: in sentences, by pairs, and member by member; and the button that sets it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AmountForm(request.POST if request.method == "POST" else request.GET, today=timezone.localdate())
        if not form.is_valid():
            return self._form(request, form)
        if request.method == "POST":
            return self._set(request, form)
        level, first_day, amount = (form.cleaned_data[name] for name in ASKED)
        touch = selectors.whom_it_touches(level, first_day, amount, timezone.localdate())
        page = Paginator(touch.touched, PER_PAGE).get_page(request.GET.get("page"))
        title = _t("%(amount)s a year for titles of the level %(level)s, from %(day)s")
        said = {"amount": in_euros(amount), "level": level, "day": date_format(first_day)}
        return self.page(
            request,
            "members/contributionamount/preview",
            title=title % said,
            form=form,
            query=_query(form),
            sentences=_sentences(touch),
            pairs=touch.pairs,
            page_obj=page,
            page_range=page.paginator.get_elided_page_range(page.number),
        )

    def download(self, request: HttpRequest) -> HttpResponseBase:
        """Every membership it touches, in the order of the page, as CSV."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AmountForm(request.GET, today=timezone.localdate())
        if not form.is_valid():
            return self._form(request, form)
        level, first_day, amount = (form.cleaned_data[name] for name in ASKED)
        touch = selectors.whom_it_touches(level, first_day, amount, timezone.localdate())
        header = [_t("number"), _t("name"), _t("title that decides"), _t("first day"), _t("now"), _t("then")]
        rows = ((row.number, row.name, row.by, row.first_day.isoformat(), row.now, row.then) for row in touch.touched)
        return csv_file(f"amount-{level.key}-{first_day.isoformat()}", header, rows)

    def _set(self, request: HttpRequest, form: AmountForm) -> HttpResponse:
        level, first_day, amount = (form.cleaned_data[name] for name in ASKED)
        by, at = sessions.person(request), timezone.now()
        try:
            row = services.set_amount(level, first_day=first_day, amount=amount, by=by, at=at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self._form(request, form)
        told = _t("Titles of the level %(level)s ask %(amount)s for years that begin on %(day)s or later.")
        said = {"level": row.level, "amount": in_euros(row.amount), "day": date_format(row.effective_on)}
        messages.success(request, told % said)
        return redirect("admin:members_contributionamount_changelist")

    def _form(self, request: HttpRequest, form: AmountForm) -> HttpResponse:
        title = _t("What are membership years to ask?")
        return self.page(request, "members/contributionamount/ask", title=title, form=form, errors=form.errors)


def _query(form: AmountForm) -> str:
    """The question, as part of an address."""
    query = QueryDict(mutable=True)
    first_day: date = form.cleaned_data["effective_on"]
    query["level"] = form.cleaned_data["level"].pk
    query["effective_on"] = first_day.isoformat()
    query["amount"] = form.cleaned_data["amount"]
    return query.urlencode()


PAYS: Final = ngettext_lazy(
    "%(count)d membership pays %(then)s instead of %(now)s, as a title of the level %(level)s decides.",
    "%(count)d memberships pay %(then)s instead of %(now)s, as a title of the level %(level)s decides.",
    "count",
)
LATER: Final = ngettext_lazy(
    "%(count)d of them only from the year after: a year that begins under the new amount was fixed already.",
    "%(count)d of them only from the year after: a year that begins under the new amount was fixed already.",
    "count",
)
OTHER_TITLE: Final = ngettext_lazy(
    "%(count)d holds a title of the level, and a title of another level decides as before.",
    "%(count)d hold a title of the level, and a title of another level decides as before.",
    "count",
)
OVER_BEFORE: Final = ngettext_lazy(
    "%(count)d ends, or loses its title of the level, before its next year begins.",
    "%(count)d end, or lose their title of the level, before their next year begins.",
    "count",
)
SAME: Final = ngettext_lazy(
    "%(count)d holds a title of the level and pays what it would pay anyhow.",
    "%(count)d hold a title of the level and pay what they would pay anyhow.",
    "count",
)
OTHERS: Final = ngettext_lazy(
    "%(count)d further membership holds no title of the level.",
    "%(count)d further memberships hold no title of the level.",
    "count",
)


def _sentences(touch: Touch) -> list[str]:
    """What it comes to, a sentence each."""
    told = [
        PAYS % {"count": count, "then": in_euros(then), "now": in_euros(now), "level": level}
        for level, now, then, count in touch.pairs
    ] or [_t("No membership pays more or less because of it.")]
    counted = (
        (LATER, touch.later),
        (OTHER_TITLE, touch.untouched.other_title),
        (OVER_BEFORE, touch.untouched.over_before),
        (SAME, touch.untouched.same),
        (OTHERS, touch.others),
    )
    return [*told, *(sentence % {"count": count} for sentence, count in counted if count)]
