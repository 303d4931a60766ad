"""Revoke a membership with every title, as a committee judged. Who may, and why, asks the act that calls this."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import audit
from common.calendar import local_day
from members.enums import Ground, OutcomeKind
from members.models import Credential, Member
from members.selectors.revoking import ending, to_revoke
from members.services.credentials import Ruling, record_outcomes


@transaction.atomic
def revoke(member: Member, *, at: datetime) -> list[Credential]:
    """End the membership and every title that stands, Foundation too, from today on: those that ended.

    Titles that were over already are revoked as well, so that no late payment or appeal brings one back.

    With the last title the membership ends; certificates, badges and the register's entry follow from it. The account
    is locked first. No mail: who calls tells the member why. Who judged stands with the judgement, and not here.
    """
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    on = local_day(at)
    titles = to_revoke(member)
    rulings = [
        Ruling(credential=row.pk, kind=OutcomeKind.REVOKED, ground=Ground.BREACH, effective_on=on) for row in titles
    ]
    if rulings:
        record_outcomes(rulings, by=None, at=at)
    audit.record("members.membership-revoked", about=member, person=member.user_id, by=None, at=at)
    return ending(titles, on)
