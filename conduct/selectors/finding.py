"""Reads that find a person in the register: for the one a case is about, and for who is asked to judge it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from allauth.account.models import EmailAddress
from django.db.models import CharField, Q, Value
from django.db.models.functions import Concat, Trim

from accounts.models import User
from common import references
from conduct.models import Case
from members.models import Certificate, Credential, Member

MOST: Final = 20
"""People with one name that are shown at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Somebody in the register, and their titles."""

    member: Member
    titles: str


def _exact(text: str) -> Q | None:
    """A member number or an e-mail address, looked for as a whole; nothing for any other text (at most 1 query)."""
    if "@" in text:
        by_address = EmailAddress.objects.filter(email__iexact=text, verified=True).values("user")
        return Q(user__email__iexact=text) | Q(user__in=by_address)
    return Q(number=int(text)) if re.fullmatch(r"[0-9]{1,9}", text) else None


def members_found(text: str) -> list[Found]:
    """Whom a member number, an address, the number of a certificate or badge, or a whole name belongs to (2 queries).

    Nothing is found by a part of any of these.
    """
    said = " ".join(text.split())
    if not said:
        return []
    rows = Member.objects.select_related("user").order_by("number")
    where = _exact(said)
    if where is not None:
        rows = rows.filter(where)
    elif references.is_whole(said):
        rows = rows.filter(pk__in=Certificate.objects.filter(number=references.tidy(said)).values("credential__member"))
    else:
        whole = Concat("user__given_name", Value(" "), "user__family_name", output_field=CharField())
        rows = rows.annotate(whole=Trim(whole)).filter(whole__iexact=said)
    return with_titles(list(rows[:MOST]))


def with_titles(members: Sequence[Member]) -> list[Found]:
    """The same with the titles of each, those that ended among them (1 query)."""
    held: dict[int, list[str]] = {}
    rows = Credential.objects.filter(member__in=members).order_by("title__code")
    for member, code in rows.values_list("member", "title__code"):
        if code not in held.setdefault(member, []):
            held[member].append(code)
    return [Found(member=member, titles=", ".join(held.get(member.pk, []))) for member in members]


def peer(text: str) -> User | None:
    """Whose member number or address this is, letter for letter (at most 1 query)."""
    where = _exact(text.strip())
    found = Member.objects.select_related("user").filter(where).first() if where is not None else None
    return found.user if found else None


def to_invite(case: Case, role: str) -> list[User]:
    """People with a role who were not asked in this case yet (1 query)."""
    rows = User.objects.filter(grants__role=role, is_active=True)
    asked = case.seats.values("person")
    return list(rows.exclude(pk__in=asked).exclude(pk__in=[case.officer_id, case.member.user_id]))


def colleagues(by: User, role: str) -> list[User]:
    """The others who hold a role (1 query)."""
    return list(User.objects.filter(grants__role=role, is_active=True).exclude(pk=by.pk))


def open_case(member: Member) -> Case | None:
    """The case under way about somebody (1 query)."""
    return Case.objects.open().filter(member=member).select_related("officer").first()
