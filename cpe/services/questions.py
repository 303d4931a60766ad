"""Questions about claims: a reviewer asks for proof or a word, the member answers."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from comms import outbox
from cpe import claim_words, emails, policies, selectors
from cpe.enums import ClaimStatus
from cpe.models import Claim, ClaimQuestion
from cpe.services.lines import ClaimRefused, lock_own, own_claim
from members.models import Member


@transaction.atomic
def ask(claim: Claim, words: str, *, by: User, at: datetime) -> ClaimQuestion:
    """Ask the member about a claim that waits or was accepted; it stays as it is meanwhile.

    The account's row is locked first, then the claim. Queues the mail. Raises ``Forbidden`` for whoever may not decide
    on it, ``ClaimRefused`` without words, while a question waits, for a claim that ended, and past the day on which
    proof may be asked for.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(member__claims=claim.pk)
    rows = Claim.objects.select_for_update(of=("self",), no_key=True).select_related("member__user")
    claim = rows.get(pk=claim.pk)
    policies.require_decide(by, claim)
    if told := not_asked(claim, local_day(at)):
        raise ClaimRefused(told)
    if not words.strip():
        raise ClaimRefused(_("Say what you ask."), field="words")
    question: ClaimQuestion = ClaimQuestion.objects.create(claim=claim, words=words.strip(), asked_at=at, asked_by=by)
    audit.record("cpe.claim-asked", about=claim, person=claim.member.user_id, by=by, at=at)
    outbox.queue(emails.questions.ASKED, emails.questions.mail_of(question), at=at)
    return question


def not_asked(claim: Claim, on: date) -> str:
    """Why nothing is asked about a claim on a day, in a sentence; empty where something can be (2 queries)."""
    if claim.state not in (ClaimStatus.PENDING, ClaimStatus.ACCEPTED):
        return _("This claim is “%(state)s”; nothing is asked about it.") % {"state": claim.get_state_display()}
    if claim.questions.filter(answered_at=None).exists():
        return _("A question to the member waits for its answer. Ask again once that is there.")
    until = selectors.asked_until(claim)
    return claim_words.asked_until(until) if until < on else ""


@transaction.atomic
def answer(member: Member, claim: int, words: str, *, by: User, at: datetime) -> ClaimQuestion:
    """Let a member answer what waits about a claim of theirs.

    The account's row is locked first, then the claim. Raises ``Forbidden`` for somebody else, ``ClaimRefused`` for no
    claim of theirs, where nothing waits, and without words.
    """
    lock_own(member, by)
    row = own_claim(member, claim)
    question = ClaimQuestion.objects.select_for_update(of=("self",)).filter(claim=row, answered_at=None).first()
    if question is None:
        raise ClaimRefused(_("We do not wait for an answer about this activity any more."))
    if not words.strip():
        raise ClaimRefused(_("Write your answer first."), field="words")
    question.answer, question.answered_at = words.strip(), at
    question.save(update_fields=["answer", "answered_at"])
    audit.record("cpe.claim-answered", about=row, person=member.user_id, by=by, at=at)
    return question
