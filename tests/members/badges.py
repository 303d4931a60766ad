"""Titles with certificates and signed badges, as acts make them, for the tests of badges."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts.models import User
from common.calendar import HERE
from members import services
from members.enums import GROUNDS, OutcomeKind
from members.models import Badge, Certificate, Credential, Title
from members.selectors.badges import with_badge
from members.services import Ruling, badges
from members.services.certificates import Issue, issue
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory

D = dt.date
AWARDED_ON = D(2026, 3, 2)


def noon(day: dt.date) -> dt.datetime:
    """Noon here of a day."""
    return dt.datetime.combine(day, dt.time(12), HERE)


def awarded(user: User | None = None, *, code: str = "S-ISP", on: dt.date = AWARDED_ON) -> Credential:
    """A title awarded on a day, its badge signed."""
    member = MemberFactory(user=user or UserFactory(given_name="Zoë", family_name="Øster"))
    title = Title.objects.select_related("level").get(code=code)
    credential = services.award(member, title, on=on, by=None, at=noon(on))
    signed(credential, on)
    return credential


def signed(credential: Credential, on: dt.date) -> Certificate:
    """The title's current certificate, drawn and signed on a day."""
    found = with_badge(Certificate.objects.current()).get(credential=credential)
    found.drawn_at = noon(on)
    found.save()
    badges.sign(found, at=noon(on))
    return found


def recorded(credential: Credential, kind: str, on: dt.date, **more: Any) -> Certificate:
    """An outcome that takes effect and is recorded on a day; the certificate that is the title's then, signed."""
    found = OutcomeKind(kind)
    about = {"ground": GROUNDS[found][0], "cycle": 1 if found.of_a_cycle else None, **more}
    ruling = Ruling(credential=credential.pk, kind=found, effective_on=on, **about)
    services.record_outcomes([ruling], at=noon(on))
    return signed(credential, on)


def reissued(credential: Credential, why: Any, on: dt.date) -> Certificate:
    """A new certificate of the same cycle, signed."""
    now = Certificate.objects.current().select_related("cycle").get(credential=credential)
    with transaction.atomic():
        issue([Issue(credential=credential, cycle=now.cycle, why=why)], by=None, at=noon(on))
    return signed(credential, on)


def signed_badge() -> Badge:
    """A badge whose title stands today."""
    return Badge.objects.select_related("certificate").get(certificate__credential=awarded(on=D(2026, 3, 2)))
