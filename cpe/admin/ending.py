"""Cycles near their end in the back office: whom to call, with what is missing; and what we will write a member."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import sessions
from common.office import Capped, CappedList, LookedAt, status
from common.spreadsheets import csv_file
from cpe import contribution_words, ledger_words, notice_words, outcome_words, selectors, services, words
from cpe.rules.notices import is_missing
from cpe.selectors import BUCKETS, Ledger, Near
from members.models import Cycle, Member
from members.rules.cycles import GRACE
from members.selectors import Account, Move, account_of, moves_of

LETTERS: Final = "admin:members_cycle_letters"


class DayFilter(admin.SimpleListFilter):
    """How many days are left: until the expiration date, then until the last day, moved or not; at the days on which
    members are reminded."""

    title = _("how near the end")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The buckets."""
        return [(str(key), _days(*days)) for key, days in BUCKETS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Cycle]) -> QuerySet[Cycle]:
        """The rows of a bucket."""
        keys = {str(key): key for key in BUCKETS}
        if self.value() not in keys:
            return queryset
        return queryset.filter(pk__in=selectors.near_end(timezone.localdate(), keys[self.value() or ""]).values("pk"))


def _days(first: int, last: int | None) -> str:
    if last is None:
        return _t("past the last day: held")
    if last <= 0:
        return _t("expires in %(few)d to %(many)d days") % {"few": -last, "many": -first}
    few, many = GRACE.days - last, GRACE.days - first
    if first == 1:
        return _t("expired, %(few)d days or more to the last day") % {"few": few}
    return _t("expired, %(few)d to %(many)d days to the last day") % {"few": few, "many": many}


def _signed(day: int) -> str:
    """A day counted from the expiration date, as people write it: ``−90``, ``0``, ``+80``."""
    return f"{day:+d}".replace("-", "−") if day else "0"


class Ending(CappedList):
    """Each row leads to what is written to its member, and when."""

    def url_for_result(self, result: Any) -> str:
        """The page of the member's mails."""
        return self.leading_back(reverse(LETTERS, args=(result.credential.member_id,)))


@admin.register(Cycle)
class CycleAdmin(LookedAt):
    """Cycles that wait, from 90 days before they expire; the first to expire first."""

    list_display = ("who", "code", "day", "expires_on", "last_day", "lacks", "reach")
    list_display_links = ("who",)
    list_filter = (DayFilter, "credential__title__level")
    list_select_related = ("credential__member__user", "credential__title")
    list_per_page = 50
    ordering = ("first_day", "pk")
    search_fields = ("credential__member__number__startswith", "credential__member__user__family_name")
    search_help_text = _("Member number or family name")
    fields = readonly_fields = ("credential", "number", "first_day", "waits")
    sensitive = True

    def person_in(self, row: Any) -> int:
        """Who holds the title, or the member who is looked at."""
        member = row if isinstance(row, Member) else row.credential.member
        return int(member.user_id)

    def get_urls(self) -> list[URLPattern]:
        """Django's own, what is written to a member and when, and the list as CSV."""
        return [
            self.reading("of/<int:pk>/", self.letters, "members_cycle_letters"),
            self.reading("csv/", self.download, "members_cycle_csv"),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **more: Any) -> type[ChangeList]:
        """What makes the list."""
        return Ending

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **more: Any
    ) -> Any:
        """Pages that count no further than they show, each row with what its cycle misses (8 queries more)."""
        if queryset.model is not Cycle:
            return super().get_paginator(request, queryset, per_page, *args, **more)
        on = timezone.localdate()
        near = selectors.near_end(on)

        def dress(rows: QuerySet[Cycle]) -> Any:
            shown: list[Any] = list(rows)
            for one in selectors.near(shown, selectors.policies(), on):
                one.row.near = one  # type: ignore[attr-defined]  # read by the columns alone
            return shown

        return Capped([queryset.filter(pk__in=near.values("pk"))], per_page, *args, dress=dress, **more)

    def download(self, request: HttpRequest) -> HttpResponseBase:
        """The list, or one bucket of it, for a spreadsheet; that it was taken leaves a line."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "HEAD":
            services.note_calls_taken(by=sessions.person(request), at=timezone.now())
        on, asked = timezone.localdate(), request.GET.get("day", "")
        bucket = {str(key): key for key in BUCKETS}.get(asked)
        found = selectors.all_near(selectors.near_end(on, bucket), selectors.policies(), on)
        name = f"cycles-{on}" if bucket is None else f"cycles-{on}-day-{bucket}"
        return csv_file(name, _header(), _table(found))

    def letters(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How each title of a member came to stand as it does, with its contributions; what is to be written about it,
        and what was (28 queries at most)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        member, on = get_object_or_404(Member.objects.select_related("user"), pk=pk), timezone.localdate()
        self._note_reading(request, member)
        found = selectors.letters_of(member.pk, on)
        told = notice_words.titles(found, selectors.policies(), selectors.dated_terms(), on)
        ledger, account = selectors.ledger_of(member.pk, on), account_of(member, on)
        why = _why(ledger, account, moves_of(member))
        return self.page(
            request,
            "members/cycle/letters",
            title=_t("What we will write, and when: %(member)s") % {"member": member},
            member=member,
            titles=[(one, why.get(row.held.credential.pk, [])) for row, one in zip(found, told, strict=True)],
            money=_money_mails(account),
            today=on,
            may_read=request.user.has_perm("comms.view_message"),
        )

    @admin.display(description=_("member"), ordering="credential__member__number")
    def who(self, row: Cycle) -> str:
        """Number and name."""
        return str(row.credential.member)

    @admin.display(description=_("title"), ordering="credential__title__code")
    def code(self, row: Cycle) -> str:
        """The title by its code."""
        return row.credential.title.code

    @admin.display(description=_("day"), ordering="first_day")
    def day(self, row: Any) -> str:
        """How far it is from its expiration date."""
        return _signed(row.near.day)

    @admin.display(description=_("expires"))
    def expires_on(self, row: Cycle) -> date:
        """Its last day."""
        return row.window.expires_on

    @admin.display(description=_("last day to report and pay"))
    def last_day(self, row: Any) -> date | str:
        """The one that holds, and from when it was moved."""
        if not row.near.judged:
            return "–"
        last_day, before = row.near.judged.last_day, row.near.moved_from
        if before is None:
            return last_day  # type: ignore[no-any-return]  # a date
        moved = _t("moved, was %(day)s") % {"day": date_format(before)}
        return format_html("{}<br>{}", date_format(last_day), moved)

    @admin.display(description=_("what is missing"))
    def lacks(self, row: Any) -> str | SafeString:
        """Credits and contributions, with how many decisions of ours could still add some."""
        judged = row.near.judged
        if judged is None or not is_missing(judged):
            return status("valid", _t("Nothing is missing."))
        told = notice_words.missing(judged)
        if not judged.owed:
            return told
        waits = ngettext("%(n)d claim waits.", "%(n)d claims wait.", len(judged.owed)) % {"n": len(judged.owed)}
        return format_html("{}<br>{}", told, waits)

    @admin.display(description=_("how to reach"))
    def reach(self, row: Cycle) -> SafeString:
        """Telephone and e-mail address."""
        member = row.credential.member
        return format_html("{}<br>{}", member.phone or _t("no telephone"), member.user.email)


def _money_mails(account: Account) -> list[tuple[str, notice_words.Written]]:
    """What was written about the invoices of a member, each with its invoice's number, the latest first (1 query)."""
    numbers = [document.number for document in account.documents]
    found = [(mail.about, notice_words.mailed(mail)) for mail in selectors.money_mails_of(numbers)]
    return found[::-1]


def _why(ledger: Ledger, account: Account, moves: Sequence[Move]) -> dict[int, list[str]]:
    """Title → what each of its cycles came to, what was paid for it and how it came out, the oldest first (1 query)."""
    outcomes = selectors.outcomes_of(ledger.sheets)
    found: dict[int, list[str]] = {}
    for sheet in ledger.sheets:
        rows = outcomes.get(sheet.credential.pk, [])
        told = found.setdefault(sheet.credential.pk, [])
        for count in sheet.cycles:
            is_current, renewed = count is sheet.current, outcome_words.is_renewed(count.window, rows)
            cycle = ledger_words.cycle(count, {}, ledger.policies, ledger.on, is_current=is_current, is_renewed=renewed)
            days = _t("Cycle %(number)d, until %(day)s, last day %(last)s:") % {
                "number": count.window.number,
                "day": date_format(count.window.expires_on),
                "last": date_format(count.last_day),
            }
            told.append(" ".join([days, cycle.recorded, *outcome_words.came_out(count.window, rows)]))
            told += contribution_words.of_cycle(account.years, moves, count.window)
        told += outcome_words.ended(rows)
    return found


def _header() -> list[str]:
    return [
        _t("Member"), _t("Name"), _t("Title"), _t("Day"), _t("Expires"), _t("Last day"), _t("Moved from"),
        _t("Credits missing"), _t("Contributions open"), _t("Claims waiting"), _t("Telephone"), _t("E-mail address"),
    ]  # fmt: skip


def _table(found: Iterator[Near]) -> Iterator[tuple[Any, ...]]:
    for one in found:
        member, judged = one.row.credential.member, one.judged
        yield (
            member.number,
            str(member.user),
            one.row.credential.title.code,
            one.day,
            one.row.window.expires_on.isoformat(),
            judged.last_day.isoformat() if judged else "",
            one.moved_from.isoformat() if one.moved_from else "",
            words.figures(judged.missing) if judged else "",
            judged.fees_open if judged else "",
            len(judged.owed) if judged else "",
            member.phone,
            member.user.email,
        )
