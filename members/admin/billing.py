"""Who gets a member's invoices, as finance writes it down on the member's page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from accounts import sessions
from common import audit
from common.office import OfficeAdmin
from members import policies, selectors, services
from members.models import Billing, Member
from members.office_forms import EmployerForm

TO_MEMBER = "to-member"
"""The button by which a member is billed again."""


def billing_view(office: OfficeAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The employer who pays, and whether what is untouched yet is billed anew; looking leaves a line (9 statements)."""
    by = sessions.person(request)
    if not policies.can_credit(by):
        raise PermissionDenied
    member = get_object_or_404(Member.objects.select_related("user"), pk=pk)
    row = Billing.objects.filter(member=member).first()
    untouched = list(selectors.untouched(member, timezone.localdate()))
    sent = request.POST if request.method == "POST" else None
    form = EmployerForm(sent, initial=model_to_dict(row) if row else None, untouched=untouched)
    if sent is not None:
        to_member = TO_MEMBER in sent
        if form.is_valid() or to_member:
            employer, seen = None if to_member else form.cleaned_data, sent.get("seen", "").split()
            try:
                count = services.bill_to(member, employer, anew="anew" in sent, by=by, at=timezone.now(), as_read=seen)
            except services.OpenChanged as changed:
                form.add_error(None, str(changed))
            else:
                messages.success(request, _done(count))
                return redirect("admin:members_member_change", pk)
    elif request.method == "GET":
        audit.record_reading(member, by=by, at=timezone.now(), person=member.user_id)
    title = _t("Who gets the invoices of %(name)s?") % {"name": member.user}
    told = {"original": member, "title": title, "form": form, "errors": form.errors, "billing": row}
    return office.page(request, "members/member/billing", **told, seen=" ".join(map(str, untouched)))


def _done(count: int) -> str:
    if not count:
        return _t("It is written down, and holds for invoices that are made from now on.")
    told = ngettext(
        "It is written down, and %(count)d invoice was billed anew.",
        "It is written down, and %(count)d invoices were billed anew.",
        count,
    )
    return told % {"count": count}
