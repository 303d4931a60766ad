"""Members report an activity: one page, with what it counts for while it is typed and on a plain round trip.

What was typed is never lost: it stays in the form until it is right, and files that were sent wait in a draft.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import limits, sessions, unsaved
from common.calendar import local_day
from common.errors import DomainError
from common.files import keeping
from cpe import alike_words, gain_words, selectors, services
from cpe.models import Claim, ClaimDraft, Event
from cpe.report_forms import FIRST, ReportForm, typed
from cpe.rules.drafts import gone_after
from cpe.rules.policy import Policies
from cpe.shelves import EVIDENCE
from cpe.views.claim import may_change
from members.models import Member, Title, Track
from members.selectors import member_of

REPEATED: Final = ("activity", "amount", "attended", "begins_at", "ends_at", "breaks", "title", "provider", "link")
WITHOUT_TYPING: Final = frozenset({"track", "not_work"})
"""What stands in an empty form, or is ticked."""
CORRECTED: Final = (*REPEATED, "completed_on", "started_on", "note")


@dataclass(kw_only=True)
class Page:
    """What the page of a report holds beside its form."""

    member: Member
    form: ReportForm
    policies: Policies | None = None
    draft: ClaimDraft | None = None
    gone: int | None = None
    corrects: Claim | None = None
    alike: Sequence[Claim] = ()
    events: Sequence[Event] = ()
    begun_here: bool = False
    nothing: str = ""

    @property
    def instead_of(self) -> str:
        """What the rules know the corrected claim by."""
        return selectors.ledger_id(self.corrects.pk) if self.corrects else ""


@require_http_methods(["GET", "HEAD", "POST"])
@unsaved.keeps
def report(request: HttpRequest) -> HttpResponse:
    """Report an activity, a correction or the same again; or go on with a draft."""
    at = timezone.now()
    member = member_of(sessions.person(request))
    if member is None:
        return render(request, "cpe/report_none.html", {"holds": False})
    if request.method == "POST":
        return _sent(request, member, at)
    ledger = selectors.ledger_of(member.pk, local_day(at))
    if not any(sheet.current for sheet in ledger.sheets):
        return render(request, "cpe/report_none.html", {"holds": any(not s.standing.value.over for s in ledger.sheets)})
    page = _asked(request, member, ledger)
    if page.corrects is not None and page.draft is None and not page.form.is_bound:
        may, why_not = may_change(page.corrects, ledger)
        if not may:
            messages.info(request, why_not or _("This claim is not corrected any more."))
            return redirect("cpe:claim", page.corrects.pk)
    return _shown(request, page, ledger)


@require_POST
@login_not_required
def preview(request: HttpRequest) -> HttpResponse:
    """What counts of what is being typed, as a part of the page; nothing where that has not changed (8 queries)."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    member = member_of(sessions.person(request))
    if member is None:
        return HttpResponse(status=204)
    ledger = selectors.ledger_of(member.pk, timezone.localdate())
    form = ReportForm(request.POST, policies=ledger.policies, today=ledger.on)
    form.keep_only(FIRST)
    page = Page(member=member, form=form, corrects=_own_claim(member, request.POST.get("corrects")))
    counting, ours = _tried(page, ledger), _ours(page)
    typed_in = [name for name in FIRST if request.POST.get(name)]
    wrong = [sentence for name in (*typed_in, NON_FIELD_ERRORS) for sentence in form.errors.get(name, ())]
    shown = {"form": form, "counting": counting, "ours": ours, "wrong": wrong}
    counts = render_to_string("cpe/report/counts.html", shown, request)
    shape = form.what.key if form.what else ""
    told = str(zlib.crc32(counts.encode()))
    reshaped = request.POST.get("shape", "") != shape
    if not reshaped and request.POST.get("told") == told:
        return HttpResponse(status=204)
    return render(request, "cpe/report/preview.html", {**shown, "counts": counts, "told": told, "reshaped": reshaped})


# What the page begins with -----------------------------------------------------------------------------------


def _asked(request: HttpRequest, member: Member, ledger: selectors.Ledger) -> Page:
    """The page as somebody opens it: empty, or with what a draft or a claim holds, or with what was typed before."""
    said: Mapping[str, Any] | None = unsaved.typed(request)
    asked: Mapping[str, Any] = said if said is not None else request.GET
    draft = _own_draft(member, asked.get("draft"))
    corrects = _own_claim(member, asked.get("corrects") or asked.get("correct"))
    if said is None and draft is None and asked.get("draft"):
        raise Http404
    if draft is not None and draft.corrects_id:
        corrects = _own_claim(member, draft.corrects_id)
    initial: dict[str, Any] = {"track": _nearest(ledger)}
    if draft is not None:
        initial = dict(draft.typed)
        said = initial if said is None else said
    elif corrects is not None:
        initial = _of_claim(corrects, CORRECTED)
    elif repeated := _own_claim(member, asked.get("repeat")):
        initial = _of_claim(repeated, REPEATED)
    if any(request.GET.get("activity") in version.activities for version in ledger.policies.versions):
        initial["activity"] = request.GET["activity"]  # chosen before somebody went on and came back
    form = ReportForm(said, policies=ledger.policies, today=ledger.on, initial=initial)
    if said is initial:
        form.keep_only(tuple(initial))
    return Page(member=member, form=form, draft=draft, corrects=corrects)


def _of_claim(claim: Claim, names: Sequence[str]) -> dict[str, Any]:
    told = {name: getattr(claim, name) for name in names}
    if claim.begins_at is not None:
        told["amount"] = None  # it follows from the times, which may be changed
    return {"track": claim.track_id, **told}


def _nearest(ledger: selectors.Ledger) -> int | None:
    """The track of the title that was awarded first and stands (1 query)."""
    first = next(sheet.credential.title for sheet in ledger.sheets if sheet.current)
    return Title.objects.filter(pk=first).values_list("track", flat=True).first()


def _key(text: Any) -> int | None:
    plain = str(text or "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 19 else None


def _keys(request: HttpRequest, name: str) -> list[int]:
    """The rows a form says were pointed out already."""
    return [key for key in map(_key, request.POST.getlist(name)) if key]


def _own_claim(member: Member, said: Any) -> Claim | None:
    """The member's claim that is named; ``None`` where none is. Raises ``Http404`` for somebody else's."""
    if not said:
        return None
    found = Claim.objects.filter(member=member, pk=_key(said) or 0).select_related("track", "attendance").first()
    if found is None:
        raise Http404
    return found


def _own_draft(member: Member, said: Any) -> ClaimDraft | None:
    return ClaimDraft.objects.filter(member=member, pk=_key(said) or 0).first() if said else None


# What becomes of what was sent -----------------------------------------------------------------------------


def _sent(request: HttpRequest, member: Member, at: datetime) -> HttpResponse:
    """Do what the button says; the page comes again with everything in it unless that worked."""
    policies = selectors.policies()
    form = ReportForm(request.POST, request.FILES, policies=policies, today=local_day(at))
    said = request.POST.get("draft")
    draft = _own_draft(member, said)
    page = Page(
        member=member,
        form=form,
        policies=policies,
        draft=draft,
        gone=None if draft else _key(said),
        corrects=_own_claim(member, request.POST.get("corrects")),
    )
    act = "remove" if "remove" in request.POST else request.POST.get("act", "show")
    answer = None
    if act in {"send", "show"}:
        form.ask_again(request.POST.get("shape", ""))
    if act != "send":
        form.keep_only(FIRST if act == "show" else ())
    _take_files(request, page, at)
    if act in {"send", "draft"} and _changed_elsewhere(request, page):
        act = "show"
    if act == "send" and form.is_valid():
        answer = _report(request, page, at)
    elif act == "draft" and not form.errors:
        answer = _keep(request, page, at)
    elif act == "remove":
        _remove(request, page, at)
    if answer is not None:
        return answer
    ledger = selectors.ledger_of(member.pk, local_day(at), policies=policies)
    return _shown(request, page, ledger)


def _take_files(request: HttpRequest, page: Page, at: datetime) -> None:
    """Receive the files that came along and keep them in the draft, which begins with the first one.

    What is wrong with one is said at the field; the others are kept.
    """
    person = sessions.person(request)
    for file in request.FILES.getlist("proof"):
        try:
            limits.spend(request, limits.Costly.UPLOAD)
            kept = keeping.receive(file, shelf=EVIDENCE, owner=person, at=at)
            if page.draft is None:
                page.draft, page.begun_here = _saved(request, page, at), True
            services.add_evidence(page.member, kept, draft=page.draft.pk, by=person, at=at)
        except DomainError as refusal:
            page.form.add_error("proof", str(refusal))


def _saved(request: HttpRequest, page: Page, at: datetime) -> ClaimDraft:
    return services.save_draft(
        page.member,
        typed(request.POST),
        draft=page.draft.pk if page.draft else page.gone,
        corrects=page.corrects.pk if page.corrects else None,
        by=sessions.person(request),
        at=at,
    )


def _changed_elsewhere(request: HttpRequest, page: Page) -> bool:
    """Say once that the draft was changed since this page was opened: what stands here is not lost on the way."""
    if page.draft is None or page.begun_here or request.POST.get("read") == page.draft.changed_at.isoformat():
        return False
    told = _(
        "This draft was changed in another window at %(time)s. Nothing is saved or reported yet. What stands here is "
        "what you typed in this window: press again to go on with it."
    )
    page.form.add_error(None, told % {"time": date_format(timezone.localtime(page.draft.changed_at), "H:i")})
    return True


def _keep(request: HttpRequest, page: Page, at: datetime) -> HttpResponse | None:
    """Keep it as a draft, if there is anything to keep."""
    if page.draft is None and page.gone is None and not typed(request.POST).keys() - WITHOUT_TYPING:
        page.form.add_error(None, _("Nothing is typed yet, so there is no draft to keep."))
        return None
    try:
        draft = _saved(request, page, at)
    except DomainError as refusal:
        page.form.add_error(None, str(refusal))
        page.gone = None
        return None
    told = _("Your draft is kept until %(day)s. Nothing is reported yet.")
    messages.success(request, told % {"day": date_format(gone_after(local_day(at)))})
    return redirect(f"{reverse('cpe:report')}?draft={draft.pk}")


def _remove(request: HttpRequest, page: Page, at: datetime) -> None:
    """Take a file away that waits in the draft."""
    try:
        services.remove_evidence(page.member, _key(request.POST["remove"]) or 0, by=sessions.person(request), at=at)
    except DomainError as refusal:
        page.form.add_error("proof", str(refusal))


def _report(request: HttpRequest, page: Page, at: datetime) -> HttpResponse | None:
    """Report it, and go to the claim; ``None`` where it is refused, with the sentence at its field."""
    form, person, said = page.form, sessions.person(request), page.form.counted()
    if said is None:
        return None
    if form.brings_nothing and request.POST.get("nothing") != form.brings_nothing:
        page.nothing = form.brings_nothing
        told = _("By its rate that brings no credits. If you report it all the same, press “Report it” again.")
        form.add_error("amount", told)
        return None
    draft = page.draft.pk if page.draft else page.gone
    try:
        made = services.report(
            page.member,
            **said,
            details=form.details(),
            draft=draft,
            corrects=page.corrects.pk if page.corrects else None,
            seen=_keys(request, "seen"),
            seen_events=_keys(request, "seen_event"),
            policies=page.policies,
            by=person,
            at=at,
        )
    except services.Alike as found:
        if same := _same(page, found.claims, said, local_day(at)):
            messages.info(request, _("We have this already: it is claim %(number)d.") % {"number": same.pk})
            if page.draft is not None and page.begun_here:
                services.discard_draft(page.member, page.draft.pk, by=person, at=at)
            return redirect("cpe:claim", same.pk)
        page.alike, page.events = found.claims, found.events
        told = alike_words.alike(found.claims, found.events, form.details(), form.cleaned_data["completed_on"])
        form.add_error(None, told)
    except services.ClaimRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        page.gone = None
    except DomainError as refusal:
        form.add_error(None, str(refusal))
    except IntegrityError:
        if Track.objects.filter(pk=form.cleaned_data["track"]).exists():
            raise
        form.add_error("track", form.fields["track"].error_messages["invalid_choice"])
    else:
        messages.success(request, _("We received it. It is claim %(number)d.") % {"number": made.pk})
        return redirect("cpe:claim", made.pk)
    return None


def _same(page: Page, claims: Sequence[Claim], said: dict[str, Any], today: date) -> Claim | None:
    """The claim that says just this, is proved by every file of it and came today: the button was pressed twice."""
    every = {**said, **page.form.details().columns()}
    for claim in claims:
        fresh = claim.reported_on == today or (page.corrects is not None and claim.corrects_id == page.corrects.pk)
        same = fresh and all(getattr(claim, name) == value for name, value in every.items())
        if same and selectors.proves(claim, page.draft):
            return claim
    return None


# The page itself ---------------------------------------------------------------------------------------------------


def _tried(page: Page, ledger: selectors.Ledger) -> gain_words.Counting | None:
    """What it would count for; ``None`` while something is missing, or wrong and said at its field."""
    form = page.form
    if not form.is_bound:
        form = ReportForm(form.initial, policies=ledger.policies, today=ledger.on)
    form.is_valid()
    said = form.counted()
    if said is None:
        return None
    try:
        tried = services.try_out(ledger, **said, details=form.details(), instead_of=page.instead_of)
    except services.ClaimRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    return gain_words.counting(ledger, tried, instead=page.corrects is not None)


def _ours(page: Page) -> list[str]:
    """That we report it ourselves, where somebody types what we do (1 query, once day and activity are typed)."""
    day, what = getattr(page.form, "cleaned_data", {}).get("completed_on"), page.form.what
    if day is None or what is None:
        return []
    title, instead = str(page.form.data.get("title") or ""), page.corrects.pk if page.corrects else None
    found = selectors.meant(selectors.ours_on(page.member, day, besides=instead), activity=what.key, title=title)
    return alike_words.ours([event for event in found if event not in page.events])


def _shown(request: HttpRequest, page: Page, ledger: selectors.Ledger) -> HttpResponse:
    """The page."""
    fresh = page.draft is None and page.corrects is None and not page.form.is_bound
    drafts = selectors.drafts_of(page.member) if fresh else []
    counting = _tried(page, ledger)
    marked = page.form.is_bound and any(name in page.form.errors for name in FIRST)
    context = {
        "page": page,
        "form": page.form,
        "counting": counting,
        "ours": _ours(page),
        "wrong": [_("Once what is marked above is put right, this says what it counts for.")] if marked else [],
        "titles": [sheet for sheet in ledger.sheets if sheet.current],
        "drafts": [(row, gone_after(local_day(row.changed_at))) for row in drafts],
        "evidence": page.draft.evidence.select_related("file") if page.draft else (),
        "moves": page.corrects.evidence.select_related("file") if page.corrects else (),
        "most": services.MOST_FILES,
    }
    return render(request, "cpe/report.html", context)
