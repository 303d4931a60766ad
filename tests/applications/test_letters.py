"""Letters about a decision: the facts in both forms and in the document, every reason, and when nothing goes."""

import datetime as dt
import re
from html import unescape
from typing import Any, Final

import pytest

from applications import letter_words
from applications.documents.letters import letter_pdf, letter_sheet
from applications.emails import decisions as emails
from applications.enums import Criterion, Finding, Reason
from applications.models import Application, Decision, ReferenceAnswer
from applications.models.answers import CRITERIA
from applications.rules.judging import REASONS
from applications.services import deciding
from common.private_links import secret_of
from comms.kinds import KINDS
from comms.models import Message
from comms.rendering import Letter, letter, write
from members import services as register
from members.models import Title
from tests.applications.judging import AT, accept, assessor_of, first_of, reject, short
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, AppointmentFactory, ReferenceLinkFactory
from tests.factories.assessment import (
    DecisionFactory,
    DecisionGroundFactory,
    FinalisationFactory,
    IdentityCheckFactory,
    ObjectionFactory,
    judged,
)
from tests.factories.comms import WRITTEN
from tests.factories.members import MemberFactory
from tests.factories.money import InvoiceTermsFactory
from tests.members.years import awarded
from tests.papers import text as text_of

pytestmark = pytest.mark.django_db

LONG: Final = "Wolfeschlegelsteinhausenbergerdorff-Papadiamantopoulou van den Eijnden <&>"
NOT_MET: Final = [
    (criterion, reason)
    for (criterion, finding), reasons in REASONS.items()
    if finding is Finding.NOT_MET
    for reason in reasons
]


@pytest.fixture(autouse=True)
def _terms() -> None:
    InvoiceTermsFactory()


def _plain(words: Letter) -> tuple[str, str]:
    """Both forms as running words."""
    body = re.sub(r"<(title|style)\b.*?</\1>", " ", words.html, flags=re.DOTALL)
    shown = unescape(re.sub(r"<[^>]+>", " ", body))
    return " ".join(words.text.split()), " ".join(shown.split())


def _rejected(**given: Any) -> Decision:
    row = ApplicationFactory(**{"assessment": True, "state": "rejected", "decided_at": AT, "due_on": None, **given})
    decision = DecisionFactory(
        application=row, rejecting=True, confirmed=True, decided_at=AT, words="Beta impressed us."
    )
    DecisionGroundFactory(decision=decision)
    return decision


def test_every_reason_for_which_a_criterion_is_not_met_has_a_sentence_of_its_own() -> None:
    assert {reason for _criterion, reason in NOT_MET} == letter_words.SENTENCES.keys()
    told = [str(sentence) for sentence in letter_words.SENTENCES.values()]
    assert len(set(told)) == len(told)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in told)


@pytest.mark.parametrize(("criterion", "reason"), NOT_MET)
def test_rejection_names_criterion_sentence_and_words_in_both_forms_and_the_document(
    criterion: Criterion, reason: Reason
) -> None:
    decision = _rejected()
    decision.grounds.update(criterion=criterion.value, reason=reason.value, words="The words of a colleague.")
    forms = _plain(emails.preview(decision, AT))
    paper = " ".join(text_of(letter_pdf(letter_sheet(decision))).split())
    for form in (*forms, paper):
        for told in (dict(CRITERIA)[criterion.value], str(letter_words.SENTENCES[reason]), "The words of a colleague."):
            assert str(told).casefold() in form.casefold()


def test_rejection_tells_what_helps_from_when_and_the_objection_until_when_to_whom_and_how() -> None:
    decision = _rejected()
    paper = " ".join(text_of(letter_pdf(letter_sheet(decision))).split())
    for form in (*_plain(emails.preview(decision, AT)), paper):
        for told in (
            "Show the dates of your second job.",
            "from 22 January 2027 on",
            "object once, until 21 August 2026, that day included",
            "Two colleagues who had no part in this decision",
            "choose “Object”",
            "Beta impressed us.",
        ):
            assert told in form


def test_names_of_any_length_and_any_words_stand_in_the_letter_as_they_are() -> None:
    decision = _rejected(given_name=LONG, family_name=LONG)
    decision.grounds.update(words=f"{LONG}\n\nرسالة قصيرة")
    forms = _plain(emails.preview(decision, AT))
    assert all(LONG in form for form in forms)
    assert "&lt;&amp;&gt;" in emails.preview(decision, AT).html
    paper = "".join(text_of(letter_pdf(letter_sheet(decision))).split())
    assert "".join(LONG.split()) in paper


def test_letter_is_the_same_bytes_whenever_it_is_drawn_and_about_an_objection_it_is_final() -> None:
    decision = _rejected()
    assert letter_pdf(letter_sheet(decision)) == letter_pdf(letter_sheet(Decision.objects.get(pk=decision.pk)))
    decision.on_objection = True
    told = " ".join(text_of(letter_pdf(letter_sheet(decision))).split())
    assert "Your objection is dismissed" in told
    assert "This decision is final" in told
    assert "There is no further objection" in told
    assert "If you think that this is wrong" not in told
    assert "object once" not in told


@pytest.mark.parametrize(
    ("facts", "sentences", "open_"),
    [
        ({}, ["Pay EUR 150.00 by 21 August 2026, with invoice 2026-0017.", "12 August 2026, 10:30"], 2),
        ({"amount": 0}, ["Nothing is to be paid for it."], 1),
        ({"signature": "looking"}, ["We still look at the scan of the form"], 3),
        ({"signature": "agree"}, ["Agree to the documents that hold for members"], 3),
        ({"identity": "verified"}, ["We verified your identity."], 1),
        ({"identity": "choose"}, ["Choose an appointment on the page of your application"], 2),
        ({"identity": "held"}, ["Your appointment was on 12 August 2026, 10:30."], 2),
        ({"invoice": ""}, ["Pay EUR 150.00 by 21 August 2026. The invoice comes"], 2),
    ],
)
@pytest.mark.parametrize("kind", ["accepted", "objection_allowed"])
def test_acceptance_tells_each_of_the_four_and_until_when(
    kind: str, facts: dict[str, Any], sentences: list[str], open_: int
) -> None:
    one = KINDS[f"applications.{kind}"]
    words = write(one, {**one.sample, **facts}, to="ada@people.example", reference="M-1", at=WRITTEN, language="en")
    for form in _plain(words):
        assert form.count("still to come") == open_ + 1
        for told in (*sentences, "has to be there by 22 January 2027, that day included"):
            assert told in form


def test_acceptance_is_mailed_once_with_what_is_to_be_paid_and_not_once_it_is_awarded() -> None:
    row = judged()
    deciding.confirm(accept(row, first_of(row)), by=assessor_of(row), at=AT)
    message = Message.objects.get(kind="applications.accepted")
    assert message.recipient == row.person.email
    assert message.facts["amount"] == "150.00"
    assert message.facts["pay_by"] == "2026-08-21"
    assert message.facts["identity"] == "choose"
    assert KINDS[message.kind].still_true(message)
    Application.objects.filter(pk=row.pk).update(state="awarded")
    assert not KINDS[message.kind].still_true(message)


def test_preview_is_what_is_mailed_then() -> None:
    row, first = short()
    proposal = reject(row, first, AT)
    before = emails.preview(proposal, AT)
    deciding.confirm(proposal, by=assessor_of(row), at=AT)
    message = Message.objects.get(kind="applications.rejected")
    sent = letter(message)
    assert sent.subject == before.subject
    assert sent.text.replace(message.reference, "–") == before.text
    assert sent.html.replace(message.reference, "–") == before.html


@pytest.mark.parametrize("known", ["nobody", "year-paid", "shared-invoice", "practitioner"])
def test_preview_of_an_acceptance_asks_what_the_acceptance_asks(known: str) -> None:
    row = judged()
    if known in {"year-paid", "practitioner"}:
        held = {"year-paid": "S-CDPO", "practitioner": "S-ISP"}[known]
        member = awarded(held, 2026, 3, 1, member=MemberFactory(user=row.person)).member
        assert member.user == row.person
    elif known == "shared-invoice":
        member = MemberFactory(user=row.person)
        title = Title.objects.get(code="S-CDPO")
        register.ask_entry(member, title, due_on=dt.date(2026, 8, 1), at=AT - dt.timedelta(days=20))
    proposal = accept(row, first_of(row), AT)
    before = deciding.preview(proposal, AT)
    deciding.confirm(proposal, by=assessor_of(row), at=AT)
    message = Message.objects.get(kind="applications.accepted")
    told = letter(message).text
    words = {
        "nobody": "Pay EUR 150.00 by 21 August 2026",
        "year-paid": "Nothing is to be paid for it.",
        "shared-invoice": "Pay EUR 150.00 by 1 August 2026",
        "practitioner": "Pay EUR 150.00 by 21 August 2026",
    }[known]
    assert words in told
    assert words in before.text


def test_preview_is_in_the_language_of_its_applicant() -> None:
    decision = _rejected(person=UserFactory(language="nl"))
    assert emails.preview(decision, AT).language == "nl"


def test_rejection_gives_the_appointment_to_come_back_and_tells_so_acceptance_keeps_it() -> None:
    ahead = AT + dt.timedelta(days=5)
    row, first = short()
    rejected = AppointmentFactory(application=row, starts_at=ahead)
    deciding.confirm(reject(row, first, AT), by=assessor_of(row), at=AT)
    rejected.refresh_from_db()
    assert rejected.application is None
    mail = Message.objects.get(kind="applications.appointment_not_needed")
    assert "27 July 2026" in letter(mail).text
    kept = judged()
    held = AppointmentFactory(application=kept, starts_at=ahead)
    deciding.confirm(accept(kept, first_of(kept)), by=assessor_of(kept), at=AT)
    held.refresh_from_db()
    assert held.application == kept
    assert Message.objects.get(kind="applications.accepted").facts["identity"] == "appointment"


def test_appointment_that_was_held_stays_with_a_rejected_application() -> None:
    row, first = short()
    held = AppointmentFactory(application=row, starts_at=AT - dt.timedelta(days=1))
    deciding.confirm(reject(row, first, AT), by=assessor_of(row), at=AT)
    held.refresh_from_db()
    assert held.application == row
    assert not Message.objects.filter(kind="applications.appointment_not_needed").exists()


@pytest.mark.parametrize(
    ("kind", "state", "objection"),
    [
        ("rejected", "accepted", None),
        ("objection_received", "rejected", "dismissed"),
        ("objection_dismissed", "rejected", "made"),
        ("objection_allowed", "awarded", "allowed"),
    ],
)
def test_nothing_outdated_is_mailed(kind: str, state: str, objection: str | None) -> None:
    row = ApplicationFactory(assessment=True, state=state, decided_at=AT, due_on=None)
    if objection:
        ObjectionFactory(application=row, state=objection, ended_at=None if objection == "made" else AT)
    message = Message(kind=f"applications.{kind}", about=f"applications.application:{row.reference}", facts={})
    assert not KINDS[message.kind].still_true(message)


def test_mails_of_the_way_to_the_answer_do_not_go_after_it() -> None:
    row = ApplicationFactory(assessment=True, state="rejected", decided_at=AT, due_on=None)
    about = f"applications.application:{row.reference}"
    for kind in ("submitted", "references_asked", "answer_later"):
        message = Message(kind=f"applications.{kind}", about=about, facts={"due_on": "2026-08-03"})
        assert not KINDS[message.kind].still_true(message)


def test_what_is_to_do_follows_the_facts() -> None:
    row = FinalisationFactory(application__signed_how="scan", application__signed_name="Ada").application
    told = emails.selectors.to_do(row, AT)
    assert (told["amount"], told["signature"], told["identity"]) == (0, "looking", "choose")
    IdentityCheckFactory(application=row)
    assert emails.selectors.to_do(row, AT)["identity"] == "verified"


def test_referee_who_comes_after_the_decision_reads_that_the_matter_is_closed(client: Any) -> None:
    """G-011."""
    row, first = short()
    person = row.references.first()
    person.answer.delete()
    person.state, person.ended_at, person.ends_on = "asked", None, dt.date(2099, 1, 1)
    person.save()
    link = ReferenceLinkFactory(reference=person, seed="9" * 64)
    deciding.confirm(reject(row, first, AT), by=assessor_of(row), at=AT)
    address = f"/reference/open/{secret_of(link.seed)}/"
    page = client.get(address, follow=True)
    assert page.status_code == 410
    assert "The matter is closed." in page.content.decode()
    assert client.post(address, follow=True).status_code == 200  # what we hold about them stays open to them
    assert not ReferenceAnswer.objects.filter(reference=person).exists()
    assert Message.objects.filter(kind="applications.reference_released", recipient=person.email).exists()
