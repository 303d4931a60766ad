"""Nothing of a report or a case is read outside: a word planted in all of them is on no page of anybody else."""

import zipfile
from collections.abc import Iterator
from typing import Any, Final

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import RoleGrant, User
from accounts.roles import APPOINTED
from accounts.services import take_copy
from common.errors import Forbidden
from common.models import AuditLine
from comms.models import Message
from conduct.enums import Audience
from conduct.models import Case, Report, RoomEntry, Seat
from conduct.services import committee, explaining, intake, room
from conduct.services.articles import articles_of, code_on
from tests.addresses import addresses
from tests.common.hostile.documents import pdf
from tests.conduct.cases import ACTED, days, member, opened, seated
from tests.factories.conduct import ReportAdditionFactory, ReportFactory
from tests.people import ANONYMOUS, WITHOUT_SECOND_FACTOR, client_for, person, signed_in

pytestmark = pytest.mark.django_db

CANARY: Final = "KANARIE-7731"
"""What stands in all that the member is never told either."""
ALLEGED: Final = "SIJSJE-8842"
"""What the member is told, and nobody else outside."""
EVERY_OTHER_ROLE: Final = "colleague with every other role"
INSIDE: Final = ("intake-take", "intake-report", "intake-hand-on", "intake-dismiss", "intake-find")
OF_A_CASE: Final = (
    "case", "case-invite", "case-names", "case-ask", "case-more-time", "case-hearing", "case-hearing-record",
    "case-write", "case-hand-on",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _on_a_day() -> Iterator[None]:
    with time_machine.travel(days(12), tick=False):
        yield


@pytest.fixture
def planted() -> tuple[Case, list[Seat], Report]:
    """A case in which the word stands wherever somebody can write, and a report that another officer has taken."""
    officer, words = person("Otto", "conduct-officer"), {
        name: f"{CANARY} {name}" for name in ("account", "knows_by", "about_more", "relation", "name")
    }  # fmt: skip
    report = intake.take(ReportFactory(**words, phone="+31 20 7731 7731"), by=officer, at=days(0))
    ReportAdditionFactory(report=report, text=f"{CANARY} addition")
    chosen = [article.pk for article in articles_of(code_on(ACTED))[:2]]
    case = intake.open_case(
        report, member("S-ISP"), acted_from=ACTED, acted_until=ACTED, articles=chosen, alleged=ALLEGED, by=officer,
        at=days(1),
    )  # fmt: skip
    seats = seated(case)
    committee.tell_names(case, by=officer, at=days(3))
    explaining.ask_to_explain(case, by=officer, at=days(11))
    for author, audience in ((officer, Audience.COMMITTEE), (seats[1].person, Audience.NOTE)):
        text = f"{CANARY} {audience}"
        RoomEntry.objects.create(case=case, audience=audience, text=text, author=author, written_at=days(11))
    other = intake.take(ReportFactory(**words), by=officer, at=days(2))
    return case, seats, other


def _inside(case: Case, other: Report) -> list[str]:
    reports = [reverse(f"conduct:{name}", args=[other.reference.lower()]) for name in INSIDE]
    cases = [reverse(f"conduct:{name}", args=[case.reference.lower()]) for name in OF_A_CASE]
    return [*reports, *cases, reverse("conduct:intake")]


def _colleague(*but: str) -> Client:
    """Somebody with every role but these: they see what anybody with one of them does."""
    return signed_in(person("All", *(role.key for role in APPOINTED if role.key not in but)))


def _outsider(kind: str) -> Client:
    return _colleague("conduct-officer", "administrator") if kind == EVERY_OTHER_ROLE else client_for(kind)


@pytest.mark.parametrize(
    "kind", [ANONYMOUS, "member", "conduct-officer", "administrator", EVERY_OTHER_ROLE, WITHOUT_SECOND_FACTOR]
)
def test_pages_of_reports_and_cases_tell_nobody_else_anything(kind: str, planted: Any) -> None:
    case, _seats, other = planted
    client = _outsider(kind)
    for path in _inside(case, other):
        for answer in (client.get(path), client.post(path, {"reason": "x", "text": "x", "audience": "committee"})):
            assert CANARY not in answer.text, path
            assert ALLEGED not in answer.text, path
            assert answer.status_code in {302, 403, 404, 405, 409} or path == reverse("conduct:intake"), path
    assert Case.objects.get().state == "explaining"


def test_file_of_a_note_is_the_committees_also_for_who_knows_where_it_is(planted: Any) -> None:
    case, seats, _other = planted
    paper = SimpleUploadedFile("doubt.pdf", pdf(), content_type="application/pdf")
    entry = room.write(case, Audience.NOTE, "With a file.", by=seats[1].person, at=days(12), file=paper)
    assert entry.file is not None
    address = reverse("file", args=[entry.file.reference.lower()])
    assert signed_in(case.officer).get(address).status_code == 404
    assert signed_in(case.member.user).get(address).status_code == 404
    assert signed_in(seats[0].person).get(address).status_code == 200


def test_who_takes_part_reads_what_is_theirs(planted: Any) -> None:
    case, seats, other = planted
    page = reverse("conduct:case", args=[case.reference.lower()])
    read = signed_in(case.officer).get(page).text
    assert f"{CANARY} committee" in read
    assert f"{CANARY} note" not in read, "the notes are the committee's"
    assert f"{CANARY} note" in signed_in(seats[0].person).get(page).text
    report = reverse("conduct:intake-report", args=[other.reference.lower()])
    assert signed_in(seats[0].person).get(report).status_code == 403
    assert signed_in(case.member.user).get(page).status_code == 404
    without = signed_in(case.officer, second_factor=False).get(page)
    assert without.url.startswith("/account/second-factor/")


def test_officer_whom_a_case_is_about_opens_nothing_of_it(planted: Any) -> None:
    case, _seats, other = planted
    for role in ("conduct-officer", "administrator", "committee-member"):
        RoleGrant.objects.create(user=case.member.user, role=role)
    client = signed_in(case.member.user)
    for path in [*_inside(case, other), reverse("conduct:case-glass", args=[case.reference.lower()])]:
        answer = client.get(path)
        assert CANARY not in answer.text, path
        assert answer.status_code == 404 or path == reverse("conduct:intake"), path


def test_file_of_a_report_and_of_a_room_opens_to_who_opens_the_case_alone(planted: Any) -> None:
    case, seats, _other = planted
    paper = SimpleUploadedFile(f"{CANARY}.pdf", pdf())
    entry = room.write(case, Audience.COMMITTEE, "With a file.", by=case.officer, at=days(12), file=paper)
    assert entry.file is not None
    path = reverse("file", args=[entry.file.reference.lower()])
    for kind in ("member", "conduct-officer", "administrator", EVERY_OTHER_ROLE, WITHOUT_SECOND_FACTOR):
        assert _outsider(kind).get(path).status_code == 404, kind
    assert signed_in(case.member.user).get(path).status_code == 404
    assert signed_in(seats[2].person).get(path).status_code == 200
    assert case.traces.filter(step="file-read", by=seats[2].person).count() == 1


def test_member_opens_what_the_room_shows_them_without_a_second_factor(planted: Any) -> None:
    case, _seats, _other = planted
    paper = SimpleUploadedFile("question.pdf", pdf())
    shown = room.write(case, Audience.PARTIES, "What is this?", by=case.officer, at=days(12), file=paper)
    assert shown.file is not None
    path = reverse("file", args=[shown.file.reference.lower()])
    assert signed_in(case.member.user, second_factor=False).get(path).status_code == 200
    assert case.traces.filter(step="file-read", by=case.member.user).count() == 1
    asked = signed_in(case.officer, second_factor=False).get(path)
    assert asked.headers["Location"].startswith("/account/second-factor/")


def test_every_look_at_a_page_of_a_case_or_a_report_leaves_a_line_whatever_it_asks(planted: Any) -> None:
    case, _seats, other = planted
    client = signed_in(case.officer)
    for name in OF_A_CASE:
        before = case.traces.filter(step="case-read", by=case.officer).count()
        answer = client.get(reverse(f"conduct:{name}", args=[case.reference.lower()]))
        looked = case.traces.filter(step="case-read", by=case.officer).count() - before
        assert looked == (answer.status_code == 200), name
    for name in INSIDE[1:]:
        before = other.traces.filter(step="report-read").count()
        assert client.get(reverse(f"conduct:{name}", args=[other.reference.lower()])).status_code == 200
        assert other.traces.filter(step="report-read").count() == before + 1, name


def test_log_names_neither_page_nor_person_of_conduct(planted: Any, caplog: pytest.LogCaptureFixture) -> None:
    case, seats, _other = planted
    with caplog.at_level("INFO", "common.middleware"):
        signed_in(case.member.user).get(reverse("conduct:own-case", args=[case.reference.lower()]))
        signed_in(seats[0].person).get(reverse("conduct:case", args=[case.reference.lower()]))
        signed_in(case.member.user).get("/profile/")
    told = [(record.__dict__["route"], record.__dict__.get("user")) for record in caplog.records]
    assert told == [("conduct", None), ("conduct", None), ("members:profile", case.member.user_id)]


def test_committee_of_another_case_is_told_what_anybody_is(planted: Any) -> None:
    case, _seats, other = planted
    elsewhere = seated(opened(member("S-ITSE")))[0].person
    client = signed_in(elsewhere)
    unknown = client.get(reverse("conduct:case", args=["k-0000-0000-0000-0"]))
    for path in _inside(case, other)[len(INSIDE) : -1]:
        answer = client.get(path)
        assert (answer.status_code, len(answer.content)) == (404, len(unknown.content)), path
        assert dict(answer.headers).keys() == dict(unknown.headers).keys()
    with pytest.raises(Forbidden):
        room.note_opening(case, by=elsewhere, at=days(12))


def test_glass_that_is_broken_is_told_where_chair_and_officer_are_gone(planted: Any) -> None:
    case, seats, _other = planted
    administrator, other = person("Ada", "administrator"), person("Olga", "conduct-officer")
    room.break_glass(case, "A court asked for it.", by=administrator, at=days(12))
    assert _told_of_glass() == sorted([case.officer.email, seats[0].person.email])
    Message.objects.all().delete()
    RoleGrant.objects.filter(user=case.officer, role="conduct-officer").delete()
    case.seats.update(chair=False)
    room.break_glass(case, "And again.", by=administrator, at=days(13))
    assert _told_of_glass() == sorted([other.email, *(seat.person.email for seat in seats)])


def _told_of_glass() -> list[str]:
    return sorted(Message.objects.filter(kind="conduct.glass_broken").values_list("recipient", flat=True))


def _lists() -> Iterator[str]:
    """Every page that needs no row: home, lists, figures, the office's lists and searches."""
    for address in addresses():
        try:
            yield reverse(address.key)
        except (NoReverseMatch, ValueError):
            continue


@pytest.mark.parametrize("kind", [EVERY_OTHER_ROLE, "member"])
def test_no_other_page_list_or_search_holds_a_word_of_it(kind: str, planted: Any) -> None:
    case, _seats, _other = planted
    client = _colleague("conduct-officer") if kind != "member" else signed_in(case.member.user)
    asked = 0
    for path in sorted(set(_lists())):
        if any(part in path for part in ("logout", "/2fa/", "/conduct/")):
            continue
        searched = "?q=KANARIE" if path.startswith("/office/") else ""
        answer = client.get(path + searched)
        asked += 1
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert CANARY.encode() not in body, path
        assert ALLEGED.encode() not in body, path
        if kind != "member":
            assert case.reference.encode() not in body.replace(b"q=KANARIE", b""), path
    assert asked > 30
    if kind != "member":
        search = client.get("/office/autocomplete/?app_label=members&model_name=member&field_name=user&term=KANARIE")
        assert CANARY not in search.text


def test_audit_log_and_mails_hold_no_word_of_it(planted: Any) -> None:
    case, _seats, _other = planted
    mails = Message.objects.values_list("subject", "text", "facts", "about")
    assert CANARY not in repr(list(mails))
    assert ALLEGED not in repr(list(mails))
    lines = repr(list(AuditLine.objects.values()))
    assert CANARY not in lines
    assert case.reference not in lines


def test_copy_of_the_members_data_says_what_is_alleged_and_never_by_whom(planted: Any) -> None:
    case, seats, _other = planted
    for who in (case.member.user, seats[0].person):
        told = _copy(who)
        assert CANARY not in told
        assert "+31 20 7731" not in told
    outsider = person("Wim", "back-office")
    assert case.reference not in _copy(outsider)


def _copy(who: User) -> str:
    with zipfile.ZipFile(take_copy(who, at=days(12))) as packed:
        return " ".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
