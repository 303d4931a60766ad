"""A claim in the portal: what was reported, what became of it and why, its proof; withdrawn after asking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits, sessions
from common.errors import DomainError
from common.files import keeping
from common.files.fields import PapersField
from common.money import QUARTERS, to_parts
from common.office import LabelsWithoutColon
from cpe import claim_words, gain_words, selectors, services, words
from cpe.claim_words import SHAPES
from cpe.enums import ClaimStatus, Denial
from cpe.models import Claim, Evidence, LedgerLine
from cpe.rules.appeals import last_day
from cpe.rules.policy import ONE, Activity
from cpe.selectors import Ledger
from cpe.services.drafts import PROVED
from cpe.shelves import EVIDENCE
from members.models import Member
from members.selectors import member_of


class ProofForm(LabelsWithoutColon, forms.Form):
    """Files that prove an activity."""

    proof = PapersField(
        label=gettext_lazy("Add files"),
        required=False,
        help_text=gettext_lazy("PDF, JPEG or PNG, at most 10 MB each. A photo is good enough."),
    )


@require_safe
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """What was reported, how it stands and counts, every decision with its words, the proof (13 queries at most)."""
    return _page(request, _own(request, pk), ProofForm())


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a claim, after asking what it takes away."""
    row = _own(request, pk)
    person, at = sessions.person(request), timezone.now()
    if request.method == "POST":
        try:
            services.withdraw(row, by=person, at=at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You withdrew the claim. Nothing of it counts any more."))
        return redirect("cpe:claim", row.pk)
    ledger = selectors.ledger_of(row.member_id, timezone.localdate(at))
    if not may_change(row, ledger)[0]:
        return redirect("cpe:claim", row.pk)
    how = selectors.traced(ledger, selectors.ledger_id(row.pk))
    policy = ledger.policies.on(row.completed_on)
    hoped = _hoped(row, ledger) if row.state == ClaimStatus.PENDING else None
    shown = {
        "claim": row,
        "hoped": hoped.titles if hoped else (),
        "name": activity_name(row, policy.activities.get(row.activity)),
        "lost": [(each.title_code, words.credits(each.trace.counted)) for each in how if each.trace.counted],
    }
    return render(request, "cpe/claim_withdraw.html", shown)


@require_http_methods(["POST"])
def add_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Add files to a claim; what is wrong with one is said at the field, the others are kept."""
    row, person, at = _own(request, pk), sessions.person(request), timezone.now()
    form = ProofForm(request.POST, request.FILES)
    files = request.FILES.getlist("proof")
    form.is_valid()
    if not files:
        form.add_error("proof", _("Choose a file first."))
    for file in files:
        try:
            limits.spend(request, limits.Costly.UPLOAD)
            kept = keeping.receive(file, shelf=EVIDENCE, owner=person, at=at)
            services.add_evidence(row.member, kept, claim=row.pk, by=person, at=at)
        except DomainError as refusal:
            form.add_error("proof", str(refusal))
        else:
            messages.success(request, _("We received “%(name)s”.") % {"name": kept.name})
    return _page(request, row, form) if form.errors else redirect("cpe:claim", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_evidence(request: HttpRequest, pk: int, proof: int) -> HttpResponse:
    """Take a file away from a claim nobody decided on yet, after asking."""
    row = _own(request, pk)
    if request.method == "POST":
        try:
            services.remove_evidence(row.member, proof, by=sessions.person(request), at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The file is removed."))
        return redirect("cpe:claim", row.pk)
    found = Evidence.objects.filter(claim=row, pk=proof).select_related("file").first()
    if found is None or row.state != ClaimStatus.PENDING:
        raise Http404
    return render(request, "cpe/evidence_remove.html", {"claim": row, "proof": found})


def _own(request: HttpRequest, pk: int) -> Claim:
    """The asking person's claim of this number (2 queries). Raises ``Http404``, also for somebody else's."""
    member: Member | None = member_of(sessions.person(request))
    beside = ("member", "track", "brought_with", "attendance", "corrected_by__attendance")
    found = Claim.objects.filter(member=member, pk=pk).select_related(*beside) if member else None
    row: Claim | None = found.first() if found is not None else None
    if row is None:
        raise Http404
    return row


# The page ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision as its member reads it: the day, a sentence, the reason in our words and in those of the reviewer."""

    on: date
    told: str
    why: str = ""
    words: str = ""


def _page(request: HttpRequest, row: Claim, form: ProofForm) -> HttpResponse:
    ledger = selectors.ledger_of(row.member_id, timezone.localdate())
    policy, status = ledger.policies.on(row.completed_on), ClaimStatus(row.state)
    what = policy.activities.get(row.activity)
    key = selectors.ledger_id(row.pk)
    how = selectors.traced(ledger, key)
    lines = list(row.lines.order_by("pk"))
    fact = next(one for one in ledger.claims if one.id == key)
    may, why_not = may_change(row, ledger)
    proof = list(row.evidence.select_related("file"))
    counts = status is not ClaimStatus.WITHDRAWN
    questions = list(row.questions.all())
    asked = next((one for one in questions if one.answered_at is None and not ledger.revoked), None)
    context: dict[str, Any] = {
        "claim": row,
        "name": activity_name(row, what),
        "shape": SHAPES[status],
        "word": claim_words.stands(status, asked=asked is not None),
        "asked": asked,
        "questions": [one for one in questions if one is not asked],
        "amount": words.amount(what.unit, fact.amount) if what else row.amount,
        "of_a_day": words.clock(minutes) if (minutes := row.net_minutes or 0) % 60 else "",
        "origin": claim_words.brought_in(row),
        "attended": _attended(row, what, fact.attended),
        "worth": words.sentence(claim_words.worth(fact, how[0].trace.credits, policy, ledger.on)) if how else "",
        "titles": gain_words.counted(ledger, how, policy, status) if counts else (),
        "others": _not_counted(ledger, row, how) if counts else (),
        "hoped": _hoped(row, ledger) if status is ClaimStatus.PENDING else None,
        "told": _told_otherwise(row, ledger),
        "decisions": [_decided(line, before, row) for line, before in zip(lines, [None, *lines], strict=False)],
        "appeal_until": None if ledger.revoked else _appeal_until(lines),
        "today": ledger.on,
        "form": form if status in PROVED and not ledger.revoked and len(proof) < services.MOST_FILES else None,
        "proof": proof,
        "may_remove": status is ClaimStatus.PENDING and not ledger.revoked,
        "may_change": may,
        "why_not": why_not,
        "instead": getattr(row, "corrected_by", None),
        "institute": settings.INSTITUTE,
        "nothing_runs": not any(sheet.current for sheet in ledger.sheets),
    }
    return render(request, "cpe/claim.html", context)


def _attended(row: Claim, what: Activity | None, attended: int | None) -> str:
    """How much of it was attended; what a list of ours says, in minutes."""
    if what is None or attended is None:
        return ""
    return words.clock(attended * 60 // ONE) if claim_words.is_from_list(row) else words.amount(what.unit, attended)


def _not_counted(ledger: Ledger, row: Claim, how: Sequence[selectors.HowItCounts]) -> tuple[gain_words.TitleWords, ...]:
    """The titles it is not for; of what is accepted, with what a cycle to come counts of it."""
    accepted = row.state == ClaimStatus.ACCEPTED
    later = selectors.ahead(ledger, selectors.ledger_id(row.pk)) if accepted else ()
    return gain_words.not_counted(ledger, row.completed_on, how, later)


def activity_name(row: Claim, what: Activity | None) -> str:
    """The activity by the name that the rules of its day give it."""
    return what.name if what else row.activity


def may_change(row: Claim, ledger: Ledger) -> tuple[bool, str]:
    """Whether the member may still withdraw or correct a claim, and else why not, where that needs a word."""
    if row.state not in PROVED or ledger.revoked:
        return False, ""
    if claim_words.is_from_list(row):
        return False, str(claim_words.OUR_LIST)
    if row.state == ClaimStatus.PENDING:
        return True, ""
    closed = selectors.closed_with(ledger, row.completed_on)
    if not closed:
        return True, ""
    told = _("It counted for a cycle of %(titles)s that is over. If something is wrong with it, write to us.")
    return False, told % {"titles": get_text_list(closed, _("and"))}


def _hoped(row: Claim, ledger: Ledger) -> gain_words.Counting | None:
    """What a claim that waits would count for, were it approved for the most it can be."""
    try:
        tried = services.try_out(
            ledger,
            activity=row.activity,
            completed_on=row.completed_on,
            amount=row.amount,
            attended=row.attended,
            details=services.Details(started_on=row.started_on),
            instead_of=selectors.ledger_id(row.pk),
        )
    except services.ClaimRefused:
        return None
    return gain_words.counting(ledger, tried)


def _told_otherwise(row: Claim, ledger: Ledger) -> list[str]:
    """What its member was told when it was reported, title by title, where it counts otherwise today."""
    if row.state != ClaimStatus.ACCEPTED:
        return []
    now = {
        (each.title_code, each.window.first): each.trace.counted
        for each in selectors.traced(ledger, selectors.ledger_id(row.pk))
    }
    told = _("For %(title)s we said %(then)s when you reported it, and today it is %(now)s.")
    return [
        told % {"title": then.title, "then": words.credits(then.counted), "now": words.credits(counted)}
        for then in claim_words.read_told(row.told)
        if (counted := now.get((then.title, then.first), 0)) != then.counted
    ]


def _decided(line: LedgerLine, before: LedgerLine | None, row: Claim) -> Decided:
    """A decision in words; who took it stays with us."""
    status = ClaimStatus(line.status)
    then = row.brought_with is not None and line.recorded_at == row.brought_with.brought_in_at
    granted = words.credits(to_parts(line.granted, QUARTERS)) if line.granted is not None else ""
    if then and status is ClaimStatus.DENIED:
        told = _("Denied in the register before.")
    elif then:
        told = (
            _("Accepted in the register before, for %(credits)s.") % {"credits": granted}
            if granted
            else _("Accepted in the register before, as it was reported.")
        )
    elif status is ClaimStatus.ACCEPTED and line.recorded_by_id is None:
        told = _("Accepted by the rules, as it was reported.")
    elif status is ClaimStatus.ACCEPTED:
        told = (
            _("A reviewer accepted it for %(credits)s.") % {"credits": granted}
            if granted
            else _("A reviewer accepted it as it was reported.")
        )
    elif status is ClaimStatus.WITHDRAWN:
        instead = getattr(row, "corrected_by", None)
        told = _("You corrected it.") if instead else _("You withdrew it.")
        if instead and line.recorded_by_id != row.member.user_id:
            told = _("We put another claim in its place.")
    elif status is ClaimStatus.APPEALED:
        told = _("You appealed. The Board decides.")
    else:
        told = _("A reviewer denied it after it was accepted.") if before else _("A reviewer denied it.")
    return Decided(on=line.decided_on, told=told, why=_why(line), words=line.words)


def _why(line: LedgerLine) -> str:
    """The reason in our words; empty where the reviewer's alone say it."""
    return capfirst(line.get_why_display()) if line.why and line.why != Denial.OTHER else ""


def _appeal_until(lines: list[LedgerLine]) -> date | None:
    """The last day to appeal against the last decision, where it is one against the member."""
    if not lines or not lines[-1].why or lines[-1].status not in {ClaimStatus.DENIED, ClaimStatus.ACCEPTED}:
        return None
    return last_day(lines[-1].decided_on)
