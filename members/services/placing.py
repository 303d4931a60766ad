"""One page of money that waits: what was confirmed on it is booked, what was declined is declined."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.locks import hold
from members import policies
from members.enums import ProposalState
from members.models import Proposal
from members.services.overtaken import overtaken
from members.services.payments import BOOKS, Confirmed, confirm, decline


@transaction.atomic
def place(proposals: Collection[int], *, declined: Collection[int], by: User, at: datetime) -> Confirmed:
    """Decline some proposals and book others as far as they still can be; what came of it, and who was first.

    Raises ``Forbidden``. At most 50 statements however many.
    """
    policies.require_use_money(by)
    hold(BOOKS)
    settled = Proposal.objects.filter(pk__in=declined).exclude(state=ProposalState.OPEN.value)
    late = overtaken(list(settled.select_related("invoice", "line").order_by("line_id", "rank", "pk")))
    count = decline(declined, by=by, at=at) if declined else 0
    done = confirm(proposals, by=by, at=at) if proposals else Confirmed()
    return Confirmed(booked=done.booked, declined=count, refused=done.refused + late)
