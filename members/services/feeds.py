"""Private calendars: an address that a program asks for a member's dates, made and ended by the member alone."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import audit, private_links
from members import policies
from members.models import CalendarFeed, Member


@transaction.atomic
def make_feed(member: Member, *, by: User, at: datetime) -> CalendarFeed:
    """Make the member's calendar; the one there is, if there is one.

    The account's row is locked first. Raises ``Forbidden`` unless it is one's own.
    """
    policies.require_own_entry(by, member)
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    if running := CalendarFeed.objects.filter(member=member, ended_at__isnull=True).first():
        return running
    seed = private_links.new_seed()
    kept = private_links.fingerprint(private_links.secret_of(seed))
    made = CalendarFeed.objects.create(member=member, seed=seed, fingerprint=kept, made_at=at)
    audit.record("members.feed-made", about=member, person=member.user_id, by=by, at=at)
    return made


@transaction.atomic
def end_feed(member: Member, *, by: User, at: datetime) -> bool:
    """End the member's calendar: its address opens nothing any more; whether there was one.

    The account's row is locked first. Raises ``Forbidden`` unless it is one's own.
    """
    policies.require_own_entry(by, member)
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    ended = CalendarFeed.objects.filter(member=member, ended_at__isnull=True).update(ended_at=at)
    if ended:
        audit.record("members.feed-ended", about=member, person=member.user_id, by=by, at=at)
    return bool(ended)
