"""Something in every list that the journey through all pages looks at, and the key of one row of each."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from applications import documents
from applications.enums import Criterion, Finding
from applications.models import Application, Appointment
from applications.rules.judging import REASONS
from common.models import ClosedDay
from members.enums import TriedPlace
from members.models import Allocation, Credential, Document, Level, Member, Title
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    AppointmentFactory,
    PositionFactory,
    QuestionFactory,
    QuestionFileFactory,
    QuestionTextFactory,
    ReferenceFactory,
    answered,
    under_way,
    whole,
)
from tests.factories.assessment import (
    AssessmentFactory,
    CopyOpeningFactory,
    DecisionFactory,
    DecisionGroundFactory,
    FinalisationFactory,
    IdentityCheckFactory,
    IdentityCopyFactory,
    InterestFactory,
    ObjectionFactory,
    VerdictFactory,
    declared,
    judged,
)
from tests.factories.bank import AllocationFactory, BankLineFactory, BookClosingFactory, ProposalFactory
from tests.factories.certificates import BadgeFactory, CertificateFactory, NameDecisionFactory
from tests.factories.common import AuditDetailFactory, AuditLineFactory
from tests.factories.comms import BounceFactory, MessageFactory
from tests.factories.duties import DutyFaultFactory, DutyRunFactory
from tests.factories.exams import DocumentVersionFactory, ErasureFactory, ExamClaimFactory
from tests.factories.imports import TOLD, TRIED, OpeningPositionFactory, TriedFileFactory, TriedLineFactory
from tests.factories.members import CredentialFactory, MemberFactory, OutcomeFactory, RecheckFactory
from tests.factories.money import (
    BillingFactory,
    ContributionAmountFactory,
    CreditNoteFactory,
    InvoiceFactory,
    MembershipFactory,
)
from tests.factories.previews import PolicyPreviewFactory
from tests.journeys.attendance_rows import attendance
from tests.journeys.claim_rows import claim_imports
from tests.journeys.cpe_rows import claim_that_counts, decided_by_two, events, held, helped, policy_versions, preview


def rows_for(user: User | None) -> dict[str, Any]:
    """Something in every list, and the key of one row of each; ``mail`` is one to this person."""
    versions = policy_versions()
    member = MemberFactory()
    credential = CredentialFactory(member=member)
    OutcomeFactory(credential=credential)
    RecheckFactory(credential=credential)
    title = Title.objects.get(code="S-ISP")
    message = MessageFactory(sent=True)
    line = AuditLineFactory(about_model="members.member", about_id=member.pk, fields=["town"], code="asked-by-phone")
    AuditDetailFactory(line=line, values={"town": ["", "Nergenshuizen"]})
    fault = DutyFaultFactory()
    DutyRunFactory(duty=fault.duty, failed=1)
    previewed = preview()
    return {
        **_money(member),
        **_exams(user),
        **_applications(user),
        **_judging(user),
        "fault": fault.pk,
        "duty": fault.duty_id,
        "line": line.pk,
        "title": title.pk,
        "member": member.pk,
        "credential": credential.pk,
        **_shown(credential),
        **versions,
        **_imports(credential),
        "claim": claim_that_counts(member).pk,
        **helped(user),
        **held(),
        **decided_by_two(user),
        **events(user),
        **attendance(),
        "user": member.user.pk,
        "message": message.pk,
        "mail": MessageFactory(person=user, sent=True).reference.lower(),
        "bounce": BounceFactory(message=message).pk,
        "closed_day": ClosedDay.objects.earliest("pk").pk,
        "preview": previewed.pk,
        "previewed": previewed.version_id,
        "nothing_found": PolicyPreviewFactory(version=previewed.version, considered=1240).pk,
        "waiting_preview": PolicyPreviewFactory(version=previewed.version, waiting=True).pk,
    }


def _shown(credential: Credential) -> dict[str, Any]:
    """Certificates: one drawn after one that was replaced, one that cannot be drawn, and a name that waits."""
    CertificateFactory(credential=credential, replaced=True)
    drawn = CertificateFactory(credential=credential, drawn=True, badge=False)
    BadgeFactory(certificate=drawn, done=True)
    waits = CertificateFactory(name="Ada de Vries", unreadable="ꘀ", credential__member__user__renamed_at=timezone.now())
    member = waits.credential.member
    NameDecisionFactory(member=member, name="Ada Jansen", granted=False, words="Please send us a proof.")
    return {"certificate": drawn.pk, "unreadable": waits.pk, "renamed": member.pk}


def _applications(user: User | None) -> dict[str, Any]:
    """An application that was submitted, with everything in it; appointments; and of this person two more."""
    ahead = timezone.now() + timedelta(days=5)
    handed_in = whole(submitted=True)
    taken = AppointmentFactory(starts_at=ahead, application=handed_in)
    for hours in range(1, 4):
        AppointmentFactory(starts_at=ahead + timedelta(hours=hours))
    checked = IdentityCheckFactory(verdict="not-verified", words="The picture could not be seen well enough.")
    scanned = whole(screening=True, signed_how="scan")
    copy = IdentityCopyFactory(sent_at=timezone.now(), machine_read=False)
    CopyOpeningFactory.create_batch(2, copy=copy)
    rows = {
        "to_see": handed_in.reference.lower(),
        "check": checked.pk,
        "copy": copy.pk,
        "copy_gone": IdentityCopyFactory(destroyed=True).pk,
        "seen_once": checked.application.reference.lower(),
        "scanned": scanned.pk,
        "application": handed_in.pk,
        "appointment": taken.pk,
        "free": Appointment.objects.latest("pk").pk,
    }
    rows |= {**_questions(), **_asked_references(), **_judged()}
    if user:
        for key in ("application", "asked", "screened", "under_way", "looked_at", "scanned", "objected_key"):
            declared(Application.objects.get(pk=rows[key]), user)
        declared(Application.objects.get(pk=rows["interesting"]), user, interested=True)
    return {**rows, **(_own_applications(user) if user else {})}


def _judged() -> dict[str, Any]:
    """An application that is judged, one with an objection, one where nobody declared anything, one of interest."""
    looked_at = judged(short_term=True)
    PositionFactory(application=looked_at, begins_on=date(2014, 9, 1), ends_on=date(2018, 12, 31), share=50)
    declared(looked_at, (other := UserFactory(roles=("assessor",))), interested=True)
    IdentityCheckFactory(application=looked_at)
    return {
        "looked_at": looked_at.pk,
        "interest": looked_at.interests.get(person=other).pk,
        "undeclared": whole(submitted=True).pk,
        "interesting": whole(submitted=True).pk,
        "objected_key": ObjectionFactory(application=_rejected(), made_at=timezone.now()).application_id,
    }


def _judging(user: User | None) -> dict[str, Any]:
    """Applications that are judged, for who declared no interest: one begun, one proposed to reject."""
    rows = {name: judged() for name in ("judged", "to_confirm")}
    person = rows["judged"].references.earliest("pk").pk
    found = {name: row.pk for name, row in rows.items()} | {"judged_answer": person}
    first = rows["to_confirm"].assessments.get().assessor
    rows["to_confirm"].assessments.get().verdicts.filter(criterion="term").update(
        finding="not-met", reason="under-five-years", words="Four years and two months."
    )
    proposed = DecisionFactory(application=rows["to_confirm"], proposed_by=first, rejecting=True)
    proposed.again_on = timezone.localdate() + timedelta(days=200)
    proposed.save(update_fields=["again_on"])
    DecisionGroundFactory(decision=proposed)
    if user is not None:
        for name in ("judged", "to_confirm"):
            InterestFactory(application=rows[name], person=user)
        look = AssessmentFactory(application=rows["judged"], assessor=user)
        for criterion in ("relevance", "term", "level", "accomplishment"):
            reason = REASONS[Criterion(criterion), Finding.NOT_MET][0].value
            VerdictFactory(assessment=look, criterion=criterion, finding="not-met", reason=reason)
    return found


def _questions() -> dict[str, Any]:
    """An application with a question that waits and one that was answered, and one whose day can be named anew."""
    asked = whole(submitted=True, state="information", due_on=None)
    QuestionFileFactory(question=QuestionFactory(application=asked, answered=True))
    ahead = timezone.localdate() + timedelta(days=9)
    return {
        "asked": asked.pk,
        "question": QuestionFactory(application=asked).pk,
        "screened": whole(screening=True, first_due_on=ahead, due_on=ahead).pk,
        "question_text": QuestionTextFactory().pk,
    }


def _asked_references() -> dict[str, Any]:
    """An application whose references were asked: one answered, one declined, and our mail to one came back."""
    asked = under_way()
    first, second, third = asked.references.all()
    answered(first, level="dispute", term="partly")
    for person in (second, third):
        about = f"applications.reference:{person.handle}"
        kind = "applications.reference_invited"
        MessageFactory(kind=kind, about=about, recipient=person.email, period=person.handle, bounced=person == third)
    second.state, second.declined, second.ended_at = "declined", "cannot-now", timezone.now()
    third.returned_at, third.phone = timezone.now(), "+31 00 000 00 00"
    second.save()
    third.save()
    return {"under_way": asked.pk, "declining": second.pk, "awaited": third.pk}


def _own_applications(user: User) -> dict[str, Any]:
    draft = whole(person=user)
    named = ReferenceFactory(application=draft, organisation="Alfa B.V.", agreed_at=None)
    AppointmentFactory(application=draft, starts_at=timezone.now() + timedelta(days=4))
    PositionFactory(application=draft, begins_on=date(2014, 9, 1), ends_on=date(2018, 12, 31), at_level=False)
    job = PositionFactory(application=draft, begins_on=date(2017, 3, 14), ends_on=date(2020, 2, 29), share=60)
    officer = {code: Title.objects.get(code=code) for code in ("S-CITSO", "S-CDPO", "S-CBCO")}
    signable = whole(person=user, title=officer["S-CITSO"])
    IdentityCopyFactory(application=signable, sent_at=timezone.now())
    of = whole(person=user, title=Title.objects.get(code="S-CCMO"), submitted=True, state="information", due_on=None)
    answered = QuestionFactory(application=of, answered=True)
    QuestionFileFactory(question=answered)
    return {
        "asked_of": of.reference.lower(),
        "own_question": QuestionFactory(application=of).pk,
        "own_answer": answered.pk,
        "own_draft": draft.reference.lower(),
        "named": named.pk,
        "job": job.pk,
        "signable": signable.reference.lower(),
        "seen": documents.sheet_of(signable, timezone.now()).fingerprint,
        **_accepted_of(user),
        **_rejected_of(user),
        **_references_of(user, officer["S-CBCO"]),
        "submitted": whole(person=user, title=officer["S-CDPO"], submitted=True).reference.lower(),
        "taken_back": whole(person=user, title=officer["S-CBCO"], withdrawn=True).reference.lower(),
    }


def _accepted_of(user: User) -> dict[str, Any]:
    """Of this person two applications that were accepted: with nothing but a signature yet, and with an appointment."""
    first, second = (_accepted(person=user, title=Title.objects.get(code=code)) for code in ("S-CEHL", "S-CSPL"))
    AppointmentFactory(application=second, starts_at=timezone.now() + timedelta(days=6))
    return {
        "accepted": first.reference.lower(),
        "accepted_key": first.pk,
        "with_appointment": second.reference.lower(),
    }


def _accepted(**given: Any) -> Application:
    """An application that was accepted today, with its list."""
    row = whole(assessment=True, state="accepted", decided_at=timezone.now(), due_on=None, **given)
    lapses_on = timezone.localdate() + timedelta(days=180)
    FinalisationFactory(application=row, began_at=timezone.now(), lapses_on=lapses_on)
    return row


def _rejected_of(user: User) -> dict[str, Any]:
    """Of this person two applications that were rejected: one can be objected to, of the other the objection waits."""
    refused, objected = (_rejected(person=user, title=Title.objects.get(code=code)) for code in ("S-CISO", "S-CDPO"))
    ObjectionFactory(application=objected, made_at=timezone.now())
    return {"rejected": refused.reference.lower(), "objected_to": objected.reference.lower()}


def _rejected(**given: Any) -> Application:
    """An application that was rejected today, for two criteria."""
    row = whole(assessment=True, state="rejected", decided_at=timezone.now(), due_on=None, **given)
    again = timezone.localdate() + timedelta(days=180)
    decision = DecisionFactory(
        application=row, rejecting=True, confirmed=True, decided_at=row.decided_at, again_on=again
    )
    DecisionGroundFactory(decision=decision)
    DecisionGroundFactory(decision=decision, criterion="level", reason="carried-out-only")
    return row


def _references_of(user: User, title: Title) -> dict[str, Any]:
    """Of this person an application whose references were asked: one late, one declined, of one our mail came back."""
    row = under_way(person=user, title=title, identity_way="copy")
    IdentityCopyFactory(application=row, destroyed=True)
    asked_at = timezone.now() - timedelta(days=14)
    late, declined, returned = row.references.all()
    row.references.update(asked_at=asked_at, ends_on=timezone.localdate() + timedelta(days=9))
    row.references.filter(pk=declined.pk).update(state="declined", declined="cannot-now", ended_at=asked_at)
    row.references.filter(pk=returned.pk).update(returned_at=asked_at)
    ReferenceFactory(application=row, organisation="Alfa B.V.", asked=True, replaces=declined)
    QuestionFactory(application=row, kind="reference", stage="references", text="", asked_by=None)
    row.state, row.due_on = "information", None
    row.save()
    return {
        "chased": row.reference.lower(),
        "late": late.pk,
        "returned": returned.pk,
    }


def _exams(user: User | None) -> dict[str, Any]:
    """Claims after an exam, this person's in every state that has a page of its own, and a document."""
    DocumentVersionFactory(document=Document.objects.get(key="cpe-policy"), label="2026-2")
    claims = {state: ExamClaimFactory(person=user, **{state: True}) for state in ("refused", "upheld")} if user else {}
    return {
        "claimed": ExamClaimFactory(person=user).reference.lower() if user else "",
        **{state: claim.reference.lower() for state, claim in claims.items()},
        "document": Document.objects.get(key="code-of-conduct").pk,
        "erasure": ErasureFactory().pk,
        "erasure_forward": ErasureFactory(forward=True).pk,
        "exam_claim": ExamClaimFactory(exam_number="EX-1").pk,
        "objection": ExamClaimFactory(objected=True, exam_number="EX-1").pk,
    }


def _imports(credential: Credential) -> dict[str, int]:
    """An import that a title came with, and files on trial: one to be confirmed, one to be mended, one that waits."""
    position = OpeningPositionFactory(credential=credential)
    line = TriedLineFactory()
    TriedLineFactory(
        file=line.file,
        place=TriedPlace.ATTENTION,
        told={**TOLD, "number": 4711, "after": ["attention", "Held"], "behind": True, "kept": ["given name"],
              "changes": [["town or city", "Nergenshuizen", "Elders"]]},
    )  # fmt: skip
    TriedLineFactory.create_batch(60, file=line.file)
    faulty = TriedFileFactory(of={**TRIED, "faults": 501, "ignored": ["Notes"]}, refused=True)
    TriedLineFactory(
        file=faulty, place=TriedPlace.FAULT, told={"column": "cycle_first_day", "sentence": "Please fill this in."}
    )
    return {
        "run": position.run_id,
        "tried_file": line.file_id,
        "faulty_file": faulty.pk,
        "waiting_file": TriedFileFactory(waiting=True).pk,
        **claim_imports(),
    }


def _money(member: Member) -> dict[str, Any]:
    """A member's years with an invoice that a bank line paid in part, one that was put right, and an amount ahead."""
    officer = Level.objects.get(key="officer")
    CredentialFactory(member=member, title=Title.objects.get(code="S-CISO"), awarded_on=date(2025, 7, 1))
    membership = MembershipFactory(member=member)
    invoice = InvoiceFactory(member=member, employer=True, open=Decimal("100.00"))
    use = AllocationFactory(invoice=invoice, line__amount=Decimal("50.00"))
    note = CreditNoteFactory(credits__member=member, credits__contribution=invoice.lines.get().contribution)
    MessageFactory(kind="members.invoice", about=invoice.number, sent=True)
    BillingFactory(member=member)
    return {
        **_bank(use),
        "membership": membership.pk,
        "invoice": invoice.pk,
        "credited": note.credits_id,
        "credit_note": note.pk,
        "terms": invoice.terms_id,
        "officer": officer.pk,
        "far": (timezone.localdate() + timedelta(400)).isoformat(),
        "amount": ContributionAmountFactory().pk,
    }


def _bank(use: Allocation) -> dict[str, Any]:
    """Money that waits with a proposal and without one, money that left, a reversal, and a closed period."""
    waiting = ProposalFactory().line
    BankLineFactory(name="", text="", iban="")
    BankLineFactory(amount=Decimal("-150.00"), name="Sent back", iban=waiting.iban)
    BankLineFactory(amount=Decimal("-150.00"), reversal=True)
    return {
        "statement": use.line.statement_id,
        "bank_line": use.line_id,
        "waiting_line": waiting.pk,
        "use": use.pk,
        "closing": BookClosingFactory().pk,
    }
