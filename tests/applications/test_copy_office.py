"""Masked copies in the back office: the queue, a picture in one answer alone, openings, verdicts; G-032 and G-034."""

import datetime as dt
import re
from base64 import b64encode
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from applications.enums import CopyFailure
from applications.models import Application, CopyOpening, IdentityCheck, IdentityCopy
from applications.services import checking as services
from common import duties
from common.models import AuditLine
from comms.models import Message
from comms.rendering import letter
from tests.factories.applications import ApplicationFactory, under_way
from tests.factories.assessment import CopyOpeningFactory, IdentityCheckFactory, IdentityCopyFactory, InterestFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 3, 10, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LIST = "/office/applications/identitycopy/"
PICTURE = b64encode(b"picture").decode()
VERIFIED = {"act": "judge", "document": "passport", "verdict": "verified"}
NOT = {**VERIFIED, "verdict": "not-verified"}
NUMBER = "Nothing of the document is kept. Leave its number out, and every date that stands on it."


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def checker() -> User:
    return person("Checker", "identity-checker")


@pytest.fixture
def client(checker: User) -> Client:
    return signed_in(checker)


def kept(**given: Any) -> IdentityCopy:
    application = given.pop("application", None) or ApplicationFactory(
        submitted=True, submitted_at=AT, identity_way="copy", given_name="Ada", family_name="Nergens"
    )
    found: IdentityCopy = IdentityCopyFactory(application=application, sent_at=AT, **given)
    return found


def url(copy: IdentityCopy) -> str:
    return f"{LIST}{copy.pk}/change/"


def page(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def opened(client: Client, copy: IdentityCopy, reason: str = "") -> Any:
    return client.post(url(copy), {"act": "open", "reason": reason})


def judged(client: Client, copy: IdentityCopy, said: dict[str, str], **more: str) -> str:
    return page(client.post(url(copy), {**said, **more}, follow=True))


def test_g_032_copy_is_opened_beside_the_name_and_verified(client: Client, checker: User) -> None:
    copy = kept()
    before = page(client.get(url(copy)))
    assert "Ada Nergens" in before
    assert "To be checked" in before
    assert "Open the copy" in before
    assert "Record the verdict" not in before, "who did not look cannot judge"
    answer = opened(client, copy)
    shown = page(answer)
    assert f'src="data:image/jpeg;base64,{PICTURE}"' in shown
    assert '<p class="name"> <bdi>Ada Nergens</bdi> </p>' in shown
    assert "no-store" in answer["Cache-Control"]
    assert "It is recorded: verified." in judged(client, copy, VERIFIED)
    check = IdentityCheck.objects.get()
    assert (check.way, check.verdict, check.document, check.checker) == ("copy", "verified", "passport", checker)
    copy.refresh_from_db()
    assert (copy.identity_check, copy.destroyed_at) == (check, None)
    assert "10 March 2026" in page(client.get(url(copy)))


def test_g_034_picture_is_gone_by_10_march_and_verdict_checker_date_and_kind_remain(
    client: Client, checker: User, time_machine: Any
) -> None:
    copy = kept()
    opened(client, copy)
    judged(client, copy, VERIFIED)
    time_machine.move_to(dt.datetime(2026, 3, 10, 4, 0, tzinfo=dt.UTC), tick=False)
    duties.perform("applications.identity-copies", now=dt.datetime(2026, 3, 10, 4, 0, tzinfo=dt.UTC))
    copy.refresh_from_db()
    assert (copy.content, copy.ended) == (None, "verdict")
    client = signed_in(checker)
    shown = page(client.get(url(copy)))
    assert "Destroyed" in shown
    assert "The picture is gone and cannot be brought back." in shown
    for remains in ("Verified", "Checker", "3 March 2026", "passport", "By a masked copy"):
        assert remains in shown, remains
    assert "Open the copy" not in shown
    assert PICTURE not in page(opened(client, copy))
    assert CopyOpening.objects.count() == 1


def test_picture_is_in_the_answer_that_opened_it_and_in_no_other(client: Client) -> None:
    copy = kept()
    assert PICTURE in page(opened(client, copy))
    assert PICTURE not in page(client.get(url(copy)))
    assert PICTURE not in page(client.get(url(copy) + "?act=open"))
    assert PICTURE not in judged(client, copy, {"act": "judge"}), "nor where something has to be put right"
    for address in (LIST, f"{LIST}{copy.pk}/history/", "/office/"):
        assert PICTURE not in page(client.get(address))
    assert CopyOpening.objects.count() == 1


def test_third_opening_asks_for_a_reason_and_keeps_what_was_typed(client: Client, checker: User) -> None:
    copy = kept()
    other = CopyOpeningFactory(copy=copy, at=AT - DAY).by
    assert PICTURE in page(opened(client, copy))
    asked = page(client.get(url(copy)))
    assert "Why it has to be opened once more" in asked
    refused = page(opened(client, copy))
    assert "Write why it has to be opened once more." in refused
    assert PICTURE not in refused
    refused = page(opened(client, copy, reason="His number is 123456789"))
    assert NUMBER in refused
    assert "His number is 123456789" in refused
    assert PICTURE not in refused
    assert PICTURE in page(opened(client, copy, reason="The name was cut off on my screen."))
    told = [(row.by, row.reason) for row in copy.openings.all()]
    assert told == [(other, ""), (checker, ""), (checker, "The name was cut off on my screen.")]
    shown = page(client.get(url(copy)))
    assert str(other) in shown
    assert "The name was cut off on my screen." in shown
    lines = AuditLine.objects.filter(act="applications.identity-copy-opened")
    assert [line.by_id for line in lines] == [checker.pk, checker.pk]


@pytest.mark.parametrize("failure", list(CopyFailure))
def test_not_verified_is_told_in_the_sentence_that_the_checker_saw(client: Client, failure: CopyFailure) -> None:
    copy = kept()
    form = page(opened(client, copy))
    words = "The lower half is missing." if failure == CopyFailure.OTHER else ""
    told = judged(client, copy, NOT, failure=failure, words=words)
    assert "It is recorded: not verified. The applicant is told by mail, why and what helps." in told
    mail = letter(Message.objects.get(kind="applications.identity_copy_not_verified"))
    says = words or re.findall(rf'value="{failure}".*?“(.*?)”', form)[0]
    assert says in mail.text
    assert says in " ".join(mail.html.split())
    assert says in page(client.get(url(copy)))
    copy.refresh_from_db()
    assert (copy.content is None) == (failure == CopyFailure.SHOWS_TOO_MUCH)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"act": "judge"}, "Say whether the identity is verified."),
        ({"act": "judge", "verdict": "verified"}, "Choose the kind of document the copy shows."),
        (NOT, "Choose why it is not verified."),
        ({**NOT, "failure": "other"}, "Write why it is not verified."),
        ({**NOT, "failure": "other", "words": "It reads 12345678."}, NUMBER),
        ({**NOT, "failure": "name-differs", "words": "It reads 12345678."}, NUMBER),
    ],
)
def test_what_a_verdict_lacks_gets_a_sentence(client: Client, said: dict[str, str], told: str) -> None:
    copy = kept()
    opened(client, copy)
    shown = judged(client, copy, said)
    assert told in shown
    assert said.get("words", "") in shown
    assert not IdentityCheck.objects.exists()


def test_who_comes_second_is_told_who_judged(client: Client) -> None:
    copy = kept()
    opened(client, copy)
    second = signed_in(person("Second", "identity-checker"))
    opened(second, copy)
    judged(client, copy, VERIFIED)
    assert "This copy was judged already, by Checker." in judged(second, copy, NOT, failure="name-differs")
    assert IdentityCheck.objects.count() == 1
    assert not Message.objects.exists()


def test_same_verdict_about_the_next_copy_within_the_hour_is_another_record(client: Client) -> None:
    row = kept().application
    for _ in range(2):
        copy = row.identity_copies.kept().get()
        opened(client, copy)
        assert "It is recorded: not verified." in judged(client, copy, NOT, failure="name-unreadable")
        IdentityCopy.objects.filter(pk=copy.pk).update(content=None, destroyed_at=AT, ended="replaced")
        kept(application=row)
    assert IdentityCheck.objects.count() == 2


def test_without_a_machine_the_checker_looks_for_numbers_first(client: Client) -> None:
    copy = kept(machine_read=False)
    told = "No machine looked through it: look for a citizen number yourself first."
    assert told in page(client.get(url(copy)))
    assert told in page(opened(client, copy))
    assert "by no machine" in page(client.get(LIST))
    assert told not in page(client.get(url(kept())))


def test_queue_shows_the_oldest_first_with_the_day_each_goes(client: Client) -> None:
    rows = {
        days: kept(application=ApplicationFactory(submitted=True, submitted_at=AT - days * DAY, identity_way="copy"))
        for days in (3, 26, 12)
    }
    for days, row in rows.items():
        IdentityCopy.objects.filter(pk=row.pk).update(sent_at=AT - days * DAY)
    IdentityCopyFactory(destroyed=True)
    shown = page(client.get(f"{LIST}?state=waiting"))
    places = [shown.index(rows[days].application.reference) for days in (26, 12, 3)]
    assert places == sorted(places)
    assert "7 March 2026" in shown, "30 days after 5 February"
    going = client.get(f"{LIST}?state=going").context["cl"].queryset
    assert [row.pk for row in going] == [rows[26].pk]
    everything = [row.pk for row in client.get(LIST).context["cl"].queryset]
    assert everything[:3] == [rows[26].pk, rows[12].pk, rows[3].pk]
    assert [row.destroyed_at is None for row in client.get(f"{LIST}?state=gone").context["cl"].queryset] == [False]


def _own(row: Application) -> User:
    row.person.grants.create(role="identity-checker")
    return row.person


def _named(row: Application) -> User:
    by = person("Named", "identity-checker")
    row.references.filter(pk=row.references.all()[0].pk).update(email=by.email.upper())
    return by


def _interested(row: Application) -> User:
    by = person("Interested", "identity-checker")
    InterestFactory(application=row, person=by, interested=True, words="My brother.")
    return by


@pytest.mark.parametrize("whom", [_own, _named, _interested])
def test_copy_is_not_there_for_who_applies_is_named_or_has_an_interest(whom: Any) -> None:
    row = under_way("submitted", identity_way="copy", submitted_at=AT)
    copy = kept(application=row)
    client = signed_in(whom(row))
    for answer in (client.get(url(copy)), opened(client, copy), client.post(url(copy), VERIFIED)):
        assert answer.status_code == 404
    assert row.reference not in page(client.get(LIST))
    assert not CopyOpening.objects.exists()
    assert not IdentityCheck.objects.exists()


@pytest.mark.parametrize("role", ["back-office", "assessor", "administrator", "privacy-officer", "observer", "finance"])
def test_other_roles_get_nothing(role: str) -> None:
    copy = kept()
    client = signed_in(person("Somebody", role))
    for answer in (client.get(LIST), client.get(url(copy)), opened(client, copy), client.post(url(copy), VERIFIED)):
        assert answer.status_code == 403
    assert not CopyOpening.objects.exists()


def test_copy_of_a_draft_is_for_nobody(client: Client) -> None:
    copy = kept(application=ApplicationFactory(filled=True, identity_way="copy"))
    assert client.get(url(copy)).status_code == 404
    assert opened(client, copy).status_code == 404
    assert copy.application.reference not in page(client.get(LIST))


def test_page_of_the_applicant_leads_to_the_copy(client: Client) -> None:
    copy = kept()
    look = page(client.get(f"/office/applications/identitycheck/look/{copy.application.reference.lower()}/"))
    assert url(copy) in look
    assert "Copies to check" in page(client.get("/office/applications/identitycheck/"))


def test_dossier_tells_how_a_copy_stands_and_never_leads_to_it() -> None:
    by = person("Clerk", "back-office")
    copy = kept()
    InterestFactory(application=copy.application, person=by)
    shown = page(signed_in(by).get(f"/office/applications/application/{copy.application.pk}/change/"))
    assert "Masked copy" in shown
    assert "Only who checks identities opens it." in shown
    assert url(copy) not in shown
    check = IdentityCheckFactory(application=copy.application, way="copy", checked_at=AT)
    IdentityCopy.objects.filter(pk=copy.pk).update(identity_check=check)
    assert "Verified" in page(signed_in(by).get(f"/office/applications/application/{copy.application.pk}/change/"))


def test_mails_about_a_verdict_by_copy_speak_of_a_copy(client: Client) -> None:
    row = ApplicationFactory(assessment=True, state="accepted", decided_at=AT, due_on=None, identity_way="copy")
    copy = kept(application=row)
    opened(client, copy)
    judged(client, copy, VERIFIED)
    verified = letter(Message.objects.get(kind="applications.identity_verified")).text
    assert "On 3 March 2026 a colleague looked at the masked copy of your document: passport." in verified
    assert "The copy is destroyed by 10 March 2026" in verified
    services.take_back(
        IdentityCheck.objects.get(), "It is of somebody else.", by=person("Second", "identity-checker"), at=AT
    )
    told = letter(Message.objects.get(kind="applications.identity_taken_back")).text
    assert "we had put down on 3 March 2026 what we saw on the masked copy of your document" in told
    assert "To be checked" in page(client.get(url(copy))), "the copy waits anew"


def test_kind_of_document_may_stay_open_where_the_copy_does_not_tell_it(client: Client) -> None:
    copy = kept()
    opened(client, copy)
    told = judged(client, copy, {"act": "judge", "verdict": "not-verified", "failure": "no-document"})
    assert "It is recorded: not verified." in told
    check = IdentityCheck.objects.get()
    assert check.document == ""
    assert "it is no identity document that we accept" in page(
        client.get(f"/office/applications/identitycheck/{check.pk}/change/")
    )
