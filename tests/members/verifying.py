"""A certificate to be verified, for tests."""

import datetime as dt
from typing import Any

from django.core.cache import cache

from members.models import Certificate, Title
from tests.factories.certificates import CertificateFactory
from tests.factories.members import CredentialFactory

AWARDED = dt.date(2025, 7, 1)
NUMBER = "M4PD-W2H8-6CVY-4"


def noon(day: dt.date) -> dt.datetime:
    """Not long before it, in UTC."""
    return dt.datetime.combine(day, dt.time(10), dt.UTC)


def officer(time_machine: Any) -> Certificate:
    """The certificate of an officer awarded on 1 July 2025; it becomes 21 November 2026, and nobody guessed yet."""
    time_machine.move_to(noon(dt.date(2026, 11, 21)), tick=False)
    cache.clear()
    credential = CredentialFactory(title=Title.objects.get(code="S-CISO"), awarded_on=AWARDED, awarded_at=noon(AWARDED))
    made: Certificate = CertificateFactory(
        credential=credential, name="Noor de Vries", number=NUMBER, issued_at=noon(AWARDED)
    )
    return made
