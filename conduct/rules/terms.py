"""Days of conduct: until when a draft is kept, somebody answers, a member explains, and something is read or kept.

Pure. Days are calendar days, both ends included; months end as ``common.calendar.add_months`` says. Source: S3.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from common.calendar import add_months
from conduct.enums import Outcome

MONTHS_AHEAD: Final = 6
"""How far ahead more time to explain, or a hearing, can lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The numbers that hold from a day on: days unless they say months."""

    draft_days: int
    confirm_days: int
    seats: int
    seat_days: int
    challenge_days: int
    explain_days: int
    read_months: int
    dismissed_months: int
    closed_months: int
    breach_months: int

    def draft_until(self, changed_on: date) -> date:
        """The last day on which a draft that was last changed on a day is kept."""
        return changed_on + timedelta(days=self.draft_days)

    def confirm_by(self, sent_on: date) -> date:
        """The last day to confirm a report that was sent on a day."""
        return sent_on + timedelta(days=self.confirm_days)

    def seat_by(self, invited_on: date) -> date:
        """The last day to answer an invitation to a committee."""
        return invited_on + timedelta(days=self.seat_days)

    def challenge_by(self, named_on: date) -> date:
        """The last day on which the member can challenge a name."""
        return named_on + timedelta(days=self.challenge_days)

    def explain_by(self, invited_on: date) -> date:
        """The last day to explain."""
        return invited_on + timedelta(days=self.explain_days)

    def read_until(self, closed_on: date) -> date:
        """The last day on which somebody whose membership was revoked reads their own data."""
        return add_months(closed_on, self.read_months)

    def dismissed_until(self, ended_on: date) -> date:
        """The last day on which a report that led to no case is kept."""
        return add_months(ended_on, self.dismissed_months)

    def closed_until(self, closed_on: date, outcome: Outcome) -> date:
        """The last day on which a closed case is kept."""
        return add_months(closed_on, self.breach_months if outcome is Outcome.BREACH else self.closed_months)


def furthest(on: date) -> date:
    """The last day to which, on a day, more time to explain can be given or a hearing set."""
    return add_months(on, MONTHS_AHEAD)
