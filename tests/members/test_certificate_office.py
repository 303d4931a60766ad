"""Certificates in the back office: found by any number however it is typed, and looked at with a line."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.models import AuditLine
from common.references import is_whole
from members.enums import Ground, OutcomeKind
from members.models import Certificate, Title
from members.services import Ruling, record_outcomes
from tests.factories.certificates import BadgeFactory, CertificateFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

LIST = "/office/members/certificate/"


def test_a_number_is_found_however_it_is_typed_replaced_or_not() -> None:
    CertificateFactory.create_batch(2)
    row = CertificateFactory(replaced=True, name="Ada de Vries", credential__member__number=50_098)
    assert is_whole("50098"), "as a reference of another size"
    office = signed_in(person("Bea", "back-office"))
    typed = row.number.replace("-", " ").lower().replace("0", "o").replace("1", "l")
    for search in (row.number, typed, str(row.credential.member.number), "ada vries"):
        found = office.get(LIST, {"q": search}).context["cl"]
        assert [one.pk for one in found.result_list] == [row.pk], search
    mistyped = row.number[:-1] + ("2" if row.number[-1] != "2" else "3")
    assert list(office.get(LIST, {"q": mistyped}).context["cl"].result_list) == []


def test_the_beginning_of_a_number_and_the_code_of_a_title_find() -> None:
    row = CertificateFactory(number="M4PD-W2H8-6CVY-4", credential__title=Title.objects.get(code="S-DPP"))
    CertificateFactory(number="QQQQ-W2H8-6CVY-4", credential__title=Title.objects.get(code="S-CDPO"))
    office = signed_in(person("Bea", "back-office"))
    for search in ("M4PD", "m4pd-w2", "m4pdw2h86", "M4PD W2H8", "M4PD-W2H8-6CVY-", "s-dpp", "S-DPP", "dpp m4pd"):
        found = [one.pk for one in office.get(LIST, {"q": search}).context["cl"].result_list]
        assert found == ([] if search == "dpp m4pd" else [row.pk]), search
    assert not office.get(LIST, {"q": "W2H8"}).context["cl"].result_list, "it begins so, or is not found"
    assert not office.get(LIST, {"q": "S-DP"}).context["cl"].result_list


def test_the_holder_is_called_as_on_the_certificate_whatever_the_account_has_now() -> None:
    row = CertificateFactory(name="Ada de Vries", credential__member__user__given_name="Elon")
    office = signed_in(person("Bea", "back-office"))
    for address in (LIST, f"{LIST}?q=vries", f"{LIST}{row.pk}/change/"):
        page = office.get(address).content.decode()
        assert f"{row.credential.member.number} <bdi>Ada de Vries</bdi>" in page
        assert "Elon" not in page
    assert not office.get(LIST, {"q": "elon"}).context["cl"].result_list


def test_what_never_will_be_drawn_does_not_wait_to_be_drawn() -> None:
    over, waits, gone = CertificateFactory(), CertificateFactory(), CertificateFactory(name="")
    ended = Ruling(
        credential=over.credential_id, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=dt.date(2026, 3, 2)
    )
    record_outcomes([ended], at=dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))
    office = signed_in(person("Bea", "back-office"))
    told = {
        over: "not drawn, the title is over",
        waits: "waits to be drawn",
        gone: "not drawn, its holder was forgotten",
    }
    listed = office.get(LIST).content.decode()
    for row, words in told.items():
        assert listed.count(words) == 1
        assert words in office.get(f"{LIST}{row.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4),
        ("state=current", 3),
        ("state=replaced", 1),
        ("state=unreadable", 1),
        ("state=late", 1),
        ("why__exact=name", 1),
    ],
)
def test_states_are_filters(query: str, count: int) -> None:
    CertificateFactory(replaced=True)
    CertificateFactory(unreadable="ꘀ")
    CertificateFactory(drawn=True, why="name")
    CertificateFactory()
    listed = signed_in(person("Bea", "back-office")).get(f"{LIST}?{query}")
    assert listed.context["cl"].result_count == count


def test_the_page_of_one_tells_badge_standing_and_the_others_and_leaves_a_line() -> None:
    row = CertificateFactory(drawn=True, badge=False)
    BadgeFactory(certificate=row, done=True)
    earlier = CertificateFactory(credential=row.credential, replaced=True)
    by = person("Bea", "back-office")
    office = signed_in(by)
    page = office.get(f"{LIST}{row.pk}/change/").content.decode()
    for told in (row.number, earlier.number, f"with the key {'k' * 43}", "The title was awarded", "drawn"):
        assert told in page, told
    line = AuditLine.objects.get(act="common.read", about_model="members.certificate")
    assert (line.about_id, line.by_id, line.person_id) == (row.pk, by.pk, row.credential.member.user_id)
    assert "header.payload.signature" not in page
    Certificate.objects.update(name="")
    assert "its holder was forgotten" in office.get(f"{LIST}{row.pk}/change/").content.decode()


def test_a_deep_page_costs_no_more_statements_than_the_first() -> None:
    CertificateFactory.create_batch(55, issued_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    office = signed_in(person("Bea", "back-office"))
    asked = []
    for page in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            assert office.get(f"{LIST}?p={page}").status_code == 200
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 1
