"""What the register knows of the people and titles that a file names, read for thousands at a time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from allauth.account.models import EmailAddress
from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast

from accounts.models import User
from members.imports.columns import YEARS_OF_CREDITS
from members.models import Contribution, Credential, Cycle, Member, Title
from members.rules.contact import Contact
from members.rules.imports import Credits
from members.rules.standing import CredentialFact, OutcomeFact
from members.selectors import outcomes_by_credential

CHUNK: Final = 2000
"""People looked up, and written, at a time."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """An opening position that stands: quarters of the three years, and the day until which fees were paid."""

    credits: Credits
    fees_paid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTitle:
    """A title that somebody holds or held; ``waits``: its first recorded cycle waits for its outcome."""

    pk: int
    fact: CredentialFact
    open: bool
    waits: bool
    position: Position | None
    outcomes: Sequence[OutcomeFact] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """An account, and its place in the register if it has one.

    ``asked``: a membership year was asked of the person here. ``signed_in``: the person was here, and what they wrote
    stays. ``proved``: one of its addresses was confirmed.
    """

    user: int
    given_name: str
    family_name: str
    language: str
    active: bool
    signed_in: bool
    proved: bool
    asked: bool = False
    member: int | None = None
    number: int | None = None
    contact: Contact = field(default_factory=Contact)
    titles: Mapping[str, KnownTitle] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueTitle:
    """A title of the catalogue."""

    pk: int
    has_cycles: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Titles by code, people by each address that leads to them, and accounts by the member number they have."""

    titles: Mapping[str, CatalogueTitle]
    people: Mapping[str, KnownPerson]
    numbers: Mapping[int, int]


def chunks(items: Collection[Item]) -> Iterator[list[Item]]:
    """These in lists of at most ``CHUNK``."""
    listed = list(items)
    return (listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK))


def look_up(emails: Collection[str], codes: Collection[str], numbers: Collection[int], *, lock: bool = False) -> Known:
    """What is known of these: 1 statement, and for every 2 000 people 10, with the locks 12.

    With ``lock`` the accounts, what they hold and the titles stay as they are until the caller's transaction ends;
    they are locked in this order.
    """
    leads = accounts(sorted(emails))
    if lock:
        for keys in chunks(sorted(set(leads.values()))):
            list(User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
            held = Credential.objects.filter(member__user__in=keys).order_by("pk")
            list(held.select_for_update(of=("self",), no_key=True).values_list("pk"))
    titles = Title.objects.filter(code__in=codes).order_by("pk")
    if lock:
        titles = titles.select_for_update(of=("self",), no_key=True)
    people: dict[int, KnownPerson] = {}
    for keys in chunks(sorted(set(leads.values()))):
        people |= _people(keys)
    taken: dict[int, int] = {}
    for some in chunks(sorted(numbers)):
        taken.update(Member.objects.filter(number__in=some).values_list("number", "user_id"))
    return Known(
        titles={
            title.code: CatalogueTitle(pk=title.pk, has_cycles=title.level.has_cycles)
            for title in titles.select_related("level")
        },
        people={email: people[user] for email, user in leads.items()},
        numbers=taken,
    )


def accounts(emails: list[str]) -> dict[str, int]:
    """The account behind each address: the one that confirmed it, else the one that was opened with it.

    Two statements for every 2 000 addresses.
    """
    leads: dict[str, int] = {}
    for some in chunks(emails):
        leads.update(User.objects.filter(email__in=some).values_list("email", "pk"))
        leads.update(EmailAddress.objects.filter(email__in=some, verified=True).values_list("email", "user_id"))
    return leads


def _people(keys: list[int]) -> dict[int, KnownPerson]:
    """These accounts (7 statements)."""
    proved = set(EmailAddress.objects.filter(user__in=keys, verified=True).values_list("user_id", flat=True))
    members = {member.user_id: member for member in Member.objects.filter(user__in=keys)}
    years = Contribution.objects.filter(membership__member__user__in=keys).order_by()
    asked = set(years.values_list("membership__member__user", flat=True).distinct())
    titles = _titles(Credential.objects.filter(member__user__in=keys))
    found = {}
    for user in User.objects.filter(pk__in=keys):
        member = members.get(user.pk)
        found[user.pk] = KnownPerson(
            user=user.pk,
            asked=user.pk in asked,
            given_name=user.given_name,
            family_name=user.family_name,
            language=user.language,
            active=user.is_active,
            signed_in=user.last_login is not None,
            proved=user.pk in proved,
            member=member.pk if member else None,
            number=member.number if member else None,
            contact=member.contact if member else Contact(),
            titles=titles.get(user.pk, {}),
        )
    return found


def _titles(rows: QuerySet[Credential]) -> dict[int, dict[str, KnownTitle]]:
    """The titles of these accounts by code; of one lost and earned again, the one that stands (3 statements)."""
    cycles: dict[int, Cycle] = {}
    for cycle in Cycle.objects.filter(credential__in=rows.values("pk")).order_by("credential_id", "-number"):
        cycles[cycle.credential_id] = cycle
    outcomes = dict(outcomes_by_credential(rows))
    given = [Cast(f"opening_position__{year}", BigIntegerField()) for year in YEARS_OF_CREDITS]
    columns = ("member__user_id", "title__code", "pk", "awarded_on", "awarded_at", "closed_by_id")
    found: dict[int, dict[str, KnownTitle]] = {}
    for row in rows.order_by("awarded_on", "pk").values_list(*columns, "opening_position__fees_paid_until", *given):
        user, code, pk, awarded_on, awarded_at, closed_by, paid_until, *credits_ = row
        first = cycles.get(pk)
        one = KnownTitle(
            pk=pk,
            fact=CredentialFact(
                awarded_on=awarded_on, awarded_at=awarded_at, first_cycle=first.window if first else None
            ),
            open=closed_by is None,
            waits=first is None or first.waits,
            position=_position(credits_, paid_until),
            outcomes=tuple(outcomes.get(pk, ())),
        )
        before = found.setdefault(user, {}).get(code)
        if before is None or one.open or not before.open:
            found[user][code] = one
    return found


def _position(credits_: Sequence[int | None], paid_until: date | None) -> Position | None:
    if paid_until is None:
        return None
    first, second, third = (quarters or 0 for quarters in credits_)
    return Position(credits=(first, second, third), fees_paid_until=paid_until)
