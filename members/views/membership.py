"""The member's own money: the membership page, invoices, and documents as PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.sessions import person
from common.calendar import local_day
from common.pdf import CannotDraw
from members import membership_words, selectors
from members.documents import account_pdf
from members.documents import invoice_pdf as drawn
from members.documents.papers import account_sheet, invoice_sheet
from members.models import Invoice
from members.money_forms import PeriodForm
from members.selectors import Account, AskedYear


@require_safe
def membership(request: HttpRequest) -> HttpResponse:
    """What is due and why, how to pay it, every year so far, what comes next, and who is billed."""
    member, today = selectors.member_of(person(request)), local_day(timezone.now())
    if member is None:
        return render(request, "members/membership/none.html")
    page = selectors.membership_page(member, today)
    shown = {
        "page": page,
        "account": page.account,
        "due": membership_words.due(page.account),
        "until": membership_words.until(page.account),
        "years": years_in_words(page.account),
        "moves": membership_words.moves(reversed(page.moves)),
        "form": PeriodForm(today=today),
    }
    return render(request, "members/membership/page.html", shown)


def years_in_words(account: Account) -> list[tuple[AskedYear, str, str]]:
    """Every contribution with its word and the shape of its status."""
    return [(row, str(word), shape) for row in account.years for word, shape in [membership_words.FARED[row.fared]]]


@require_safe
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """One of one's own invoices or credit notes."""
    return render(request, "members/membership/invoice.html", shown_of(_own(request, number)))


@require_safe
def invoice_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same as PDF, as it was made."""
    return pdf_of(request, _own(request, number), back="members:invoice", arg=number)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """The statement of account of the days asked for, as PDF; what was asked stays in the form until it is right."""
    member, today = selectors.member_of(person(request)), local_day(timezone.now())
    if member is None:
        return redirect("members:membership")
    asked = "since" in request.GET or "until" in request.GET
    form = PeriodForm(request.GET if asked else None, today=today)
    sorry, status = "", 200
    if form.is_bound and form.is_valid():
        since, until = form.cleaned_data["since"], form.cleaned_data["until"]
        sheet = account_sheet(member, since, until, issued_on=today)
        try:
            if sheet is not None:
                name = f"account-{member.number}-{since.isoformat()}-{until.isoformat()}.pdf"
                return as_file(account_pdf(sheet), name)
            sorry = _("There is no statement yet: nothing was billed so far.")
        except CannotDraw as error:
            sorry, status = str(error), 503
    return render(request, "members/membership/account.html", {"form": form, "sorry": sorry}, status=status)


def _own(request: HttpRequest, number: str) -> Invoice:
    """A document of the person asking. Raises ``Http404`` for anybody else's."""
    found = selectors.document(member__user=person(request), number=number) if number.isprintable() else None
    if found is None:
        raise Http404
    return found


def shown_of(document: Invoice) -> dict[str, object]:
    """What the pages of a document show (2 queries)."""
    return {
        "document": document,
        "note": getattr(document, "credit_note", None),
        "lines": list(document.lines.order_by("position")),
        "moves": membership_words.moves(selectors.moves_on(document)),
        "pay": selectors.how_to_pay(document),
        "today": local_day(timezone.now()),
    }


def pdf_of(request: HttpRequest, document: Invoice, *, back: str, arg: str) -> HttpResponse:
    """A document as PDF; where it cannot be drawn, its page says so."""
    try:
        return as_file(drawn(invoice_sheet(document)), f"{document.number}.pdf")
    except CannotDraw as error:
        shown = {"sorry": str(error), "back": back, "arg": arg, "navigation": (), "user": None, "messages": ()}
        return render(request, "members/membership/no_pdf.html", shown, status=503)


def as_file(content: bytes, name: str) -> HttpResponse:
    """A PDF to be kept under a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
