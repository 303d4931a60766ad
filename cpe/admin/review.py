"""Where claims are decided in the back office: one, with its letter before it goes; or several of one activity."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from accounts import sessions
from accounts.models import User
from common.calendar import local_day
from common.errors import DomainError
from cpe import policies, selectors, services
from cpe.admin.dossier import dossier
from cpe.admin.queue import DECIDE, ClaimQueue, amount, brings
from cpe.enums import ClaimStatus
from cpe.models import Claim, LedgerLine
from cpe.review_forms import AskForm, ReviewForm

QUEUE = "admin:cpe_claim_changelist"
CHANGE = "admin:cpe_claim_change"
HEADING = "#claim"
"""Where a page of a claim takes whoever comes from the one before."""


class ReviewPages(ClaimQueue):
    """The pages on which claims are decided."""

    def get_urls(self) -> list[URLPattern]:
        """Those pages, and the others."""
        return [
            self.asking("<int:pk>/decide/", self.decide, "cpe_claim_decide"),
            self.asking("<int:pk>/ask/", self.ask, "cpe_claim_ask"),
            self.asking("accept/", self.accept, "cpe_claim_accept"),
            *super().get_urls(),
        ]

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything about a claim, and the decision: its letter is shown first, unless it is accepted as reported."""
        by, at, row = _asked(request, pk)
        ledger = selectors.ledger_of(row.member_id, local_day(at))
        shown = dossier(row, ledger)
        accepted = row.state == ClaimStatus.ACCEPTED
        form = ReviewForm(
            request.POST if request.method == "POST" else None,
            looked=shown["looked"],
            accepted=accepted,
            seen=len(shown["decisions"]),
            beside=shown["beside"],
            no_proof=services.proof_not_held(row, local_day(at)),
        )
        foreseen, meanwhile = None, _meanwhile(request, row, shown["decisions"])
        if form.is_bound and not meanwhile and form.is_valid():
            try:
                if _may_go(form, request):
                    services.decide(row, **form.said(), by=by, at=at)
                    return _gone_on(request, row, form, by)
                foreseen = services.foresee(row, **form.said(), by=by, at=at)
                form = form.with_letter_shown()
            except services.DecidedMeanwhile as refusal:
                meanwhile = str(refusal)
            except services.ClaimRefused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            except DomainError as refusal:
                form.add_error(None, str(refusal))
        self._note_reading(request, row)
        open_to = row.state in (ClaimStatus.PENDING, ClaimStatus.ACCEPTED)
        return self.page(
            request,
            "cpe/claim/decide",
            original=row,
            title=_t("Decide on claim %(number)d") % {"number": row.pk},
            last=_t("Decide"),
            form=form if open_to and not meanwhile else None,
            errors=form.errors,
            obstacle=meanwhile or ("" if open_to else _closed(row)),
            typed=_typed(form) if meanwhile or not open_to else (),
            foreseen=foreseen,
            changed=_changes(foreseen),
            accepted=accepted,
            **shown,
        )

    def ask(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the member for proof or a word; the claim stays as it is meanwhile."""
        by, at, row = _asked(request, pk)
        form = AskForm(request.POST if request.method == "POST" else None)
        obstacle = services.not_asked(row, local_day(at))
        if form.is_bound and not obstacle and form.is_valid():
            try:
                services.ask(row, form.cleaned_data["words"], by=by, at=at)
            except DomainError as refusal:
                form.add_error("words", str(refusal))
            else:
                messages.success(request, _t("The question is on its way; the answer comes to the page of the claim."))
                return redirect(CHANGE, row.pk)
        self._note_reading(request, row)
        return self.page(
            request,
            "cpe/claim/ask",
            original=row,
            title=_t("Ask about claim %(number)d") % {"number": row.pk},
            last=_t("Ask"),
            form=None if obstacle else form,
            errors=form.errors,
            obstacle=obstacle,
            typed=_typed(form) if obstacle else (),
        )

    def accept(self, request: HttpRequest) -> HttpResponse:
        """Several claims of one activity with the number of each: accepted as reported on one press."""
        by, at = sessions.person(request), timezone.now()
        if not by.has_perm("cpe.decide_claim"):
            raise PermissionDenied
        sent = request.POST if request.method == "POST" else request.GET
        keys = [int(key) for key in sent.get("claims", "").split(",") if key.isdecimal()][: self.list_per_page]
        found = self.get_queryset(request).select_related("member__user").filter(pk__in=keys)
        rows: list[Any] = sorted(found, key=lambda row: (row.reported_on, row.pk))
        if any(row.member.user_id == by.pk for row in rows):
            raise PermissionDenied(_t("This is your own claim. Somebody else decides."))
        looked = selectors.looked_at(rows, selectors.policies(), local_day(at))
        odd = services.odd(rows, looked)
        fit: list[dict[str, Any]] = []
        unfit: list[dict[str, Any]] = []
        for row in rows:
            told = _not_waiting(row) or odd[row.pk]
            line = {"claim": row, "amount": amount(row.unit, row.amount), "brings": brings(looked[row.pk]), "why": told}
            (unfit if told else fit).append(line)
        several = len({row.activity for row in rows}) > 1
        obstacle = _t("Choose claims of one activity: those of another are judged by another rule.") if several else ""
        obstacle = obstacle or ("" if fit else _t("None of these can be accepted together with others."))
        if request.method == "POST" and not obstacle:
            done, skipped = services.accept_many([line["claim"] for line in fit], by=by, at=timezone.now())
            _tell(request, len(done), [*((one.claim, one.why) for one in skipped)])
            _tell(request, 0, [(line["claim"], line["why"]) for line in unfit])
            return redirect(f"{reverse(QUEUE)}?queue=waiting")
        return self.page(
            request,
            "cpe/claim/accept",
            title=_t("Accept as reported"),
            last=_t("Accept as reported"),
            obstacle=obstacle,
            fit=() if several else fit,
            unfit=unfit,
            rows=rows if several else (),
            claims=",".join(str(line["claim"].pk) for line in fit),
        )


def _asked(request: HttpRequest, pk: int) -> tuple[User, datetime, Claim]:
    """Who asks and when, and a claim that is not theirs. Raises ``PermissionDenied``, ``Http404``."""
    by = sessions.person(request)
    if not by.has_perm("cpe.decide_claim"):
        raise PermissionDenied
    rows = Claim.objects.select_related("member__user", "track", "corrects", "corrected_by", "brought_with")
    row: Claim = get_object_or_404(rows, pk=pk)
    if not policies.is_somebody_elses(by, row):
        raise PermissionDenied(_t("This is your own claim. Somebody else decides."))
    return by, timezone.now(), row


def _may_go(form: ReviewForm, request: HttpRequest) -> bool:
    """Whether the decision is taken now: its letter was shown just so, or says nothing but that it is accepted."""
    if "look" in request.POST:
        return False
    return form.is_as_reported or form.cleaned_data["shown"] == form.mark()


def _gone_on(request: HttpRequest, row: Claim, form: ReviewForm, by: User) -> HttpResponse:
    """To the next claim, or back to the list, with what was done."""
    denied = form.said()["status"] == ClaimStatus.DENIED
    told = _t("Claim %(number)d is denied; its member is told by mail.") if denied else ""
    if not denied and form.said()["why"]:
        told = _t("Claim %(number)d is accepted for less; its member is told by mail.")
    told = told or _t("Claim %(number)d is accepted; its member is told by mail.")
    messages.success(request, told % {"number": row.pk})
    if "next" not in request.POST:
        return redirect(CHANGE, row.pk)
    following = selectors.next_waiting(by, row)
    if following is None:
        messages.info(request, _t("Nothing else waits for a decision of yours."))
        return redirect(f"{reverse(QUEUE)}?queue=waiting")
    return redirect(f"{reverse(DECIDE, args=(following.pk,))}{HEADING}")


def _meanwhile(request: HttpRequest, row: Claim, decisions: list[LedgerLine]) -> str:
    """What was decided since the page was read that is sent now, in a sentence; empty where nothing was."""
    if request.method != "POST" or not decisions or request.POST.get("seen") == str(len(decisions)):
        return ""
    return " ".join(filter(None, (str(services.DecidedMeanwhile(decisions[-1])), _instead(row))))


def _instead(row: Claim) -> str:
    """Which claim took the place of this one; empty where none did."""
    other = getattr(row, "corrected_by", None)
    return _t("Its member corrected it: claim %(number)d took its place.") % {"number": other.pk} if other else ""


def _closed(row: Claim) -> str:
    if told := _instead(row):
        return told
    if row.state == ClaimStatus.APPEALED:
        return _t("This claim is under appeal. The Board decides.")
    return _t("This claim is “%(state)s” now; nothing is to be decided about it.") % {"state": row.get_state_display()}


def _not_waiting(row: Claim) -> str:
    if row.state == ClaimStatus.PENDING:
        return ""
    return _t("It does not wait any more: it is %(state)s.") % {"state": row.get_state_display()}


def _typed(form: ReviewForm | AskForm) -> list[tuple[str, str]]:
    """What was typed into a form that cannot be taken any more."""
    words = form.data.get("words", "").strip() if form.is_bound else ""
    return [(str(form.fields["words"].label), words)] if words else []


def _changes(foreseen: services.Foreseen | None) -> list[dict[str, str]]:
    """What a decision would change, cycle by cycle; of one that is over, what comes of that."""
    if foreseen is None:
        return []
    again, stays = foreseen.facts.get("again", ()), foreseen.facts.get("stays", ())
    found = []
    for title, ends, then, now, required in foreseen.changes:
        day = date_format(datetime.fromisoformat(ends).date())
        named = {"title": title, "day": day, "then": then, "now": now, "required": required}
        told = _t("%(title)s, cycle until %(day)s: %(then)s credits now, %(now)s then, of %(required)s.") % named
        found.append({"told": told, "title": title})
    for title in again:
        told = _t("%(title)s: this cycle is over and not decided yet; it is judged again by what counts then.")
        found.append({"told": told % {"title": title}, "title": title})
    for title in stays:
        told = _t("%(title)s: this cycle was renewed already, and stays so.")
        found.append({"told": told % {"title": title}, "title": title})
    return found


def _tell(request: HttpRequest, done: int, left: list[tuple[Claim, str]]) -> None:
    """Say how many were accepted, and of each that was left out why."""
    if done:
        told = ngettext(
            "%(n)d claim is accepted; its member is told by mail.",
            "%(n)d claims are accepted; their members are told by mail.",
            done,
        )
        messages.success(request, told % {"n": done})
    for claim, why in left:
        messages.warning(request, _t("Claim %(number)d was left out. %(why)s") % {"number": claim.pk, "why": why})
