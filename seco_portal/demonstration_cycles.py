"""Invented members whose cycles stand on each side of each date, and the night that judges them once.

What they did and paid comes from the acts that record it, each on its day, counted from the day of seeding. Others of
the demonstration show what is not here: a last day that was moved, a title given back, one that ends today.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from accounts.models import User
from common import duties
from common.calendar import HERE, local_day
from comms import services as comms
from comms.enums import State
from comms.models import Message
from cpe import services
from cpe.emails import notices
from cpe.enums import JointKind
from cpe.models import Claim, CycleTerms, Notice
from members.models import Credential, Cycle, Invoice, Member, Track
from seco_portal import demonstration_bank
from seco_portal.demonstration_bank import Paid

CLERK: Final = "back-office"
NIGHT: Final = ("cpe.cycles", "cpe.reminders", "cpe.statements")
"""What a night does about cycles; once, so that pages show what nights make."""
INTO_YEAR, TO_REPORT, TO_PAY = timedelta(days=30), timedelta(days=2), timedelta(days=12)
"""How far into a year something is done, how long until it is reported, and how long an invoice lies."""
WORKING_WEEK: Final = timedelta(days=4)
MOVED: Final = timedelta(days=150)
"""After the expiration date, where two are to move the last day."""
FULL: Final = (20, 20, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """One invented person with one title, ``over`` days past the expiration date of its first cycle.

    ``credits`` were earned in its three years, ``waits`` more are asked of a reviewer; ``unpaid`` of the cycle's
    invoices are left, the latest ones; the latest was ``mistyped`` when it was paid.
    """

    key: str
    given: str
    family: str
    shows: str
    over: int
    code: str = "S-ISP"
    credits: tuple[int, int, int] = FULL
    waits: int = 0
    unpaid: int = 0
    mistyped: bool = False

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.key}@demo.example"


UNREACHED: Final = "unreached"
TWO: Final = "two-decide"

STANDS: Final = (
    Stands(key="on-track", given="Rian", family="Ruimschoots", shows="a cycle on track", over=-300),
    Stands(
        key="last-week",
        given="Wout",
        family="Zeven-Dagen",
        shows="ends in 7 days, complete",
        over=-7,
        code="S-CISO",
        credits=(40, 40, 40),
    ),
    Stands(key="just-renewed", given="Nel", family="Vannacht", shows="ended yesterday, complete: renewed", over=1),
    Stands(
        key="credits-missing",
        given="Kees",
        family="Puntentekort",
        shows="in grace, credits are missing",
        over=31,
        credits=(20, 20, 8),
    ),
    Stands(
        key="fee-missing",
        given="Fem",
        family="Openstaand",
        shows="in grace, a fee is missing",
        over=45,
        code="S-CISO",
        credits=(40, 40, 40),
        unpaid=1,
    ),
    Stands(
        key="day-80",
        given="Tijn",
        family="Tiendagennog",
        shows="day 80 of grace, credits and a fee are missing",
        over=80,
        code="S-CISO",
        credits=(40, 20, 0),
        unpaid=1,
    ),
    Stands(
        key="last-day",
        given="Loes",
        family="Vandaag-Nog",
        shows="the last day is today, credits are missing",
        over=90,
        credits=(20, 20, 5),
    ),
    Stands(
        key="just-lost",
        given="Guus",
        family="Gisteren",
        shows="the last day was yesterday, not complete: lost",
        over=91,
        credits=(20, 10, 5),
    ),
    Stands(
        key="held-review",
        given="Roos",
        family="Wachtopons",
        shows="held: a reviewer has to decide",
        over=100,
        credits=(20, 20, 15),
        waits=5,
    ),
    Stands(
        key="held-payment",
        given="Mats",
        family="Tikfout",
        shows="held: finance has to place a payment",
        over=130,
        code="S-CISO",
        credits=(40, 40, 40),
        mistyped=True,
    ),
    Stands(
        key=UNREACHED,
        given="Ilse",
        family="Onbereikbaar",
        shows="held: every reminder came back",
        over=93,
        credits=(20, 0, 0),
    ),
    Stands(
        key=TWO,
        given="Sem",
        family="Langziek",
        shows="in grace, more time waits for a second person",
        over=60,
        credits=(20, 20, 0),
    ),
    Stands(
        key="brake-1",
        given="Bas",
        family="Remweg",
        shows="held by a night's brake: a second person lets go",
        over=92,
        credits=(20, 20, 10),
    ),
    Stands(key="brake-2", given="Dora", family="Handrem", shows="held by that brake too", over=92, credits=(20, 0, 0)),
    Stands(key="brake-3", given="Ties", family="Noodstop", shows="the third it holds", over=92, credits=(20, 20, 0)),
)
BRAKED: Final = tuple(one.key for one in STANDS if one.key.startswith("brake-"))


def show(users: Mapping[str, User], *, at: datetime) -> None:
    """Report and pay what they did; whoever reported anything before is left alone."""
    quiet = Credential.objects.filter(member__user__in=[users[one.key] for one in STANDS], member__claims=None)
    titles = {row.member.user_id: row for row in quiet.select_related("member__user", "title")}
    new = [(one, titles[users[one.key].pk]) for one in STANDS if users[one.key].pk in titles]
    if not new:
        return
    track = Track.objects.get(key="information-security")
    for one, title in new:
        _report(one, title, track.pk, today=local_day(at))
    paid = [payment for one, title in new for payment in _payments(one, title.member, at)]
    demonstration_bank.bring_years_in(paid, users, at=at)
    for one, title in new:
        if one.key == UNREACHED:
            _send_in_vain(title, at=at)
        if one.key == TWO:
            _put_forward(title, users[CLERK], at=at)
    _brake([title for one, title in new if one.key in BRAKED], users[CLERK], at=at)


def night(*, at: datetime) -> None:
    """Judge cycles, remind and state years as a night does, once; a night that is at it already does the same.

    Outside any transaction: duties commit as they go.
    """
    waiting = [one.email for one in STANDS if one.key != UNREACHED]
    if Notice.objects.filter(cycle__credential__member__user__email__in=waiting).exists():
        return
    for name in NIGHT:
        with suppress(duties.AlreadyRunning):
            duties.perform(name, now=at, by_hand=True)


def _cycle(title: Credential) -> Cycle:
    cycle: Cycle = title.cycles.get(number=1)
    return cycle


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), HERE)


def _report(one: Stands, title: Credential, track: int, *, today: date) -> None:
    """A course in each year, as far as it came; and at the end what a reviewer looks at."""
    years = _cycle(title).window.years
    for (first, _last), amount in zip(years, one.credits, strict=True):
        done = first + INTO_YEAR
        if amount and done + TO_REPORT <= today:
            _did(title.member, "other-course", amount, f"Doors and locks, {first.year}", track, done)
    if one.waits:
        _did(title.member, "exam-question", one.waits, "Questions about door handles", track, years[-1][1])


def _did(member: Member, activity: str, amount: int, what: str, track: int, done: date) -> Claim:
    return services.report(
        member,
        activity=activity,
        completed_on=done,
        amount=Decimal(amount),
        details=services.Details(title=what, provider="Nowhere Institute", track=track, started_on=done - WORKING_WEEK),
        by=member.user,
        at=_morning(done + TO_REPORT),
    )


def _payments(one: Stands, member: Member, at: datetime) -> Iterator[Paid]:
    """What came for the invoices of the cycle, and when."""
    cycle, today = member.credentials.get().cycles.get(number=1), local_day(at)
    expires_on, last_day = cycle.window.expires_on, cycle.window.last_day
    due = Invoice.objects.to_pay().filter(member=member, due_on__lte=expires_on).select_related("member__user")
    paid = list(due.order_by("due_on", "pk"))
    for invoice in paid[: len(paid) - one.unpaid]:
        late = one.mistyped and invoice == paid[-1]
        on = last_day - TO_PAY if late else invoice.issued_on + TO_PAY
        yield Paid(invoice, on=min(on, today), mistyped=late)


def _send_in_vain(title: Credential, *, at: datetime) -> None:
    """Write every reminder since the cycle expired, on its day; each comes back the same morning."""
    cycle = _cycle(title)
    terms = CycleTerms.objects.filter(effective_on__lte=local_day(at)).latest("effective_on")
    for step in terms.schedule.after:
        moment = duties.moment_of(cycle.window.expires_on + timedelta(days=step))
        services.remind([cycle.pk], on=local_day(moment), at=moment)
        mail = Message.objects.filter(person=title.member.user, kind=notices.REMINDER.key).latest("pk")
        Message.objects.filter(pk=mail.pk).update(state=State.SENT.value, sent_at=moment, facts={}, attempts=1)
        report = f"demonstration {mail.pk}"
        comms.note_bounce(address=mail.recipient, status="5.1.1", report=report, message=mail, at=moment)


def _put_forward(title: Credential, clerk: User, *, at: datetime) -> None:
    """Ask a second person for more time."""
    services.joint.put_forward(
        title,
        JointKind.EXTENSION,
        words="Eight months of illness; a doctor's letter was seen.",
        last_day=_cycle(title).window.expires_on + MOVED,
        by=clerk,
        at=at,
    )


def _brake(titles: Sequence[Credential], clerk: User, *, at: datetime) -> None:
    """Let the night of yesterday hold these titles, by terms of that night alone; a colleague asks that they end.

    What the portal is shipped with would take more than 25 of them.
    """
    before = local_day(at) - timedelta(days=1)
    if len(titles) < len(BRAKED) or CycleTerms.objects.filter(effective_on__gte=before).exists():
        return
    usual = CycleTerms.objects.latest("effective_on")
    for day, most in ((before, len(titles) - 1), (local_day(at), usual.brake_above)):
        CycleTerms.objects.create(
            effective_on=day, before=usual.before, after=usual.after, brake_above=most, brake_share=usual.brake_share
        )
    moment = duties.moment_of(before)
    services.judge_cycles([_cycle(title).pk for title in titles], on=before, at=moment)
    held = services.count_night(on=before, since=before - timedelta(days=1), at=moment)
    if held is not None and held.braked:
        words = "No activity and no payment of the three waits: this is no fault of ours. They were called."
        services.ask_release(held, words=words, by=clerk, at=at)
