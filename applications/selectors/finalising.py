"""What stands between an acceptance and the award: facts that are kept elsewhere, read anew whenever somebody asks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import BigIntegerField, CharField, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from stdnum import iban as ibans

from applications.enums import ApplicationState, IdentityVerdict, Item, QuestionState, SignedHow
from applications.models import Application, Appointment, Finalisation, IdentityCheck, IdentityCopy, Question
from applications.rules.finalising import BANK, WARNED, awarded_on, in_time, last_day, missing
from applications.selectors.agreed import Agreed
from common import creditor_reference
from common.calendar import local_day
from comms.models import Message
from members import selectors as register
from members.enums import CreditWhy, ProposalState
from members.models import BankStatement, Credential, Invoice, Member, Proposal, Revocation

NEAR: Final = timedelta(days=60)
"""From so many days before the last one on, colleagues see that an acceptance is about to lapse."""
WARNING: Final = "applications.acceptance_lapses"
ABOUT: Final = "applications.application:"
"""The kind of the warnings, and how what they are about begins."""
SLOW: Final = timedelta(minutes=15)
"""A list that is complete for longer than this and was not awarded is a fault of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finalisation with its facts: item → when the portal learned it. ``invoice`` asks for the first year now.

    ``appointment`` is one for the identity; ``copy_sent_at``: when the masked copy was sent that waits for a verdict;
    ``scan_asked_at``: when another scan was asked for that has not come; ``warned_on``: when the second warning was
    queued; ``holds``: the title came another way, so it cannot be awarded; ``free_on`` is the first day after such a
    one, from which on it can be. ``revoked``: the membership was revoked since the acceptance, whose two people
    did not know that; nothing is awarded on it.
    """

    row: Finalisation
    facts: Mapping[Item, datetime | None]
    invoice: Invoice | None = None
    appointment: Appointment | None = None
    refused: IdentityCheck | None = None
    copy_sent_at: datetime | None = None
    scan_asked_at: datetime | None = None
    warned_on: date | None = None
    holds: bool = False
    free_on: date | None = None
    revoked: bool = False

    @property
    def stopped(self) -> bool:
        """Whether nothing can be awarded on it, whatever else comes."""
        return self.holds or self.revoked

    @property
    def missing(self) -> tuple[Item, ...]:
        """The items that are not there yet."""
        return missing(self.facts)

    @property
    def awarded_on(self) -> date | None:
        """The day of the award, once all facts are there."""
        learned = awarded_on(self.facts)
        return max(learned, self.free_on or learned) if learned else None

    @property
    def last(self) -> date:
        """The last day, inclusive, that applies: the one of the acceptance, or a week after a late second warning."""
        return last_day(self.row.lapses_on, self.warned_on) or self.row.lapses_on

    @property
    def lapses_after(self) -> date | None:
        """The same, once the second warning was queued; before that nothing lapses but what a revocation stopped."""
        if self.revoked:
            return self.row.lapses_on
        return last_day(self.row.lapses_on, self.warned_on)

    @property
    def days(self) -> dict[Item, date | None]:
        """The day that counts of each fact: of a payment the one on which the bank booked it."""
        days = {item: local_day(moment) if moment else None for item, moment in self.facts.items()}
        learned, booked = days[Item.PAID], self.invoice.closed_on if self.invoice else None
        return {**days, Item.PAID: min(learned, booked) if learned and booked else learned}

    def in_time(self, last: date | None) -> bool:
        """Whether all is there, by a last day."""
        return in_time(self.days, last)


def rows() -> QuerySet[Finalisation]:
    """Finalisations with all that reading their facts needs."""
    found: QuerySet[Finalisation] = Finalisation.objects.select_related(
        "application__person", "application__title__level", "application__title__track", "credential"
    )
    waiting = Question.objects.filter(application=OuterRef("application"), state=QuestionState.OPEN.value)
    copies = IdentityCopy.objects.unjudged().filter(application=OuterRef("application"))
    warned = Message.objects.filter(
        kind=WARNING,
        about=Concat(Value(ABOUT), OuterRef("application__reference")),
        period=Concat(Cast(OuterRef("lapses_on"), CharField()), Value(f" -{WARNED[-1]}")),
    )
    return found.annotate(
        scan_asked_at=Subquery(waiting.order_by("asked_at").values("asked_at")[:1]),
        copy_sent_at=Subquery(copies.values("sent_at")[:1]),
        warned_at=Subquery(warned.order_by("queued_at", "pk").values("queued_at")[:1]),
    )


def found_of(finalisations: Iterable[Finalisation]) -> list[Found]:
    """Finalisations, read by ``rows``, each with its facts (12 queries, however many; one where there are none).

    What an ended one rests on is what was asked until then.
    """
    several = list(finalisations)
    if not several:
        return []
    applications = [row.application for row in several]
    people = {row.person_id for row in applications}
    members = dict(Member.objects.filter(user__in=people).values_list("user", "pk"))
    asked = {row.invoice_id: row.ended_at for row in several if row.invoice_id}
    invoices = register.entries_now(asked)
    recorded = register.recorded_at({invoice.pk for invoice in invoices.values()})
    checks = _checks(applications)
    appointments = {row.application_id: row for row in Appointment.objects.filter(application__in=applications)}
    agreed = Agreed(people)
    ends, revoked = _ends(people)
    found = []
    for row in several:
        application = row.application
        verified, refused = checks.get(application.pk, (None, None))
        invoice = invoices[row.invoice_id] if row.invoice_id else None
        others = ends.get((application.person_id, application.title_id), [])
        facts = {
            Item.REGISTERED: row.began_at if application.person_id in members else None,
            Item.PAID: row.began_at if invoice is None else _paid(invoice, recorded),
            Item.SIGNED: _signed(application, agreed),
            Item.IDENTIFIED: verified.checked_at if verified else None,
        }
        found.append(
            Found(
                row=row,
                facts=facts,
                invoice=invoice,
                appointment=appointments.get(application.pk),
                refused=refused,
                copy_sent_at=getattr(row, "copy_sent_at", None),
                scan_asked_at=getattr(row, "scan_asked_at", None),
                warned_on=local_day(at) if (at := getattr(row, "warned_at", None)) else None,
                holds=row.credential_id is None and None in others,
                revoked=row.credential_id is None and _revoked_since(row, revoked.get(application.person_id)),
                free_on=max((day for day in others if day), default=None) if row.credential_id is None else None,
            )
        )
    return found


def last_of(application: Application) -> date | None:
    """The last day that applies to an acceptance; none of one that was not accepted (at most 13 queries)."""
    found = found_for(application)
    return found.last if found else None


def found_for(application: Application) -> Found | None:
    """The finalisation of an application with its facts; none of one that was not accepted (at most 13 queries)."""
    row = rows().filter(application=application).first()
    return found_of([row])[0] if row else None


def lists_of(applications: Iterable[Application]) -> dict[int, Found]:
    """Number of an accepted application → its finalisation with its facts (11 queries; none without any)."""
    wanted = list(applications)
    found = found_of(rows().filter(application__in=wanted)) if wanted else []
    return {one.row.application_id: one for one in found}


def facts_of(application: Application) -> dict[Item, datetime | None]:
    """Item → when the portal learned it; none of them for an application that was not accepted (13 queries)."""
    return facts_of_many([application.pk]).get(application.pk, dict.fromkeys(Item))


def facts_of_many(applications: Collection[int]) -> dict[int, dict[Item, datetime | None]]:
    """Number of an accepted application → its facts (13 queries, however many)."""
    found = found_of(rows().filter(application__in=applications))
    return {one.row.application_id: dict(one.facts) for one in found}


def what_is_next(application: Application) -> dict[str, Any]:
    """What the letter of an acceptance says is still to be done, as plain facts (at most 13 queries).

    ``amount`` is ``None`` where nothing is to be paid; then the facts of the payment are empty. ``signature``:
    ``"seen"``, or ``"looking"`` while we look at a scan. ``identity``: ``"verified"``, ``"appointment"`` with its
    moment in ``appointment_at``, ``"copy"`` while we look at one, or ``"choose"``.
    """
    found = found_for(application)
    assert found is not None  # noqa: S101  asked of accepted ones
    pays = found.invoice if found.facts[Item.PAID] is None else None
    ahead = found.appointment if found.facts[Item.IDENTIFIED] is None else None
    without = "copy" if found.copy_sent_at else "choose"
    identity = without if ahead is None else "appointment"
    return {
        "lapses_on": found.row.lapses_on,
        "amount": pays and pays.open,
        "invoice": pays.number if pays else "",
        "pay_by": pays and pays.due_on,
        "payment_reference": creditor_reference.shown(pays.reference) if pays else "",
        "iban": ibans.format(pays.terms.iban) if pays else "",
        "account": pays.terms.name if pays else "",
        "signature": "seen" if found.facts[Item.SIGNED] else "looking",
        "identity": "verified" if found.facts[Item.IDENTIFIED] else identity,
        "appointment_at": ahead and ahead.starts_at,
    }


def still_open() -> QuerySet[Finalisation]:
    """Those that neither an award nor a lapse ended."""
    found: QuerySet[Finalisation] = Finalisation.objects.filter(ended_at=None)
    return found.filter(application__state=ApplicationState.ACCEPTED)


def ready(at: datetime | None = None) -> QuerySet[Finalisation]:
    """Open ones whose facts seem to be there, but for titles that are held already; to be looked at exactly.

    With ``at`` only those whose last fact is older than ``SLOW``.
    """
    application = OuterRef("application")
    verified = IdentityCheck.objects.filter(application=application, verdict=IdentityVerdict.VERIFIED.value)
    found = still_open().filter(
        Q(invoice=None) | Q(invoice__open__lte=0) | Q(invoice__credit_note__isnull=False),
        Q(application__signed_how=SignedHow.PORTAL.value) | Q(application__scan_checked_at__isnull=False),
        Exists(verified),
        Exists(Member.objects.filter(user=OuterRef("application__person"))),
        ~Exists(_held()),
    )
    if at is None:
        return found
    before = at - SLOW
    late = found.filter(~Exists(verified.filter(checked_at__gt=before)), began_at__lte=before)
    late = late.exclude(application__scan_checked_at__gt=before)
    complete = [one.row.pk for one in found_of(rows().filter(pk__in=late.values("pk"))) if _complete_since(one, before)]
    return found.filter(pk__in=complete)


def held_otherwise() -> QuerySet[Finalisation]:
    """Open ones whose title the applicant got another way meanwhile: a person looks at them."""
    return still_open().filter(Exists(_held()))


def about_to_lapse(on: date) -> QuerySet[Finalisation]:
    """Open ones whose last day is near or past."""
    return still_open().filter(lapses_on__lte=on + NEAR)


def waits_for_us(found: Found, last: date) -> bool:
    """Whether what is missing is ours to do or to be told of: then nothing lapses (at most 2 queries).

    A scan nobody has looked at, an appointment or a masked copy in time without a verdict, an invoice that was put
    right and not made anew, money that is proposed for it, and for a week the bank's statements of the last day.
    """
    lacking = {item for item, day in found.days.items() if day is None or day > last}
    ours: dict[Item, bool] = {
        Item.REGISTERED: True,
        Item.SIGNED: found.row.application.signed_how == SignedHow.SCAN and found.scan_asked_at is None,
        Item.IDENTIFIED: _verdict_to_come(found, last),
        Item.PAID: Item.PAID in lacking
        and found.facts[Item.PAID] is None
        and (_put_right(found.invoice) or _proposed(found.invoice, last)),
    }
    return bool(lacking) and all(ours[item] for item in lacking)


def bank_told(on: date, last: date) -> bool:
    """Whether on a day we know what the bank booked by the last day, or have waited long enough (1 query)."""
    if on > last + BANK:
        return True
    told: date | None = BankStatement.objects.aggregate(Max("last_day"))["last_day__max"]
    return told is not None and told > last


def shared(row: Finalisation, invoice: Invoice) -> bool:
    """Whether another open finalisation of the same person rests on the same invoice (3 queries)."""
    others = (
        still_open().filter(application__person=row.application.person_id, invoice__isnull=False).exclude(pk=row.pk)
    )
    keys = set(others.values_list("invoice", flat=True))
    return any(now.pk == invoice.pk for now in register.entries_now(keys).values())


def _paid(invoice: Invoice, recorded: Mapping[int, datetime]) -> datetime | None:
    """When the portal learned that an invoice is paid; what we do not ask for any more counts as paid."""
    note = getattr(invoice, "credit_note", None)
    if note is not None:
        return note.issued_at if note.why == CreditWhy.WAIVED else None
    return recorded.get(invoice.pk, invoice.issued_at) if invoice.open <= 0 else None


def _signed(application: Application, agreed: Agreed) -> datetime | None:
    """When the signature was there, and the documents that held at submission agreed to."""
    seen = application.scan_checked_at if application.signed_how == SignedHow.SCAN else application.submitted_at
    if seen is None or application.submitted_at is None:
        return None
    return agreed.at(application.person_id, application.submitted_at, seen)


def _ends(people: Collection[int]) -> tuple[dict[tuple[int, int], list[date | None]], dict[int, date]]:
    """Account and title → the days on which what these people hold or held ended; none where nothing ends it.

    And account → the last day on which the membership was revoked, where it was. One query.
    """
    found: dict[tuple[int, int], list[date | None]] = {}
    revoked: dict[int, date] = {}
    none = Value(None, output_field=BigIntegerField())
    titles = Credential.objects.filter(member__user__in=people).order_by()
    days = Revocation.objects.filter(member__user__in=people).order_by()
    rows: QuerySet[Any, Any] = titles.values_list("member__user", "title", "closed_by__effective_on").union(
        days.values_list("member__user", none, "effective_on"), all=True
    )
    for person, title, day in rows:
        if title is None:
            revoked[person] = max(day, revoked.get(person, day))
        else:
            found.setdefault((person, title), []).append(day)
    return found, revoked


def _revoked_since(row: Finalisation, revoked: date | None) -> bool:
    """Whether a membership was revoked on the day of the acceptance or after it."""
    return revoked is not None and revoked >= local_day(row.began_at)


def _checks(
    applications: Collection[Application],
) -> dict[int, tuple[IdentityCheck | None, IdentityCheck | None]]:
    """The check that verified each identity, and the last one that did not (1 query)."""
    found: dict[int, tuple[IdentityCheck | None, IdentityCheck | None]] = {}
    for check in IdentityCheck.objects.filter(application__in=applications).order_by("checked_at", "pk"):
        verified, refused = found.get(check.application_id, (None, None))
        fine = check.verdict == IdentityVerdict.VERIFIED
        found[check.application_id] = (check if fine else verified, refused if fine else check)
    return found


def _held() -> QuerySet[Credential]:
    held: QuerySet[Credential] = Credential.objects.open().filter(
        member__user=OuterRef("application__person"), title=OuterRef("application__title")
    )
    return held


def _complete_since(found: Found, before: datetime) -> bool:
    return not found.missing and all(moment is not None and moment <= before for moment in found.facts.values())


def _verdict_to_come(found: Found, last: date) -> bool:
    """Whether an appointment was held or a masked copy sent in time, and nobody has written what came of it."""
    if found.copy_sent_at is not None and local_day(found.copy_sent_at) <= last:
        return True
    held = found.appointment
    if held is None or local_day(held.starts_at) > last:
        return False
    return found.refused is None or found.refused.checked_at < held.starts_at


def theirs(found: Found) -> tuple[Item, ...]:
    """What is missing and the applicant's to do."""
    ours = {Item.REGISTERED}
    if found.row.application.signed_how == SignedHow.SCAN and found.scan_asked_at is None:
        ours.add(Item.SIGNED)
    if _put_right(found.invoice):
        ours.add(Item.PAID)
    if found.copy_sent_at is not None:
        ours.add(Item.IDENTIFIED)
    return tuple(item for item in found.missing if item not in ours)


def _put_right(invoice: Invoice | None) -> bool:
    """Whether an invoice was credited, is asked otherwise, and was not made anew yet: that is ours."""
    note = getattr(invoice, "credit_note", None)
    return note is not None and note.why != CreditWhy.WAIVED


def _proposed(invoice: Invoice | None, last: date) -> bool:
    waiting = Proposal.objects.filter(invoice=invoice, state=ProposalState.OPEN.value, line__booked_on__lte=last)
    return waiting.exists()
