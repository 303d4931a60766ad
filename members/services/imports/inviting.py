"""Invite those who were brought in: mailed once each, and only while they never signed in."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from common import audit
from comms import outbox
from members import policies
from members.emails import INVITED
from members.imports.known import chunks
from members.models import Credential, OpeningPosition, RegisterImport


def to_be_invited(run: RegisterImport) -> QuerySet[User]:
    """Whoever came with an import, may sign in, and never did. No statement."""
    came = OpeningPosition.objects.filter(run=run).values("credential__member__user")
    return User.objects.filter(pk__in=came, last_login=None, is_active=True)


@transaction.atomic
def invite_brought_in(run: RegisterImport, *, by: User, at: datetime) -> int:
    """Mail those who came with an import and never signed in how to choose a password; how many are mailed now.

    Who was mailed before is not mailed again. Queues ``members.invited``. Raises ``Forbidden`` unless ``by`` may
    import. Five statements for every 2 000 people.
    """
    policies.require_import(by)
    new = 0
    for some in chunks(to_be_invited(run).order_by("pk")):
        titles = _titles_of(some)
        mails = (
            outbox.Mail(to=user.email, about=f"accounts.user:{user.pk}", person=user, facts={"titles": titles[user.pk]})
            for user in some
        )
        new += outbox.queue_many(INVITED, mails, at=at)
    audit.record("members.import-invited", about=run, by=by, at=at)
    return new


def _titles_of(people: Collection[User]) -> dict[int, list[str]]:
    """The titles of these people that stand (1 statement)."""
    found: dict[int, list[str]] = {user.pk: [] for user in people}
    rows = Credential.objects.open().filter(member__user__in=people).select_related("title", "member")
    for row in rows.order_by("title__code"):
        found[row.member.user_id].append(str(row.title))
    return found
