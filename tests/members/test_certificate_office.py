"""Certificates in the back office: found by any number however it is typed, and looked at with a line."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.models import AuditLine
from members.models import Certificate
from tests.factories.certificates import BadgeFactory, CertificateFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

LIST = "/office/members/certificate/"


def test_a_number_is_found_however_it_is_typed_replaced_or_not() -> None:
    CertificateFactory.create_batch(2)
    row = CertificateFactory(replaced=True, name="Ada de Vries")
    office = signed_in(person("Bea", "back-office"))
    typed = row.number.replace("-", " ").lower().replace("0", "o").replace("1", "l")
    for search in (row.number, typed, str(row.credential.member.number), "ada vries"):
        found = office.get(LIST, {"q": search}).context["cl"]
        assert [one.pk for one in found.result_list] == [row.pk], search
    assert list(office.get(LIST, {"q": row.number[:-1] + "U"}).context["cl"].result_list) == []


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
