"""A case officer at work: reports taken, left, handed on and dismissed, a case opened, its committee formed."""

import datetime as dt
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import RoleGrant, User
from comms.models import Message
from conduct.enums import SeatKind, Step
from conduct.models import Case, Report, Seat, Trace
from conduct.services import committee, explaining, intake
from conduct.step_words import SENTENCES, course
from tests.conduct.cases import ALLEGED, days, explaining_case, member, opened, seated
from tests.factories.accounts import UserFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.conduct import AT, ReportFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day() -> Iterator[None]:
    with time_machine.travel(AT + dt.timedelta(minutes=1), tick=False):
        yield


@pytest.fixture
def officer() -> User:
    return person("Otto", "conduct-officer")


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


def _page(row: Report | Case, page: str = "") -> str:
    part = "reports" if isinstance(row, Report) else "cases"
    return f"/conduct/{part}/{row.reference.lower()}/{page}"


def _taken(officer: User, **fields: Any) -> Report:
    return intake.take(ReportFactory(**fields), by=officer, at=AT)


def test_report_says_nothing_but_whom_it_is_about_until_it_is_taken(client: Client, officer: User) -> None:
    report = ReportFactory()
    listed = client.get("/conduct/reports/")
    assert report.reference in listed.text
    assert "1 report is to be taken." in listed.text
    asked = client.get(_page(report, "take/"))
    assert "Iris Voorbeeld" in asked.text
    for content in (report.account, report.name, report.email, report.knows_by):
        assert content not in listed.text + asked.text
    assert client.get(_page(report)).status_code == 404

    assert client.post(_page(report, "take/")).url == _page(report)
    shown = client.get(_page(report))
    for content in (report.account, report.name, report.email, "It waits since today for your decision"):
        assert content in shown.text
    assert list(Trace.objects.order_by("pk").values_list("step", "by")) == [
        ("report-taken", officer.pk),
        ("report-read", officer.pk),
    ]


def test_every_step_has_a_sentence_and_openings_are_told_together(client: Client, officer: User) -> None:
    assert set(SENTENCES) == set(Step)
    report = _taken(officer)
    for _look in range(2):
        client.get(_page(report))
    told = course(report.traces.all())
    assert [line.told for line in told.lines] == ["Otto declared no interest and took the report."]
    assert [(one.told, one.times) for one in told.openings] == [("Otto opened the report.", "10:01, 10:01")]


def test_home_and_menu_lead_an_officer_to_the_work_and_nobody_else(client: Client, officer: User) -> None:
    ReportFactory()
    for page in ("/", "/account/roles/"):
        assert "/conduct/reports/" in client.get(page).text
    assert "1 report is to be taken." in client.get("/").text
    assert "/conduct/reports/" not in signed_in(person("Bo", "back-office")).get("/").text


def test_report_left_to_a_colleague_never_opens_again(client: Client, officer: User) -> None:
    report = ReportFactory()
    assert "Write in a few words why." in client.post(_page(report, "take/"), {"leave": "yes", "words": " "}).text
    client.post(_page(report, "take/"), {"leave": "yes", "words": "We were partners."})
    assert report.reference not in client.get("/conduct/reports/").text
    assert client.get(_page(report, "take/")).status_code == 404
    assert signed_in(person("Nel", "conduct-officer")).get(_page(report, "take/")).status_code == 200


def test_own_report_is_not_theirs_to_take(client: Client, officer: User) -> None:
    report = ReportFactory(email=officer.email.upper())
    assert report.reference not in client.get("/conduct/reports/").text
    assert client.get(_page(report, "take/")).status_code == 404


@pytest.mark.parametrize("by", ["name", "certificate"])
def test_report_about_an_officer_is_not_theirs_to_take(by: str) -> None:
    about = member("S-ISP")
    RoleGrant.objects.create(user=about.user, role="conduct-officer")
    number = CertificateFactory(credential=about.credentials.get()).number
    named = {"about": "iris VOORBEELD"} if by == "name" else {"about": "I. V.", "about_number": number}
    report, client = ReportFactory(**named), signed_in(about.user)
    assert "No report waits" in client.get("/conduct/reports/").text
    assert client.get(_page(report, "take/")).status_code == 404
    assert client.post(_page(report, "take/")).status_code == 404


def test_what_an_officer_had_who_receives_no_more_is_taken_over(client: Client, officer: User) -> None:
    gone = person("Gea", "conduct-officer")
    case, report = opened(officer=gone), _taken(gone)
    assert client.get(_page(case, "take-over/")).status_code == 404
    gone.grants.all().delete()
    listed = client.get("/conduct/reports/").text
    assert case.reference in listed
    assert report.reference in listed
    asked = unescape(client.get(_page(case, "take-over/")).text)
    assert "It is about <bdi>Iris Voorbeeld</bdi>" in asked
    assert ALLEGED not in asked
    assert signed_in(gone).get(_page(case)).status_code == 404
    assert client.post(_page(case, "take-over/")).url == _page(case)
    assert "Otto declared no interest and took the case over." in client.get(_page(case)).text
    assert client.post(_page(report, "take/")).url == _page(report)


def test_who_was_asked_to_judge_does_not_take_a_case_over(officer: User) -> None:
    case = opened(officer=person("Gea", "conduct-officer"))
    seat = seated(case)[0]
    RoleGrant.objects.create(user=seat.person, role="conduct-officer")
    case.officer.grants.all().delete()
    assert signed_in(seat.person).get(_page(case, "take-over/")).status_code == 404


def test_of_two_the_second_is_told(client: Client) -> None:
    report = _taken(person("Nel", "conduct-officer"))
    assert client.get(_page(report, "take/")).status_code == 404
    late = client.post(_page(report, "take/"))
    assert (late.status_code, "A colleague took this report just now" in late.text) == (409, True)


def test_report_is_handed_to_a_colleague_who_declares_anew(client: Client, officer: User) -> None:
    report, nel = _taken(officer), person("Nel", "conduct-officer")
    assert "Write in a few words why you leave it." in client.post(_page(report, "hand-on/"), {"to": ""}).text
    client.post(_page(report, "hand-on/"), {"to": str(nel.pk)})
    assert client.get(_page(report)).status_code == 404
    assert Message.objects.get(kind="conduct.report_handed_on").recipient == nel.email
    assert signed_in(nel).get(_page(report)).status_code == 404, "not before declaring"


def test_dismissal_is_looked_at_as_its_reporter_reads_it_before_it_goes(client: Client, officer: User) -> None:
    report = _taken(officer)
    assert "Choose the reason." in client.post(_page(report, "dismiss/"), {"letter": "Thank you."}).text
    said = {"why": "not-a-member", "letter": "The person you name is in no register of ours."}
    looked = client.post(_page(report, "dismiss/"), {**said, "look": "yes"})
    assert "The reason: it is about somebody who is not a member." in looked.text
    assert "kept until 2 November 2027" in looked.text
    report.refresh_from_db()
    assert report.state == "confirmed"
    assert said["letter"] in client.post(_page(report, "dismiss/"), {**said, "change": "yes"}).text
    client.post(_page(report, "dismiss/"), {**said, "confirm": "yes"})
    report.refresh_from_db()
    assert (report.state, report.letter) == ("dismissed", said["letter"])
    assert said["letter"] in client.get(_page(report)).text


@pytest.mark.parametrize("by", ["number", "email", "certificate", "name"])
def test_member_is_found_by_something_whole_alone(client: Client, officer: User, by: str) -> None:
    about, report = member("S-ISP"), _taken(officer)
    number = CertificateFactory(credential=about.credentials.get()).number
    whole = {
        "number": str(about.number),
        "email": about.user.email.upper(),
        "certificate": number.lower().replace("-", " "),
        "name": "iris voorbeeld",
    }[by]
    shown = client.get(_page(report, "find/"), {"who": whole}).text
    assert f"Member {about.number}. Titles held or lost: S-ISP." in shown
    assert about.user.email not in shown.replace(f'value="{whole}"', "")
    part = client.get(_page(report, "find/"), {"who": whole[:-1]}).text
    assert "Nobody in the register" in part
    assert "?why=not-a-member" in part


def test_case_is_opened_after_a_look_at_what_the_member_will_read(client: Client, officer: User) -> None:
    about, report = member("S-ISP"), _taken(officer)
    page = _page(report, f"open/{about.number}/")
    form = client.get(page).context["form"]
    groups = form.fields["articles"].choices
    chosen = [key for _heading, group in groups for key, name in group if name.startswith(("15.", "16."))]
    alleged = "Mr Melder saw that you sent it."
    said = {"acted_from": "2026-10-05", "acted_until": "", "articles": chosen, "alleged": alleged}
    named = client.post(page, {**said, "look": "yes"})
    assert "must not learn who reported. Leave this out: Melder." in named.text
    assert Case.objects.count() == 0
    said["alleged"] = ALLEGED
    assert "Choose at least one article" in client.post(page, {**said, "articles": [], "look": "yes"}).text
    looked = client.post(page, {**said, "look": "yes"})
    assert "This is what the member will read" in looked.text
    assert Case.objects.count() == 0
    answer = client.post(page, {**said, "confirm": "yes"})
    case = Case.objects.get()
    assert answer.url == _page(case)
    assert [row.article.number for row in case.concerned.all()] == ["15", "16"]
    shown = client.get(_page(case)).text
    assert "Nobody has accepted a seat yet; three are missing." in shown
    assert report.account in shown
    assert client.get(_page(report)).url == _page(case)
    assert client.post(page, {**said, "confirm": "yes"}).url == _page(report), "pressed twice"


def test_days_before_the_first_code_are_told_at_the_field(client: Client, officer: User) -> None:
    about, report = member("S-ISP"), _taken(officer)
    said = {"acted_from": "2001-10-05", "acted_until": "2001-10-05", "alleged": ALLEGED, "look": "yes"}
    shown = client.post(_page(report, f"open/{about.number}/"), said).text
    assert "No Code of Conduct was in force on that day" in shown
    ahead = {**said, "acted_from": "2026-12-01", "acted_until": ""}
    assert "This lies ahead." in client.post(_page(report, f"open/{about.number}/"), ahead).text


def test_second_report_is_put_with_the_open_case(client: Client, officer: User) -> None:
    case = opened(officer=officer)
    report = _taken(officer, name="Bea Tweede")
    shown = client.get(_page(report, f"open/{case.member.number}/")).text
    assert "You have a case about" in shown
    client.post(_page(report, f"join/{case.reference.lower()}/"))
    report.refresh_from_db()
    assert report.case == case
    elsewhere = _taken(officer)
    other = opened(member("S-ITSE"))
    assert client.post(_page(elsewhere, f"join/{other.reference.lower()}/")).status_code == 404
    assert "has a case about this member" in client.get(_page(elsewhere, f"open/{other.member.number}/")).text


def test_committee_is_invited_and_the_member_told_the_names(client: Client, officer: User) -> None:
    case = opened(officer=officer)
    people = UserFactory.create_batch(2, roles=("committee-member",))
    holder = member("S-CISO")
    for one in people:
        client.post(_page(case, "invite/"), {"one-who": str(one.pk), "as_representative": "yes"})
    missing = client.post(_page(case, "invite/"), {"peer-who": "nobody@x.example", "as_peer": "yes"})
    assert "No member has this number or address." in missing.text
    plain = member()
    no_title = client.post(_page(case, "invite/"), {"peer-who": str(plain.number), "as_peer": "yes"})
    assert "holds no title" in no_title.text
    looked = client.post(_page(case, "invite/"), {"peer-who": holder.user.email, "as_peer": "yes"})
    assert f"This is <bdi>{holder.user}</bdi>, member {holder.number}. Titles held or lost: S-CISO." in looked.text
    assert Seat.objects.count() == 2, "nobody learns whom it is about by a slip in a number"
    client.post(_page(case, "invite/"), {"peer-who": holder.user.email, "as_peer": "yes", "confirm": "yes"})
    seats = list(Seat.objects.order_by("pk"))
    assert [seat.kind for seat in seats] == ["representative", "representative", "peer"]
    for seat in seats[:2]:
        committee.take_seat(seat, by=seat.person, at=AT)
    assert "Two members of the committee have accepted; one more is missing." in client.get(_page(case)).text
    committee.take_seat(seats[2], by=holder.user, at=AT)
    assert "nobody is in the chair yet" in client.get(_page(case)).text
    client.post(_page(case, f"seats/{seats[0].pk}/chair/"))
    assert "the committee is complete" in client.get(_page(case)).text
    looked = unescape(client.get(_page(case, "names/")).text)
    for told in (ALLEGED, str(holder.user), "9 November 2026"):
        assert told in looked
    assert "Melder" not in looked
    client.post(_page(case, "names/"))
    case.refresh_from_db()
    assert case.state == "named"
    assert Message.objects.filter(kind="conduct.named", person=case.member.user).exists()


def test_invitation_is_taken_back_and_refusals_are_told(client: Client, officer: User) -> None:
    case = opened(officer=officer)
    one = UserFactory(roles=("committee-member",))
    seat = committee.invite(case, one, SeatKind.REPRESENTATIVE, by=officer, at=AT)
    client.post(_page(case, f"seats/{seat.pk}/take-back/"))
    seat.refresh_from_db()
    assert seat.state == "replaced"
    assert client.get(_page(case, f"seats/{seat.pk}/take-back/")).status_code == 404
    assert "The committee is not complete" in client.post(_page(case, "names/")).text


def test_challenge_is_answered_with_a_reason(client: Client, officer: User) -> None:
    case = opened(officer=officer)
    seats = seated(case)
    committee.tell_names(case, by=officer, at=days(3))
    committee.challenge(seats[2], "We were partners once.", by=case.member.user, at=days(4))
    page = _page(case, f"seats/{seats[2].pk}/answer/")
    assert "We were partners once." in client.get(page).text
    assert "Choose one of the two answers." in client.post(page, {"reason": "Close."}).text
    named = client.post(page, {"answer": "stays", "reason": "Melder says otherwise."})
    assert "Leave this out: Melder." in named.text
    client.post(page, {"answer": "replaced", "reason": "That is close enough."})
    shown = client.get(_page(case)).text
    assert "Two members of the committee have accepted; one more is missing." in shown
    assert "That is close enough." in shown


def test_member_is_asked_given_more_time_and_heard(client: Client, officer: User) -> None:
    case = opened(officer=officer)
    seated(case)
    committee.tell_names(case, by=officer, at=days(3))
    with time_machine.travel(days(11), tick=False):
        client = signed_in(officer)
        assert "Every name is settled." in client.get(_page(case)).text
        client.post(_page(case, "ask/"))
        assert "has until 13 December 2026 to explain" in client.get(_page(case)).text
        early = client.post(_page(case, "more-time/"), {"until": "2026-12-01", "reason": "Abroad."})
        assert "Choose a day after the one that holds now." in early.text
        named = client.post(_page(case, "more-time/"), {"until": "2026-12-20", "reason": "Melder is abroad."})
        assert "Leave this out: Melder." in named.text
        client.post(_page(case, "more-time/"), {"until": "2026-12-20", "reason": "Abroad."})
        explaining.ask_hearing(case, "In the afternoon.", by=case.member.user, at=days(11))
        assert "the chair or the case officer sets its day" in client.get(_page(case)).text
        assert "In the afternoon." in client.get(_page(case, "hearing/")).text
        named = client.post(_page(case, "hearing/"), {"on": "2026-12-22", "time": "14:30", "place": "At Melder's."})
        assert "Leave this out: Melder." in named.text
        client.post(_page(case, "hearing/"), {"on": "2026-12-22", "time": "14:30", "place": "By video."})
        assert "The hearing is on 22 December 2026, 14:30" in client.get(_page(case)).text
    with time_machine.travel(dt.datetime(2026, 12, 22, 16, tzinfo=dt.UTC), tick=False):
        client = signed_in(officer)
        named = client.post(_page(case, "hearing/record/"), {"came": "yes", "record": "We spoke of Melder."})
        assert "Leave this out: Melder." in named.text
        client.post(_page(case, "hearing/record/"), {"came": "yes", "record": "Asked, and answered."})
        shown = client.get(_page(case)).text
        assert "The member explained at the hearing. Next, the chair begins the deliberation." in shown
        assert "Asked, and answered." in shown


def test_room_takes_words_for_the_committee_and_for_the_member() -> None:
    case, seats = explaining_case()
    with time_machine.travel(days(12), tick=False):
        client = signed_in(case.officer)
        named = client.post(_page(case, "write/"), {"audience": "parties", "text": "Melder says so."})
        assert "Leave this out: Melder." in named.text
        client.post(_page(case, "write/"), {"audience": "committee", "text": "The list is theirs."})
        assert "The list is theirs." in client.get(_page(case)).text
        assert "The list is theirs." in signed_in(seats[1].person).get(_page(case)).text
        assert signed_in(seats[1].person).get(_page(case, "invite/")).status_code == 404


def test_glass_is_broken_with_a_reason_for_an_hour_and_shows_and_changes_nothing_else(officer: User) -> None:
    case = opened(officer=officer)
    seats = seated(case)
    client = signed_in(person("Ada", "administrator"))
    assert client.get(_page(case)).url == _page(case, "from-outside/")
    asked = client.get(_page(case, "from-outside/")).text
    assert "Iris" not in asked
    assert "Write why you must open this case." in client.post(_page(case, "from-outside/"), {"reason": " "}).text
    client.post(_page(case, "from-outside/"), {"reason": "The officer fell ill."})
    shown = unescape(client.get(_page(case)).text)
    assert ALLEGED in shown
    assert "You read this from outside, for an hour." in shown
    for act in ("invite/", "names/", "write/", "more-time/"):
        assert client.post(_page(case, act), {"text": "x", "audience": "committee"}).status_code == 404, act
    assert set(Message.objects.filter(kind="conduct.glass_broken").values_list("recipient", flat=True)) == {
        officer.email,
        seats[0].person.email,
    }
    course = signed_in(officer).get(_page(case)).text
    assert "Ada opened the case from outside, for an hour." in course
    assert "The officer fell ill." in course
    with time_machine.travel(AT + dt.timedelta(hours=1, minutes=2), tick=False):
        assert client.get(_page(case)).status_code == 302


def test_list_asks_nine_questions_for_any_number(client: Client, officer: User, django_assert_num_queries: Any) -> None:
    for _one in range(3):
        opened(member("S-ISP"), officer=officer)
        ReportFactory()
        _taken(officer)
    with django_assert_num_queries(9):
        shown = client.get("/conduct/reports/")
    assert "3 reports are to be taken; 3 reports wait for your decision; 3 cases of yours are under way." in shown.text
