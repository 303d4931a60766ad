"""What the invented members hold: a title on every side of every date, counted from the day of seeding."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from accounts.models import User
from common.calendar import DAY, anniversary, local_day
from members import services
from members.enums import GROUNDS, OutcomeKind
from members.models import Credential, Level, Member, Title, Track
from members.rules.cycles import YEARS, Window
from members.services import Ruling
from seco_portal import demonstration_cycles, demonstration_money

CLERK, COLLEAGUE = "back-office", "finance"
MERCY_DAYS: Final = timedelta(days=120)
"""After the expiration date, where the last day was moved."""
FOUNDATION: Final = "S-ISF"
"""A title without cycles: the catalogue we ship has none, so the demonstration puts one into it."""
WHY: Final = "Long illness; a doctor's letter was seen."

AFTER_GRACE: Final = (OutcomeKind.DECERTIFIED, 91)


@dataclass(frozen=True, slots=True)
class Shown:
    """A title of one invented person.

    ``over`` is how many days ago its last cycle expired, below zero how many are left; the ``cycles`` before were
    renewed on their day. ``then`` are outcomes of the last cycle, each with its day after the expiration date.
    """

    person: str
    code: str
    over: int
    cycles: int = 1
    then: tuple[tuple[OutcomeKind, int], ...] = ()

    def awarded_on(self, today: date) -> date:
        """The day of the award."""
        return anniversary(today - timedelta(days=self.over) + DAY, -YEARS * self.cycles)


TITLES: Final = (
    Shown("member", "S-ISP", over=-37, cycles=2),
    Shown("member", "S-CISO", over=-400),
    Shown("one-name", "S-ITSP", over=0),
    Shown("greek", "S-DPP", over=1),
    Shown("greek", "S-CDPO", over=-200),
    Shown("cyrillic", "S-EHP", over=90),
    Shown("cyrillic", "S-CMP", over=95, then=((OutcomeKind.EXTENDED, 85),)),
    Shown("arabic", "S-SPP", over=91),
    Shown("arabic", "S-CSPL", over=-500),
    Shown("chinese", "S-BCP", over=91, then=(AFTER_GRACE,)),
    Shown("chinese", "S-BCME", over=-200, then=((OutcomeKind.ENDED, -230),)),
    Shown("diacritics", "S-ISP", over=130, then=(AFTER_GRACE, (OutcomeKind.REINSTATED, 100))),
    Shown("diacritics", "S-ISME", over=-1000),
    Shown("diacritics", "S-CITSO", over=-900),
    Shown("renamed", "S-BCP", over=-700),
    Shown("long-name", "S-EHP", over=-800),
    Shown("hanzi", "S-CMP", over=-750),
    Shown("unreadable", "S-DPP", over=-650),
    Shown("peer", "S-ISP", over=-600),
    Shown("revoked", FOUNDATION, over=-620),
    Shown("revoked", "S-ISP", over=-520),
    Shown("revoked", "S-ITSE", over=-320),
    *(Shown(one.key, one.code, over=one.over) for one in demonstration_cycles.STANDS),
)


def first_award(person: str, *, at: datetime) -> date | None:
    """The day of somebody's first title, if they are to hold any."""
    return min((shown.awarded_on(local_day(at)) for shown in TITLES if shown.person == person), default=None)


def hold(users: Mapping[str, User], *, at: datetime) -> None:
    """Award the titles, each on its day, ask the years as they come, and record how the cycles came out.

    What somebody holds or held already is left as it is.
    """
    members = {member.user_id: member for member in Member.objects.filter(user__in=users.values())}
    known = set(Credential.objects.values_list("member_id", "title__code"))
    _foundation()
    titles = {title.code: title for title in Title.objects.select_related("level")}
    today = local_day(at)
    awarded = []
    for shown in sorted(TITLES, key=lambda shown: shown.awarded_on(today)):
        member = members[users[shown.person].pk]
        if (member.pk, shown.code) in known:
            continue
        on = shown.awarded_on(today)
        demonstration_money.years_until(on)
        moment = demonstration_money.moment(on)
        if not member.credentials.exists():
            demonstration_money.employ(users, shown.person, at=moment)
        awarded.append((shown, services.award(member, titles[shown.code], on=on, by=users[CLERK], at=moment)))
    if awarded:
        demonstration_money.years_until(today)
        demonstration_money.settle(users, at=at)
    for shown, credential in awarded:
        for ruling in _rulings(shown, credential):
            by_two = ruling.ground.by_two
            by, second = (users[CLERK], users[COLLEAGUE]) if by_two else (None, None)
            services.record_outcomes([ruling], at=at, by=by, seconded_by=second, reason=WHY if by_two else "")


def _foundation() -> None:
    """The Foundation title, once: what an administrator makes of it later stays."""
    if not Title.objects.filter(code=FOUNDATION).exists():
        level, track = Level.objects.get(key="foundation"), Track.objects.get(key="information-security")
        Title.objects.create(code=FOUNDATION, name="Information Security Foundation", level=level, track=track)


def _rulings(shown: Shown, credential: Credential) -> Iterator[Ruling]:
    """Every outcome of a title, in the order of its days."""
    window = Window(number=1, first=credential.awarded_on)
    while window.number < shown.cycles:
        yield _ruling(credential, OutcomeKind.RENEWED, window, window.expires_on + DAY)
        window = window.following()
    for kind, after in shown.then:
        yield _ruling(credential, kind, window, window.expires_on + timedelta(days=after))


def _ruling(credential: Credential, kind: OutcomeKind, window: Window, on: date) -> Ruling:
    return Ruling(
        credential=credential.pk,
        kind=kind,
        ground=GROUNDS[kind][0],
        effective_on=on,
        cycle=window.number if kind.of_a_cycle else None,
        last_day=window.expires_on + MERCY_DAYS if kind == OutcomeKind.EXTENDED else None,
    )
