"""Claims of titles after an exam: claimed, withdrawn, awarded, refused, objected to, settled. A person decides each.

Every act locks the account of the person first, then the claim, so of two at once the second is told what the first
one did. The title is awarded on the day of the decision; its cycle begins that day. Source: S1.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from common.files import keeping
from common.lives import require
from common.models import Upload
from comms import outbox
from comms.kinds import MessageKind
from members import policies
from members.emails import exams as emails
from members.enums import AgreedHow, EarnedBy, ExamRefusal, ExamState
from members.models import DocumentVersion, ExamClaim, Title
from members.rules.exams import EARLIEST, is_number, tidy_number
from members.selectors import agreements as document_selectors
from members.selectors import exams as exam_selectors
from members.services.agreements import agree
from members.services.credentials import award_many
from members.services.people import register_members
from members.states import EXAM_CLAIM

WORDS = 2000
"""Characters of a reason or an objection."""


BATCH = 500


class ExamRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """A claim, an objection or a decision that cannot be, with the reason."""


@transaction.atomic
def claim_exam(
    person: User,
    title: Title,
    *,
    exam_on: date,
    exam_number: str,
    proof: Upload,
    agree_to: Collection[DocumentVersion],
    by: User,
    at: datetime,
) -> ExamClaim:
    """Write that somebody says they passed an exam, with its proof; queues ``members.exam_claim_received``.

    Raises ``Forbidden`` for another person's claim, ``ExamRefused`` for one that cannot be: a title of no exam or held
    already, a second claim, a day or number no exam has, documents not agreed to; ``FileRefused`` for a lost proof.
    """
    policies.require_own_exam_claim(by, person.pk)
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    on = local_day(at)
    require_claimable(person, title, on)
    require_exam(exam_on, exam_number, on)
    agree(person, agree_to, how=AgreedHow.EXAM_CLAIM, by=by, at=at)
    if document_selectors.to_agree(person, on):
        raise ExamRefused(_("A title is awarded to whoever agrees to all documents that come with it."))
    claim = ExamClaim.objects.create(
        person=person,
        title=title,
        exam_on=exam_on,
        exam_number=tidy_number(exam_number),
        proof=keeping.take_up(proof, by=by),
        claimed_at=at,
    )
    audit.record("members.exam-claimed", about=claim, person=person.pk, by=by, at=at)
    _mail(emails.RECEIVED, claim, at=at)
    return claim


def require_claimable(person: User, title: Title, on: date) -> None:
    """Raises ``ExamRefused`` for a title that is not earned by an exam, is held, or is claimed already."""
    if title.level.earned_by != EarnedBy.EXAM:
        raise ExamRefused(
            _("%(title)s is awarded after an assessed application, not after an exam.") % {"title": title}
        )
    if exam_selectors.holds(person, title, on):
        raise ExamRefused(_("You hold %(title)s already. Choose another title.") % {"title": title})
    if waiting := exam_selectors.open_claim(person, title):
        told = _("You claimed %(title)s already, under reference %(reference)s. That claim waits for us.")
        raise ExamRefused(told % {"title": title, "reference": waiting.reference})


def require_exam(exam_on: date, exam_number: str, on: date) -> None:
    """Raises ``ExamRefused`` for a day to come or before all exams, and for what is no exam number."""
    if exam_on > on:
        raise ExamRefused(_("The exam lies ahead. Claim the title once you have your result."))
    if exam_on < EARLIEST:
        told = _("There were no exams before %(day)s. Look at the date once more.")
        raise ExamRefused(told % {"day": date_format(EARLIEST)})
    if not is_number(tidy_number(exam_number)):
        raise ExamRefused(
            _("Write the exam number as it stands on your result: letters A to Z, digits and hyphens, at most 40.")
        )


@transaction.atomic
def withdraw_exam(claim: ExamClaim, *, by: User, at: datetime) -> ExamClaim:
    """Take back a claim that nobody decided yet. Raises ``Forbidden`` for another person's, and ``IllegalMove``."""
    row = _locked(claim)
    policies.require_own_exam_claim(by, row.person_id)
    row.become(ExamState.WITHDRAWN)
    row.decided_at = at
    row.save(update_fields=["state", "decided_at"])
    audit.record("members.exam-withdrawn", about=row, person=row.person_id, by=by, at=at)
    return row


@transaction.atomic
def award_exam(claim: ExamClaim, *, name: str, by: User, at: datetime) -> ExamClaim:
    """Award what was claimed, today; queues ``members.exam_claim_awarded``.

    ``name`` is the one the colleague saw, as it goes onto the first certificate. The person comes into the register,
    if they are not in it. Raises ``Forbidden``, ``IllegalMove``, ``HeldAlready``, and ``ExamRefused`` where an
    objection waits or the name changed.
    """
    row = _locked(claim)
    policies.require_decide_exam_claim(by, row)
    if row.state == ExamState.OBJECTED:
        raise ExamRefused(_("An objection to the refusal waits. Decide about that."))
    require(row, ExamState.AWARDED, EXAM_CLAIM)
    _require_seen(row, name)
    return award_claims([row], by=by, at=at)[0]


def award_claims(
    claims: Sequence[ExamClaim], *, by: User, at: datetime, quiet: Collection[str] = ()
) -> list[ExamClaim]:
    """Award claims that the caller has locked and may decide about; one that is no row yet becomes one.

    Queues ``members.exam_claim_awarded`` for each but those whose reference is in ``quiet``. Raises ``HeldAlready``
    and ``IllegalMove``. A constant number of statements, however many.
    """
    on = local_day(at)
    members = register_members([claim.person for claim in claims], on=on, by=by, at=at)
    titles = award_many([(members[claim.person_id], claim.title) for claim in claims], on=on, by=by, at=at)
    for claim, credential in zip(claims, titles, strict=True):
        claim.become(ExamState.AWARDED)
        claim.credential = credential
        if claim.decided_at is None:
            claim.decided_at, claim.decided_by = at, by
    known = [claim for claim in claims if claim.pk is not None]
    ExamClaim.objects.bulk_create(claim for claim in claims if claim.pk is None)
    ExamClaim.objects.bulk_update(known, ["state", "credential", "decided_at", "decided_by"], batch_size=BATCH)
    entries = [audit.Entry(about=claim, person=claim.person_id) for claim in claims]
    audit.record_many("members.exam-awarded", entries, by=by, at=at)
    mails = [emails.mail(claim, {"awarded_on": on}) for claim in claims if _told_so(claim, quiet)]
    outbox.queue_many(emails.AWARDED, mails, at=at)
    return list(claims)


def _told_so(claim: ExamClaim, quiet: Collection[str]) -> bool:
    """Whether the mail of an award is the one to send; after an objection, and to newcomers, another one goes."""
    return claim.settled_at is None and claim.reference not in quiet


@transaction.atomic
def refuse_exam(claim: ExamClaim, *, why: ExamRefusal, words: str, by: User, at: datetime) -> ExamClaim:
    """Refuse a claim with a reason, also in words; queues ``members.exam_claim_refused``, which says how to object.

    Raises ``Forbidden``, ``IllegalMove``, and ``ExamRefused`` without words.
    """
    row = _locked(claim)
    policies.require_decide_exam_claim(by, row)
    row.become(ExamState.REFUSED)
    row.refusal, row.words, row.decided_at, row.decided_by = why.value, _said(words), at, by
    row.save(update_fields=["state", "refusal", "words", "decided_at", "decided_by"])
    audit.record("members.exam-refused", about=row, person=row.person_id, by=by, at=at, code=why.value)
    _mail(emails.REFUSED, row, at=at, **emails.refusal(why, row.words, local_day(at)))
    return row


@transaction.atomic
def object_to(claim: ExamClaim, *, words: str, by: User, at: datetime) -> ExamClaim:
    """Object to a refusal, until thirty days after the letter, inclusive; queues ``members.exam_objection_received``.

    Raises ``Forbidden`` for another person's claim, ``IllegalMove``, and ``ExamRefused`` when it is too late, says
    nothing, or is about a title that was claimed anew or is held meanwhile.
    """
    row = _locked(claim)
    policies.require_own_exam_claim(by, row.person_id)
    until, on = row.objection_until, local_day(at)
    row.become(ExamState.OBJECTED)
    if until is None or on > until:
        told = _("Objections to this refusal could be made until %(day)s. You can claim the title anew.")
        raise ExamRefused(told % {"day": date_format(until or on)})
    require_claimable(row.person, row.title, on)
    row.objection, row.objected_at = _said(words), at
    row.save(update_fields=["state", "objection", "objected_at"])
    audit.record("members.exam-objected", about=row, person=row.person_id, by=by, at=at)
    _mail(emails.OBJECTED, row, at=at)
    return row


@transaction.atomic
def settle(claim: ExamClaim, *, awards: bool, words: str, name: str, by: User, at: datetime) -> ExamClaim:
    """Decide about an objection: award the title after all, or uphold the refusal; with a reason in words.

    ``name`` is the one the colleague saw. Queues ``members.exam_objection_granted`` or
    ``members.exam_objection_upheld``. Raises ``Forbidden`` for whoever refused the claim, ``IllegalMove``,
    ``HeldAlready``, and ``ExamRefused`` without words, or for an award to a name that changed.
    """
    row = _locked(claim)
    policies.require_decide_exam_claim(by, row)
    require(row, ExamState.UPHELD, EXAM_CLAIM)
    row.settled_words, row.settled_at, row.settled_by = _said(words), at, by
    if awards:
        _require_seen(row, name)
        award_claims([row], by=by, at=at)
        _mail(emails.GRANTED, row, at=at, words=row.settled_words, awarded_on=local_day(at))
    else:
        row.become(ExamState.UPHELD)
        audit.record("members.exam-upheld", about=row, person=row.person_id, by=by, at=at)
        _mail(emails.UPHELD, row, at=at, words=row.settled_words)
    row.save(update_fields=["state", "settled_words", "settled_at", "settled_by"])
    return row


@transaction.atomic
def end_claims(keys: Collection[int], *, at: datetime) -> int:
    """Delete claims whose term is over, and let go of their proofs; how many."""
    rows = ExamClaim.objects.filter(pk__in=keys)
    keeping.let_go(list(rows.exclude(proof=None).values_list("proof", flat=True)), at=at)
    return rows.delete()[0]


@transaction.atomic
def end_proofs(keys: Collection[int], *, at: datetime) -> int:
    """Let go of the proofs of claims that stay; how many."""
    rows = ExamClaim.objects.filter(pk__in=keys).exclude(proof=None)
    keeping.let_go(list(rows.values_list("proof", flat=True)), at=at)
    return rows.update(proof=None)


def _locked(claim: ExamClaim) -> ExamClaim:
    """The claim as it is now, its person's account locked first, then the claim."""
    User.objects.select_for_update(no_key=True).get(pk=claim.person_id)
    rows = ExamClaim.objects.select_for_update(of=("self",)).select_related("person", "title__level")
    return rows.get(pk=claim.pk)


def _require_seen(claim: ExamClaim, name: str) -> None:
    """Raises ``ExamRefused`` where the account's name is not the one that was looked at."""
    if (now := claim.person.get_full_name()) != name:
        told = _("The name changed since you opened this page: it is “%(name)s” now. Look at it, and decide again.")
        raise ExamRefused(told % {"name": now})


def _said(words: str) -> str:
    """A reason. Raises ``ExamRefused`` for none, and for one too long to be read."""
    said = words.strip()
    if not said:
        raise ExamRefused(_("Write why, in a sentence or two."))
    if len(said) > WORDS:
        raise ExamRefused(_("Write at most %(most)d characters.") % {"most": WORDS})
    return said


def _mail(kind: MessageKind, claim: ExamClaim, *, at: datetime, **facts: Any) -> None:
    outbox.queue(kind, emails.mail(claim, facts), at=at)
