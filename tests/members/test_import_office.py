"""The pages of imports: upload, read, confirm, invite; and how somebody who was brought in gets in."""

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import duties
from common.errors import Forbidden
from common.models import AuditLine
from comms import delivery
from comms.models import Message
from members import services
from members.imports import COLUMNS
from members.models import Credential, Member, RegisterImport, TriedFile
from tests.factories.accounts import link_in, newest_mail
from tests.factories.imports import RegisterImportFactory, TriedFileFactory, TriedLineFactory
from tests.members.importing import ADA, AT, BEN, bring, row, table
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

UPLOAD = "/office/members/registerimport/bring-in/"


@pytest.fixture(autouse=True)
def _june(time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def office() -> Client:
    return signed_in(person("Anna", "administrator"))


def _shown(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def _send(office: Client, content: bytes, name: str = "register.csv") -> Any:
    return office.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})


def test_from_the_file_to_the_register(office: Client) -> None:
    answer = _send(office, table(row(ADA, notes="x"), BEN, header=[*(column.name for column in COLUMNS), "notes"]))
    file = TriedFile.objects.get()
    tried = f"/office/members/registerimport/tried/{file.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, tried)
    waiting = _shown(office.get(tried))
    assert "waits to be tried" in waiting
    assert "Look again" in waiting
    assert "Bring it in" not in office.get(tried).content.decode()
    assert "register.csv" in _shown(office.get(UPLOAD))

    duties.perform("members.imports", now=AT)
    page = office.get(tried)
    told = _shown(page)
    for words in (
        "ready to be brought in",
        "People: 2 new, 0 changed, 0 unchanged.",
        "Titles: 2 new, 0 changed, 0 unchanged.",
        "UTF-8, 2 rows",
        "Columns left alone notes",
        "Ada van Verzonnen ada@voorbeeld.example Line 2, new S-ISP – Valid 4: 1 July 2024 – 30 June 2027",
        "Last day to report and pay: 28 September 2027 20 + 15 + 0 30 June 2026",
    ):
        assert words in told
    (as_read,) = re.findall(r'name="as_read" value="([^"]+)"', page.content.decode())
    assert office.post(tried, {"as_read": as_read})["Location"] == tried
    assert "being brought in" in _shown(office.get(tried))
    duties.perform("members.imports", now=AT)
    run = RegisterImport.objects.get()
    assert office.get(tried)["Location"] == f"/office/members/registerimport/{run.pk}/change/"
    assert "2 people who came with this import never signed in and were not invited yet." in _shown(
        office.get(f"/office/members/registerimport/{run.pk}/change/")
    )


def test_what_is_to_be_mended_is_shown_and_taken_along(office: Client) -> None:
    _send(office, table(row(ADA, title="S-NO"), row(BEN, phone="=1+1")))
    duties.perform("members.imports", now=AT)
    file = TriedFile.objects.get()
    told = _shown(office.get(f"/office/members/registerimport/tried/{file.pk}/"))
    assert "2 things are to be mended before the file can be brought in." in told
    assert "2 title The catalogue has no title “S-NO”." in told
    answer = office.get(f"/office/members/registerimport/tried/{file.pk}/csv/")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["Line", "Column", "What to mend"]
    assert [found[:2] for found in rows[1:]] == [["2", "title"], ["3", "phone"]]


def test_every_line_of_a_trial_is_taken_along_and_no_formula(office: Client) -> None:
    _send(office, table(row(ADA, given_name="=HYPERLINK(1)"), BEN))
    duties.perform("members.imports", now=AT)
    file = TriedFile.objects.get()
    answer = office.get(f"/office/members/registerimport/tried/{file.pk}/csv/")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] | {"Name": ""} == {
        "Line": "2",
        "Member number": "",
        "Name": "",
        "E-mail address": "ada@voorbeeld.example",
        "Title": "S-ISP",
        "In the register": "new",
        "Stands now": "",
        "Would stand": "Valid",
        "Cycle": "4",
        "First day": "2024-07-01",
        "Expiration date": "2027-06-30",
        "Last day to report and pay": "2027-09-28",
        "Credits of the first year": "20",
        "Credits of the second year": "15",
        "Credits of the third year": "0",
        "Contribution paid until": "2026-06-30",
        "Changes": "",
        "Kept as the person wrote it": "",
    }
    assert rows[0]["Name"] == "'=HYPERLINK(1) van Verzonnen"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "This file is empty. Choose the one with the register."),
        (b"PK\x03\x04", "This is a workbook."),
        (b"email\r\nx\r\n", "The first line must name the columns."),
        (b"x" * (10 * 1024 * 1024 + 1), "This file has more than 10 MB. Please divide it."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(office: Client, content: bytes, told: str) -> None:
    answer = _send(office, content)
    assert answer.status_code == 200
    assert told in _shown(answer)
    assert "Error:" in answer.content.decode().partition("</title>")[0]
    assert not TriedFile.objects.exists()


def test_without_a_file_the_page_asks_for_one(office: Client) -> None:
    assert "Please fill this in." in _shown(office.post(UPLOAD, {}))


def test_the_template_is_a_file_that_can_be_tried(office: Client) -> None:
    content = b"".join(office.get("/office/members/registerimport/template/").streaming_content)
    assert services.bring_in(content, file_name="t.csv", by=None, at=AT) is not None


def test_what_was_not_read_is_refused_with_a_sentence(office: Client) -> None:
    file = TriedFileFactory()
    answer = office.post(f"/office/members/registerimport/tried/{file.pk}/", {"as_read": "other"})
    assert "The file was tried anew since you opened this page." in _shown(answer)
    assert TriedFile.objects.get().confirmed_at is None


def test_lines_are_narrowed_and_paged_with_as_many_queries_for_many_as_for_one(office: Client) -> None:
    file, asked = TriedFileFactory(), []
    path = f"/office/members/registerimport/tried/{file.pk}/"
    for more in (1, 119):
        TriedLineFactory.create_batch(more, file=file)
        with CaptureQueriesContext(connection) as queries:
            page = office.get(path)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12
    assert page.content.decode().count("rowheader") == 50
    assert 'page=3"' in page.content.decode()
    assert "Nobody here." in _shown(office.get(f"{path}?show=attention"))
    assert office.get(f"{path}?show=new&page=3").content.decode().count("rowheader") == 20


def test_every_look_at_a_file_leaves_a_line(office: Client) -> None:
    file = TriedFileFactory()
    office.get(f"/office/members/registerimport/tried/{file.pk}/")
    assert AuditLine.objects.about(file).filter(act="common.read").count() == 1
    for path in ("999999/", "999999/csv/"):
        assert office.get(f"/office/members/registerimport/tried/{path}").status_code == 404
    assert office.get("/office/members/registerimport/999999/invite/").status_code == 404


def test_who_only_looks_finds_the_list_and_no_buttons() -> None:
    run = RegisterImportFactory()
    client = signed_in(person("Bea", "back-office"))
    assert "Bring a register in" not in _shown(client.get("/office/members/registerimport/"))
    page = client.get(f"/office/members/registerimport/{run.pk}/change/")
    assert page.status_code == 200
    assert "Invite" not in _shown(page)
    for path in (UPLOAD, f"/office/members/registerimport/{run.pk}/invite/"):
        assert client.get(path).status_code == client.post(path).status_code == 403


def test_the_page_of_a_title_says_what_it_came_with() -> None:
    bring(ADA)
    client = signed_in(person("Bea", "back-office"))
    told = _shown(client.get(f"/office/members/credential/{Credential.objects.get().pk}/change/"))
    assert (
        "Brought in from another register on 1 June 2026, in cycle 4, with 20, 15 and 0 credits for its three years; "
        "they count as given, beside every limit. The contribution was paid until 30 June 2026."
    ) in told


# Invited, and in ------------------------------------------------------------------------------------------------


def test_who_never_signed_in_is_invited_once(office: Client) -> None:
    run = bring(ADA, BEN, row(BEN, title="S-DPP"))
    bring(row(ADA, email="other@voorbeeld.example"), at=AT + dt.timedelta(hours=1))
    User.objects.filter(email=BEN["email"]).update(last_login=AT)
    page = f"/office/members/registerimport/{run.pk}/invite/"
    assert "1 person who came with this import never signed in and was not invited yet." in _shown(office.get(page))
    for told in ("We mail 1 person.", "Nobody is mailed: who never signed in was mailed before."):
        assert told in office.post(page, follow=True).content.decode()
    for shown in (office.get(page), office.get(f"/office/members/registerimport/{run.pk}/change/")):
        told = _shown(shown)
        assert "Everybody who came with this import was invited or has signed in." in told
        assert "Ada van Verzonnen , ada@voorbeeld.example, 1 June 2026" in told
        assert "Invite them" not in told
        assert "Invite those who never signed in" not in _shown(office.get(f"{page}../change/"))
    mail = Message.objects.get()
    assert (mail.kind, mail.recipient, mail.facts) == (
        "members.invited",
        "ada@voorbeeld.example",
        {"titles": ["S-ISP Information Security Practitioner"]},
    )
    assert AuditLine.objects.filter(act="members.import-invited").count() == 2


def test_an_import_of_corrections_brought_nobody(office: Client) -> None:
    bring(ADA)
    run = bring(row(ADA, credits_year_1="21"), at=AT + dt.timedelta(hours=1))
    for page in ("change", "invite"):
        told = _shown(office.get(f"/office/members/registerimport/{run.pk}/{page}/"))
        assert "Nobody came with this import: it brought no new title." in told
        assert "has signed in" not in told


def test_who_signs_in_before_the_mail_leaves_is_not_mailed(office: Client, mailoutbox: list[Any]) -> None:
    run = bring(ADA, BEN)
    services.invite_brought_in(run, by=User.objects.get(given_name="Anna"), at=AT)
    User.objects.filter(email=BEN["email"]).update(last_login=AT)
    delivery.deliver_waiting(at=AT)
    assert [mail.to for mail in mailoutbox] == [["ada@voorbeeld.example"]]
    assert "S-ISP Information Security Practitioner" in mailoutbox[0].body


def test_who_may_not_import_invites_nobody() -> None:
    run = bring(ADA)
    with pytest.raises(Forbidden):
        services.invite_brought_in(run, by=person("Bea", "back-office"), at=AT)
    assert not Message.objects.exists()


def test_somebody_brought_in_gets_in_with_a_link_to_choose_a_password() -> None:
    bring(ADA)
    ada = User.objects.get(email="ada@voorbeeld.example")
    client, words = Client(), "a sentence that nobody guesses"
    tried = client.post("/account/login/", {"login": ada.email, "password": words})
    assert tried.status_code == 200, "there is no password yet"
    assert client.post("/account/password/reset/", {"email": ada.email}).status_code == 302
    chosen = client.get(link_in(newest_mail()), follow=True)
    client.post(chosen.request["PATH_INFO"], {"password1": words})
    assert ada.emailaddress_set.get().verified
    entered = client.post("/account/login/", {"login": ada.email, "password": words}, follow=True)
    assert entered.context["user"] == ada
    assert Member.objects.get().user == ada
    ada.refresh_from_db()
    assert ada.last_login is not None


def test_a_stranger_cannot_take_the_address_of_somebody_brought_in() -> None:
    bring(ADA)
    sent = {"email": ADA["email"], "password1": "a sentence that nobody guesses", "given_name": "Stranger"}
    Client().post("/account/signup/", sent)
    assert User.objects.filter(email=ADA["email"]).count() == 1
    assert newest_mail().kind == "account.account_already_exists"
