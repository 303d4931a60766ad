"""Put a person in the register, and keep their profile."""

from dataclasses import fields
from datetime import date, datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from common import audit, numbering
from members import policies
from members.models import Member
from members.rules.contact import Contact, member_number

CONTACT: Final = tuple(field.name for field in fields(Contact))


@transaction.atomic
def register_member(user: User, *, on: date, by: User, at: datetime) -> Member:
    """Put a person in the register under the next number; who is in it already keeps row, number and day.

    The account's row is locked first, so two clerks at once make one member. Raises ``Forbidden``
    if ``by`` may not register people.
    """
    policies.require_register(by)
    person = User.objects.select_for_update().get(pk=user.pk)
    member = Member.objects.filter(user=person).first()
    if member is None:
        (number,) = free_numbers(1)
        member = Member.objects.create(user=person, number=number, registered_on=on)
        audit.record("members.registered", about=member, person=person.pk, by=by, at=at)
    return member


def free_numbers(count: int) -> list[int]:
    """The next member numbers that nobody has, as an import may have brought some along.

    Drawn in the caller's transaction; the series stays locked until it ends, also where none is asked for. Three
    statements where none of them is taken, and three more for every time that some are.
    """
    found: list[int] = []
    while True:
        drawn = [member_number(place) for place in numbering.draw_many("member", count - len(found))]
        taken = set(Member.objects.filter(number__in=drawn).values_list("number", flat=True)) if drawn else set()
        found += [number for number in drawn if number not in taken]
        if len(found) == count:
            return found


@transaction.atomic
def update_profile(
    user: User,
    *,
    given_name: str,
    family_name: str,
    language: str,
    contact: Contact | None = None,
    by: User,
    at: datetime,
) -> None:
    """Write a person's names and language and, for somebody in the register, where they are reached.

    The account's row is locked first; what is the same as before is not written. Raises ``Forbidden`` unless it is
    one's own profile.
    """
    policies.require_change_profile(by, user)
    person = User.objects.select_for_update().get(pk=user.pk)
    before = audit.snapshot(person, "given_name", "family_name", "language")
    person.given_name = given_name
    person.family_name = family_name
    person.language = language
    if changes := audit.changes(before, person):
        person.save(update_fields=[*changes])
        audit.record("members.profile-changed", about=person, changes=changes, by=by, at=at)
    if contact is not None:
        member = Member.objects.select_for_update(of=("self",)).get(user=person)
        update_contact(member, contact=contact, by=by, at=at)


@transaction.atomic
def update_contact(member: Member, *, contact: Contact, by: User, at: datetime) -> Member:
    """Write where a member is reached; without a difference nothing is written, and its date stays.

    The account's row is locked first, then the member's. Raises ``Forbidden`` if ``by`` may not change it.
    """
    policies.require_change_contact(by, member)
    User.objects.select_for_update().get(pk=member.user_id)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    before = audit.snapshot(member, *CONTACT)
    if contact != member.contact:
        member.move(contact, at=at)
        member.save()
        changes = audit.changes(before, member)
        audit.record("members.contact-changed", about=member, person=member.user_id, changes=changes, by=by, at=at)
    return member
