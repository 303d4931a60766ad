"""Another address of somebody who was named: when it is given, by whom, and what the back office tells of it."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Application, Reference
from applications.services import answering, reminding
from applications.services import replacing as services
from applications.services.drafts import ApplicationRefused
from comms.models import Message
from tests.factories.accounts import UserFactory, with_app
from tests.factories.applications import ANSWERED, ASKED, ReferenceFactory, under_way
from tests.factories.comms import MessageFactory
from tests.people import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_interested")]

DAY = dt.datetime(2026, 7, 16, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    time_machine.move_to(DAY, tick=False)


def _first(row: Application, **state: Any) -> Reference:
    first = row.references.all()[0]
    Reference.objects.filter(pk=first.pk).update(**state)
    first.refresh_from_db()
    return first


def _clerk(name: str = "Wim") -> Any:
    return signed_in(with_app(person(name, "back-office")))


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("theirs", [True, False], ids=["applicant", "colleague"])
def test_link_is_not_sent_again_to_an_address_from_which_our_mail_came_back(theirs: bool) -> None:
    row = under_way()
    first = _first(row, returned_at=ASKED)
    by = row.person if theirs else UserFactory(roles=("back-office",))
    with pytest.raises(ApplicationRefused, match="came back from this address"):
        services.send_again(first, by=by, at=DAY)
    assert _first(row).returned_at == ASKED
    assert not Message.objects.exists()
    page = signed_in(row.person).get(f"/applications/{row.reference.lower()}/")
    assert "reference-again" not in page.content.decode()
    assert f"/references/{first.pk}/again/" not in page.content.decode()
    office = _clerk().get(f"/office/applications/application/{row.pk}/references/").content.decode()
    assert f"/references/{first.pk}/send-again/" not in office
    assert f"/references/{first.pk}/new-address/" in office


def test_colleague_tries_the_same_address_once_more_where_our_mail_came_back() -> None:
    row = under_way()
    first = _first(row, returned_at=ASKED)
    with pytest.raises(ApplicationRefused, match="Give another one"):
        services.new_address(first, first.email, by=row.person, at=DAY)
    found = services.new_address(first, first.email, by=UserFactory(roles=("back-office",)), at=DAY)
    assert (found.returned_at, found.asked_at) == (None, DAY)
    with pytest.raises(ApplicationRefused, match="We write to this address already"):
        services.new_address(first, first.email, by=UserFactory(roles=("back-office",)), at=DAY)


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ({"returned_at": ASKED}, True),
        ({"returned_at": ASKED, "opened_at": ASKED}, True),
        ({}, True),
        ({"opened_at": ASKED}, False),
        ({"state": "answered", "opened_at": ASKED, "ended_at": ANSWERED}, False),
    ],
)
def test_applicant_gives_another_address_until_the_form_was_opened(state: dict[str, Any], offered: bool) -> None:
    row = under_way()
    first = _first(row, **state)
    client, path = signed_in(row.person), f"/applications/{row.reference.lower()}/references/{first.pk}/address/"
    assert (path in client.get(f"/applications/{row.reference.lower()}/").content.decode()) == offered
    assert (client.get(path).status_code == 200) == offered
    posted = client.post(path, {"email": "new@gamma.example"}, follow=True)
    assert (_first(row).email == "new@gamma.example") == offered
    if not offered:
        assert "has opened the form" in _text(posted) or "is awaited now" in _text(posted)
        with pytest.raises(ApplicationRefused):
            services.new_address(first, "new@delta.example", by=row.person, at=DAY)
    if state == {"opened_at": ASKED}:
        services.new_address(first, "new@delta.example", by=UserFactory(roles=("back-office",)), at=DAY)


@pytest.mark.parametrize(("whose", "sentence"), [("own", "the applicant's own address"), ("other", "the address of")])
def test_colleague_is_told_of_an_address_in_sentences_for_a_colleague(whose: str, sentence: str) -> None:
    row = under_way()
    first, second, _third = row.references.all()
    email = row.person.email if whose == "own" else second.email
    with pytest.raises(ApplicationRefused, match=sentence):
        services.new_address(first, email, by=UserFactory(roles=("back-office",)), at=DAY)


def test_history_tells_what_was_done_about_people_and_the_page_when_an_address_changed() -> None:
    row = under_way()
    first, second, third = row.references.all()
    services.send_again(first, by=row.person, at=DAY)
    services.new_address(second, "new@gamma.example", by=row.person, at=DAY)
    answering.decline(third, answering.Declined.CANNOT_NOW, at=DAY)
    Message.objects.filter(about__endswith=first.handle).update(state="bounced", sent_at=DAY)
    reminding.note_returned([row.pk], at=DAY + dt.timedelta(minutes=1))
    client, path = _clerk(), f"/office/applications/application/{row.pk}/history/"
    page = _text(client.get(path))
    for told in (
        f"{first.name}: Sent this person the link again.",
        f"{first.name}: Noted that our mail to this person came back.",
        f"{second.name}: Gave another address of this person.",
        f"By private link {third.name}: Declined to act as a reference.",
    ):
        assert told in page, told
    for secret in ("new@gamma.example", "cannot-now", "cannot act now"):
        assert secret not in page
    office = _text(client.get(f"/office/applications/application/{row.pk}/references/"))
    assert "Address changed by the applicant on 16 July 2026, 11:00" in office
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for one in ReferenceFactory.create_batch(3, application=row, asked=True):
        answering.decline(one, answering.Declined.CANNOT_NOW, at=DAY)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few)


def test_who_is_named_later_is_written_to_at_once_and_all_that_is_wrong_is_said_in_one_round() -> None:
    row = under_way()
    first = _first(row, state="ended", ended_at=ANSWERED)
    client, path = signed_in(row.person), f"/applications/{row.reference.lower()}/references/{first.pk}/replace/"
    page = _text(client.get(path))
    assert "only after you submitted" not in page
    assert "We write to them as soon as you save." in page
    typed = {"name": "Ada Voorbeeld", "organisation": "", "role": "CEO", "email": row.person.email, "agreed": "on"}
    page = _text(client.post(path, typed))
    for told in ("your own name", "your own address", "Write the organisation", "how you worked together"):
        assert told in page, told


def test_what_is_said_of_who_answered_or_declined_is_so() -> None:
    row = under_way()
    first, second, third = row.references.all()
    Reference.objects.filter(pk=first.pk).update(state="answered", ended_at=ANSWERED, opened_at=ANSWERED)
    Reference.objects.filter(pk=second.pk).update(state="declined", declined="cannot-now", ended_at=ANSWERED)
    Reference.objects.filter(pk=third.pk).update(state="withdrew", ended_at=ANSWERED, opened_at=ANSWERED)
    for one in (first, second, third):
        MessageFactory(kind="applications.reference_invited", about=f"applications.reference:{one.handle}", facts={})
    client = _clerk()
    page = _text(client.get(f"/office/applications/application/{row.pk}/references/"))
    for wrong in ("The last one with a link", "was not opened yet", "opens the form until", "nothing: every"):
        assert wrong not in page, wrong
    step = _text(client.get(f"/office/applications/application/{row.pk}/references/{third.pk}/send-again/"))
    assert "This reference is" not in step
