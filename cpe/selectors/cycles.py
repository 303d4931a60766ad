"""Reads of how cycles are judged: the terms of a day, whether a member was reached, what a night covers."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import QuerySet

from comms.enums import State
from comms.models import Message
from cpe.models import CycleTerms, Hold
from cpe.rules.cycles import Judgement, judge
from cpe.selectors.balances import held
from cpe.selectors.versions import policies
from members.models import Credential, Cycle
from members.rules.cycles import GRACE, Days, first_days_expiring

REMINDER: Final = "cpe.reminder"
"""The kind of mail that reminds of a cycle."""
OF_CYCLE: Final = "members.cycle:"
"""How what a mail is about begins, where it is about a cycle; the row's number follows."""
NOT_ARRIVED: Final = (State.BOUNCED.value, State.FAILED.value)


def terms_on(on: date) -> CycleTerms:
    """The terms of renewal in force on a day (1 query); those shipped hold from before any day that is asked for."""
    found = CycleTerms.objects.filter(effective_on__lte=on).order_by("-effective_on").first()
    return found or CycleTerms.objects.earliest("effective_on")


@dataclass(slots=True)
class Reached:
    """The addresses that reminders since the expiration date went to, and whether any of them was not sent back."""

    tried: set[str] = field(default_factory=set)
    arrived: bool = False

    @property
    def in_vain(self) -> bool:
        """Whether something was sent, and all of it came back."""
        return bool(self.tried) and not self.arrived


def reached(cycles: Collection[int]) -> dict[int, Reached]:
    """Whether members were reached about these cycles since they expired (1 query)."""
    found: dict[int, Reached] = defaultdict(Reached)
    about = {f"{OF_CYCLE}{pk}": pk for pk in cycles}
    sent = Message.objects.filter(kind=REMINDER, about__in=about, period__startswith="+").exclude(state=State.DROPPED)
    for key, recipient, state in sent.values_list("about", "recipient", "state"):
        one = found[about[key]]
        one.tried.add(recipient)
        one.arrived |= state not in NOT_ARRIVED
    return found


def who_hold(members: Collection[int]) -> set[int]:
    """Those of these members who hold a title without an end (1 query, none for nobody)."""
    held = Credential.objects.open().filter(member__in=members)
    return set(held.values_list("member", flat=True)) if members else set()


def holds_another(credential: Credential) -> bool:
    """Whether its holder has another title without an end (1 query)."""
    return Credential.objects.open().filter(member=credential.member_id).exclude(pk=credential.pk).exists()


def over_in_days(days: Days) -> QuerySet[Cycle]:
    """The cycles that have their last day to report and pay between two days, as it comes by itself (no query)."""
    first, last = first_days_expiring(*(day - GRACE for day in days))
    return Cycle.objects.filter(first_day__range=(first, last))


def judged(holds: Collection[Hold], on: date) -> dict[int, Judgement]:
    """What the facts of a day say of cycles that are held, by the number of the hold (8 queries).

    The rows come with their cycles and credentials.
    """
    wanted, rules = {row.credential_id: row for row in holds}, policies()
    found = {}
    for _member, one in held({row.credential.member_id for row in holds}, on):
        row = wanted.get(one.credential.pk)
        if row is not None:
            found[row.pk] = judge(rules, one.case(row.cycle.window), on)[0]
    return found
