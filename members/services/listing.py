"""The public register: a member's titles stand in it when the member says so, and until the member says otherwise."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from members import policies
from members.models import Credential, Member
from members.selectors.register import standings


class NothingToList(DomainError):  # noqa: N818  read aloud at the act: raise NothingToList
    """A member none of whose titles stands."""


def list_me(member: Member, *, by: User, at: datetime) -> bool:
    """Put the member's titles in the public register; whether they were not in it yet. See ``_list``.

    Raises ``NothingToList`` while no title stands.
    """
    return _list(member, at, by=by, at=at)


def unlist_me(member: Member, *, by: User, at: datetime) -> bool:
    """Take the member's titles out of the public register at once; whether they were in it. See ``_list``."""
    return _list(member, None, by=by, at=at)


@transaction.atomic
def _list(member: Member, since: datetime | None, *, by: User, at: datetime) -> bool:
    """Write since when, with one line; nothing where it is so already, and the day stays.

    The account's row is locked first. Raises ``Forbidden`` unless it is one's own.
    """
    policies.require_own_entry(by, member)
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    if since:
        _require_title(member, at)
    changed = Member.objects.filter(pk=member.pk, listed_at__isnull=since is not None).update(listed_at=since)
    if changed:
        audit.record(
            "members.listed" if since else "members.unlisted", about=member, person=member.user_id, by=by, at=at
        )
    return bool(changed)


def _require_title(member: Member, at: datetime) -> None:
    found = standings(Credential.objects.filter(member=member), local_day(at)).values()
    if not any(stands and not stands.value.over for stands in found):
        raise NothingToList(_("None of your titles stands at the moment, so there is nothing to list."))
