"""Reporting an activity in the portal: the number before it is sent, the claim after it, and no statement too many."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cpe import selectors
from cpe.enums import VersionState
from cpe.models import Claim, ClaimDraft
from cpe.shipped import POLICY
from members.models import Level, Title, Track
from tests.cpe.policies import written
from tests.cpe.reporting import REPORT, holder, send, text, today, typed
from tests.factories.members import CredentialFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


def days_ago(many):
    return (today() - dt.timedelta(days=many)).isoformat()


def preview(member, **said):
    return signed_in(member.user).post("/cpe/report/preview/", typed(act=None, **said))


def test_a_webinar_is_reported_and_its_page_says_what_it_counts_for():
    """G-136: one report, for each title."""
    member = holder(S_ISP=300, S_ITSP=200)
    client = signed_in(member.user)
    answer = send(member, client)
    claim = Claim.objects.get()
    assert answer["Location"] == f"/cpe/claims/{claim.pk}/"
    assert (claim.state, claim.amount, claim.attended, claim.reported_on) == ("accepted", 1, 1, today())
    page = text(client.get(answer["Location"]))
    assert f"We received it. It is claim {claim.pk}." in page
    assert "S-ISP 1 credit All of it counts for the cycle until" in page
    assert "S-ITSP 1 credit All of it counts for the cycle until" in page
    assert "Accepted by the rules, as it was reported." in page


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"activity": "webinar-attended", "amount": "1", "attended": "0.8"}, "1 credit 1 hour, 1 credit per hour"),
        ({"activity": "webinar-attended", "amount": "1", "attended": "0.7"}, "0 of 1 credit"),
        ({"activity": "book", "amount": "320"}, "3 credits 320 pages, 1 credit for every 100 pages: 3 credits."),
        ({"activity": "article-read", "amount": "320"}, "2 credits 320 pages"),
        ({"activity": "book", "amount": "99"}, "0 credits 99 pages"),
        ({"activity": "article-published", "amount": "7"}, "5 of 7 credits 7 pages of A4"),
        ({"activity": "webinar-given", "amount": "1"}, "up to 6 credits 1 webinar: up to 6 credits"),
        ({"activity": "podcast", "amount": "18"}, "5 of 6 credits"),
        ({"activity": "seco-expert", "amount": "1"}, "40 credits 1 course"),
        ({"activity": "other-course", "amount": "1,25"}, "1.25 credits 1.25 hours"),
        (
            {"activity": "other-course", "amount": "", "begins_at": "09:00", "ends_at": "17:00", "breaks": "60"},
            "7 credits 7 hours",
        ),
    ],
)  # fmt: skip
def test_the_number_stands_there_before_anything_is_sent(said, says):
    """G-073, G-076 to G-080, G-085 to G-087, G-096, G-101, in the words of the page, on both ways to it."""
    member, said = holder(), {"attended": None, **said}
    assert says in text(preview(member, **said))
    page = signed_in(member.user).post(REPORT, typed(**{**said, "act": "show", "title": None, "not_work": None}))
    assert says in text(page)
    assert "Something needs another look" not in text(page)
    assert not Claim.objects.exists()


def test_each_title_says_what_it_gains_and_which_limit_takes_the_rest():
    """G-108, G-137: ten webinar credits there are; the title that began later has room, the Foundation one no need."""
    member = holder(S_ISP=300, S_CISO=50)
    for number in range(3):
        send(member, title=f"Talk {number}", amount="3", attended="3", completed_on=days_ago(60 + number))
    page = text(preview(member, amount="2", attended="2"))
    assert "S-ISP 9 → to 10 of 60 1 of 2 credits count for the cycle until" in page
    assert "1 credit: above the 10 credits that this activity can bring from" in page
    assert "S-CISO 0 → to 2 of 120 All of it counts for the cycle until" in page
    early = text(preview(member, completed_on=days_ago(55)))
    assert "S-CISO Not for this title. Its first cycle began on" in early


def test_what_needs_approval_says_so_before_and_after():
    """G-078."""
    member = holder()
    said = {"activity": "book", "amount": "320", "attended": None, "title": "Locks"}
    assert "Until it is approved, nothing of it counts. Once it is approved S-ISP 0" in text(preview(member, **said))
    client = signed_in(member.user)
    page = text(client.get(send(member, client, **said)["Location"]))
    assert "Waits for a decision It waits for a reviewer" in page
    assert "Once it is approved S-ISP 0 → to 3 of 60" in page


def test_a_correction_changes_the_total_by_both():
    member = holder()
    send(member, activity="teaching", amount="6", attended=None)
    first = Claim.objects.get()
    said = {"activity": "teaching", "amount": "4", "attended": None, "corrects": str(first.pk)}
    assert "S-ISP 6 → to 4 of 60" in text(preview(member, **said))
    client = signed_in(member.user)
    page = text(client.get(f"{REPORT}?correct={first.pk}"))
    assert f"takes the place of claim {first.pk} , which is withdrawn" in page
    send(member, client, **said)
    second = Claim.objects.get(corrects=first)
    assert (Claim.objects.get(pk=first.pk).state, second.amount) == ("withdrawn", 4)
    assert f"Claim {second.pk} took its place." in text(client.get(f"/cpe/claims/{first.pk}/"))


def test_the_same_again_comes_with_everything_but_the_day_the_proof_and_what_is_declared():
    member = holder()
    send(member, link="https://keys.example/talk")
    page = signed_in(member.user).get(f"{REPORT}?repeat={Claim.objects.get().pk}")
    initial = page.context["form"].initial
    assert (initial["title"], initial["link"], initial["amount"]) == (
        "Keys that nobody steals", "https://keys.example/talk", 1,
    )  # fmt: skip
    assert not {"completed_on", "not_work", "proof"} & initial.keys()


def test_the_rules_of_the_day_it_was_completed_hold():
    """Today's version knows no podcasts and pays double for teaching; what was done before it has its own rules."""
    member = holder(S_ISP=300)
    activities = {key: what for key, what in POLICY.activities.items() if key != "podcast"}
    activities["teaching"] = replace(activities["teaching"], credits=8)
    turn = today() - dt.timedelta(days=10)
    written(replace(POLICY, name="Next", effective_on=turn, activities=activities), state=VersionState.PUBLISHED)
    hours = {"activity": "teaching", "amount": "3", "attended": None}
    assert text(preview(member, **hours)).startswith("6 credits")
    assert text(preview(member, **hours, completed_on=days_ago(20))).startswith("3 credits")
    heard = {"activity": "podcast", "amount": "3", "attended": None}
    assert text(preview(member, **heard, completed_on=days_ago(20))).startswith("1 credit")
    answer = send(member, **heard)
    assert "know no such activity. Choose another one, or put the day right." in text(answer)
    assert not Claim.objects.exists()
    assert send(member, **heard, completed_on=days_ago(20)).status_code == 302


def test_nothing_is_asked_of_whoever_holds_no_title_with_cycles():
    """G-134."""
    page = text(signed_in(person("Nobody")).get(REPORT))
    assert "Nothing is asked of you." in page
    level, track = Level.objects.get(key="foundation"), Track.objects.earliest("pk")
    foundation = Title.objects.create(code="S-ISF", name="Foundation", level=level, track=track)
    page = text(signed_in(CredentialFactory(title=foundation).member.user).get(REPORT))
    assert "Titles of the Foundation level are not kept up with credits" in page


def test_only_what_changed_comes_while_somebody_types():
    """Another activity brings its own fields; the same words again bring nothing, so that nothing is read out twice."""
    member = holder()
    first = preview(member, shape="")
    assert first.content.count(b"hx-swap-oob") == 4
    told = first.context["told"]
    assert preview(member, shape="webinar-attended", told=told).status_code == 204
    again = preview(member, shape="webinar-attended", told=told, amount="2", attended="2")
    assert b"hx-swap-oob" not in again.content
    assert signed_in(None).post("/cpe/report/preview/", typed()).status_code == 401


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"amount": "ten"}, "Write an amount with at most four decimals, such as 3 or 1.25."),
        ({"amount": "4", "attended": "4"}, "a longer one is a course."),
        ({"completed_on": days_ago(-2)}, "An activity can be reported once it is completed."),
        ({"completed_on": days_ago(301)}, "What was completed before counts for none of them."),
        ({"attended": ""}, "Once the fields above are filled"),
        ({"activity": "", "amount": "", "completed_on": ""}, "Once the fields above are filled"),
    ],
)
def test_what_cannot_be_is_said_while_it_is_typed_and_what_is_missing_is_waited_for(said, says):
    assert says in text(preview(holder(), **said))


@pytest.mark.django_db(transaction=True)
def test_a_report_takes_twelve_statements_and_one_commit():
    """W1b: the same however long the ledger is."""
    member = holder()
    client = signed_in(member.user)
    client.get(REPORT)
    for number in range(3):
        said = typed(title=f"Talk {number}", completed_on=days_ago(number + 2))
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(REPORT, said)
        assert answer.status_code == 302
        ran = [query["sql"].split(" ")[0] for query in queries]
        assert ran.count("COMMIT") == 1
        assert len([word for word in ran if word not in {"BEGIN", "COMMIT"}]) == 12
    said = typed()
    with CaptureQueriesContext(connection) as queries:
        client.post("/cpe/report/preview/", said)
    assert len(queries) == 9
    assert (ClaimDraft.objects.count(), len(selectors.claims_of([member.pk])[member.pk])) == (0, 3)


def test_the_activity_chosen_before_is_in_the_address_and_no_other_words_are():
    member = holder()
    client = signed_in(member.user)
    assert "Pages" in text(client.get("/cpe/report/?activity=book"))
    assert "surely-not" not in client.get("/cpe/report/?activity=surely-not").text
    send(member, client)
    claim = Claim.objects.get()
    page = text(client.get(f"/cpe/report/?repeat={claim.pk}&activity=book"))
    assert "Pages" in page
    assert claim.title in client.get(f"/cpe/report/?repeat={claim.pk}&activity=book").text
