"""What a committee does with a case: notes, the deliberation, a proposal, votes, and the judgement that is final.

Each act has its page, which says first what follows.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sessions, unsaved
from common.calendar import local_day
from common.errors import Forbidden
from conduct import committee_words as words
from conduct.enums import Audience, CaseState, Outcome
from conduct.forms.judging import NoteForm, ProposalForm, SendBackForm, VoteForm
from conduct.forms.officer import ConfirmForm
from conduct.models import Case
from conduct.models.cases import OUTCOMES
from conduct.rules.judging import carries
from conduct.selectors.judging import Proposal, effects, proposals, seated_of, votes_of
from conduct.services import judging, room
from conduct.services.intake import require_nameless
from conduct.views.case import page_of, when
from conduct.views.inside import Asks, ask, of_chair, of_committee, sent


@unsaved.keeps
@of_committee
def note(request: HttpRequest, case: Case) -> HttpResponse:
    """Write a note of the committee, which goes after the judgement."""
    by, at = sessions.person(request), timezone.now()
    form = NoteForm(unsaved.typed(request), request.FILES or None)
    asks = Asks(
        about=case,
        heading=_("Write a note"),
        told=[
            _("The committee alone reads it, not the case officer, and it is not part of the file of the case."),
            _("It cannot be changed, and is deleted with the judgement."),
        ],
        button=_("Keep the note"),
        done=_("The note stands in the room."),
        back=page_of(case),
        refused_at="text",
        shown={"keeps": True},
        files=True,
    )

    def act(said: dict[str, Any]) -> object:
        return room.write(case, Audience.NOTE, said["text"], by=by, at=at, file=said["file"])

    return ask(request, asks, form, act)


@of_chair
@when("case-deliberate")
def deliberate(request: HttpRequest, case: Case) -> HttpResponse:
    """Freeze the file and begin the deliberation."""
    by, at = sessions.person(request), timezone.now()
    asks = Asks(
        about=case,
        heading=_("Begin the deliberation?"),
        told=[
            _("The file of the case is drawn up and sealed as it stands now, and stays so."),
            _("Nothing more is put into the room, but notes of the committee. The others are mailed."),
        ],
        button=_("Begin the deliberation"),
        done=_("The file is frozen. Next, one of the committee proposes a judgement."),
        back=page_of(case),
    )
    act = judging.begin_deliberation
    return ask(request, asks, ConfirmForm(sent(request)), lambda _said: act(case, by=by, at=at))


@unsaved.keeps
@of_committee
def propose(request: HttpRequest, case: Case) -> HttpResponse:
    """Propose a judgement: a finding about each article and the reasons; the outcome that follows is shown first."""
    by, at = sessions.person(request), timezone.now()
    found = _waiting(case)
    twice = found is not None and found.judgement.proposed_by_id == by.pk
    if case.state != CaseState.DELIBERATING and (twice or request.method != "POST"):
        return redirect(page_of(case))
    concerned = list(case.concerned.select_related("article").order_by("article", "pk"))
    form = ProposalForm(unsaved.typed(request), concerned=concerned)

    def preview(said: Any) -> dict[str, Any]:
        texts = [said["reasons"], *(told for _found, told in form.findings.values())]
        require_nameless("\n".join(texts), list(case.reports.all()))
        outcome = form.outcome
        return {
            "outcome": dict(OUTCOMES)[outcome.value],
            "follows": words.FOLLOWS[outcome],
            "ends": words.ends(effects(case, outcome, local_day(at))),
            "articles": [(row.article, *form.findings[row.pk]) for row in concerned],
            "reasons": said["reasons"],
        }

    asks = Asks(
        about=case,
        heading=_("Propose a judgement"),
        button=_("Propose it to the committee"),
        done=_("The judgement is proposed, and your vote is for it. The others are asked for theirs."),
        back=page_of(case),
        refused_at="reasons",
        template="conduct/committee/propose.html",
        shown={"articles": [row.article for row in concerned], "keeps": True},
        preview=preview,
    )
    act = judging.propose
    return ask(request, asks, form, lambda said: act(case, form.findings, said["reasons"], by=by, at=at))


@of_committee
def vote(request: HttpRequest, case: Case) -> HttpResponse:
    """Vote on the judgement that is proposed."""
    by, at = sessions.person(request), timezone.now()
    proposal = _waiting(case)
    if proposal is None and request.method == "POST" and case.state != CaseState.CLOSED:
        messages.info(request, _("Your vote was not taken: this proposal was sent back meanwhile."))
    if proposal is None or all(seat.person_id != by.pk for seat in proposal.waits_for):
        return redirect(page_of(case))
    outcome = Outcome(proposal.judgement.outcome)
    form = VoteForm(sent(request))
    asks = Asks(
        about=case,
        heading=_("Your vote"),
        button=_("Vote"),
        done=_("You voted."),
        back=page_of(case),
        refused_at="words",
        template="conduct/committee/vote.html",
        shown={
            "one": proposal,
            "follows": words.FOLLOWS[outcome],
            "ends": words.ends(effects(case, outcome, local_day(at))),
        },
    )
    act, judgement = judging.vote, proposal.judgement
    return ask(request, asks, form, lambda said: act(judgement, agrees=form.is_for, words=said["words"], by=by, at=at))


@of_committee
def send_back(request: HttpRequest, case: Case) -> HttpResponse:
    """Send the judgement that is proposed back, with the reason."""
    by, at = sessions.person(request), timezone.now()
    proposal = _waiting(case)
    if proposal is None:
        return redirect(page_of(case))
    asks = Asks(
        about=case,
        heading=_("Send the proposal back?"),
        told=[_("It stays to be read by the committee, and somebody proposes another one. The others are mailed.")],
        button=_("Send it back"),
        done=_("The proposal was sent back."),
        back=page_of(case),
        refused_at="words",
    )
    act, judgement = judging.send_back, proposal.judgement
    return ask(request, asks, SendBackForm(sent(request)), lambda said: act(judgement, said["words"], by=by, at=at))


@of_committee
def confirm(request: HttpRequest, case: Case) -> HttpResponse:
    """Confirm the judgement, as another one than its proposer: what it ends and what the member reads come first.

    Raises ``Http404`` for its proposer.
    """
    by, at = sessions.person(request), timezone.now()
    proposal = _waiting(case)
    if proposal is None:
        return redirect(page_of(case))
    judgement = proposal.judgement
    if judgement.proposed_by_id == by.pk:
        raise Forbidden
    if request.method != "POST" and not carries(votes_of(judgement, seated_of(case))):
        return redirect(page_of(case))
    outcome = Outcome(judgement.outcome)
    asks = Asks(
        about=case,
        heading=_("Confirm the judgement?"),
        button=_("Confirm: the judgement is final"),
        done=_("The judgement is final. The member and the reporter are told."),
        back=page_of(case),
        template="conduct/committee/confirm.html",
        danger=outcome is Outcome.BREACH,
        shown={
            "case": case,
            "one": proposal,
            "follows": words.FOLLOWS[outcome],
            "ends": words.ends(effects(case, outcome, local_day(at))),
        },
    )
    act = judging.confirm
    return ask(request, asks, ConfirmForm(sent(request)), lambda _said: act(judgement, by=by, at=at))


def _waiting(case: Case) -> Proposal | None:
    return next((one for one in proposals(case) if one.waits), None)
