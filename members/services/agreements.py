"""Agree to documents; who agreed to which version, and when, is kept for good."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import audit
from members import policies
from members.enums import AgreedHow
from members.models import Agreement, DocumentVersion


@transaction.atomic
def agree(
    person: User, versions: Collection[DocumentVersion], *, how: AgreedHow, by: User, at: datetime
) -> list[Agreement]:
    """Write that a person agreed to these versions; what they agreed to before keeps its day.

    The account's row is locked first. Raises ``Forbidden`` unless they agree for themselves. Five statements at most.
    """
    policies.require_agree(by, person)
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    known = set(Agreement.objects.filter(person=person, version__in=versions).values_list("version", flat=True))
    new = Agreement.objects.bulk_create(
        Agreement(person=person, version=version, agreed_at=at, how=how.value)
        for version in versions
        if version.pk not in known
    )
    if new:
        entries = [audit.Entry(about=row, person=person.pk) for row in new]
        audit.record_many("members.agreed", entries, by=by, at=at)
    return new
