"""What a night does about reports and cases: it reminds, lets days pass, and decides nothing.

Each takes the keys of what is due and tells how many it changed; again, it changes nothing.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Concat

from common.calendar import local_day
from comms import outbox
from comms import services as comms
from comms.enums import State
from comms.models import Message
from conduct.emails import cases as emails
from conduct.emails import reports as report_emails
from conduct.emails.kinds import REPORT
from conduct.enums import CaseState, Outcome, ReportState, SeatState, Step
from conduct.models import Case, Hearing, Report, Seat, Trace
from conduct.policies import has_nobody
from conduct.services import explaining, reporting, telling
from conduct.services.steps import ConductRefused
from conduct.states import OPEN

CONFIRM_AGAIN: Final = timedelta(days=3)
"""How long before its day a report that nobody confirmed is reminded of."""
SEAT_AGAIN: Final = timedelta(days=2)
READ_AGAIN: Final = timedelta(days=30)
EXPLAIN_AGAIN: Final = (14, 7, 2)
"""Days before the last one to explain."""
WEEK: Final = 7
"""Days after which a report that waits is mentioned, and again."""
MOVED: Final = (Step.REPORT_TAKEN, Step.REPORT_LEFT, Step.REPORT_HANDED_ON)
"""From which a report waits anew."""


def reports_to_remind(on: date) -> QuerySet[Report]:
    """Reports that are about to go since nobody confirmed them."""
    return Report.objects.filter(state=ReportState.SENT, goes_on__range=(on, on + CONFIRM_AGAIN))


def remind_reporters(keys: Collection[int], *, at: datetime) -> int:
    """Remind reporters to confirm, once."""
    rows = reports_to_remind(local_day(at)).filter(pk__in=keys)
    return outbox.queue_many(
        report_emails.CONFIRM_AGAIN,
        [report_emails.to_reporter(row, until=row.goes_on, period=f"{row.goes_on}") for row in rows],
        at=at,
    )


def reports_to_end(on: date) -> QuerySet[Report]:
    """Drafts and reports nobody confirmed whose day has passed."""
    return Report.objects.filter(goes_on__lt=on)


def end_reports(keys: Collection[int], *, at: datetime) -> int:
    """Remove them, with their files."""
    return reporting.end_unsent(list(keys), at=at)


def reports_waiting(on: date) -> QuerySet[Report]:
    """Reports that nobody took or decided for a week."""
    last = on - timedelta(WEEK)
    moved = Trace.objects.filter(report=OuterRef("pk"), step__in=MOVED, at__date__gt=last)
    return Report.objects.waiting().filter(~Exists(moved), confirmed_at__date__lte=last)


def mention_reports(keys: Collection[int], *, at: datetime) -> int:
    """Mail who has a report, or may take it, that it waits: once for each week that has passed, the latest alone."""
    on = local_day(at)
    moves = Prefetch("traces", Trace.objects.filter(step__in=MOVED).order_by("at", "pk"), to_attr="moves")
    mailed = 0
    for report in reports_waiting(on).filter(pk__in=keys).select_related("officer").prefetch_related(moves):
        since = local_day(report.moves[-1].at if report.moves else report.confirmed_at or at)
        period = f"{since} +{(on - since).days // WEEK * WEEK}"
        if report.officer is None or has_nobody(report.officer):
            mailed += telling.to_take(report, report_emails.TO_TAKE, at=at, period=period)
        else:
            mailed += telling.to_decide(report, report.officer, since=since, at=at, period=period)
    return mailed


def last_words() -> QuerySet[Message]:
    """Our last mails to reporters who withdrew from a case, once they left: how to reach them is to be forgotten."""
    withdrawn = Report.objects.filter(state=ReportState.OPENED, withdrawn_at__isnull=False)
    about = withdrawn.values_list(Concat(Value(REPORT), "reference"), flat=True)
    return Message.objects.filter(person=None, about__in=about).exclude(state__in=[State.QUEUED, State.SENDING])


def forget_last_words(keys: Collection[int], *, at: datetime) -> int:
    """Forget them, with what came back."""
    about = list(last_words().filter(pk__in=keys).values_list("about", flat=True))
    return comms.forget_letters(about)


def seats_to_remind(on: date) -> QuerySet[Seat]:
    """Invitations to a committee that are about to end."""
    waiting = Seat.objects.filter(state=SeatState.INVITED, case__state__in=[state.value for state in OPEN])
    return waiting.filter(ends_on__range=(on, on + SEAT_AGAIN))


def remind_seats(keys: Collection[int], *, at: datetime) -> int:
    """Remind who was invited, once."""
    rows = seats_to_remind(local_day(at)).filter(pk__in=keys).select_related("case", "person")
    mails = [emails.to(row.person, row.case, until=row.ends_on, period=f"{row.ends_on}") for row in rows]
    return outbox.queue_many(emails.SEAT_REMINDED, mails, at=at)


def seats_lapsed(on: date) -> QuerySet[Seat]:
    """Invitations to a committee whose last day passed yesterday or before, not answered."""
    return Seat.objects.filter(state=SeatState.INVITED, ends_on__lt=on, case__state__in=[state.value for state in OPEN])


def tell_of_lapsed(keys: Collection[int], *, at: datetime) -> int:
    """Tell case officers, once for each, that an invitation was not answered."""
    rows = seats_lapsed(local_day(at)).filter(pk__in=keys).select_related("case__officer")
    mails = [emails.to(row.case.officer, row.case, period=f"{row.pk}") for row in rows]
    return outbox.queue_many(emails.SEAT_LAPSED, mails, at=at)


def to_ask(on: date) -> QuerySet[Case]:
    """Cases whose member was told every name, and can challenge none of them any more."""
    waiting = Case.objects.filter(state=CaseState.NAMED)
    sits = Q(seats__state=SeatState.SEATED)
    still = sits & (Q(seats__challenge_by__gte=on) | Q(seats__challenge_by=None))
    return waiting.exclude(pk__in=Case.objects.filter(still).values("pk"))


def ask_to_explain(keys: Collection[int], *, at: datetime) -> int:
    """Ask members to explain; where somebody is missing, the case officer is waited for."""
    asked = 0
    for case in to_ask(local_day(at)).filter(pk__in=keys).select_related("member"):
        try:
            explaining.ask_to_explain(case, by=None, at=at)
        except ConductRefused:
            continue
        asked += 1
    return asked


def to_remind(on: date) -> QuerySet[Case]:
    """Cases whose member has not answered yet nor asked for a hearing, some days before the last one."""
    waiting = Case.objects.filter(state=CaseState.EXPLAINING, explanation__given_at__isnull=True)
    return _without_hearing(waiting).filter(explain_by__range=(on, on + timedelta(days=max(EXPLAIN_AGAIN))))


def remind_members(keys: Collection[int], *, at: datetime) -> int:
    """Remind members of the day to explain: once for each step that has come, the latest alone."""
    on = local_day(at)
    mails = []
    for case in to_remind(on).filter(pk__in=keys).select_related("member__user"):
        assert case.explain_by is not None  # noqa: S101  it was selected by it
        left = (case.explain_by - on).days
        step = min(days for days in EXPLAIN_AGAIN if days >= left)
        mails.append(emails.to_member(case, until=case.explain_by, period=f"{case.explain_by} -{step}"))
    return outbox.queue_many(emails.EXPLAIN_REMINDED, mails, at=at)


def readers_to_remind(on: date) -> QuerySet[Case]:
    """The newest judgement of everybody whose membership is revoked and who soon reads what is theirs no more."""
    soon = Case.objects.filter(outcome=Outcome.BREACH, member__user__reads_until__range=(on, on + READ_AGAIN))
    newer = Case.objects.filter(member=OuterRef("member"), outcome=Outcome.BREACH, closed_at__gt=OuterRef("closed_at"))
    return soon.exclude(Exists(newer))


def remind_readers(keys: Collection[int], *, at: datetime) -> int:
    """Tell them until when, once."""
    rows = readers_to_remind(local_day(at)).filter(pk__in=keys).select_related("member__user")
    days = [(case, case.member.user.reads_until) for case in rows]
    mails = [emails.to_member(case, until=last, period=f"reads {last}") for case, last in days]
    return outbox.queue_many(emails.READING_ENDS, mails, at=at)


def silent(on: date) -> QuerySet[Case]:
    """Cases whose day to explain has passed without an answer, and in which no hearing waits."""
    waiting = Case.objects.filter(state=CaseState.EXPLAINING, explain_by__lt=on)
    return _without_hearing(waiting).filter(explanation__given_at__isnull=True)


def _without_hearing(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Without those in which a hearing waits for its day, or its record."""
    return rows.exclude(pk__in=Hearing.objects.filter(recorded_at=None).values("case"))


@transaction.atomic
def note_silences(keys: Collection[int], *, at: datetime) -> int:
    """Record that these members did not answer."""
    rows = silent(local_day(at)).filter(pk__in=keys).select_related("member")
    return sum(explaining.note_silence(case, at=at) for case in rows)
