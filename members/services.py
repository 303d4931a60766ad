"""Acts of the register: put a person in it, and keep their profile.

Days are calendar dates in Europe/Amsterdam, ``at`` is a moment with its time zone.
"""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from common import numbering
from members import policies, rules
from members.models import Member
from members.rules import Contact


@transaction.atomic
def register_member(user: User, *, on: date, by: User) -> Member:
    """Put a person in the register under the next number; who is in it already keeps row, number and day.

    The account's row is locked first, so two clerks at once make one member. Raises ``Forbidden``
    if ``by`` may not register people.
    """
    policies.require_register(by)
    person = User.objects.select_for_update().get(pk=user.pk)
    member = Member.objects.filter(user=person).first()
    if member is None:
        number = rules.member_number(numbering.draw("member"))
        member = Member.objects.create(user=person, number=number, registered_on=on)
    return member


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

    The account's row is locked first. Raises ``Forbidden`` unless it is one's own profile.
    """
    policies.require_change_profile(by, user)
    person = User.objects.select_for_update().get(pk=user.pk)
    person.given_name = given_name
    person.family_name = family_name
    person.language = language
    person.save(update_fields=["given_name", "family_name", "language"])
    if contact is not None:
        member = Member.objects.select_for_update(of=("self",)).get(user=person)
        update_contact(member, contact=contact, by=by, at=at)


@transaction.atomic
def update_contact(member: Member, *, contact: Contact, by: User, at: datetime) -> Member:
    """Write where a member is reached; without a difference nothing is written, and its date stays.

    The member's row is locked first. Raises ``Forbidden`` if ``by`` may not change it.
    """
    policies.require_change_contact(by, member)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if contact != member.contact:
        member.move(contact, at=at)
        member.save()
    return member
