"""Objections to a rejection: ended by the decision of two people who had no part in it."""

from datetime import datetime

from accounts.models import User
from applications.enums import Answer, ObjectionState
from applications.models import Decision, Objection


def settle(objection: Objection, decision: Decision, *, by: User, at: datetime) -> None:
    """End an objection that waits by what two people decided about it. Raises ``IllegalMove``."""
    allowed = decision.answer == Answer.ACCEPT
    objection.become(ObjectionState.ALLOWED if allowed else ObjectionState.DISMISSED)
    objection.ended_at, objection.outcome_words = at, decision.words
    objection.save(update_fields=["state", "ended_at", "outcome_words"])
