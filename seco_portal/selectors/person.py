"""What the home asks about the person who reads it, and what holds for every member, in a statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import BigIntegerField, Count, DateTimeField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, JSONObject

from accounts.models import User
from accounts.roles import APPOINTED, Role
from applications.models import Application
from common.calendar import local_day
from common.money import from_cents
from common.prepared import Prepared
from comms.models import Bounce
from conduct.models import Case, Seat
from conduct.states import AT_WORK
from cpe.models import PolicyVersion
from cpe.rules.policy import Policies
from cpe.selectors import help_asked_of, policies_of, questions_of
from members.models import ContributionAmount, InvoiceTerms, Member, Membership
from members.rules.membership import Amounts, Schedule
from members.selectors.agreements import waiting_for

_MEMBERSHIP: Final = ("since", "first_day", "last_day", "next_year_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A person as the home knows them.

    ``came_back_since``: since when our mail to them comes back. ``applied``: whether they ever began to apply.
    ``judges``: whether they have a seat on a committee, or an invitation to one. ``concerned``: whether they were told
    of a case about them.
    """

    member: Member | None
    membership: Membership | None
    roles: tuple[Role, ...]
    verified: int
    has_factor: bool
    came_back_since: datetime | None
    applied: bool
    judges: bool
    concerned: bool


def about(user: User) -> About:
    """Member, newest membership, roles, addresses, second factor, mail that came back, applying (1 query).

    The person's roles are known from here on, and not asked for again.
    """
    rows: list[Any] = list(_ABOUT(user.pk))
    person, held = rows[0], {row.role for row in rows}
    user.roles = tuple(role for role in APPOINTED if role.key in held)
    member = getattr(person, "member", None)
    return About(
        member=member,
        membership=_membership(member, person.membership) if member and person.membership else None,
        roles=user.roles,
        verified=person.verified or 0,
        has_factor=person.has_factor,
        came_back_since=person.came_back_since,
        applied=person.applied,
        judges=person.judges,
        concerned=person.concerned,
    )


def _rows_about(user: int) -> QuerySet[User]:
    """The person with all of it, once for each role."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True).order_by().values("user")
    bounces = Bounce.objects.open().filter(address=OuterRef("email")).order_by("reported_at")
    memberships = Membership.objects.filter(member__user=OuterRef("pk"))
    columns = JSONObject(pk="pk", **{name: name for name in _MEMBERSHIP})
    people: QuerySet[User] = User.objects.filter(pk=user).select_related("member").order_by()
    return people.annotate(
        role=F("grants__role"),
        verified=Subquery(addresses.annotate(n=Count("pk")).values("n")),
        has_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=["totp", "webauthn"])),
        came_back_since=Subquery(bounces.values("reported_at")[:1]),
        applied=Exists(Application.objects.filter(person=OuterRef("pk"))),
        judges=Exists(Seat.objects.filter(person=OuterRef("pk"), state__in=[state.value for state in AT_WORK])),
        concerned=Exists(Case.objects.filter(member__user=OuterRef("pk"), named_at__isnull=False)),
        membership=Subquery(memberships.annotate(told=columns).values("told")[:1]),
    )


_ABOUT: Final = Prepared(_rows_about, int)


def _membership(member: Member, told: dict[str, Any]) -> Membership:
    days = {name: date.fromisoformat(told[name]) if told[name] else None for name in _MEMBERSHIP}
    membership: Membership = Membership.from_db(
        None, ["id", "member_id", *_MEMBERSHIP], [told["pk"], member.pk, *days.values()]
    )
    return membership


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of ours that waits for its answer: about which claim, what that was, and since when."""

    claim: int
    what: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request for help that waits for our answer: with which title, since when, and the day we promised."""

    code: str
    asked_on: date
    answer_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What holds on a day: the rules of CPE, what a year asks, how we bill.

    And what waits for the person: documents to be agreed to, questions about claims, the oldest first; and what they
    wait for: answers to requests for help, the first due first.
    """

    policies: Policies
    amounts: Amounts
    schedule: Schedule | None
    to_agree: Sequence[str]
    asked: Sequence[Asked]
    help: Sequence[Waiting]


def holding(user: User, on: date) -> Holding:
    """All of it as it is now (1 query; 4 more where this process meets a version of the rules for the first time).

    The rows of six tables come in one statement: what each is, two numbers, two texts, a day, two moments.
    """
    rows = {
        what: list(of_it)
        for what, of_it in groupby(sorted(_HOLDING(user.pk, on, on), key=itemgetter(0)), key=itemgetter(0))
    }
    amounts: dict[str, list[tuple[date, Any]]] = {}
    for _what, _pk, cents, level, _more, first, *_moments in sorted(rows.get("amount", ()), key=itemgetter(5)):
        amounts.setdefault(level, []).append((first, from_cents(cents)))
    in_place = sorted(rows.get("document", ()), key=itemgetter(2, 3))
    policies = policies_of((pk, published, edited) for _what, pk, *_row, published, edited in rows["version"])
    return Holding(
        policies=policies,
        amounts=Amounts(amounts),
        schedule=next((_schedule(*row[1:5]) for row in rows.get("terms", ())), None),
        to_agree=[title for _what, _pk, _place, title, *_row in in_place],
        asked=[_asked(row, policies) for row in sorted(rows.get("question", ()), key=itemgetter(6, 1))],
        help=[
            Waiting(code=code, asked_on=local_day(asked_at), answer_by=due)
            for _what, _pk, _number, code, _more, due, asked_at, _moment in sorted(
                rows.get("help", ()), key=itemgetter(5, 1)
            )
        ],
    )


def _asked(row: Sequence[Any], policies: Policies) -> Asked:
    _what, claim, _number, title, activity, completed_on, asked_at, _moment = row
    known = policies.on(completed_on).activities.get(activity)
    return Asked(claim=claim, what=title or (known.name if known else activity), since=local_day(asked_at))


def _rows_of_holding(user: int, on: date, same: date) -> QuerySet[Any, Any]:
    """Rows of six tables in the same columns, told apart by the first."""
    no_moment = Value(None, output_field=DateTimeField())
    nothing = Value(0, output_field=BigIntegerField())
    versions = PolicyVersion.objects.published().order_by()
    documents = waiting_for(user, on).order_by()
    terms = InvoiceTerms.objects.filter(effective_on__lte=same).values("pk")[:1]
    return versions.values_list(
        Value("version"), "pk", nothing, Value(""), Value(""), "effective_on", "published_at", "edited_at"
    ).union(
        documents.values_list(
            Value("document"), "pk", "document__place", "document__title", Value(""), "effective_on", *[no_moment] * 2
        ),
        questions_of(user)
        .order_by()
        .values_list(
            Value("question"),
            "claim_id",
            nothing,
            "claim__title",
            "claim__activity",
            "claim__completed_on",
            "asked_at",
            no_moment,
        ),
        help_asked_of(user)
        .order_by()
        .values_list(
            Value("help"), "pk", nothing, "credential__title__code", Value(""), "answer_by", "asked_at", no_moment
        ),
        ContributionAmount.objects.order_by().values_list(
            Value("amount"),
            "pk",
            Cast("amount", BigIntegerField()),
            "level__key",
            Value(""),
            "effective_on",
            *[no_moment] * 2,
        ),
        InvoiceTerms.objects.filter(pk=Subquery(terms))
        .order_by()
        .values_list(Value("terms"), "to_pay", "ahead", "before", "after", "effective_on", *[no_moment] * 2),
        all=True,
    )


_HOLDING: Final = Prepared(_rows_of_holding, int, date, date)


def _schedule(to_pay: int, ahead: int, before: str, after: str) -> Schedule:
    return InvoiceTerms(to_pay=to_pay, ahead=ahead, before=before, after=after).schedule
