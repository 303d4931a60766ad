"""The decision of two: one colleague proposes the answer to an application, another one confirms it or sends it back.

Nothing is decided by the portal. Every act locks account and application, then the decision, and counts the
confirmations anew, so that of two clerks one decides and the other is told what was decided. A decision about an
objection goes the same way, taken by people who had no part in the rejection.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from applications import policies
from applications.emails import decisions as letters
from applications.enums import Answer, ApplicationState, CopyEnd, Criterion, DecisionState, Finding, Reason
from applications.models import Application, Decision, DecisionGround
from applications.models.assessment import WORDS
from applications.models.intake import QUORUMS
from applications.rules.judging import again_days, fits, may_be
from applications.selectors import judging
from applications.selectors.references import people_of
from applications.services import destroying, finalising, identity, objecting
from applications.services.assessing import WordsNeeded, locked_for, not_now, uninvolved_only
from applications.services.drafts import ApplicationRefused, locked
from applications.services.replacing import release_all
from common import audit
from common.calendar import local_day
from comms import outbox
from comms.rendering import Letter

STATES: Final[Mapping[Answer, ApplicationState]] = {
    Answer.ACCEPT: ApplicationState.ACCEPTED,
    Answer.REJECT: ApplicationState.REJECTED,
}


class AlreadyDecided(ApplicationRefused):
    """A proposal that does not wait any more, or one that waits where another one was to be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why a criterion is not met, as the letter says it."""

    reason: Reason
    words: str


@transaction.atomic
def propose(
    application: Application,
    answer: Answer,
    *,
    grounds: Mapping[Criterion, Ground],
    words: str,
    advice: str,
    again_on: date | None,
    by: User,
    at: datetime,
) -> Decision:
    """Put forward the answer to an application, carried by one's own four findings; another colleague decides.

    Acceptance needs all four met, and enough confirmations that were found genuine. A rejection names each criterion
    that is not met with a reason and words, what would help, and from which day on to try again. Locks account and
    application, leaves an audit line; no mail goes. Raises ``AlreadyDecided`` while another proposal waits,
    ``WordsNeeded``, ``ApplicationRefused`` and ``Forbidden``.
    """
    row = locked_for(application.pk, by)
    if (told := question_waits(row)) or (told := open_proposal(judging.decisions_of(row), by)):
        raise AlreadyDecided(told)
    if told := not_carried(row, answer, by, by=by, at=at):
        raise ApplicationRefused(told)
    if answer == Answer.REJECT:
        _require_letter(row, grounds, advice, again_on, by=by, at=at)
        if not grounds and not words.strip():
            raise WordsNeeded(_("Write to the applicant that too few people can confirm, and why that is so."))
    for text in (words, advice, *(ground.words for ground in grounds.values())):
        if len(text) > WORDS:
            raise ApplicationRefused(_("Write at most %(limit)s characters.") % {"limit": WORDS})
    rejects = answer == Answer.REJECT
    decision = Decision.objects.create(
        application=row,
        answer=answer.value,
        on_objection=row.state == ApplicationState.REJECTED,
        words=words.strip(),
        advice=advice.strip() if rejects else "",
        again_on=again_on if rejects else None,
        proposed_by=by,
        proposed_at=at,
    )
    DecisionGround.objects.bulk_create(
        DecisionGround(
            decision=decision,
            criterion=criterion.value,
            reason=grounds[criterion].reason.value,
            words=grounds[criterion].words.strip(),
        )
        for criterion in (one for one in Criterion if rejects and one in grounds)
    )
    audit.record("applications.proposed", about=row, person=row.person_id, by=by, at=at, code=answer.value)
    return decision


@transaction.atomic
def confirm(decision: Decision, *, by: User, at: datetime) -> Decision:
    """Decide as a colleague proposed: the application is accepted or rejected, once.

    Everything that the proposal rests on is looked at anew under the lock. The clock ends, and the days that were named
    stay; people whose answer was awaited are told that it is not needed; an acceptance opens the list of what is left
    to do; the applicant is told by mail. About an objection: dismissed, the rejection stands; allowed, the application
    is accepted after all, and the objection ends either way. Locks account, application and decision; leaves an audit
    line. Raises ``AlreadyDecided``, ``ApplicationRefused`` and ``Forbidden``.
    """
    row, found = _waiting(decision, by)
    if told := not_confirmed(row, found, by, at=at):
        raise ApplicationRefused(told)
    objection = judging.objection_of(row)
    found.become(DecisionState.CONFIRMED)
    found.decided_by, found.decided_at = by, at
    found.save(update_fields=["state", "decided_by", "decided_at"])
    state = STATES[Answer(found.answer)]
    if objection is None or state != ApplicationState.REJECTED:
        row.become(state)
        row.decided_at, row.due_on = at, None
        row.save(update_fields=["state", "decided_at", "due_on"])
    if objection is None:
        release_all(row, at=at)
        if state == ApplicationState.REJECTED:
            identity.let_go(row, by=by, at=at)
            destroying.let_go(row, CopyEnd.GONE, by=by, at=at)
    else:
        objecting.settle(objection, found, by=by, at=at)
    if state == ApplicationState.ACCEPTED:
        finalising.begin(row, by=by, at=at)
    audit.record(_act(found), about=row, person=row.person_id, by=by, at=at)
    found.application = row
    outbox.queue(*letters.mail_of(found), at=at)
    return found


def preview(decision: Decision, at: datetime) -> Letter:
    """The letter as its applicant would read it if the decision was confirmed now; an acceptance asks what it says."""
    row = decision.application
    accepts = decision.answer == Answer.ACCEPT and decision.state != DecisionState.CONFIRMED
    return letters.preview(decision, at, finalising.would_ask(row, local_day(at)) if accepts else None)


@transaction.atomic
def send_back(decision: Decision, words: str, *, by: User, at: datetime) -> Decision:
    """Let a proposal go back to the colleague who made it, with words to them; anybody may propose anew.

    Locks account, application and decision; leaves an audit line; no mail goes. Raises ``WordsNeeded``,
    ``AlreadyDecided``, ``ApplicationRefused`` and ``Forbidden``.
    """
    row, found = _waiting(decision, by)
    if told := own(found, by):
        raise ApplicationRefused(told)
    if not words.strip():
        raise WordsNeeded(_("Write to your colleague why you send it back."))
    if len(words) > WORDS:
        raise WordsNeeded(_("Write at most %(limit)s characters.") % {"limit": WORDS})
    found.become(DecisionState.SENT_BACK)
    found.decided_by, found.decided_at, found.sent_back = by, at, words.strip()
    found.save(update_fields=["state", "decided_by", "decided_at", "sent_back"])
    audit.record("applications.sent-back", about=row, person=row.person_id, by=by, at=at)
    return found


@transaction.atomic
def take_back(decision: Decision, *, by: User, at: datetime) -> Decision:
    """Take one's own proposal back while it waits; it stays readable, and anybody may propose anew.

    Locks account, application and decision; leaves an audit line; no mail goes. Raises ``AlreadyDecided``,
    ``ApplicationRefused`` and ``Forbidden``.
    """
    row, found = _waiting(decision, by)
    if not own(found, by):
        raise ApplicationRefused(_("%(who)s proposed this. Send it back instead.") % {"who": found.proposed_by})
    found.become(DecisionState.TAKEN_BACK)
    found.decided_at = at
    found.save(update_fields=["state", "decided_at"])
    audit.record("applications.proposal-taken-back", about=row, person=row.person_id, by=by, at=at)
    return found


def question_waits(row: Application) -> str:
    """Why nothing is decided while a question waits for the applicant; empty when none does."""
    if row.state != ApplicationState.INFORMATION:
        return ""
    return _("A question waits for the applicant. Decide once it is answered or taken back.")


def open_proposal(decisions: list[Decision], by: User) -> str:
    """Why nothing new is proposed: a proposal waits already; empty when none does."""
    found = judging.proposal_of(decisions)
    if found is None:
        return ""
    told = _("%(who)s proposed an answer on %(day)s already. It waits for a second person.")
    if found.proposed_by_id == by.pk:
        told = _("You proposed an answer on %(day)s already. It waits for a second person.")
    return told % {"who": found.proposed_by, "day": _day(found.proposed_at)}


def not_carried(row: Application, answer: Answer, proposer: User, *, by: User, at: datetime) -> str:
    """Why what the proposer found does not carry this answer now; empty when it does (8 queries at most)."""
    found = judging.findings(judging.verdicts_of(judging.assessment_of(row, proposer)))
    if set(found) != set(Criterion):
        if proposer != by:
            return _("%(who)s has not judged all four criteria any more.") % {"who": proposer}
        return _("Judge all four criteria yourself first, and save that.")
    met, rejects = all(finding is Finding.MET for finding in found.values()), answer == Answer.REJECT
    if not met:
        return "" if rejects else _not_so(answer, proposer, by)
    people = people_of(row)
    quorum = judging.surely(row, people, local_day(at))
    if may_be(answer, found, quorum, on_objection=row.state == ApplicationState.REJECTED):
        return ""
    if rejects:
        return _not_so(answer, proposer, by)
    if waiting := judging.unjudged(people):
        told = _("Too few confirmations were found genuine. Judge first the answers of %(names)s.")
        return told % {"names": ", ".join(person.name for person in waiting)}
    told = _("Acceptance needs three people of two organisations who confirm. The references stand so: %(quorum)s.")
    return told % {"quorum": dict(QUORUMS)[quorum.value]}


def not_confirmed(row: Application, found: Decision, by: User, *, at: datetime) -> str:
    """Why this colleague cannot confirm a proposal now; empty when they can."""
    proposer = found.proposed_by
    return (
        own(found, by)
        or question_waits(row)
        or _proposer_takes_no_part(row, proposer)
        or not_carried(row, Answer(found.answer), proposer, by=by, at=at)
        or _differs(row, found)
        or (_passed(found, at) if found.answer == Answer.REJECT else "")
        or (_another(row) if found.on_objection and found.answer == Answer.ACCEPT else "")
    )


def own(found: Decision, by: User) -> str:
    """Why nobody decides on their own proposal; empty for anybody else's."""
    return (
        _("You proposed this answer. A second person confirms it or sends it back.") if found.proposed_by == by else ""
    )


def decided(found: Decision, by: User) -> str:
    """Who decided on a proposal that does not wait any more, as told to somebody; empty while it waits."""
    if found.state == DecisionState.PROPOSED or found.decided_at is None:
        return ""
    yours, sent = found.decided_by_id == by.pk, found.state == DecisionState.SENT_BACK
    if found.state == DecisionState.TAKEN_BACK:
        mine = found.proposed_by_id == by.pk
        told = _("You took this proposal back on %(day)s.") if mine else _("%(who)s took this back on %(day)s.")
        return told % {"who": found.proposed_by, "day": _day(found.decided_at)}
    if sent:
        told = _("You sent this proposal back on %(day)s.") if yours else _("%(who)s sent this back on %(day)s.")
    else:
        told = _("You confirmed this answer on %(day)s.") if yours else _("%(who)s confirmed this answer on %(day)s.")
    return told % {"who": found.decided_by, "day": _day(found.decided_at)}


def _waiting(decision: Decision, by: User) -> tuple[Application, Decision]:
    """Application and proposal, locked. Raises ``AlreadyDecided`` for one that was decided meanwhile."""
    row = locked(decision.application_id)
    if row is None:
        raise ApplicationRefused(_("This application is not there any more."))
    policies.require_assess(by, row)
    rows = row.decisions.select_for_update(of=("self",), no_key=True).select_related("proposed_by", "decided_by")
    found: Decision = rows.get(pk=decision.pk)
    if told := decided(found, by):
        raise AlreadyDecided(told)
    if told := not_now(row) or uninvolved_only(row, by):
        raise ApplicationRefused(told)
    return row, found


def _require_letter(
    row: Application, grounds: Mapping[Criterion, Ground], advice: str, again_on: date | None, *, by: User, at: datetime
) -> None:
    """Raise for a rejection that does not name each criterion, what would help, and from when to try again."""
    missed = _missed(row, by)
    if set(grounds) != set(missed):
        raise ApplicationRefused(_("Name each criterion that you found not met, and no other one."))
    for criterion, ground in grounds.items():
        if not fits(criterion, Finding.NOT_MET, ground.reason):
            raise ApplicationRefused(_("Choose a reason for which the criterion is not met."))
        if ground.reason != missed[criterion]:
            raise ApplicationRefused(_("Name the reason that you found. If it is another one, judge anew first."))
        if not ground.words.strip():
            raise WordsNeeded(_("Write to the applicant why each criterion is not met."))
    if not advice.strip():
        raise WordsNeeded(_("Write to the applicant what would help."))
    if told := not_again_from(again_on, local_day(at)):
        raise WordsNeeded(told)


def not_again_from(day: date | None, on: date) -> str:
    """Why a rejection of a day cannot name this day for trying again; empty when it can."""
    first, last = again_days(on)
    if day is not None and first <= day <= last:
        return ""
    told = _("Name a day to come, from %(first)s until %(last)s, from which on the applicant may try again.")
    return told % {"first": date_format(first, "j F Y"), "last": date_format(last, "j F Y")}


def _missed(row: Application, person: User) -> dict[Criterion, Reason]:
    """The criteria that somebody finds not met, and why."""
    found = judging.verdicts_of(judging.assessment_of(row, person))
    return {criterion: Reason(one.reason) for criterion, one in found.items() if one.finding == Finding.NOT_MET}


def _proposer_takes_no_part(row: Application, proposer: User) -> str:
    """Why a proposal counts no more: its author judges the application no more, or has left; else empty."""
    if proposer.is_active and policies.can_assess(proposer, row):
        return ""
    told = _("%(who)s, who proposed this, takes no part in this application any more. Send it back.")
    return told % {"who": proposer}


def _differs(row: Application, found: Decision) -> str:
    """Why what a rejection names is not what its author finds any more; empty when it is."""
    named = {Criterion(ground.criterion): Reason(ground.reason) for ground in found.grounds.all()}
    if found.answer != Answer.REJECT or named == _missed(row, found.proposed_by):
        return ""
    told = _("%(who)s has changed what they find since: it is not what the letter names. Send it back.")
    return told % {"who": found.proposed_by}


def _passed(found: Decision, at: datetime) -> str:
    """Why a rejection cannot go out: the day from which to try again has come; empty while it lies ahead."""
    if found.again_on is not None and found.again_on > local_day(at):
        return ""
    return _("The day from which the applicant may try again has come meanwhile. Send it back.")


def _another(row: Application) -> str:
    """Why a rejected application cannot be accepted after all: its applicant began another one; empty if not."""
    rows = Application.objects.open().filter(person=row.person_id, title=row.title_id).exclude(pk=row.pk)
    other = rows.first()
    if other is None:
        return ""
    told = _("The applicant began another application for this title, %(reference)s. It has to be ended first.")
    return told % {"reference": other.reference}


def _not_so(answer: Answer, proposer: User, by: User) -> str:
    if answer == Answer.ACCEPT:
        told = _("%(who)s finds a criterion not met. Acceptance needs all four met.")
        own_told = _("You find a criterion not met. Acceptance needs all four met.")
    else:
        told = _("%(who)s finds all four criteria met. A rejection needs one that is not.")
        own_told = _("You find all four criteria met. A rejection needs one that is not.")
    return (own_told if proposer == by else told) % {"who": proposer}


def _act(found: Decision) -> str:
    if found.answer == Answer.ACCEPT:
        return "applications.accepted-on-objection" if found.on_objection else "applications.accepted"
    return "applications.rejected-again" if found.on_objection else "applications.rejected"


def _day(moment: datetime) -> str:
    return date_format(local_day(moment), "j F Y")
