"""The books in the back office: days, the ledger of a period, closing one, and who owes how long."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from common.calendar import DAY
from common.errors import DomainError
from common.money import in_euros
from common.office import LookedAt
from common.spreadsheets import csv_file
from members import bank_words, policies, selectors, services
from members.admin.bank.forms import PeriodForm, UntilForm
from members.admin.bank.pages import require
from members.enums import Account, Age
from members.models import BankLine, BookClosing
from members.rules import ledger
from members.rules.ledger import Document
from members.rules.membership import NOTHING

PER_PAGE: Final = 50
DAYS_PER_PAGE: Final = 100


@admin.register(BookClosing)
class BookClosingAdmin(LookedAt):
    """Periods that are closed, the latest first."""

    list_display = ("until", "closed_at", "who")
    list_select_related = ("closed_by",)
    list_per_page = PER_PAGE
    fields = readonly_fields = ("until", "closed_at", "who")

    @admin.display(description=_("closed by"))
    def who(self, row: BookClosing) -> str:
        """A colleague by name, who has no page for finance."""
        return str(row.closed_by)

    def get_urls(self) -> list[URLPattern]:
        """Django's own, days, ledger and arrears, each also as CSV, and the page that closes."""
        safe = (
            ("days/", self.days, "members_bookclosing_days"),
            ("days/csv/", self.days_csv, "members_bookclosing_days_csv"),
            ("ledger/", self.ledger, "members_bookclosing_ledger"),
            ("ledger/csv/", self.ledger_csv, "members_bookclosing_ledger_csv"),
            ("arrears/", self.arrears, "members_bookclosing_arrears"),
            ("arrears/csv/", self.arrears_csv, "members_bookclosing_arrears_csv"),
        )
        return [
            *(self.reading(*page) for page in safe),
            self.asking("close/", self.close, "members_bookclosing_close"),
            *super().get_urls(),
        ]

    def days(self, request: HttpRequest) -> HttpResponse:
        """Each day of a period with what came in, went out, was booked, set aside and is left (3 queries)."""
        require(request.user.has_perm("members.view_bankline"))
        form = _period(request, _month_of_the_latest_line)
        found = selectors.days(*_of(form)) if form.is_valid() else []
        shown = Paginator(found, DAYS_PER_PAGE).get_page(request.GET.get("page"))
        return self.page(
            request,
            "members/money/days",
            title=_t("Bank days"),
            form=form,
            errors=form.errors,
            days=shown,
            page_obj=shown,
            total=selectors.together(found, _of(form)[1]) if found else None,
            query=_query(form),
            period=_told(form),
        )

    def days_csv(self, request: HttpRequest) -> HttpResponseBase:
        """The same, for a spreadsheet (2 queries)."""
        require(request.user.has_perm("members.view_bankline"))
        form = _period(request, _month_of_the_latest_line)
        if not form.is_valid():
            return redirect("admin:members_bookclosing_days")
        first, until = _of(form)
        header = [
            _t("Day"), _t("Lines"), _t("Came in"), _t("Went out"), _t("Booked"), _t("Set aside"), _t("Left"),
        ]  # fmt: skip
        rows = (
            (day.day.isoformat(), day.lines, day.came_in, day.went_out, day.booked, day.aside, day.left)
            for day in selectors.days(first, until)
        )
        return csv_file(f"days-{first}-{until}", header, rows)

    def ledger(self, request: HttpRequest) -> HttpResponse:
        """Every account over a period: opening, debit, credit, closing; and debtors beside arrears (11 queries)."""
        require(self.has_view_permission(request))
        form = _period(request, _last_month)
        found = selectors.movements(*_of(form)) if form.is_valid() else []
        closing = {row.account: row.closing for row in found}
        return self.page(
            request,
            "members/money/ledger",
            title=_t("Ledger"),
            form=form,
            errors=form.errors,
            accounts=[(bank_words.ACCOUNTS[row.account], row) for row in found],
            debit=sum((row.debit for row in found), NOTHING),
            credit=sum((row.credit for row in found), NOTHING),
            debtors=_debtors(_of(form)[1], closing[Account.DEBTORS]) if closing else "",
            query=_query(form),
            period=_told(form),
        )

    def ledger_csv(self, request: HttpRequest) -> HttpResponseBase:
        """Every entry of a period between its opening and its closing balances, sent while it is read (7 queries)."""
        require(self.has_view_permission(request))
        form = _period(request, _last_month)
        if not form.is_valid():
            return redirect("admin:members_bookclosing_ledger")
        first, until = _of(form)
        header = [
            _t("Date"), _t("Document"), _t("Member number"), _t("Account"), _t("Debit"), _t("Credit"), _t("Balance"),
            _t("Text"),
        ]  # fmt: skip
        return csv_file(f"ledger-{first}-{until}", header, _entries(first, until))

    def close(self, request: HttpRequest) -> HttpResponse:
        """Until which day, what it means and what still waits in it; then it is closed."""
        by = sessions.person(request)
        require(policies.can_close_books(by))
        today = timezone.localdate()
        sent = request.POST or (request.GET if "until" in request.GET else None)
        form = UntilForm(sent, today=today, initial={"until": today.replace(day=1) - DAY})
        until = form.cleaned_data["until"] if form.is_valid() else None
        if request.method == "POST" and until:
            try:
                row = services.close_books(until, by=by, at=timezone.now())
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _t("The books are closed until %(day)s.") % {"day": date_format(row.until)})
                return redirect("admin:members_bookclosing_changelist")
        closed = selectors.closed_until()
        return self.page(
            request,
            "members/money/close",
            title=_t("Close a period"),
            form=form,
            errors=form.errors,
            until=until if not form.errors else None,
            effects=_effects(until) if until and not form.errors else [],
            closed=closed,
        )

    def arrears(self, request: HttpRequest) -> HttpResponse:
        """Who owes, by age, the oldest debt first, with how to reach who pays; and what debtors are (8 queries)."""
        require(request.user.has_perm("members.view_invoice"))
        on, age = timezone.localdate(), _age(request)
        shown = Paginator(selectors.owing(on, age), PER_PAGE).get_page(request.GET.get("page"))
        employers = selectors.employers_billed([row["key"] for row in shown])
        return self.page(
            request,
            "members/money/arrears",
            title=_t("Arrears"),
            rows=[selectors.arrears(row, employers.get(row["key"])) for row in shown],
            debtors=_debtors(on, selectors.balances_before(on + DAY)[Account.DEBTORS]),
            total=selectors.owed_in_all(on, age),
            ages=[(key.value, bank_words.AGES[key]) for key in Age],
            age=age.value if age else "",
            on=on,
            page_obj=shown,
            query=f"age={age.value}&" if age else "",
        )

    def arrears_csv(self, request: HttpRequest) -> HttpResponseBase:
        """The same, for a spreadsheet, read while it is sent; that it was taken leaves a line (3 queries)."""
        require(request.user.has_perm("members.view_invoice"))
        on, age = timezone.localdate(), _age(request)
        if request.method != "HEAD":
            services.note_debtors_taken(age, by=sessions.person(request), at=timezone.now())
        header = [
            _t("Member number"), _t("Name"), _t("E-mail address"), _t("Telephone"), _t("Employer billed"),
            _t("Billing address"), _t("Copy to"), _t("Invoices"),
            _t("Oldest due on"), *(str(bank_words.AGES[age]) for age in Age), _t("Total"),
        ]  # fmt: skip
        return csv_file(f"arrears-{on}", header, _owing(on, age))


def _period(request: HttpRequest, usual: Any) -> PeriodForm:
    """The period asked for; without one, the usual one."""
    asked = {name: request.GET[name] for name in ("first", "until") if name in request.GET}
    if not asked:
        first, until = usual()
        asked = {"first": first.isoformat(), "until": until.isoformat()}
    return PeriodForm(asked)


def _of(form: PeriodForm) -> tuple[date, date]:
    return form.cleaned_data["first"], form.cleaned_data["until"]


def _query(form: PeriodForm) -> str:
    return "first={}&until={}".format(*_of(form)) if form.is_valid() else ""


def _told(form: PeriodForm) -> str:
    """The period in words: on paper the boxes are left out."""
    if not form.is_valid():
        return ""
    first, until = map(date_format, _of(form))
    return _t("From %(first)s until %(until)s.") % {"first": first, "until": until}


def _last_month() -> tuple[date, date]:
    last = timezone.localdate().replace(day=1) - DAY
    return last.replace(day=1), last


def _month_of_the_latest_line() -> tuple[date, date]:
    """From the first day of the month in which the bank last booked something until today (1 query)."""
    latest = BankLine.objects.order_by("-booked_on", "-pk").values_list("booked_on", flat=True).first()
    today = timezone.localdate()
    day = latest or today
    return day.replace(day=1), max(day, min(today, day + timedelta(days=31)))


def _effects(until: date) -> list[str]:
    waiting = BankLine.objects.filter(ledger_on__lte=until).exclude(rest=0).order_by()
    found = waiting.aggregate(count=Count("pk"), sum=Sum("rest"))
    return bank_words.closing(until, found["count"], in_euros(found["sum"] or NOTHING))


def _debtors(day: date, balance: Decimal) -> str:
    return bank_words.debtors(selectors.compared(balance), day)


def _age(request: HttpRequest) -> Age | None:
    asked = request.GET.get("age", "")
    return Age(asked) if asked in set(Age) else None


def _entries(first: date, until: date) -> Iterator[Sequence[Any]]:
    """The rows of the ledger: opening balances, every entry, closing balances in a column of their own."""
    opening = selectors.balances_before(first)
    closing: ledger.Balances = {}
    begins = Document(day=first, name=_t("opening"), about="balance", detail=_t("Opening balance"))
    ends = Document(day=until, name=_t("closing"), about="balance", detail=_t("Closing balance"))
    yield from map(_row, ledger.balance_sheet(begins, opening))
    booked = (entry for document in selectors.documents(first, until) for entry in ledger.entries(document))
    yield from map(_row, ledger.carried(opening, booked, closing))
    yield from map(_row, ledger.balance_sheet(ends, closing))


def _row(row: ledger.Entry | ledger.Balance) -> Sequence[Any]:
    told = row.document
    amounts = (row.debit, row.credit, "") if isinstance(row, ledger.Entry) else ("", "", row.amount)
    account, text = row.account.value, bank_words.document(told)
    return (told.day.isoformat(), told.name, told.member or "", account, *amounts, text)


def _owing(on: date, age: Age | None) -> Iterator[Sequence[Any]]:
    employers = selectors.employers_billed()
    for row in selectors.owing(on, age).iterator(chunk_size=1000):
        told = selectors.arrears(row, employers.get(row["key"]))
        member, employer = told.member, told.employer
        yield (
            member["member_number"],
            f"{member['given']} {member['family']}".strip(),
            member["email"] if told.to_member else "",
            member["phone"] if told.to_member else "",
            employer.name if employer else "",
            employer.address if employer else "",
            employer.copy_to if employer else "",
            told.invoices,
            told.oldest_due.isoformat() if told.oldest_due else "",
            *told.by_age.values(),
            told.total,
        )
