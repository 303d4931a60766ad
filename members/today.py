"""What the register adds to Today."""

from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from common.today import HOUSEKEEPING, MINE, OVERDUE, WAITING, Line, register
from members import selectors
from members.enums import ExamState
from members.models import BankLine, Credential, ExamClaim, Invoice, Membership, Title
from members.rules.ageing import LONG
from members.selectors import certificate_office, erasing

register(
    Line(
        section=MINE,
        label=_("People who asked to be forgotten, to carry out"),
        detail=_("The time to think is over. Two of you carry it out within a month of the asking."),
        permission="members.settle_erasure",
        changelist="members_erasure",
        query="waits=now",
        rows=lambda _user, at: erasing.to_carry_out(local_day(at)),
        kind="waiting",
    ),
    Line(
        section=MINE,
        label=_("Exam claims waiting for our check"),
        detail=_("Somebody says they passed an exam; the title begins on the day we award it."),
        permission="members.decide_examclaim",
        changelist="members_examclaim",
        query="state__exact=claimed",
        rows=lambda _user, _at: ExamClaim.objects.filter(state=ExamState.CLAIMED),
        kind="waiting",
    ),
    Line(
        section=MINE,
        label=_("Objections to refused exam claims"),
        detail=_("Whoever refused the claim leaves the decision to a colleague."),
        permission="members.decide_examclaim",
        changelist="members_examclaim",
        query="state__exact=objected",
        rows=lambda _user, _at: ExamClaim.objects.filter(state=ExamState.OBJECTED),
        kind="waiting",
    ),
    Line(
        section=MINE,
        label=_("Names that changed, not decided yet"),
        detail=_("Their certificates keep the earlier name until a colleague lets the new one stand."),
        permission="members.view_member",
        acts="members.add_namedecision",
        changelist="members_member",
        query="names=waiting",
        rows=lambda _user, at: certificate_office.names_waiting(local_day(at)),
        kind="waiting",
    ),
    Line(
        section=MINE,
        label=_("Certificates that cannot be drawn"),
        detail=_("No font of ours has all characters of the name. Ask the member how it may be written."),
        permission="members.view_certificate",
        acts="members.add_namedecision",
        changelist="members_certificate",
        query="state=unreadable",
        rows=lambda _user, at: certificate_office.unreadable(local_day(at)),
    ),
    Line(
        section=OVERDUE,
        label=_("Certificates not drawn for an hour"),
        detail=_("They are drawn within minutes as a rule. Look whether the duty that draws them runs."),
        permission="members.view_certificate",
        acts="members.add_namedecision",
        changelist="members_certificate",
        query="state=late",
        rows=lambda _user, at: certificate_office.undrawn(at),
    ),
    Line(
        section=OVERDUE,
        label=_("Titles past their last day, not judged yet"),
        detail=_("We owe these holders the decision about their cycle; nothing ends before it is taken."),
        permission="members.change_member",
        changelist="members_credential",
        query="open=late",
        rows=lambda _user, at: Credential.objects.filter(pk__in=selectors.late(local_day(at))),
    ),
    Line(
        section=OVERDUE,
        label=_("Membership years that have begun and were not asked for"),
        detail=_("Most often no invoice terms are in force: write down who bills, and to which account."),
        permission="members.change_invoiceterms",
        changelist="members_membership",
        query="waits=yes",
        rows=lambda _user, at: Membership.objects.asked_by(local_day(at)),
    ),
    Line(
        section=OVERDUE,
        label=_("Invoices on which we owe something back"),
        detail=_("More was paid than is asked, or what was paid was credited."),
        permission="members.credit_invoice",
        changelist="members_invoice",
        query="state=owed-back",
        rows=lambda _user, _at: Invoice.objects.owed_back(),
    ),
    Line(
        section=OVERDUE,
        label=_("Credited invoices on which money is missing"),
        detail=_(
            "We sent money back, and the payment was taken back as well. Nobody is reminded by itself; call them."
        ),
        permission="members.credit_invoice",
        changelist="members_invoice",
        query="state=missing",
        rows=lambda _user, _at: Invoice.objects.missing(),
    ),
    Line(
        section=WAITING,
        label=_("Invoices past their last day to pay"),
        detail=_("Who has not paid is reminded on the days the invoice terms say."),
        permission="members.credit_invoice",
        changelist="members_invoice",
        query="state=late",
        rows=lambda _user, at: Invoice.objects.late(local_day(at)),
        kind="waiting",
    ),
    Line(
        section=OVERDUE,
        label=_("Invoices more than 60 days past their last day to pay"),
        detail=_("They were reminded of; call them. Arrears show who owes how much for how long."),
        permission="members.credit_invoice",
        changelist="members_invoice",
        query="state=long-late",
        rows=lambda _user, at: Invoice.objects.late(local_day(at) - LONG),
    ),
    Line(
        section=MINE,
        label=_("Money that waits for a place"),
        detail=_("It came in, and nobody but you can tell what it is for."),
        permission="members.use_bankline",
        changelist="members_bankline",
        query="use=received",
        rows=lambda _user, _at: BankLine.objects.received_and_left(),
    ),
    Line(
        section=MINE,
        label=_("Payments the bank took back, not placed"),
        detail=_("Find the payment each belongs to, and undo what it paid."),
        permission="members.use_bankline",
        changelist="members_bankline",
        query="use=reversals",
        rows=lambda _user, _at: BankLine.objects.taken_back_and_left(),
    ),
    Line(
        section=HOUSEKEEPING,
        label=_("Titles shown by their code alone"),
        detail=_("Their full names were not given; name them once they are known."),
        permission="members.change_title",
        changelist="members_title",
        query="named=no",
        rows=lambda _user, _at: Title.objects.unnamed(),
    ),
)
