"""The public register: in it by one's own word alone, by title, only while a title stands, page by page."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.errors import Forbidden
from common.models import AuditLine
from members import services
from members.enums import Ground, OutcomeKind
from members.models import Certificate, Credential, Member, Title
from members.selectors import listed
from members.services import Ruling, listing
from tests.factories.accounts import UserFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.members.money import holder, moment
from tests.members.test_membership_page import _client, _text

pytestmark = pytest.mark.django_db

AWARD = dt.date(2026, 7, 1)
AT = moment(dt.date(2026, 7, 2))
PATH = "/register/s-ciso/"


@pytest.fixture
def today(time_machine: Any) -> Any:
    """Turn the clock to a day."""
    return lambda day: time_machine.move_to(moment(dt.date.fromisoformat(day)), tick=False)


@pytest.fixture
def member(today: Any) -> Member:
    """An officer of yesterday who is in the public register, on 2 July 2026."""
    today("2026-07-02")
    found = holder("S-CISO", on=AWARD, user__given_name="Noor", user__family_name="de Vries")
    listing.list_me(found, by=found.user, at=AT)
    return found


def _read(path: str = PATH) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    return _text(answer)


def _many(count: int, **fields: Any) -> None:
    title = Title.objects.get(code="S-CISO")
    for number in range(count):
        member = MemberFactory(listed_at=AT)
        on = AWARD - dt.timedelta(number // 2)
        CertificateFactory(credential=CredentialFactory(member=member, title=title, awarded_on=on, **fields))


def test_a_listed_holder_is_named_with_the_days_and_nothing_else(member: Member) -> None:
    page = _read()
    assert "Noor de Vries 1 Jul 2026 30 Jun 2029 Valid" in page
    html = Client().get(PATH).content.decode()
    assert Certificate.objects.get().number not in html
    assert str(member.number) not in html
    assert member.user.email not in html


def test_nobody_is_listed_who_did_not_say_so(today: Any) -> None:
    today("2026-07-02")
    found = holder("S-CISO", on=AWARD)
    assert found.user.get_full_name() not in _read()
    assert "Nobody is listed here at the moment." in _read()
    assert "Nobody is listed at the moment." in _read("/register/")


def test_a_member_comes_in_and_is_out_at_once(today: Any) -> None:
    today("2026-07-02")
    member = holder("S-CISO", on=AWARD, user__given_name="Noor", user__family_name="de Vries")
    client = _client(member.user)
    page = _text(client.post("/certificates/list-me/", follow=True))
    assert "Your titles that stand are in the public register now." in page
    assert "Noor de Vries" in _read()
    client.post("/certificates/list-me/")
    member.refresh_from_db()
    assert member.listed_at == AT
    page = _text(client.post("/certificates/unlist-me/", follow=True))
    assert "Your titles are out of the public register." in page
    assert "Noor de Vries" not in _read()
    client.post("/certificates/unlist-me/")
    acts = AuditLine.objects.filter(act__in=["members.listed", "members.unlisted"]).order_by("pk")
    assert list(acts.values_list("act", "person_id")) == [
        ("members.listed", member.user_id),
        ("members.unlisted", member.user_id),
    ]


def test_who_has_no_title_that_stands_is_not_listed_and_is_told_why(today: Any) -> None:
    today("2026-07-02")
    none, lost = MemberFactory(), holder("S-CISO", on=AWARD)
    ending = Ruling(
        credential=lost.credentials.get().pk, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=AT.date()
    )
    services.record_outcomes([ending], by=None, at=AT)
    for member in (none, lost):
        page = _text(_client(member.user).post("/certificates/list-me/", follow=True))
        assert "None of your titles stands at the moment, so there is nothing to list." in page
        member.refresh_from_db()
        assert member.listed_at is None
    assert not AuditLine.objects.filter(act="members.listed").exists()


def test_nobody_lists_or_hides_somebody_else(member: Member) -> None:
    other = UserFactory(roles=("back-office", "administrator"))
    for act in (listing.list_me, listing.unlist_me):
        with pytest.raises(Forbidden):
            act(member, by=other, at=AT)
    for path in ("/certificates/list-me/", "/certificates/unlist-me/"):
        assert _client(UserFactory()).post(path).status_code == 404
        assert _client(member.user).get(path).status_code == 405


@pytest.mark.parametrize(
    ("kind", "ground", "cycle", "on"),
    [
        (OutcomeKind.DECERTIFIED, Ground.CREDITS, 1, dt.date(2029, 9, 29)),
        (OutcomeKind.REVOKED, Ground.BREACH, None, dt.date(2027, 3, 1)),
    ],
)
def test_a_title_that_is_over_is_gone_at_once(
    member: Member, today: Any, kind: OutcomeKind, ground: Ground, cycle: int | None, on: dt.date
) -> None:
    today(on.isoformat())
    assert "Noor de Vries" in _read()
    credential = Credential.objects.get()
    ruling = Ruling(credential=credential.pk, kind=kind, ground=ground, effective_on=on, cycle=cycle)
    services.record_outcomes([ruling], by=None, at=moment(on))
    assert "Noor de Vries" not in _read()
    assert "S-CISO" not in _read("/register/")


def test_an_end_that_is_announced_leaves_the_title_in_until_its_day(member: Member, today: Any) -> None:
    services.cancel(member, by=member.user, at=AT)
    assert "Noor de Vries" in _read()
    assert "S-CISO" in _read("/register/")
    today("2027-06-30")
    assert "Noor de Vries" in _read()
    today("2027-07-01")
    assert "Noor de Vries" not in _read()


def test_in_grace_it_says_that_the_renewal_is_in_progress(member: Member, today: Any) -> None:
    today("2029-07-02")
    assert "Noor de Vries 1 Jul 2026 – Valid, renewal in progress" in _read()


def test_the_name_is_that_of_the_certificate_and_without_one_nobody_is_named(member: Member) -> None:
    member.user.family_name = "Visser"
    member.user.save()
    assert "Noor de Vries" in _read()
    Certificate.objects.update(name="")
    assert "Nobody is listed here at the moment." in _read()


def test_an_award_of_a_day_to_come_is_not_named_yet(member: Member, today: Any) -> None:
    today("2026-06-30")
    assert "Noor de Vries" not in _read()


def test_pages_hold_everybody_once_the_newest_award_first(member: Member) -> None:
    _many(120)
    seen: list[int] = []
    after, pages = None, 0
    title = Title.objects.get(code="S-CISO")
    while pages == 0 or after:
        page = listed.listed(title, dt.date(2026, 7, 2), after)
        seen += [holder.credential.pk for holder in page.holders]
        after, pages = page.after, pages + 1
    assert pages == 3
    rows = Credential.objects.order_by("-awarded_on", "-pk").values_list("pk", flat=True)
    assert seen == list(rows)
    html = Client().get(PATH).content.decode()
    assert 'rel="next"' in html
    assert "First page" not in html


def test_a_deep_page_asks_as_much_as_the_first_and_as_for_one_holder(member: Member) -> None:
    def asked(path: str) -> tuple[int, str]:
        with CaptureQueriesContext(connection) as found:
            answer = Client().get(path)
        assert answer.status_code == 200
        return len(found), answer.content.decode()

    one, _html = asked(PATH)
    _many(60)
    many, html = asked(PATH)
    following = html.partition('href="?after=')[2].partition('"')[0]
    deep, html = asked(f"{PATH}?after={following}")
    assert one == many == deep <= 3
    assert "First page" in html
    assert asked("/register/")[0] == 1


@pytest.mark.parametrize(
    "after", ["x", "2026-07-01", "2026-13-01_1", "0000-01-01_1", "2026-07-01_" + "9" * 19, "2026-07-01_1%00", "٢_1"]
)
def test_a_place_that_none_of_our_pages_names_is_not_there(member: Member, after: str) -> None:
    assert Client().get(PATH, {"after": after}).status_code == 404
    assert Client().get(f"{PATH}?after=2026-07-01_" + "9" * 18).status_code == 200


def test_names_are_kept_by_no_search_engine_and_are_not_searched_for(member: Member) -> None:
    answer = Client().get(PATH)
    assert answer["X-Robots-Tag"] == "noindex, noarchive"
    assert 'name="robots" content="noindex' in answer.content.decode()
    assert "<input" not in answer.content.decode().partition("<main")[2]
    assert "Noor de Vries" in _read(f"{PATH}?q=Somebody")


def test_a_title_is_found_by_its_code_in_any_case_and_others_are_not_there(member: Member) -> None:
    answer = Client().get("/register/S-CISO/")
    assert (answer.status_code, answer["Location"]) == (302, PATH)
    for code in ("s-none", "x" * 300):
        assert Client().get(f"/register/{code}/").status_code == 404
    assert 'href="/register/s-ciso/"' in Client().get("/register/").content.decode()
