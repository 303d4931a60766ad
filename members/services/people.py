"""Put a person in the register, and keep their profile."""

from collections.abc import Collection
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


def register_member(user: User, *, on: date, by: User, at: datetime) -> Member:
    """Put a person in the register under the next number; see ``register_members``."""
    return register_members([user], on=on, by=by, at=at)[user.pk]


@transaction.atomic
def register_members(users: Collection[User], *, on: date, by: User | None, at: datetime) -> dict[int, Member]:
    """Put people in the register under the next numbers: number of the account → member.

    Who is in it already keeps row, number and day. The accounts' rows are locked first, so two clerks at once make one
    member. Raises ``Forbidden`` if ``by`` may not register people; without ``by`` the portal acts. At most nine
    statements, however many people.
    """
    policies.require_register(by)
    people = {person.pk: person for person in users}
    locked = User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")
    people = {person.pk: person for person in locked}
    members = {member.user_id: member for member in Member.objects.filter(user__in=people)}
    new = [people[pk] for pk in people if pk not in members]
    if new:
        numbers = free_numbers(len(new))
        made = Member.objects.bulk_create(
            Member(user=person, number=number, registered_on=on) for person, number in zip(new, numbers, strict=True)
        )
        entries = [audit.Entry(about=member, person=member.user_id) for member in made]
        audit.record_many("members.registered", entries, by=by, at=at)
        members |= {member.user_id: member for member in made}
    return members


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
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before = audit.snapshot(person, "given_name", "family_name", "language")
    person.given_name = given_name
    person.family_name = family_name
    person.language = language
    if changes := audit.changes(before, person):
        person.renamed_at = person.renamed_at if changes.keys() <= {"language"} else at
        person.save(update_fields=[*changes, "renamed_at"])
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
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    before = audit.snapshot(member, *CONTACT)
    if contact != member.contact:
        member.move(contact, at=at)
        member.save()
        changes = audit.changes(before, member)
        audit.record("members.contact-changed", about=member, person=member.user_id, changes=changes, by=by, at=at)
    return member
