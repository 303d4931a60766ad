"""What is known of the people a list names: members by proved addresses, what other lists of the event said of them,
what became of it, and what they reported themselves. Read for thousands at a time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from accounts.models import User
from common.money import to_parts
from cpe import selectors
from cpe.attendance.placing import folded
from cpe.enums import Came, ClaimStatus
from cpe.models import Attendance, Attendee, Claim, Event, SignUp
from cpe.rules.attendance import Span
from cpe.rules.policy import ONE
from members.imports.known import chunks
from members.models import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMember:
    """Somebody in the register; ``open`` says that their account is."""

    pk: int
    user: int
    number: int
    name: str
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAttendee:
    """Somebody an earlier list of the event named, and whom it leads to."""

    pk: int
    spans: tuple[Span, ...]
    member: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAttendance:
    """What became of a member's presence; of one that counts by a claim of ours, whether it stands and what it says."""

    pk: int
    seconds: int
    came: str
    claim: int | None
    stands: bool = False
    attended: int | None = None


def attendees(event: Event) -> Mapping[str, KnownAttendee]:
    """Whom lists of an event named, by their marks (1 statement)."""
    rows = Attendee.objects.filter(event=event).values_list("mark", "pk", "spans", "member_id")
    return {
        mark: KnownAttendee(pk=pk, spans=tuple((begins, ends) for begins, ends in spans), member=member)
        for mark, pk, spans, member in rows
    }


def proved(emails: Collection[str]) -> Mapping[str, int]:
    """The account that proved each address (1 statement for every 2 000)."""
    leads: dict[str, int] = {}
    for some in chunks(sorted(emails)):
        leads.update(EmailAddress.objects.filter(email__in=some, verified=True).values_list("email", "user_id"))
    return leads


def lock(users: Collection[int]) -> None:
    """Let these accounts stay as they are until the caller's transaction ends (1 statement for every 2 000)."""
    for some in chunks(sorted(users)):
        list(User.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk").values_list("pk"))


def members(keys: Collection[int], *, users: Collection[int] = ()) -> list[KnownMember]:
    """Members by their keys and by those of their accounts (at most 2 statements for every 2 000)."""
    found: dict[int, KnownMember] = {}
    for column, some in (("pk", keys), ("user", users)):
        for few in chunks(sorted(some)):
            for row in Member.objects.filter(**{f"{column}__in": few}).select_related("user"):
                found[row.pk] = KnownMember(
                    pk=row.pk, user=row.user_id, number=row.number, name=str(row.user), open=bool(row.user.is_active)
                )
    return list(found.values())


def attendances(event: Event, keys: Iterable[int]) -> Mapping[int, KnownAttendance]:
    """What became of the presence of these members (1 statement)."""
    rows = Attendance.objects.filter(event=event, member__in=keys).select_related("claim")
    return {row.member_id: _attendance(row) for row in rows}


def _attendance(row: Attendance) -> KnownAttendance:
    """What a member reported and took back is not what their presence became."""
    claim = row.claim
    gone = claim is not None and row.came == Came.REPORTED and claim.state == ClaimStatus.WITHDRAWN
    return KnownAttendance(
        pk=row.pk,
        seconds=row.seconds,
        came=row.came,
        claim=None if gone else row.claim_id,
        stands=claim is not None and claim.state in {ClaimStatus.ACCEPTED, ClaimStatus.PENDING},
        attended=None if claim is None or claim.attended is None else to_parts(claim.attended, ONE),
    )


def reported(event: Event, keys: Iterable[int]) -> Mapping[int, int]:
    """Claims by which these members reported the event themselves (1 statement)."""
    claims = Claim.objects.filter(
        member__in=keys, activity=event.activity, completed_on=event.day, attendance__isnull=True
    ).exclude(state=ClaimStatus.WITHDRAWN)
    rows = claims.order_by("-pk").values_list("member_id", "pk", "title")
    title = selectors.folded(event.title)
    return {member: pk for member, pk, said in rows if selectors.folded(said) == title}


def signed_up(event: Event) -> Mapping[str, list[KnownMember]]:
    """Who signed up, by their names (1 statement)."""
    found: dict[str, list[KnownMember]] = defaultdict(list)
    rows = SignUp.objects.living().filter(event=event).select_related("member__user")
    for member in (row.member for row in rows):
        name = str(member.user)
        found[folded(name)].append(
            KnownMember(pk=member.pk, user=member.user_id, number=member.number, name=name, open=True)
        )
    return found
