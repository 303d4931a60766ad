"""A title after an exam: claimed on a phone without JavaScript, refused, objected to, awarded; and by a table."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from members.models import Credential, ExamClaim, Title
from tests.common.hostile import HOSTILE
from tests.factories.accounts import UserFactory
from tests.factories.files import picture
from tests.factories.members import MemberFactory
from tests.journeys.looking import SEEN_WITH_A_TABLE, Look, findings_light_and_dark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def _follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def _choose(page: Page, label: str, name: str, content: bytes, mime: str = "image/png") -> None:
    page.get_by_label(label).set_input_files({"name": name, "mimeType": mime, "buffer": content})


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_title_is_claimed_refused_objected_to_and_awarded(visit: Callable[..., Page], look: Look, script: bool) -> None:
    ada = UserFactory(given_name="Ada", family_name="Nergens")
    first, second = (UserFactory(roles=("back-office",)) for _clerk in range(2))
    page = visit("/", ada, width=360, script=script, second_factor=False)
    _follow(page, "Claim a title after an exam")
    _choose(page, "Proof", "result.pdf", HOSTILE["PDF with a script when opened"][0](), "application/pdf")
    page.get_by_label("Exam number").fill("ex-17")
    _press(page, "Claim the title")
    assert page.title().startswith("Error: ")
    expect(page.get_by_text("This PDF contains a script or an action.").first).to_be_visible()
    if script:
        assert findings_light_and_dark(page) == []
        page.set_viewport_size({"width": 360, "height": 800})
    _choose(page, "Proof", "result.png", picture())
    _press(page, "Claim the title")
    expect(page.get_by_text("We have your file “result.png”")).to_be_visible()
    assert page.get_by_label("Exam number").input_value().lower() == "ex-17"
    page.get_by_label("Title", exact=True).select_option(str(Title.objects.get(code="S-ISP").pk))
    page.get_by_label("Date of the exam").fill(f"{timezone.localdate():%Y-%m-%d}")
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    _press(page, "Claim the title")
    claim = ExamClaim.objects.get()
    expect(page.get_by_text(claim.reference).first).to_be_visible()
    expect(page.get_by_text("You will hear from us by")).to_be_visible()
    if script:
        look(page)

    clerk = visit("/office/", first)
    _follow(clerk, "Exam claims waiting for our check")
    _follow(clerk, claim.reference)
    with clerk.expect_download() as sent:
        clerk.get_by_role("link", name="Download").click()
    assert sent.value.suggested_filename == "result.png"
    _follow(clerk, "Refuse")
    clerk.get_by_label("Reason").select_option("not-found")
    clerk.get_by_label("In words to the person").fill("There is no EX-17 on that day.")
    _press(clerk, "Look at the letter first")
    expect(clerk.get_by_text("We found no exam with this number and date.").last).to_be_visible()
    look(clerk)
    _press(clerk, "Refuse")

    page.reload()
    _follow(page, "Object")
    page.get_by_label("Why do you think so?").fill("The number on page 2 is the same.")
    _press(page, "Send the objection")
    expect(page.get_by_text("We received your objection").first).to_be_visible()

    clerk.goto(f"/office/members/examclaim/{claim.pk}/settle/")
    expect(clerk.get_by_text("You refused this claim. Somebody else decides about the objection.")).to_be_visible()
    other = visit("/office/", second)
    _follow(other, "Objections to refused exam claims")
    _follow(other, claim.reference)
    _follow(other, "Decide the objection")
    other.get_by_label("The objection is right: award the title today").check()
    other.get_by_label("Why, in words to the person").fill("The examination office found it.")
    look(other)
    _press(other, "Decide the objection")

    page.reload()
    expect(page.get_by_text("The title is yours")).to_be_visible()
    page.goto("/")
    expect(page.get_by_text("Information Security Practitioner").first).to_be_visible()
    assert Credential.objects.get().member.user == ada


def test_member_who_never_agreed_is_asked_and_may_say_not_now(visit: Callable[..., Page]) -> None:
    member = MemberFactory()
    page = visit("/agreements/", member.user, width=360, second_factor=False)
    _follow(page, "Not now")
    _follow(page, "Agree to the documents that hold for members")
    _press(page, "Agree")
    assert page.title().startswith("Error: ")
    assert findings_light_and_dark(page) == []
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    _press(page, "Agree")
    expect(page.get_by_text("Thank you.")).to_be_visible()
    assert member.user.agreements.count() == 3


def test_table_awards_after_it_was_looked_at(visit: Callable[..., Page], look: Look) -> None:
    header = "email,given_name,family_name,title,exam_on,exam_number"
    good = "nova@people.example,Nova,Nieuw,S-ISP,2026-06-12,EX-9"
    clerk = visit("/office/members/examclaim/", UserFactory(roles=("back-office",)))
    _follow(clerk, "Award by a table")
    _choose(clerk, "Table", "r.csv", f"{header}\n{good}\nx@people.example,X,,S-CISO,2026-06-12,1".encode(), "text/csv")
    _press(clerk, "Look what it does")
    expect(clerk.get_by_text("is awarded after an assessed application")).to_be_visible()
    expect(clerk.get_by_role("button", name="Award all of them")).to_have_count(0)
    assert findings_light_and_dark(clerk) == []
    clerk.set_viewport_size({"width": 1280, "height": 900})
    _follow(clerk, "Send another table")
    _choose(clerk, "Table", "r.csv", f"{header}\n{good}\n".encode(), "text/csv")
    _press(clerk, "Look what it does")
    look(clerk)
    _press(clerk, "Award all of them")
    expect(clerk.get_by_text("1 title is awarded.")).to_be_visible()
    assert Credential.objects.count() == 1
    assert look.seen == SEEN_WITH_A_TABLE
