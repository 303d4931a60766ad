"""A case from the invitation of who judges it to each of its three outcomes, as committee and member go through it."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from conduct.enums import ChallengeAnswer, SeatKind
from conduct.models import Case, Hearing, Judgement, Seat
from conduct.services import committee, explaining, judging
from tests.common.hostile.documents import pdf
from tests.conduct import cases
from tests.journeys.looking import findings_light_and_dark
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("SECO_PICTURES", "")


@pytest.fixture(autouse=True)
def _lately(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases of these tests began some days ago, by the clock that the browser's server reads."""
    monkeypatch.setattr(cases, "AT", timezone.now() - timedelta(days=14, minutes=1))


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


def _address(case: Case, name: str) -> str:
    return reverse(f"conduct:{name}", args=[case.reference.lower()])


def _invited(case: Case, *people: User) -> list[Seat]:
    now = timezone.now()
    return [committee.invite(case, one, SeatKind.REPRESENTATIVE, by=case.officer, at=now) for one in people]


def test_breach_that_is_not_explained(visit: Callable[..., Page]) -> None:
    about, now = cases.member(*cases.CODES), timezone.now()
    case = cases.opened(about, officer=person("Otto", "conduct-officer"))
    bram, cleo, dirk = people = [person(name, "committee-member") for name in ("Bram", "Cleo", "Dirk")]
    seats = _invited(case, *people)

    chair = visit("/", bram)
    chair.get_by_role("link", name="Cases you are asked to judge").click()
    _look(chair, "seats")
    chair.get_by_role("link", name=case.reference).click()
    expect(chair.locator("main")).not_to_contain_text(cases.ALLEGED)
    chair.get_by_role("button", name="I have an interest").click()
    expect(chair.locator(".error-summary")).to_contain_text("Write in a few words which interest you have.")
    _look(chair, "invitation-wrong")
    chair.get_by_role("button", name="I have no interest and take the seat").click()
    expect(chair.locator("main")).to_contain_text(cases.ALLEGED)
    for seat in seats[1:]:
        committee.take_seat(seat, by=seat.person, at=now)
    committee.name_chair(seats[0], by=case.officer, at=now)
    committee.tell_names(case, by=case.officer, at=now)

    iris = visit("/", about.user)
    iris.get_by_role("link", name="Cases about you").click()
    _look(iris, "own-cases")
    iris.get_by_role("link", name=case.reference).click()
    _look(iris, "own-named")
    iris.get_by_role("link", name="Challenge this name Dirk").click()
    iris.get_by_role("button", name="Challenge this name").click()
    _look(iris, "own-challenge-wrong")
    iris.get_by_label("Why").fill("We were partners once.")
    iris.get_by_role("button", name="Challenge this name").click()
    committee.answer_challenge(seats[2], ChallengeAnswer.STAYS, "That is long ago.", by=case.officer, at=now)
    case.seats.update(challenge_by=timezone.localdate() - timedelta(days=1))
    explaining.ask_to_explain(case, by=case.officer, at=now)

    iris.reload()
    expect(iris.locator("main")).to_contain_text("That is long ago.")
    iris.get_by_role("link", name="Explain in writing").click()
    iris.get_by_role("button", name="Look how it reads").click()
    _look(iris, "explain-wrong")
    iris.get_by_label("Your explanation").fill("The client had agreed.")
    iris.get_by_role("button", name="Save it, and put documents with it").click()
    iris.get_by_label("Files").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    iris.get_by_role("button", name="Send the files").click()
    _look(iris, "own-files")
    iris.get_by_role("link", name="Remove a.pdf").click()
    _look(iris, "own-file-remove")
    iris.get_by_role("link", name="Back without doing it").click()
    iris.get_by_role("link", name="Back to your explanation").click()
    iris.get_by_role("button", name="Look how it reads").click()
    _look(iris, "explain-look")
    iris.get_by_role("button", name="Give the explanation").click()
    expect(iris.locator("main")).to_contain_text("You explained in writing on")
    _look(iris, "own-explained")

    chair.goto(_address(case, "case"))
    chair.get_by_role("link", name="Begin the deliberation").click()
    _look(chair, "deliberate")
    chair.get_by_role("button", name="Begin the deliberation").click()
    chair.get_by_role("link", name="Propose a judgement").click()
    chair.get_by_role("button", name="Look how it reads").click()
    _look(chair, "propose-wrong")
    for row in case.concerned.all():
        for name, value in (("broken", "yes"), ("knowingly", "yes"), ("explained", "no")):
            chair.locator(f"input[name={name}_{row.pk}][value={value}]").check()
        chair.locator(f"[name=words_{row.pk}]").fill("As the mails show.")
    chair.get_by_label("The reasons").fill("The list was not yours to give.")
    chair.get_by_role("button", name="Look how it reads").click()
    expect(chair.locator("main")).to_contain_text("Confirming ends S-CISO, S-ISP, S-ITSE and the membership.")
    _look(chair, "propose-look")
    chair.get_by_role("button", name="Propose it to the committee").click()

    second = visit(_address(case, "case"), cleo)
    second.get_by_role("link", name="Vote", exact=True).click()
    _look(second, "vote")
    second.get_by_label("For this judgement").check()
    second.get_by_role("button", name="Vote").click()
    _look(second, "case-proposed")
    judging.vote(Judgement.objects.get(), agrees=True, words="", by=dirk, at=timezone.now())
    second.reload()
    second.get_by_role("link", name="Confirm the judgement").click()
    _look(second, "confirm")
    second.get_by_role("button", name="Confirm: the judgement is final").click()
    expect(second.locator("main")).to_contain_text("It is final.")
    _look(second, "case-closed")

    iris.reload()
    expect(iris.locator("main")).to_contain_text("Your membership and every title you held ended")
    _look(iris, "own-judged")
    iris.get_by_role("link", name="The judgement by itself, to print").click()
    _look(iris, "own-judgement")
    iris.goto("/")
    expect(iris.locator("main")).to_contain_text("Revoked")


def test_explained_satisfactorily_at_a_hearing(visit: Callable[..., Page]) -> None:
    case, seats = cases.explaining_case()
    iris = visit(_address(case, "own-case"), case.member.user)
    iris.get_by_role("link", name="Ask for a hearing").click()
    _look(iris, "own-hearing")
    iris.goto(_address(case, "own-write"))
    _look(iris, "own-write")
    iris.get_by_label("What you write").fill("I need until the end of the year.")
    iris.get_by_role("button", name="Send it").click()
    expect(iris.locator("main")).to_contain_text("I need until the end of the year.")
    _look(iris, "own-written")
    iris.get_by_role("link", name="Ask for a hearing").click()
    iris.get_by_label("What you wish for it").fill("In the afternoon.")
    iris.get_by_role("button", name="Ask for a hearing").click()
    expect(iris.locator("main")).to_contain_text("You asked for a hearing; we set a day.")
    chair = visit(_address(case, "case"), seats[0].person)
    expect(chair.get_by_role("link", name="Set or move the hearing")).to_be_visible()
    chair.get_by_role("link", name="Write a note for the committee alone").click()
    _look(chair, "note")
    chair.get_by_label("Note").fill("Ask for the second mail.")
    chair.get_by_role("button", name="Keep the note").click()
    now = timezone.now()
    explaining.set_hearing(case, now + timedelta(hours=1), "By video.", by=seats[0].person, at=now)
    Hearing.objects.update(starts_at=now - timedelta(hours=1))
    explaining.record_hearing(case, "Asked, and answered.", came=True, by=seats[0].person, at=now)
    iris.reload()
    expect(iris.locator("main")).to_contain_text("You explained at the hearing.")
    _look(iris, "own-heard")

    judging.begin_deliberation(case, by=seats[0].person, at=now)
    cases.proposed(case=case, seats=seats)
    chair.goto(_address(case, "case"))
    chair.get_by_role("link", name="Send the proposal back").click()
    _look(chair, "send-back")
    chair.get_by_label("Why").fill("The client did agree.")
    chair.get_by_role("button", name="Send it back").click()
    _look(chair, "case-sent-back")
    cases.proposed(case=case, seats=seats, confirmed=True, explained=True)
    iris.reload()
    expect(iris.locator("main")).to_contain_text("Your membership and titles stay as they are.")


def test_no_breach_though_the_member_declined(visit: Callable[..., Page]) -> None:
    case, seats = cases.explaining_case()
    iris = visit(_address(case, "own-case"), case.member.user, script=False)
    iris.get_by_role("link", name="Decline to explain").click()
    expect(iris.locator("main")).to_contain_text("You cannot explain afterwards.")
    iris.get_by_role("button", name="Decline to explain").click()
    expect(iris.locator("main")).to_contain_text("You declined to explain on")
    (new,) = _invited(case, person("Elif", "committee-member"))
    elif_ = visit(_address(case, "case"), new.person)
    elif_.get_by_label("Why you cannot").fill("I am abroad.")
    elif_.get_by_role("button", name="I cannot").click()
    _look(elif_, "given-up")
    other = visit(_address(case, "seat-leave"), seats[1].person)
    _look(other, "leave")

    judging.begin_deliberation(case, by=seats[0].person, at=timezone.now())
    cases.proposed(case=case, seats=seats, confirmed=True, broken=False)
    iris.reload()
    expect(iris.locator("main")).to_contain_text("No article was broken. Nothing changes for you")
