"""What references do by their link: decline, draft, answer, correct, take back, have deleted; two at once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from applications.enums import Declined, Stand
from applications.models import Application, Reference, ReferenceAnswer, ReferenceDraft, ReferenceStatement
from applications.rules.links import stand
from applications.services import answering, held
from applications.services.answering import NotOpen
from applications.services.held import AddressTaken, Details
from common.models import AuditLine
from comms.kinds import KINDS
from comms.models import Message
from comms.rendering import write
from tests.applications.referee import AT, said
from tests.factories.applications import ReferenceDraftFactory, answered, own_address, under_way
from tests.factories.comms import MessageFactory

pytestmark = pytest.mark.django_db

ON = AT.date()
KINDS_TO_APPLICANT = {"applications.reference_declined", "applications.reference_withdrew"}


@pytest.fixture
def application() -> Application:
    return under_way()


@pytest.fixture
def person(application: Application) -> Reference:
    return application.references.earliest("pk")


def _mails(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=f"applications.{kind}"))


@pytest.mark.parametrize(
    ("state", "revoked", "under_way_", "ends_on", "found"),
    [
        ("asked", False, True, ON, Stand.OPEN),
        ("asked", False, True, ON - dt.timedelta(days=1), Stand.ENDED),
        ("asked", False, False, ON, Stand.CLOSED),
        ("asked", True, True, ON, Stand.REVOKED),
        ("answered", False, True, ON, Stand.ANSWERED),
        ("answered", False, False, ON, Stand.ANSWERED),
        ("answered", True, True, ON, Stand.REVOKED),
        ("declined", False, True, ON, Stand.DECLINED),
        ("withdrew", False, False, ON, Stand.WITHDREW),
        ("replaced", False, True, ON, Stand.REVOKED),
        ("ended", False, True, ON, Stand.ENDED),
        ("named", False, True, None, Stand.ENDED),
    ],
)
def test_link_stands_as_its_reference_does(
    state: Any, revoked: bool, under_way_: bool, ends_on: dt.date | None, found: Stand
) -> None:
    assert stand(state, revoked=revoked, under_way=under_way_, ends_on=ends_on, on=ON) is found


def test_answer_is_taken_once_with_its_copy_and_a_line_without_content(person: Reference) -> None:
    ReferenceDraftFactory(reference=person)
    answering.give(person, said(level="dispute"), at=AT)
    person.refresh_from_db()
    assert (person.state, person.ended_at, person.opened_at) == ("answered", AT, AT)
    assert person.answer.said["level"] == "dispute"
    assert ReferenceStatement.objects.count() == 4
    assert not ReferenceDraft.objects.exists()
    line = AuditLine.objects.get(act="applications.reference-answered")
    assert (line.person_id, line.by_id, line.code, line.fields) == (None, None, "", [])
    with pytest.raises(NotOpen) as second:
        answering.give(person, said(), at=AT)
    assert second.value.stand is Stand.ANSWERED
    assert ReferenceAnswer.objects.count() == 1


def test_copy_is_made_at_sending_from_the_answer_and_goes_to_its_author_alone(person: Reference) -> None:
    answer = answering.give(person, said(term="partly"), at=AT)
    copy = _mails("reference_copy")[0]
    assert (copy.recipient, copy.person_id) == (person.email, None)
    assert "As far as I saw it" not in str(copy.facts)
    kind = KINDS[copy.kind]
    letter = write(kind, kind.load(copy.facts), to=copy.recipient, reference="M-1", at=AT, language="en")
    for text in (letter.text, letter.html):
        assert "As far as I saw it." in text
        assert "I confirm part of it" in text
    assert kind.still_true(copy)
    held.take_answer_back(answer.reference, at=AT)
    assert not kind.still_true(copy)
    assert not Message.objects.filter(kind__in=KINDS_TO_APPLICANT, facts__icontains="As far as").exists()


def test_answer_is_never_changed_not_even_by_the_database(person: Reference) -> None:
    answer = answering.give(person, said(), at=AT)
    for rows, change in (
        (ReferenceAnswer.objects.filter(pk=answer.pk), {"remarks": "changed"}),
        (ReferenceStatement.objects.filter(answer=answer), {"says": "confirm"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


@pytest.mark.parametrize("why", list(Declined))
def test_refusal_is_told_without_its_reason(person: Reference, why: Declined) -> None:
    ReferenceDraftFactory(reference=person)
    name, organisation = person.name, person.organisation
    answering.decline(person, why, at=AT)
    person.refresh_from_db()
    assert (person.state, person.declined, person.ended_at) == ("declined", why, AT)
    assert not ReferenceDraft.objects.exists()
    told = _mails("reference_declined")[0]
    assert told.person_id == person.application.person_id
    assert why.value not in str(told.facts)
    never = why is Declined.NEVER_AGREED
    assert person.removed == never
    assert (told.facts["name"], person.organisation) == ("" if never else name, organisation)
    assert AuditLine.objects.get(act="applications.reference-declined").code == ""
    assert KINDS[told.kind].still_true(told)


def test_who_never_agreed_gets_no_further_mail(person: Reference) -> None:
    answering.decline(person, Declined.NEVER_AGREED, at=AT)
    person.refresh_from_db()
    assert (person.role, person.phone, person.relation) == ("", "", "")
    assert not Message.objects.filter(recipient=person.email).exists()
    assert person.email.endswith(".example")


def test_too_few_who_can_still_confirm_ask_the_applicant_for_another_one(person: Reference) -> None:
    answering.decline(person, Declined.CANNOT_NOW, at=AT)
    application = Application.objects.get()
    assert (application.quorum, application.state) == ("impossible", "information")


def test_three_answers_reach_the_quorum(application: Application) -> None:
    for reference in application.references.all():
        answering.give(reference, said(), at=AT)
    application.refresh_from_db()
    assert application.quorum == "reached"


@pytest.mark.parametrize("ended", ["day", "application", "link"])
def test_nothing_is_taken_where_the_form_does_not_open(person: Reference, ended: str) -> None:
    link = person.links.get()
    if ended == "day":
        Reference.objects.filter(pk=person.pk).update(ends_on=ON - dt.timedelta(days=1))
    elif ended == "application":
        Application.objects.update(state="withdrawn", withdrawn_at=AT, due_on=None)
    else:
        person.links.update(revoked_at=AT)
    for act in (
        lambda: answering.give(person, said(), at=AT, link=link),
        lambda: answering.decline(person, Declined.CANNOT_NOW, at=AT, link=link),
        lambda: answering.save_draft(person, {"name": "A"}, at=AT, link=link),
        lambda: held.take_answer_back(person, at=AT, link=link),
    ):
        with pytest.raises(NotOpen):
            act()
    assert not ReferenceAnswer.objects.exists()
    assert not Message.objects.exists()


def test_applicant_does_not_answer_by_an_address_that_became_theirs(person: Reference) -> None:
    own_address(person.application, person.email)
    with pytest.raises(NotOpen) as refused:
        answering.give(person, said(), at=AT, link=person.links.get())
    assert refused.value.stand is Stand.OWN


def test_drafts_of_several_pages_are_one(person: Reference) -> None:
    answering.save_draft(person, {"name": "Iris", "role": "D"}, at=AT)
    answering.save_draft(person, {"role": "Director"}, at=AT)
    assert ReferenceDraft.objects.get().typed == {"name": "Iris", "role": "Director"}


def test_answer_taken_back_goes_and_the_applicant_learns_no_more_than_that(person: Reference) -> None:
    answering.give(person, said(), at=AT)
    held.take_answer_back(person, at=AT)
    person.refresh_from_db()
    assert person.state == "withdrew"
    assert not ReferenceAnswer.objects.exists()
    told = _mails("reference_withdrew")[0]
    assert told.facts["name"] == person.name
    assert Application.objects.get().quorum == "impossible"


def test_answer_stays_once_the_application_is_over(person: Reference) -> None:
    answered(person)
    Application.objects.update(state="withdrawn", withdrawn_at=AT, due_on=None)
    with pytest.raises(NotOpen):
        held.take_answer_back(person, at=AT)
    assert ReferenceAnswer.objects.exists()


@pytest.mark.parametrize("state", ["asked", "answered", "declined", "ended"])
def test_deletion_leaves_the_organisation_and_nothing_that_tells_who(person: Reference, state: str) -> None:
    if state == "answered":
        answered(person)
    elif state != "asked":
        declined = "cannot-now" if state == "declined" else ""
        Reference.objects.filter(pk=person.pk).update(state=state, ended_at=AT, declined=declined)
    person.refresh_from_db()
    name, email = person.name, person.email
    MessageFactory(about=f"applications.reference:{person.handle}", recipient=email)
    held.forget(person, at=AT)
    person.refresh_from_db()
    assert person.removed
    assert not ReferenceAnswer.objects.exists()
    assert name not in str(Reference.objects.filter(pk=person.pk).values())
    assert email not in str(Message.objects.values())
    assert len(_mails("reference_withdrew")) == (state != "declined")
    held.forget(person, at=AT)
    assert AuditLine.objects.filter(act="applications.reference-forgotten").count() == 1


def test_corrected_address_gets_a_link_of_its_own_and_earlier_ones_open_nothing(person: Reference) -> None:
    link = person.links.get()
    new = Details(name="Iris", role="Director", organisation="Alfa", phone="", email="iris@elsewhere.example")
    assert held.correct(person, new, at=AT, link=link)
    person.refresh_from_db()
    assert (person.name, person.email) == ("Iris", "iris@elsewhere.example")
    assert [row.revoked_at is None for row in person.links.order_by("pk")] == [False, True]
    assert _mails("reference_invited")[0].recipient == "iris@elsewhere.example"
    with pytest.raises(NotOpen):
        answering.give(person, said(), at=AT, link=link)
    answering.give(person, said(), at=AT, link=person.links.latest("pk"))


def test_correction_without_a_new_address_mails_nobody(person: Reference) -> None:
    same = held.details(person)
    assert not held.correct(person, same, at=AT)
    assert not AuditLine.objects.exists()
    changed = Details(name="Iris", role=same.role, organisation="Gamma", phone="", email=same.email)
    assert not held.correct(person, changed, at=AT)
    assert not Message.objects.exists()
    assert person.links.get().revoked_at is None


def test_address_of_the_applicant_or_of_another_reference_is_refused_without_telling_whose(person: Reference) -> None:
    other = person.application.references.latest("pk")
    own_address(person.application, "ada@second.example")
    sentences = set()
    for email in (other.email.upper(), person.application.person.email, "ADA@second.example"):
        taken = Details(name="A", role="B", organisation="C", phone="", email=email)
        with pytest.raises(AddressTaken) as refused:
            held.correct(person, taken, at=AT)
        sentences.add(str(refused.value))
    assert len(sentences) == 1
    assert person.links.get().revoked_at is None


def _at_once(*acts: Any) -> list[str]:
    def once(act: Any) -> str:
        try:
            act()
            return "done"
        except NotOpen as refused:
            return refused.stand.value
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as windows:
        return sorted(windows.map(once, acts))


@pytest.mark.django_db(transaction=True)
def test_answer_sent_twice_at_once_is_one(person: Reference) -> None:
    give = lambda: answering.give(person, said(), at=AT)  # noqa: E731
    assert _at_once(give, give, give) == ["answered", "answered", "done"]
    assert ReferenceAnswer.objects.count() == len(_mails("reference_copy")) == 1
    assert ReferenceStatement.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_answer_and_refusal_at_once_are_one_of_the_two(person: Reference) -> None:
    found = _at_once(
        lambda: answering.give(person, said(), at=AT),
        lambda: answering.decline(person, Declined.CANNOT_NOW, at=AT),
    )
    assert found in (["answered", "done"], ["declined", "done"])
    person.refresh_from_db()
    assert ReferenceAnswer.objects.exists() == (person.state == "answered")


@pytest.mark.django_db(transaction=True)
def test_all_three_answers_at_once_reach_the_quorum(application: Application) -> None:
    people = list(application.references.all())
    acts = [lambda person=person: answering.give(person, said(), at=AT) for person in people]
    assert _at_once(*acts) == ["done", "done", "done"]
    application.refresh_from_db()
    assert application.quorum == "reached"
