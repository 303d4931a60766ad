"""Reporting with second thoughts: again, corrected, kept as a draft, in another unit; and the number above it."""

import datetime as dt
from decimal import Decimal

import pytest

from cpe.models import Claim, ClaimDraft
from tests.cpe.reporting import REPORT, holder, send, text, today, typed
from tests.factories.files import picture, sent
from tests.people import signed_in

pytestmark = pytest.mark.django_db


def preview(member, **said):
    return signed_in(member.user).post("/cpe/report/preview/", typed(act=None, **said))


def shown(member, **said):
    return signed_in(member.user).post(REPORT, typed(**{"act": "show", "title": None, "not_work": None, **said}))


# The same again ------------------------------------------------------------


@pytest.mark.parametrize("more", [{"note": "The second part."}, {"link": "https://keys.example/2"}, {"proof": True}])
def test_what_differs_by_its_note_or_its_proof_is_pointed_out_and_reported_on_the_second_press(more):
    """Nothing of it is swallowed: only a button pressed twice is."""
    member = holder()
    client = signed_in(member.user)
    client.post(REPORT, {**typed(), "proof": sent(picture(), "one.png")})
    first = Claim.objects.get()
    said = typed(**{name: value for name, value in more.items() if name != "proof"})
    file = {"proof": sent(picture(size=(50, 20)), "two.png")} if "proof" in more else {}
    answer = client.post(REPORT, {**said, **file})
    assert f"Claim {first.pk} is of the same day, title and provider." in text(answer)
    assert "more proof of it is added on the page of the claim" in text(answer)
    assert Claim.objects.count() == 1
    draft = answer.context["page"].draft
    kept = {"draft": str(draft.pk), "read": draft.changed_at.isoformat()} if draft else {}
    assert client.post(REPORT, {**said, **kept, "seen": str(first.pk)}).status_code == 302
    second = Claim.objects.latest("pk")
    assert (Claim.objects.count(), second.note) == (2, more.get("note", ""))
    assert [proof.file.name for proof in second.evidence.all()] == (["two.png"] if file else [])
    assert [proof.file.name for proof in first.evidence.all()] == ["one.png"]


# A correction ------------------------------------------------------------


def test_a_correction_of_a_day_s_hours_begins_with_the_times_and_no_hours():
    member = holder()
    day = {"activity": "other-course", "amount": "", "attended": None, "begins_at": "09:00", "ends_at": "17:00"}
    send(member, **day, breaks="60")
    claim = Claim.objects.get()
    client = signed_in(member.user)
    for way in ("correct", "repeat"):
        form = client.get(f"{REPORT}?{way}={claim.pk}").context["form"]
        assert form["amount"].value() is None
        assert (form["begins_at"].value(), form["breaks"].value()) == (dt.time(9), 60)
    assert send(member, client, **day, breaks="30", corrects=str(claim.pk)).status_code == 302
    assert Claim.objects.get(corrects=claim).amount == Decimal("7.5")


# One webinar, one article ------------------------------------------------------------


def test_each_webinar_given_is_a_claim():
    member = holder()
    said = {"activity": "webinar-given", "attended": None}
    for answer in (
        send(member, **said, amount="2"),
        shown(member, **said, amount="2"),
        preview(member, **said, amount="2"),
    ):
        assert "Each webinar is a claim by itself: write 1 here, and report the others one by one." in text(answer)
    assert not Claim.objects.exists()
    assert send(member, **said, amount="1").status_code == 302


@pytest.mark.parametrize(
    ("activity", "says"),
    [
        ("webinar-attended", "Each webinar is a claim by itself."),
        ("article-published", "Each article is a claim by itself."),
    ],
)
def test_what_is_a_claim_by_itself_says_so(activity, says):
    assert says in text(signed_in(holder().user).get(f"{REPORT}?activity={activity}"))


# The number above ------------------------------------------------------------


def test_the_number_is_what_can_count_at_most_where_titles_differ():
    member = holder(S_ISP=300, S_CISO=50)
    send(
        member,
        activity="article-read",
        attended=None,
        amount="300",
        completed_on=(today() - dt.timedelta(100)).isoformat(),
    )
    assert text(preview(member, activity="book", attended=None, amount="1050")).startswith(
        "5 of 10 credits 1 050 pages, 1 credit for every 100 pages: 10 credits."
    )


# Drafts ------------------------------------------------------------


def test_an_empty_draft_is_not_kept():
    member = holder()
    nothing = dict.fromkeys(("activity", "completed_on", "amount", "attended", "title", "provider", "not_work"))
    answer = send(member, act="draft", **nothing)
    assert "Nothing is typed yet, so there is no draft to keep." in text(answer)
    assert not ClaimDraft.objects.exists()
    assert send(member, act="draft", **{**nothing, "provider": "Wiley"}).status_code == 302


def test_a_draft_says_at_once_what_is_wrong_with_what_stands_in_it():
    member = holder()
    client = signed_in(member.user)
    send(member, client, act="draft", amount="abc", title=None)
    page = client.get(f"{REPORT}?draft={ClaimDraft.objects.get().pk}")
    assert page.context["form"].errors.keys() == {"amount"}
    assert "Once what is marked above is put right" in text(page)
    assert 'value="abc"' in page.text


def test_what_is_refused_on_a_round_trip_is_not_called_missing():
    page = text(shown(holder(), amount="abc"))
    assert "Once the fields above are filled" not in page
    assert "Once what is marked above is put right" in page


# Faults at their field ------------------------------------------------------------


@pytest.mark.parametrize("amount", ["1", "5"])
def test_what_was_not_attended_is_asked_at_its_own_field(amount):
    member = holder()
    for answer in (send(member, amount=amount, attended=""), shown(member, amount=amount, attended="")):
        assert answer.context["form"].errors["attended"] == ["Say how much of it was attended."]
    assert not Claim.objects.exists()


def test_an_amount_of_another_unit_is_asked_about_once():
    """What was typed as pages is not taken for hours."""
    member = holder()
    said = {"activity": "teaching", "amount": "320", "attended": None, "shape": "book"}
    page = shown(member, **said)
    assert page.context["form"].errors["amount"] == [
        "“320” was written for another activity. Write the net hours, or press again if it is right."
    ]
    assert 'value="320"' in page.text
    assert 'name="shape" value="teaching"' in page.text
    send(member, **{**said, "amount": "8"})
    assert not Claim.objects.exists()
    assert send(member, **{**said, "amount": "8", "shape": "teaching"}).status_code == 302
    assert send(member, **{**said, "amount": "7", "shape": "other-course", "title": "Other"}).status_code == 302


def test_every_activity_says_what_it_is_counted_in():
    page = signed_in(holder().user).get(REPORT).text
    assert '<option value="book" data-unit="pages"' in page
    assert '<option value="teaching" data-unit="hours"' in page


# Taking a claim back ------------------------------------------------------------


def test_taking_a_waiting_claim_back_says_what_it_might_have_brought():
    member = holder()
    send(member, activity="book", attended=None, amount="320")
    page = text(signed_in(member.user).get(f"/cpe/claims/{Claim.objects.get().pk}/withdraw/"))
    assert "It waits for a decision. Once accepted it could bring: S-ISP up to 3 credits" in page


# What if ------------------------------------------------------------


def test_the_planner_takes_a_comma_and_says_that_longer_is_several():
    client = signed_in(holder().user)
    assert "1.5 credits" in text(client.get("/cpe/planner/?activity=other-course&amount=1,5"))
    page = text(client.get("/cpe/planner/?activity=webinar-attended&amount=5"))
    assert "Several are reported one by one" in page
    assert "Write an amount with at most four decimals" in text(client.get("/cpe/planner/?activity=book&amount=x"))
    assert "Write a number above zero" in text(client.get("/cpe/planner/?activity=book&amount=0"))
