"""What the register and the ledger know of the people that a file names, read for thousands at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import BigIntegerField, Q
from django.db.models.functions import Cast

from accounts.models import User
from common.jobs import CHUNK
from cpe.enums import ClaimStatus
from cpe.models import Claim
from members.imports.known import accounts, chunks
from members.models import Member, Track

_COUNTED: Final = BigIntegerField()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMember:
    """Somebody in the register; ``open`` says that their account is."""

    pk: int
    user: int
    number: int
    name: str
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownClaim:
    """A claim of the ledger, as far as one of a file may be the same; ``stands``: nobody took it back."""

    pk: int
    completed_on: date
    activity: str
    amount: int
    title: str
    provider: str
    reference: str
    row_digest: str
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Members by number and by each address that leads to them, their claims, and tracks by key.

    ``outside`` are addresses of accounts that have no place in the register.
    """

    numbers: Mapping[int, KnownMember]
    addresses: Mapping[str, KnownMember]
    outside: frozenset[str]
    claims: Mapping[int, list[KnownClaim]]
    tracks: Mapping[str, int]


def look_up(emails: Collection[str], numbers: Collection[int], *, lock: bool = False) -> Known:
    """What is known of these: 1 statement, and for every 2 000 people 5, with the locks 7.

    With ``lock`` their accounts stay as they are until the caller's transaction ends, and nobody reports for them.
    """
    leads = accounts(sorted(emails))
    if lock:
        _lock(leads.values(), numbers)
    members: dict[int, KnownMember] = {}
    for users in chunks(sorted(set(leads.values()))):
        members |= _members(Q(user__in=users))
    for some in chunks(sorted(numbers)):
        members |= _members(Q(number__in=some))
    by_user = {member.user: member for member in members.values()}
    claims: dict[int, list[KnownClaim]] = defaultdict(list)
    for keys in chunks(sorted(members)):
        for member, claim in _claims(keys):
            claims[member].append(claim)
    return Known(
        numbers={member.number: member for member in members.values()},
        addresses={email: by_user[user] for email, user in leads.items() if user in by_user},
        outside=frozenset(email for email, user in leads.items() if user not in by_user),
        claims=claims,
        tracks={key.lower(): pk for key, pk in Track.objects.values_list("key", "pk")},
    )


def _lock(users: Collection[int], numbers: Collection[int]) -> None:
    """Lock the accounts of these people in one order."""
    keys = set(users)
    for some in chunks(sorted(numbers)):
        keys.update(Member.objects.filter(number__in=some).values_list("user_id", flat=True))
    for some in chunks(sorted(keys)):
        list(User.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk").values_list("pk"))


def _members(which: Q) -> dict[int, KnownMember]:
    return {
        row.pk: KnownMember(
            pk=row.pk, user=row.user_id, number=row.number, name=str(row.user), open=bool(row.user.is_active)
        )
        for row in Member.objects.filter(which).select_related("user")
    }


def _claims(members: list[int]) -> Iterator[tuple[int, KnownClaim]]:
    """Every claim of these members that stands or waits, and those that were brought in, whatever became of them."""
    rows = Claim.objects.filter(member__in=members).exclude(state=ClaimStatus.WITHDRAWN, row_digest="").order_by("pk")
    columns = ("completed_on", "activity", "title", "provider", "reference", "row_digest", "state")
    found = rows.values_list("member_id", "pk", Cast("amount", _COUNTED), *columns)
    for member, pk, amount, completed_on, activity, title, provider, reference, digest, state in found.iterator(CHUNK):
        yield (
            member,
            KnownClaim(
                pk=pk,
                completed_on=completed_on,
                activity=activity,
                amount=amount,
                title=title,
                provider=provider,
                reference=reference,
                row_digest=digest,
                stands=state != ClaimStatus.WITHDRAWN,
            ),
        )
