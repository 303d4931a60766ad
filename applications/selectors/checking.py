"""Reads of identity checks: what was recorded, and how an identity stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from applications.enums import IdentityVerdict
from applications.models import Application, Appointment, IdentityCheck
from applications.states import UNTIL_AWARD

SHAPES: Final = {
    IdentityVerdict.VERIFIED: "valid",
    IdentityVerdict.NOT_VERIFIED: "attention",
    IdentityVerdict.TAKEN_BACK: "ended",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """How the identity of an applicant stands: verified by a check, else refused by the last; an appointment to come.

    ``waits``: it is still to be checked.
    """

    checks: Sequence[IdentityCheck]
    verified: IdentityCheck | None
    refused: IdentityCheck | None
    appointment: Appointment | None
    waits: bool

    @property
    def shape(self) -> str:
        """The shape beside its word."""
        if self.verified:
            return "valid"
        return "attention" if self.refused and self.appointment is None else "waiting"


def checks_of(application: Application) -> QuerySet[IdentityCheck]:
    """What was recorded about an applicant, the first first (1 query)."""
    found: QuerySet[IdentityCheck] = application.identity_checks.select_related("checker")
    return found


def identity_of(application: Application, appointment: Appointment | None, at: datetime) -> Identity:
    """How an identity stands, with the appointment that the application took, if it lies ahead (1 query)."""
    checks = list(checks_of(application))
    verified = next((check for check in checks if check.verdict == IdentityVerdict.VERIFIED), None)
    refused = [check for check in checks if check.verdict == IdentityVerdict.NOT_VERIFIED]
    return Identity(
        checks=checks,
        verified=verified,
        refused=refused[-1] if refused and not verified else None,
        appointment=appointment if appointment and appointment.ends_at > at and not verified else None,
        waits=verified is None and application.state in UNTIL_AWARD,
    )
