"""A case officer's way: a report is taken, a case opened, a committee invited, the member told, asked, heard."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from conduct.enums import SeatKind
from conduct.models import Case, Hearing, Report, Seat
from conduct.services import committee, explaining, intake
from tests.conduct.cases import member
from tests.factories.accounts import UserFactory
from tests.factories.conduct import ReportAdditionFactory, ReportFactory, ReportFileFactory
from tests.journeys.looking import findings_light_and_dark
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("SECO_PICTURES", "")


def _look(page: Page, name: str) -> None:
    """Nothing is wrong with the page, light and dark; a picture of it, where somebody wants to look at them."""
    assert findings_light_and_dark(page) == [], name
    if PICTURES:
        for width, scheme in ((1280, "light"), (360, "dark")):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}-{scheme}.png"), full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def _report(**fields: object) -> Report:
    now, day = timezone.now(), timezone.localdate() - timedelta(days=20)
    moments = dict.fromkeys(("begun_at", "changed_at", "sent_at", "confirmed_at"), now)
    return ReportFactory(**moments, acted_from=day, acted_until=day, **fields)


def _address(row: Report | Case, name: str, *more: object) -> str:
    return reverse(f"conduct:{name}", args=[row.reference.lower(), *more])


def test_report_becomes_a_case_whose_committee_is_told_to_the_member(visit: Callable[..., Page]) -> None:
    about, officer = member("S-ISP", "S-CISO"), person("Otto", "conduct-officer")
    people = [person(name, "committee-member") for name in ("Bram", "Cleo", "Dirk")]
    report = _report()
    ReportFileFactory(report=report, file__name="mail.pdf")
    ReportAdditionFactory(report=report)

    page = visit("/", officer)
    expect(page.locator("main")).to_contain_text("1 report is to be taken.")
    page.get_by_role("link", name="Conduct", exact=True).click()
    page.get_by_role("link", name=report.reference).click()
    _look(page, "take")
    page.get_by_role("button", name="I have no interest, and take it").click()
    _look(page, "report")
    page.get_by_role("link", name="Open a case").click()
    page.get_by_role("button", name="Find").click()
    _look(page, "find")
    page.get_by_role("link", name="Iris Voorbeeld").click()
    page.get_by_role("checkbox").first.check()
    page.get_by_label("What is alleged").fill("Melder saw how a client's list was handed on.")
    page.get_by_role("button", name="Look how it reads").click()
    expect(page.locator(".error-summary")).to_contain_text("Leave this out: Melder.")
    _look(page, "open-wrong")
    page.get_by_label("What is alleged").fill("A client's list was handed on.")
    page.get_by_role("button", name="Look how it reads").click()
    _look(page, "open-look")
    page.get_by_role("button", name="Open the case").click()
    case = Case.objects.get()
    assert case.member == about

    for one in people:
        page.get_by_role("link", name="Invite somebody to the committee").click()
        page.get_by_label(str(one)).check()
        if one is people[0]:
            _look(page, "invite")
        page.get_by_role("button", name="Invite this representative").click()
    for seat in Seat.objects.all()[:2]:
        committee.take_seat(seat, by=seat.person, at=timezone.now())
    page.reload()
    expect(page.locator("main")).to_contain_text("Two members of the committee have accepted; one more is missing.")
    _look(page, "case-forming")
    page.get_by_role("link", name="Take the invitation back").click()
    _look(page, "take-back")
    last = Seat.objects.last()
    assert last is not None
    committee.take_seat(last, by=last.person, at=timezone.now())
    page.goto(_address(case, "case"))
    page.get_by_role("link", name="Put in the chair").first.click()
    _look(page, "chair")
    page.get_by_role("button", name="Name the chair").click()
    page.get_by_role("link", name="Tell the member the names").click()
    _look(page, "names")
    page.get_by_role("button", name="Tell the member").click()
    expect(page.locator("main")).to_contain_text("The member can challenge names until")
    page.get_by_text("Who opened it, and when").click()
    _look(page, "case-named")


def test_what_else_an_officer_does_reads_well(visit: Callable[..., Page]) -> None:
    officer, now = person("Otto", "conduct-officer"), timezone.now()
    nel = person("Nel", "conduct-officer")
    about = member("S-ISP")
    first, second = (intake.take(_report(), by=officer, at=now) for _one in range(2))
    page = visit(_address(second, "intake-hand-on"), officer)
    _look(page, "hand-on")
    page.goto(_address(second, "intake-dismiss"))
    page.get_by_label("it tells too little to be looked into").check()
    page.get_by_label("What you write to the reporter").fill("We cannot tell from it what happened.\n\nThank you.")
    _look(page, "dismiss")
    page.get_by_role("button", name="Look how it reads").click()
    _look(page, "dismiss-look")

    page.goto(_address(first, "intake-open", about.number))
    page.get_by_role("checkbox").first.check()
    page.get_by_label("What is alleged").fill("A client's list was handed on.")
    page.get_by_role("button", name="Look how it reads").click()
    page.get_by_role("button", name="Open the case").click()
    case = Case.objects.get()
    page.goto(_address(second, "intake-open", about.number))
    _look(page, "open-already")
    page.goto(_address(second, "intake-join", case.reference.lower()))
    _look(page, "join")

    seats = []
    for one in UserFactory.create_batch(3, roles=("committee-member",)):
        seat = committee.invite(case, one, SeatKind.REPRESENTATIVE, by=officer, at=now)
        seats.append(committee.take_seat(seat, by=one, at=now))
    committee.name_chair(seats[0], by=officer, at=now)
    committee.tell_names(case, by=officer, at=now)
    committee.challenge(seats[1], "We were partners once.", by=about.user, at=now)
    page.goto(_address(case, "case-answer", seats[1].pk))
    _look(page, "answer")
    page.get_by_label("stays on the committee").check()
    page.get_by_label("Why").fill("That was twenty years ago.")
    page.get_by_role("button", name="Send the answer").click()
    Seat.objects.update(challenge_by=timezone.localdate() - timedelta(days=1))
    page.goto(_address(case, "case-ask"))
    _look(page, "ask")
    page.get_by_role("button", name="Ask the member").click()
    page.goto(_address(case, "case-more-time"))
    _look(page, "more-time")
    explaining.ask_hearing(case, "In the afternoon.", by=about.user, at=now)
    page.goto(_address(case, "case-hearing"))
    _look(page, "hearing")
    Hearing.objects.update(starts_at=now - timedelta(hours=2), place="By video.", set_at=now)
    page.goto(_address(case, "case-write"))
    page.get_by_label("The committee and the case officer alone").check()
    page.get_by_label("Text").fill("The client confirmed that the list is theirs.")
    _look(page, "write")
    page.get_by_role("button", name="Put it into the room").click()
    page.get_by_role("link", name="Write the record of the hearing").click()
    _look(page, "record")
    page.get_by_label("Yes: this is their explanation").check()
    page.get_by_label("Record", exact=True).fill("Asked, and answered.")
    page.get_by_role("button", name="Put the record into the room").click()
    expect(page.locator("main")).to_contain_text("The member explained at the hearing.")
    _look(page, "case-explained")

    page.get_by_role("link", name="Hand the case on").click()
    page.get_by_role("button", name="Ask this colleague").click()
    _look(page, "hand-on-wrong")
    page.get_by_label(str(nel)).check()
    page.get_by_role("button", name="Ask this colleague").click()
    expect(page.locator("main")).to_contain_text("was asked to go on with the case, and has not answered yet.")
    taking_over = visit("/conduct/reports/", nel)
    _look(taking_over, "list-left")
    taking_over.get_by_role("link", name=case.reference).click()
    _look(taking_over, "take-over")

    outside = visit(_address(case, "case"), person("Ada", "administrator"))
    _look(outside, "glass")
    outside.get_by_label("Why you must open this case").fill("The case officer fell ill.")
    outside.get_by_role("button", name="Open the case for an hour").click()
    _look(outside, "case-outside")
