"""Revoke a membership with every title, as a committee judged. Who may, and why, asks the act that calls this."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from common import audit
from common.calendar import local_day
from members.enums import Ground, OutcomeKind
from members.models import Credential, Member, Revocation
from members.selectors.revoking import ending, to_revoke
from members.services.credentials import Ruling, record_outcomes


@transaction.atomic
def revoke(member: Member, *, reads_until: date, at: datetime) -> list[Credential]:
    """End the membership and every title that stands, Foundation too, from today on: those that ended.

    Titles that were over already are revoked as well, so that no late payment or appeal brings one back.

    With the last title the membership ends; certificates, badges and the register's entry follow from it. Until
    ``reads_until`` the person reads what is theirs; that the membership was revoked stays as a row of its own, whatever
    titles there were. The account is locked first. No mail: who calls tells the member why. Who judged stands with the
    judgement, and not here.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    on = local_day(at)
    titles = to_revoke(member)
    rulings = [
        Ruling(credential=row.pk, kind=OutcomeKind.REVOKED, ground=Ground.BREACH, effective_on=on) for row in titles
    ]
    if rulings:
        record_outcomes(rulings, by=None, at=at)
    Revocation.objects.create(member=member, effective_on=on, recorded_at=at)
    person.reads_until = reads_until
    person.save(update_fields=["reads_until"])
    audit.record("members.membership-revoked", about=member, person=member.user_id, by=None, at=at)
    return ending(titles, on)
