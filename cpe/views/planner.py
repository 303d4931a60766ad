"""The planner: what each title misses, what there is room for, and what if."""

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cpe import gain_words, planner_words, selectors, services
from cpe.gain_words import Counting
from cpe.ledger_forms import WhatIfForm
from cpe.selectors import Ledger
from cpe.services import ClaimRefused, Details
from cpe.views.ledger import nothing_asked, nothing_runs, of_member

A_YEAR: Final = timedelta(days=365)
"""What is tried out may take so long: nobody plans by the hours of one day."""


@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    """Every title that stands, and every activity with its room this year (9 queries, 4 more for held titles)."""
    member, ledger, today = of_member(request)
    if member is None or ledger is None or nothing_runs(ledger):
        return nothing_asked(request, member, ledger)
    owed = selectors.owed_of(member.pk, ledger)
    plans = [
        planner_words.plan(sheet, sheet.current, ledger.policies, today, owed.get(sheet.credential.pk))
        for sheet in ledger.sheets
        if sheet.current
    ]
    asked = "activity" in request.GET or "amount" in request.GET
    form = WhatIfForm(request.GET if asked else None, policy=ledger.policies.on(today))
    shown = {
        "plans": plans,
        "rows": planner_words.rows(plans, ledger.policies, today),
        "columns": [plan.code for plan in plans if plan.runs],
        "form": form,
        "would": _would(form, ledger) if form.is_bound and form.is_valid() else None,
        "today": today,
    }
    return render(request, "cpe/planner.html", shown)


def _would(form: WhatIfForm, ledger: Ledger) -> Counting | None:
    """What it would count, done and reported today; where that cannot be, the form says why."""
    said = form.cleaned_data
    asks_attendance = ledger.policies.on(ledger.on).activities[said["activity"]].attendance is not None
    try:
        tried = services.try_out(
            ledger,
            activity=said["activity"],
            completed_on=ledger.on,
            amount=said["amount"],
            attended=said["amount"] if asks_attendance else None,
            details=Details(started_on=ledger.on - A_YEAR),
        )
    except ClaimRefused as refusal:
        form.add_error("amount", str(refusal))
        return None
    return gain_words.counting(ledger, tried)
