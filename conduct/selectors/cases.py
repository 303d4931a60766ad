"""Reads of cases, each for whom it is: case officer, committee, member. Nobody finds another one's."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.models import RoleGrant, User
from conduct.enums import COMMITTEE, SeatKind, SeatState
from conduct.models import Case, Seat
from conduct.rules.sitting import Make, Place
from conduct.rules.sitting import make_up as of_places
from conduct.selectors.reports import officers
from conduct.selectors.terms import terms_on
from conduct.states import AT_WORK, OPEN
from members.models import Credential


def of_officer(by: User) -> QuerySet[Case]:
    """The cases under way of a case officer, the oldest first (1 query)."""
    return Case.objects.open().filter(officer=by).select_related("member__user").order_by("opened_at", "pk")


def cases_to_take_over(by: User) -> QuerySet[Case]:
    """Cases under way that were handed to this officer, or whose own receives reports no more (1 query)."""
    return Case.objects.open().filter(_to_take_over(by)).order_by("opened_at", "pk")


def numbers(by: User) -> dict[str, int]:
    """How many cases of a case officer are under way, and how many wait for them to take them over (1 query)."""
    found: dict[str, int] = Case.objects.open().aggregate(
        cases=Count("pk", filter=Q(officer=by)), left=Count("pk", filter=_to_take_over(by))
    )
    return found


def _to_take_over(by: User) -> Q:
    nobodys = (
        ~Q(officer__in=officers()) & ~Q(member__user=by) & ~Q(pk__in=Seat.objects.filter(person=by).values("case"))
    )
    return Q(handed_to=by) | nobodys


def judge_no_more(seats: Iterable[Seat]) -> set[int]:
    """Those of the seats whose people represent the institute no more, or hold no title any more (2 queries)."""
    rows = [seat for seat in seats if seat.state == SeatState.SEATED]
    people = [seat.person_id for seat in rows]
    roles = RoleGrant.objects.filter(user__in=people, user__is_active=True, role=COMMITTEE)
    titles = Credential.objects.open().filter(member__user__in=people, member__user__is_active=True)
    able = {
        SeatKind.REPRESENTATIVE.value: set(roles.values_list("user", flat=True)),
        SeatKind.PEER.value: set(titles.values_list("member__user", flat=True)),
    }
    return {seat.pk for seat in rows if seat.person_id not in able[seat.kind]}


def by_reference(reference: str) -> Case | None:
    """A case by its reference, whoever asks (1 query)."""
    rows = Case.objects.select_related("member__user", "officer", "handed_to", "code")
    found: Case | None = rows.filter(reference=reference.upper()).first()
    return found


def of_committee(by: User) -> QuerySet[Seat]:
    """The seats of somebody in cases under way, invitations among them, the oldest first (1 query)."""
    rows = Seat.objects.filter(person=by, state__in=[state.value for state in AT_WORK])
    found: QuerySet[Seat] = rows.filter(case__state__in=[state.value for state in OPEN]).select_related(
        "case__member__user"
    )
    return found.order_by("invited_at", "pk")


def seats_of(by: User) -> list[Seat]:
    """Every seat of somebody that was not given up, with its case, the newest first; invitations while a case is under
    way (1 query)."""
    rows = Seat.objects.filter(person=by, state__in=[state.value for state in AT_WORK])
    lost = Q(state=SeatState.INVITED) & ~Q(case__state__in=[state.value for state in OPEN])
    return list(rows.exclude(lost).select_related("case__explanation").order_by("-invited_at", "-pk"))


def seat_of(by: User, case: Case) -> Seat | None:
    """The seat somebody holds, or is invited to (1 query)."""
    rows = case.seats.filter(person=by, state__in=[state.value for state in AT_WORK])
    found: Seat | None = rows.first()
    return found


def told_cases(person: User) -> QuerySet[Case]:
    """The cases about somebody of which they were told, the newest first (1 query)."""
    rows = Case.objects.filter(member__user=person, named_at__isnull=False)
    found: QuerySet[Case] = rows.order_by("-opened_at", "-pk")
    return found


def case_of_member(person: User, reference: str) -> Case | None:
    """A case about somebody, of which they were told (1 query)."""
    found: Case | None = told_cases(person).filter(reference=reference.upper()).select_related("code").first()
    return found


def _open_to_challenge(seat: Seat, on: date) -> bool:
    if seat.challenged_at is not None:
        return not seat.challenge_answer
    return seat.challenge_by is None or seat.challenge_by >= on


def make_up(case: Case, on: date) -> Make:
    """How the committee of a case under way is made up, without who may judge no more (4 queries)."""
    return make_of(case, terms_on(on).seats, on, gone=judge_no_more(case.seats.all()))


def make_of(case: Case, at_least: int, on: date, *, gone: Collection[int] = ()) -> Make:
    """The same, when so many sit at least (1 query, none where the seats are at hand). ``gone``: who sits no more."""
    places = [
        Place(
            state=SeatState(seat.state),
            chair=seat.chair,
            open_to_challenge=_open_to_challenge(seat, on),
        )
        for seat in case.seats.all()
        if seat.pk not in gone
    ]
    return of_places(places, at_least)
