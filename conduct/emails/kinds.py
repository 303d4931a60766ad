"""The kinds of mail about reports and cases, as one table: all are made by one template from the same few facts.

``record`` is the reference of the report or case, ``until`` a day that matters; where a kind has none, its words name
none. A reporter's mail leads there by a private link, of which nothing is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from common import private_links
from comms.kinds import KEPT, NOT_KEPT, Facts, MessageKind, register
from comms.models import Message
from conduct.enums import ReportState, SeatState
from conduct.models import Case, Report, Seat
from conduct.policies import has_nobody

REPORT: Final = "conduct.report:"
CASE: Final = "conduct.case:"
UNTIL: Final = date(2027, 1, 14)
OF_REPORT: Final[Mapping[str, Any]] = {"record": "R-7K3P-Q9WD-4XTN-H"}
OF_CASE: Final[Mapping[str, Any]] = {"record": "K-7K3P-Q9WD-4XTN-H"}
LINK: Final[Mapping[str, Any]] = {**OF_REPORT, "seed": "0" * 64, "fingerprint": ""}
TEMPLATE: Final = "conduct/email/notice"

Said = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a kind says: when it goes, and its mail; ``%(reference)s`` and ``%(until)s`` stand in it."""

    name: Said
    when: Said
    subject: Said
    reason: Said
    heading: Said
    text: Said
    label: Said


def about_report(report: Report) -> str:
    """What a mail about a report is about."""
    return f"{REPORT}{report.reference}"


def about_case(case: Case) -> str:
    """What a mail about a case is about."""
    return f"{CASE}{case.reference}"


def report_of(message: Message) -> Report | None:
    """The report a mail is about, if it is there."""
    rows = Report.objects.filter(reference=message.about.removeprefix(REPORT))
    return rows.select_related("officer").first()


def kind(
    key: str,
    words: Words,
    page: Callable[[Facts], str],
    *,
    sample: Mapping[str, Any],
    until: bool = False,
    still_true: Callable[[Message], bool],
) -> MessageKind:
    """A kind of mail by its words, registered."""
    facts = {**sample, **({"until": UNTIL} if until else {})}
    names = ("subject", "reason", "heading", "text", "label")

    def more(given: Facts) -> Facts:
        shown = {
            name: date_format(value, "j F Y") if isinstance(value, date) else value for name, value in given.items()
        }
        shown["reference"] = given["record"]
        return {**{name: str(getattr(words, name)) % shown for name in names}, "page": settings.BASE_URL + page(given)}

    made = MessageKind(
        key=f"conduct.{key}",
        name=words.name,
        when=words.when,
        template=TEMPLATE,
        facts={name: type(value) for name, value in facts.items()},
        sample=facts,
        more=more,
        kept=NOT_KEPT if "seed" in sample else KEPT,
        confidential=True,
        still_true=still_true,
    )
    register(made)
    return made


def by_link(facts: Facts) -> str:
    """The page of a report for its reporter."""
    return reverse("conduct:report-open", args=[private_links.secret_of(facts["seed"], facts["fingerprint"])])


def public(_facts: Facts) -> str:
    """The page on which everybody reads how a report goes."""
    return reverse("conduct:report")


def intake_list(_facts: Facts) -> str:
    """The page of all reports for case officers."""
    return reverse("conduct:intake")


def intake(facts: Facts) -> str:
    """The page of a report for its case officer."""
    return reverse("conduct:intake-report", args=[slugify(facts["record"])])


def room(facts: Facts) -> str:
    """The page of a case for its case officer and committee."""
    return reverse("conduct:case", args=[slugify(facts["record"])])


def taking_over(facts: Facts) -> str:
    """The page of a case for a case officer to whom it was handed on."""
    return reverse("conduct:case-take-over", args=[slugify(facts["record"])])


def accounts(_facts: Facts) -> str:
    """The list of accounts in the back office, where roles are given."""
    return reverse("admin:accounts_user_changelist")


def portal(_facts: Facts) -> str:
    """The home, where nothing else opens any more."""
    return reverse("home")


def data(_facts: Facts) -> str:
    """What we hold about whoever reads it, and the way to a copy."""
    return reverse("accounts:data")


def own(facts: Facts) -> str:
    """The page of a case for the member."""
    return reverse("conduct:own-case", args=[slugify(facts["record"])])


def is_there(message: Message) -> bool:
    """Whether the report or case a mail is about is still there."""
    if message.about.startswith(REPORT):
        return report_of(message) is not None
    return Case.objects.filter(reference=message.about.removeprefix(CASE)).exists()


def waits_for_confirming(message: Message) -> bool:
    """Whether the report is still to be confirmed, by the link of this mail and from the address it goes to."""
    found = report_of(message)
    return found is not None and found.state == ReportState.SENT and _opens(message, found)


def is_the_link(message: Message) -> bool:
    """Whether the link of this mail opens the report, and it goes to where the report is followed from."""
    found = report_of(message)
    return found is not None and _opens(message, found)


def _opens(message: Message, report: Report) -> bool:
    return report.secret_sha256 == message.facts["fingerprint"] and report.email.lower() == message.recipient


def waits_for_taker(message: Message) -> bool:
    """Whether the report is still to be taken."""
    found = report_of(message)
    return found is not None and found.state == ReportState.CONFIRMED and has_nobody(found.officer)


def waits_for_decision(message: Message) -> bool:
    """Whether the report is still to be decided by whom this goes to."""
    found = report_of(message)
    return found is not None and found.state == ReportState.CONFIRMED and found.officer_id == message.person_id


def waits_for_answer(message: Message) -> bool:
    """Whether the invitation to a committee still waits for this person."""
    seats = Seat.objects.filter(case__reference=message.about.removeprefix(CASE), state=SeatState.INVITED)
    return seats.filter(person=message.person_id).exists()


def has_lapsed(message: Message) -> bool:
    """Whether an invitation to the committee still stands unanswered."""
    case = message.about.removeprefix(CASE)
    return Seat.objects.filter(case__reference=case, state=SeatState.INVITED, pk=message.period).exists()


def waits_for_officer(message: Message) -> bool:
    """Whether the case is still handed on to this person."""
    return Case.objects.filter(reference=message.about.removeprefix(CASE), handed_to=message.person_id).exists()


def still_to_explain(message: Message) -> bool:
    """Whether the member has not answered what is alleged."""
    cases = Case.objects.filter(reference=message.about.removeprefix(CASE), explanation__given_at__isnull=False)
    return is_there(message) and not cases.exists()


def still_reads(message: Message) -> bool:
    """Whether the day that a mail names is still the last one on which its recipient reads what is theirs."""
    return Message.objects.filter(pk=message.pk, person__reads_until=message.facts["until"]).exists()


GIVEN: Final = _("You get this mail because this address was given in report %(reference)s about a member's conduct.")
REPORTED: Final = _("You get this mail because you reported a member's conduct to us, in report %(reference)s.")
JUDGES: Final = _("You get this mail because you were asked to judge case %(reference)s under our Code of Conduct.")
OPENS: Final = _("You get this mail because case %(reference)s under our Code of Conduct is open to you.")
CARES: Final = _("You get this mail because you look after reports and cases about conduct. This is %(reference)s.")
APPOINTS: Final = _("You get this mail because you give roles to colleagues. It is about report %(reference)s.")
CONCERNED: Final = _("You get this mail because case %(reference)s under our Code of Conduct is about you.")
