"""Who judges a case: invited by its case officer, seated after declaring no interest, challenged, replaced.

Every act locks the member's account, then the case. Source: S3.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.calendar import local_day
from common.errors import Forbidden
from comms import outbox
from conduct import policies
from conduct.emails import cases as emails
from conduct.enums import CaseState, ChallengeAnswer, SeatKind, SeatState, Step
from conduct.models import Case, Seat
from conduct.models.reports import SHORT
from conduct.selectors import make_up, terms_on
from conduct.services.intake import require_nameless
from conduct.services.steps import ConductRefused, end_seat, locked_case, locked_seat, note, require_state, required
from conduct.states import AT_WORK, OPEN, TOLD


@transaction.atomic
def invite(case: Case, person: User, kind: SeatKind, *, by: User, at: datetime) -> Seat:
    """Ask somebody to judge a case; queues ``conduct.seat_invited``, which says nothing of it.

    Raises ``Forbidden``, and ``ConductRefused`` for whom the case is about, a reporter, its case officer, who was
    asked before, a representative without the role, a peer who holds no title, and once the case is closed.
    """
    row = locked_case(case)
    policies.require_case_officer(by, row)
    require_state(row, *OPEN)
    require_can_sit(row, person, kind)
    on = local_day(at)
    seat: Seat = row.seats.create(person=person, kind=kind.value, invited_at=at, ends_on=terms_on(on).seat_by(on))
    note(Step.SEAT_INVITED, case=row, by=by, whom=person, at=at)
    outbox.queue(emails.SEAT_INVITED, emails.to(person, row, until=seat.ends_on), at=at)
    return seat


def require_can_sit(case: Case, person: User, kind: SeatKind) -> None:
    """Raise ``ConductRefused`` with why somebody cannot be asked to judge a case (at most 7 queries)."""
    if case.seats.filter(person=person).exists():
        raise ConductRefused(_("This person was asked already."))
    if not policies.may_judge(person, kind):
        if kind is SeatKind.PEER:
            raise ConductRefused(_("This person holds no title, and so is no peer."))
        raise ConductRefused(_("This person does not represent the institute on committees."))
    apart = policies.is_apart(person, case) and not policies.looked_after(person, case)
    if not apart or Case.objects.open().filter(member__user=person).exists():
        raise ConductRefused(_("This person cannot judge this case."))


@transaction.atomic
def take_seat(seat: Seat, *, by: User, at: datetime) -> Seat:
    """Take a seat, declaring no interest; from now on the case opens. Again, it changes nothing.

    Queues word to the case officer, and the new name to a member who was told the others. Raises ``Forbidden``, and
    ``ConductRefused`` for an invitation that has ended.
    """
    case, row = _own(seat, by)
    if row.state == SeatState.SEATED:
        return row
    _require_invited(row, at)
    if not policies.may_judge(by, SeatKind(row.kind)):
        raise ConductRefused(_("You represent the institute no more, or hold no title any more. Say that you cannot."))
    row.become(SeatState.SEATED)
    row.answered_at = at
    row.save(update_fields=["state", "answered_at"])
    note(Step.SEAT_TAKEN, case=case, by=by, at=at)
    if case.named_at is not None:
        _tell(case, [row], at=at)
    outbox.queue(emails.SEAT_ANSWERED, emails.to(case.officer, case, period=f"{row.pk} seated"), at=at)
    return row


@transaction.atomic
def give_up_seat(seat: Seat, words: str, *, interest: bool, by: User, at: datetime) -> Seat:
    """Decline a seat, or step aside because of an interest, at once or later, saying which; the case closes to them.

    Queues word to the case officer. Raises ``Forbidden``, and ``ConductRefused`` without words or after the judgement.
    """
    case, row = _own(seat, by)
    said = required(words, _("Write in a few words why."), SHORT)
    require_state(case, *OPEN)
    invited = row.state == SeatState.INVITED
    row.become(SeatState.STEPPED_ASIDE if interest or not invited else SeatState.DECLINED)
    row.words, row.chair, row.answered_at, row.ended_at = said, False, row.answered_at or at, at
    row.save(update_fields=["state", "words", "chair", "answered_at", "ended_at"])
    note(Step.SEAT_LEFT if not invited else Step.SEAT_DECLINED, case=case, by=by, at=at)
    outbox.queue(emails.SEAT_ANSWERED, emails.to(case.officer, case, period=f"{row.pk} {row.state}"), at=at)
    return row


@transaction.atomic
def take_invitation_back(seat: Seat, *, by: User, at: datetime) -> Seat:
    """Take back an invitation that was not answered, or end the seat of who may judge no more, and say so to them.

    Raises ``Forbidden``, and ``ConductRefused`` for the seat of anybody else.
    """
    case = locked_case(seat.case)
    policies.require_case_officer(by, case)
    require_state(case, *OPEN)
    row = locked_seat(case, seat)
    if row.state == SeatState.SEATED and policies.may_judge(row.person, SeatKind(row.kind)):
        raise ConductRefused(_("This invitation was answered already."))
    if row.state not in AT_WORK:
        raise ConductRefused(_("This seat ended already."))
    end_seat(case, row, by=by, at=at)
    return row


@transaction.atomic
def name_chair(seat: Seat, *, by: User, at: datetime) -> Seat:
    """Put somebody on the committee in the chair, in the place of who was; they are told.

    Raises ``Forbidden``, and ``ConductRefused`` for who does not sit.
    """
    case = locked_case(seat.case)
    policies.require_case_officer(by, case)
    require_state(case, *OPEN)
    row = locked_seat(case, seat)
    if row.state != SeatState.SEATED:
        raise ConductRefused(_("Only somebody who sits on the committee can be in the chair."))
    if row.chair:
        return row
    case.seats.filter(chair=True).update(chair=False)
    row.chair = True
    row.save(update_fields=["chair"])
    note(Step.CHAIR_NAMED, case=case, by=by, whom=row.person, at=at)
    outbox.queue(emails.CHAIR, emails.to(row.person, case, period=f"{row.pk}"), at=at)
    return row


@transaction.atomic
def tell_names(case: Case, *, by: User, at: datetime) -> Case:
    """Tell the member of the case and who judges it; until a day they can challenge a name.

    Queues ``conduct.named``. Raises ``Forbidden``, and ``ConductRefused`` until the committee is complete.
    """
    row = locked_case(case)
    policies.require_case_officer(by, row)
    require_state(row, CaseState.FORMING)
    on = local_day(at)
    made = make_up(row, on)
    if not made.complete:
        raise ConductRefused(
            _("The committee is not complete: enough sit on it, one in the chair, nobody is still asked.")
        )
    row.become(CaseState.NAMED)
    row.named_at = at
    row.save(update_fields=["state", "named_at"])
    note(Step.COMMITTEE_NAMED, case=row, by=by, at=at)
    _tell(row, list(row.seats.filter(state=SeatState.SEATED)), at=at)
    return row


@transaction.atomic
def challenge(seat: Seat, words: str, *, by: User, at: datetime) -> Seat:
    """Challenge somebody on the committee, as the member, with the reason; once for each name.

    Until the day they were told with it. Queues word to the case officer. Raises ``Forbidden``, ``ConductRefused``.
    """
    case = locked_case(seat.case)
    policies.require_party(by, case)
    row = locked_seat(case, seat)
    said = required(words, _("Write why this person should not judge."), SHORT)
    require_state(case, *TOLD)
    if row.challenge_by is None or row.challenge_by < local_day(at):
        raise ConductRefused(_("The last day to challenge a name has passed."))
    if row.state != SeatState.SEATED or row.challenged_at:
        raise ConductRefused(_("This person does not sit on the committee any more, or you challenged them already."))
    row.challenge, row.challenged_at = said, at
    row.save(update_fields=["challenge", "challenged_at"])
    note(Step.CHALLENGED, case=case, by=by, whom=row.person, at=at)
    outbox.queue(emails.CHALLENGED, emails.to(case.officer, case, period=f"{row.pk}"), at=at)
    return row


@transaction.atomic
def answer_challenge(seat: Seat, answer: ChallengeAnswer, reason: str, *, by: User, at: datetime) -> Seat:
    """Decide whether somebody who was challenged stays or is replaced, with a reason the member reads.

    It names no reporter. Queues ``conduct.challenge_answered``, and word to who is replaced. Raises ``Forbidden``,
    ``ConductRefused``.
    """
    case = locked_case(seat.case)
    policies.require_case_officer(by, case)
    row = locked_seat(case, seat)
    said = required(reason, _("Write why, in words to the member."), SHORT)
    if row.challenged_at is None or row.challenge_answer:
        raise ConductRefused(_("There is no challenge of this name that waits."))
    require_nameless(said, list(case.reports.all()))
    row.challenge_answer, row.challenge_reason = answer.value, said
    row.save(update_fields=["challenge_answer", "challenge_reason"])
    if answer is ChallengeAnswer.REPLACED and row.state == SeatState.SEATED:
        end_seat(case, row, by=by, at=at)
    note(Step.CHALLENGE_ANSWERED, case=case, by=by, whom=row.person, at=at)
    outbox.queue(emails.CHALLENGE_ANSWERED, emails.to_member(case, period=f"{row.pk}"), at=at)
    return row


def _tell(case: Case, seats: list[Seat], *, at: datetime) -> None:
    """Tell the member names; until a day they can be challenged."""
    on = local_day(at)
    until = terms_on(on).challenge_by(on)
    case.seats.filter(pk__in=[seat.pk for seat in seats]).update(challenge_by=until)
    kind, period = (emails.NAMED, "") if len(seats) > 1 else (emails.NAME_ADDED, f"{seats[0].pk}")
    outbox.queue(kind, emails.to_member(case, until=until, period=period), at=at)


def _own(seat: Seat, by: User) -> tuple[Case, Seat]:
    """Case and own seat, locked. Raises ``Forbidden`` for a seat of somebody else, or one that ended."""
    case = locked_case(seat.case)
    row = locked_seat(case, seat)
    if row.person_id != by.pk or not by.is_active or row.state not in AT_WORK:
        raise Forbidden
    return case, row


def _require_invited(row: Seat, at: datetime) -> None:
    if row.ends_on < local_day(at):
        raise ConductRefused(_("The day to answer this invitation has passed. Ask the case officer if you still can."))
