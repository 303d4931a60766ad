"""What we hold about somebody who was named: corrected whatever became of them, and never written to again."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from applications import policies, reference_words
from applications.enums import Declined
from applications.models import Application, Reference, ReferenceAnswer
from applications.rules.organisations import removed_address, trace_in
from applications.selectors.people import people_shown
from applications.services import answering, held
from applications.services.answering import NotOpen
from applications.services.forgetting import forget_contact
from applications.services.held import AddressTaken
from applications.services.references import AddressRefused, require_address
from common.models import AuditLine
from common.traces import traces_of
from comms.kinds import KINDS
from comms.models import Message
from tests.applications.referee import AT, said
from tests.factories.accounts import with_app
from tests.factories.applications import answered, under_way
from tests.people import person as account
from tests.people import signed_in

pytestmark = pytest.mark.django_db
NEW = "iris@elsewhere.example"


@pytest.fixture
def person() -> Reference:
    return under_way().references.earliest("pk")


def _end(person: Reference, how: str) -> Reference:
    if how == "answered":
        answered(person)
    elif how == "declined":
        answering.decline(person, Declined.CANNOT_NOW, at=AT)
    elif how == "withdrew":
        answered(person)
        held.take_answer_back(Reference.objects.get(pk=person.pk), at=AT)
    elif how == "closed":
        Application.objects.update(state="withdrawn", withdrawn_at=AT, due_on=None)
    else:
        Reference.objects.filter(pk=person.pk).update(state="ended", ended_at=AT)
    Message.objects.all().delete()
    return Reference.objects.get(pk=person.pk)


@pytest.mark.parametrize("how", ["answered", "declined", "withdrew", "ended", "closed"])
def test_details_are_corrected_whatever_became_of_them(person: Reference, how: str) -> None:
    person = _end(person, how)
    link, answers = person.links.latest("pk"), list(ReferenceAnswer.objects.values())
    changed = replace(held.details(person), name="Iris M.", role="Chair", phone="+31 00 000 00 09")
    assert not held.correct(person, changed, at=AT, link=link)
    person.refresh_from_db()
    assert (person.name, person.role) == ("Iris M.", "Chair")
    assert not Message.objects.filter(recipient=person.email).exists()
    link.refresh_from_db()
    assert link.revoked_at is None
    assert held.correct(person, replace(changed, email=NEW), at=AT, link=link)
    (mail,) = Message.objects.filter(recipient=NEW)
    assert mail.kind == "applications.reference_moved"
    assert KINDS[mail.kind].still_true(mail)
    link.refresh_from_db()
    assert link.revoked_at == AT
    assert person.links.filter(revoked_at=None).count() == 1
    assert list(ReferenceAnswer.objects.values()) == answers
    assert not Message.objects.filter(kind="applications.reference_invited").exists()


def test_correction_leaves_what_the_applicant_wrote_in_the_log_until_it_is_deleted(person: Reference) -> None:
    name = person.name
    held.correct(person, replace(held.details(person), name="Iris M."), at=AT)
    line = AuditLine.objects.get(act="applications.reference-corrected")
    assert (line.fields, line.detail.values) == (["name"], {"name": [name, "Iris M."]})
    held.forget(person, at=AT)
    assert not hasattr(AuditLine.objects.get(pk=line.pk), "detail")


def test_who_was_forgotten_has_nothing_left_to_correct(person: Reference) -> None:
    details = held.details(person)
    held.forget(person, at=AT)
    with pytest.raises(NotOpen):
        held.correct(person, details, at=AT)


@pytest.mark.parametrize("how", ["deleted", "never agreed"])
def test_nobody_writes_again_to_who_had_themselves_forgotten(person: Reference, how: str) -> None:
    email, row = person.email, person.application
    if how == "deleted":
        held.forget(person, at=AT)
    else:
        answering.decline(person, Declined.NEVER_AGREED, at=AT)
    people = list(row.references.all())
    assert email not in str(people[0].email)
    for written in (email, email.upper()):
        with pytest.raises(AddressRefused, match="asked us not to write to them about this application"):
            require_address(row, written, people)
    with pytest.raises(AddressTaken):
        held.correct(people[1], replace(held.details(people[1]), email=email), at=AT)
    require_address(row, "somebody@else.example", people)


def test_colleague_who_was_named_and_forgotten_takes_no_part(person: Reference) -> None:
    colleague, other = account("Grace"), account("Linus")
    Reference.objects.filter(pk=person.pk).update(email=colleague.email)
    person.refresh_from_db()
    held.forget(person, at=AT)
    assert policies.concerns(colleague, person.application)
    assert not policies.concerns(other, person.application)


def test_trace_is_of_our_key_and_earlier_placeholders_go_on(settings: Any, person: Reference) -> None:
    (trace,) = traces_of("Iris@Alfa.example")
    assert trace == traces_of("iris@alfa.example")[0]
    assert trace_in(removed_address(7, "iris@alfa.example", ["x@alfa.example"], trace)) == trace
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert traces_of("iris@alfa.example")[1] == trace
    Reference.objects.filter(pk=person.pk).update(email="removed-1@alfa.removed.example", role="")
    require_address(person.application, "iris@alfa.example", list(person.application.references.all()))


def test_address_that_goes_with_its_term_leaves_its_trace_so_that_who_was_named_stays_known(person: Reference) -> None:
    _end(person, "closed")
    known = traces_of(person.email)
    forget_contact([person.pk], at=AT + dt.timedelta(days=90))
    person.refresh_from_db()
    assert person.removed
    assert trace_in(person.email) in known


def test_answer_is_given_to_the_address_that_was_corrected(person: Reference) -> None:
    held.correct(person, replace(held.details(person), email=NEW), at=AT)
    person.refresh_from_db()
    answering.give(person, said(), at=AT)
    assert Message.objects.get(kind="applications.reference_copy").recipient == NEW


def test_person_who_was_removed_is_called_by_a_noun_in_sentences(person: Reference) -> None:
    row = person.application
    row.submitted_at = AT - dt.timedelta(days=9)
    answering.decline(person, Declined.NEVER_AGREED, at=AT)
    person.refresh_from_db()
    assert (person.called, person.name) == ("a person who was removed", "removed at their own request")
    told = [sentence for _moment, sentence in reference_words.happened(people_shown(row, AT).people, row)]
    assert "A person who was removed declined." in told
    client = signed_in(row.person)
    shown = client.get(reverse("applications:reference-replace", args=[row.reference.lower(), person.pk])).text
    assert "Who can confirm instead of <bdi>a person who was removed</bdi>?" in shown


@pytest.mark.usefixtures("nobody_interested")
def test_office_sees_what_the_applicant_wrote_and_what_was_corrected(person: Reference) -> None:
    name, row = person.name, person.application
    changed = replace(held.details(person), name="Iris Corrected", phone="+31 00 000 00 09")
    held.correct(person, changed, at=AT)
    client = signed_in(with_app(account("Wim", "back-office")))
    office = client.get(f"/office/applications/application/{row.pk}/references/").text
    assert f"Corrected by themselves on 13 July 2026: name (the applicant wrote “{name}”), telephone." in office
    form = client.get(f"/office/applications/application/{row.pk}/change/").text
    assert f"Corrected by themselves on 13 July 2026: name (the applicant wrote “{name}”), telephone." in form
    assert "<bdi>Iris Corrected</bdi>" in form
