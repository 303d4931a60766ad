"""Titles awarded by a table: every kind of line, all or nothing, the same table again, two at once, many lines."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from accounts.models import User
from common.errors import Forbidden
from common.models import AuditLine, Upload
from comms.models import Message
from comms.rendering import letter
from members import services
from members.models import Agreement, Certificate, Credential, Cycle, ExamClaim, Member, Title
from members.services.exam_rows import Effect, RowsRefused, plan
from tests.factories.accounts import UserFactory
from tests.factories.exams import ExamClaimFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 7, 8, 9, 0, tzinfo=dt.UTC)
ON = dt.date(2026, 7, 8)
HEADER = "email,given_name,family_name,title,exam_on,exam_number"


def _table(*lines: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *lines, ""]).encode()


def _clerk() -> User:
    return UserFactory(roles=["back-office"])


def _line(user: User, title: str = "S-ISP", number: str = "EX-1", on: str = "2026-06-12") -> str:
    return f"{user.email},{user.given_name},{user.family_name},{title},{on},{number}"


def _faults(*lines: str, by: User | None = None) -> dict[int, str]:
    return {row.line: row.fault for row in plan(_table(*lines), by=by or _clerk(), on=ON).faults}


NEW = "new@people.example,Nova,Nieuw,S-ISP,2026-06-12,EX-9"


def test_table_awards_claims_people_without_one_and_people_without_an_account() -> None:
    title, clerk = Title.objects.get(code="S-ISP"), _clerk()
    claim = ExamClaimFactory(title=title, exam_number="EX-1")
    known = UserFactory()
    EmailAddress.objects.create(user=claim.person, email="second@people.example", verified=True, primary=False)
    table = _table(
        f"SECOND@people.example,{claim.person.given_name},{claim.person.family_name},s-isp,12-6-2026,ex – 1",
        _line(known, number="EX-2"),
        NEW,
        "new@people.example,Nova,Nieuw,S-ITSP,2026-06-12,EX-10",
    )
    found = plan(table, by=clerk, on=ON)
    assert [row.effect for row in found.rows] == [Effect.CLAIM, Effect.AWARD, Effect.OPEN, Effect.OPEN]
    assert found.can_be_done
    assert not Credential.objects.exists(), "looking does nothing"
    services.award_by_table(table, names=found.names, by=clerk, at=AT)
    nova = User.objects.get(email="new@people.example")
    held = {(row.member.user, row.title.code) for row in Credential.objects.select_related("member__user", "title")}
    assert held == {(claim.person, "S-ISP"), (known, "S-ISP"), (nova, "S-ISP"), (nova, "S-ITSP")}
    assert set(Cycle.objects.values_list("first_day", flat=True)) == {ON}
    assert ExamClaim.objects.filter(state="awarded", decided_by=clerk).count() == 4
    assert not nova.has_usable_password()
    assert not nova.roles
    assert [(row.verified, row.primary) for row in EmailAddress.objects.filter(user=nova)] == [(False, True)]
    assert Member.objects.get(user=nova).registered_on == ON
    kinds = list(Message.objects.filter(person=nova).order_by("kind").values_list("kind", flat=True))
    assert kinds == ["members.exam_result_awarded", "members.exam_welcome"]
    told = letter(Message.objects.get(kind="members.exam_result_awarded", person=nova)).text
    assert "you need not claim the title" in told
    assert "asked for" not in told
    assert "your claim" not in told
    mailed = dict(Message.objects.exclude(person=nova).values_list("person", "kind"))
    assert mailed == {claim.person.pk: "members.exam_claim_awarded", known.pk: "members.exam_result_awarded"}
    welcome = letter(Message.objects.get(kind="members.exam_welcome")).text
    assert "/account/password/reset/" in welcome
    assert "new@people.example" in welcome
    assert not Agreement.objects.filter(person=nova).exists(), "asked for at the first sign-in"
    acts = set(AuditLine.objects.filter(person_id=nova.pk).values_list("act", flat=True))
    assert acts == {
        "accounts.opened-for-register",
        "members.registered",
        "members.awarded",
        "members.certificate-issued",
        "members.exam-awarded",
    }


def test_same_table_again_changes_nothing() -> None:
    known, clerk = UserFactory(), _clerk()
    table = _table(_line(known), NEW)
    names = plan(table, by=clerk, on=ON).names
    services.award_by_table(table, names=names, by=clerk, at=AT)
    counts = [model.objects.count() for model in (User, Credential, ExamClaim, Message, AuditLine)]
    again = services.award_by_table(table, names=names, by=clerk, at=AT + dt.timedelta(days=1))
    assert [row.effect for row in again.rows] == [Effect.NOTHING, Effect.NOTHING]
    assert [model.objects.count() for model in (User, Credential, ExamClaim, Message, AuditLine)] == counts
    assert not plan(table, by=clerk, on=ON).can_be_done


def test_person_opened_by_a_table_gets_in_by_the_page_for_forgotten_passwords() -> None:
    from django.test import Client

    services.award_by_table(_table(NEW), names={}, by=_clerk(), at=AT)
    Client().post("/account/password/reset/", {"email": "new@people.example"})
    assert Message.objects.filter(kind="account.password_reset_key", recipient="new@people.example").exists()


ASSESSED = "is awarded after an assessed application, not after an exam."
NO_DAY = "The date of the exam is no day. Write year, month and day, such as 2026-03-01."
NO_NUMBER = "Write the exam number as it stands on your result: letters A to Z, digits and hyphens, at most 40."


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"email": ""}, "The line says nothing under email."),
        ({"given_name": "", "exam_number": ""}, "The line says nothing under given_name, exam_number."),
        ({"email": "nova at people"}, "The address is not written like name@example.org."),
        ({"given_name": "!!!"}, "Please write this with at least one letter or number."),
        ({"title": "S-XYZ"}, "There is no title “S-XYZ”."),
        ({"title": "S-CISO"}, f"S-CISO Certified Information Security Officer {ASSESSED}"),
        ({"exam_on": "2026-02-30"}, NO_DAY),
        ({"exam_on": "yesterday"}, NO_DAY),
        ({"exam_on": "2026-07-09"}, "The exam lies ahead. Claim the title once you have your result."),
        ({"exam_on": "1999-07-09"}, "There were no exams before 1 January 2000. Look at the date once more."),
        ({"exam_number": "none"}, NO_NUMBER),
    ],
)
def test_line_that_is_written_wrong_is_named_with_a_sentence(changed: dict[str, str], fault: str) -> None:
    said = {**dict(zip(HEADER.split(","), NEW.split(","), strict=True)), **changed}
    assert _faults("fine@people.example,Fina,Goed,S-ISP,2026-06-12,EX-8", ",".join(said.values())) == {3: fault}


def test_line_of_too_few_cells_is_named() -> None:
    assert _faults("new@people.example,Nova") == {2: "The line has fewer cells than the first one has columns."}


def test_line_that_cannot_be_done_is_named_with_a_sentence() -> None:
    title, clerk = Title.objects.get(code="S-ISP"), UserFactory(roles=["back-office"])
    holder = CredentialFactory(member=MemberFactory(), title=title).member.user
    objecting = ExamClaimFactory(objected=True, title=title).person
    claiming = ExamClaimFactory(title=title, exam_number="EX-77")
    closed = UserFactory(is_active=False)
    stranger = User.objects.create_user("stranger@people.example", "x" * 20, given_name="Stranger")
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=False, primary=True)
    twice = UserFactory()
    EmailAddress.objects.create(user=twice, email="twice@people.example", verified=True, primary=False)
    told = _faults(
        _line(holder),
        _line(objecting),
        _line(claiming.person),
        _line(closed),
        _line(clerk),
        "stranger@people.example,Stranger,,S-ISP,2026-06-12,EX-1",
        _line(twice),
        _line(twice),
        f"twice@people.example,{twice.given_name},{twice.family_name},S-ISP,2026-06-12,EX-1",
        by=clerk,
    )
    assert told == {
        2: "This person holds the title already, by another way than this exam.",
        3: "An objection about this title waits. Decide about that by itself.",
        4: f"The waiting claim {claiming.reference} names another exam number or date. Look at it by itself.",
        5: "The account with this address is closed.",
        6: "This is your own exam. Somebody else decides about it.",
        7: "Somebody opened an account with this address and never confirmed it. Ask them to, first.",
        9: "The same person and title stand on line 8 already.",
        10: "The same person and title stand on line 8 already.",
    }


def test_one_wrong_line_keeps_all_from_being_done() -> None:
    with pytest.raises(RowsRefused, match="nothing was awarded"):
        services.award_by_table(_table(NEW, "x@people.example,X,,S-CISO,2026-06-12,EX-1"), names={}, by=_clerk(), at=AT)
    assert not Credential.objects.exists()
    assert not User.objects.filter(email="new@people.example").exists()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "The first line must name the columns."),
        (b"email;title\r\na@b.example;S-ISP\r\n", "These are missing: given_name, family_name, exam_on, exam_number."),
        (HEADER.encode(), "The table has no lines below its first one."),
        (HEADER.encode() + b'\r\n"a@b.example,Ada', "breaks off or is not written as CSV"),
        (HEADER.encode() + b"\n" + NEW.encode() * 1 + b"\n" + b"a,b,c,d,e,f\n" * 5000, "at most 5000 are done at once"),
    ],
)
def test_table_that_is_none_is_refused_as_a_whole(content: bytes, fault: str) -> None:
    found = plan(content, by=_clerk(), on=ON)
    assert fault in found.fault
    assert not found.can_be_done
    with pytest.raises(RowsRefused):
        services.award_by_table(content, names={}, by=_clerk(), at=AT)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_of_any_country_are_read(delimiter: str) -> None:
    table = b"\xef\xbb\xbf" + _table(NEW).replace(b",", delimiter.encode())
    assert plan(table, by=_clerk(), on=ON).can_be_done


def test_numbers_and_names_that_differ_are_pointed_out() -> None:
    ExamClaimFactory(exam_number="EX-1")
    known = UserFactory(given_name="Ada", family_name="Nowhere")
    found = plan(_table(f"{known.email},Adah,Nowhere,S-ISP,2026-06-12,EX-1"), by=_clerk(), on=ON)
    assert found.rows[0].notes == [
        "Another person's claim names the same exam number.",
        "The account with this address is called “Ada Nowhere”.",
    ]


def test_number_that_two_lines_name_is_pointed_out() -> None:
    other = NEW.replace("new@", "other@")
    found = plan(_table(NEW, other, NEW.replace("S-ISP", "S-ITSP")), by=_clerk(), on=ON)
    assert [row.notes for row in found.rows] == [["Another line names the same exam number."]] * 3
    assert found.can_be_done


def test_only_who_decides_about_claims_awards_by_a_table() -> None:
    for role in ("finance", "privacy-officer", "administrator"):
        with pytest.raises(Forbidden):
            services.award_by_table(_table(NEW), names={}, by=UserFactory(roles=[role]), at=AT)


def _many(count: int) -> bytes:
    return _table(*(f"p{n}@people.example,Given{n},Family{n},S-ISP,2026-06-12,EX-{n}" for n in range(count)))


def test_many_lines_cost_as_many_statements_as_few() -> None:
    clerk, asked = _clerk(), []
    for start, count in ((0, 20), (20, 60)):
        lines = _many(start + count).splitlines(keepends=True)
        with CaptureQueriesContext(connection) as statements:
            services.award_by_table(lines[0] + b"".join(lines[1 + start :]), names={}, by=clerk, at=AT)
        asked.append(len(statements))
    assert asked[1] <= asked[0], "the first ones began the series of numbers as well"
    assert Credential.objects.count() == 80


def test_two_thousand_lines_are_one_act() -> None:
    done = services.award_by_table(_many(2000), names={}, by=_clerk(), at=AT)
    assert len(done.awards) == Credential.objects.count() == Message.objects.count() == 2000
    numbers = set(Member.objects.values_list("number", flat=True))
    assert len(numbers) == 2000


@pytest.mark.django_db(transaction=True)
def test_two_clerks_with_the_same_table_award_once() -> None:
    clerks, table = [_clerk(), _clerk()], _many(5)

    def attempt(clerk: User) -> int:
        try:
            return len(services.award_by_table(table, names={}, by=clerk, at=AT).awards)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, clerks)) == [0, 5]
    assert Credential.objects.count() == Message.objects.count() == 5


# The pages ------------------------------------------------------------------------------------------


def _send(client, content: bytes):
    return client.post("/office/members/examclaim/table/", {"table": SimpleUploadedFile("results.csv", content)})


def test_table_is_looked_at_and_then_carried_out() -> None:
    clerk = person("Clerk", "back-office")
    client = signed_in(clerk)
    page = _send(client, _table(NEW))["Location"]
    shown = client.get(page).content.decode()
    assert "Opens an account and awards the title" in shown
    assert "Award all of them" in shown
    assert not Credential.objects.exists()
    assert client.post(page)["Location"] == page
    assert client.post(page)["Location"] == page, "pressed twice"
    after = client.get(page).content.decode()
    assert "1 title is awarded." in after
    assert "Already awarded" in after
    assert "Award all of them" not in after
    assert Credential.objects.count() == 1
    assert "new@people.example" not in str(dict(client.session))


def test_name_that_changed_since_the_table_was_looked_at_is_looked_at_again() -> None:
    known, client = UserFactory(given_name="Sanne", family_name="Voorbeeld"), signed_in(person("Clerk", "back-office"))
    page = _send(client, _table(NEW, _line(known)))["Location"]
    seen = {"names": '{"3":"Sanne Voorbeeld"}'}
    assert f'name="names" value="{escape(seen["names"])}"' in client.get(page).content.decode()
    User.objects.filter(pk=known.pk).update(family_name="de Groot")
    for names in (seen, {}, {"names": "[]"}, {"names": "{"}, {"names": '{"x":1}'}):
        told = client.post(page, names, follow=True).content.decode()
        assert "The name on line 3 changed since you opened this page" in told
        assert "the account is called “Sanne de Groot” now" in told
    assert not Credential.objects.exists()
    client.post(page, {"names": '{"3":"Sanne de Groot"}'})
    assert set(Certificate.objects.values_list("name", flat=True)) == {"Nova Nieuw", "Sanne de Groot"}


def test_table_that_cannot_be_done_has_no_button_and_names_its_lines() -> None:
    client = signed_in(person("Clerk", "back-office"))
    page = _send(client, _table("new@people.example,Nova,Nieuw,S-XYZ,2026-06-12,EX-9"))["Location"]
    shown = client.get(page).content.decode()
    assert "There is no title “S-XYZ”." in shown
    assert "Award all of them" not in shown
    client.post(page)
    assert "nothing was awarded" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\xff\xfe\x00a", "This is no table as text in UTF-8."),
        (b"a" * 11_000_000, "larger than 10 MB"),
    ],
)
def test_what_is_no_table_is_refused_on_the_page(content: bytes, sentence: str) -> None:
    answer = _send(signed_in(person("Clerk", "back-office")), content)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def test_table_of_another_clerk_is_not_there() -> None:
    page = _send(signed_in(person("Clerk", "back-office")), _table(NEW))["Location"]
    assert signed_in(person("Other", "back-office")).get(page).status_code == 404
    Upload.objects.update(state="gone", ended_at=AT)
    assert signed_in(User.objects.get(given_name="Clerk")).get(page).status_code == 404
