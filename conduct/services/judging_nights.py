"""What a night does about judging: it brings a missing vote to mind, and a case in which nothing follows.

Each takes the keys of what is due and tells how many mails it queued; again, it queues none.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from common.calendar import day_bounds, local_day
from comms import outbox
from conduct.emails import cases as emails
from conduct.emails import judging as judging_emails
from conduct.enums import CaseState, JudgementState, SeatState
from conduct.models import Case, Judgement, Seat, Vote

A_WEEK: Final = timedelta(days=7)
TWO_WEEKS: Final = timedelta(days=14)


def votes_missing(on: date) -> QuerySet[Seat]:
    """Seats without a vote on a judgement that was proposed a week ago."""
    old = Judgement.objects.filter(state=JudgementState.PROPOSED, proposed_at__lt=day_bounds(on - A_WEEK)[1])
    cast = Vote.objects.filter(seat=OuterRef("pk"), judgement__state=JudgementState.PROPOSED)
    return Seat.objects.filter(~Exists(cast), state=SeatState.SEATED, case__in=old.values("case"))


def ask_for_votes(keys: Collection[int], *, at: datetime) -> int:
    """Remind who has not voted, once for each proposal."""
    rows = votes_missing(local_day(at)).filter(pk__in=keys).select_related("person", "case")
    proposed = Judgement.objects.filter(state=JudgementState.PROPOSED, case__seats__in=keys)
    waiting = dict(proposed.values_list("case", "pk"))
    mails = [emails.to(row.person, row.case, period=f"proposal {waiting[row.case_id]}") for row in rows]
    return outbox.queue_many(judging_emails.TO_VOTE_AGAIN, mails, at=at)


def standing_still(on: date) -> QuerySet[Case]:
    """Cases in which nothing followed for two weeks after the answer, or after the file was frozen."""
    before = day_bounds(on - TWO_WEEKS)[1]
    answered = Q(state=CaseState.EXPLAINING, explanation__given_at__lt=before)
    return Case.objects.filter(answered | Q(state=CaseState.DELIBERATING, frozen_at__lt=before))


def bring_to_mind(keys: Collection[int], *, at: datetime) -> int:
    """Remind the chairs, once for each stage."""
    cases = standing_still(local_day(at)).filter(pk__in=keys)
    rows = Seat.objects.filter(case__in=cases, chair=True, state=SeatState.SEATED).select_related("person", "case")
    mails = [emails.to(row.person, row.case, period=row.case.state) for row in rows]
    return outbox.queue_many(judging_emails.TO_GO_ON, mails, at=at)
