"""The page of a claim: how it stands and why, in words; its proof, and what its member can still do."""

import csv
import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from cpe import services
from cpe.enums import ClaimStatus, Denial
from cpe.models import Claim, Evidence
from cpe.rules.appeals import last_day
from members.enums import Ground, OutcomeKind
from members.services import Ruling, record_outcomes
from tests.cpe.importing import bring, row
from tests.cpe.reporting import REPORT, holder, send, text, today, typed
from tests.cpe.test_ledger import a_member
from tests.factories.files import picture, sent
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
BOOK = {"activity": "book", "amount": "320", "attended": None, "title": "Locks and their makers"}


def claimed(member, **said):
    """What was reported, and a client of its member."""
    client = signed_in(member.user)
    answer = send(member, client, **said)
    return Claim.objects.get(pk=answer["Location"].split("/")[3]), client


def page_of(claim, client):
    return text(client.get(f"/cpe/claims/{claim.pk}/"))


def decide(claim, status, **more):
    return services.decide(claim, status, by=person("Rev", "cpe-reviewer"), at=timezone.now(), **more)


def test_a_denial_says_why_in_words_until_when_to_appeal_and_how():
    claim, client = claimed(holder(), **BOOK)
    decide(claim, ClaimStatus.DENIED, why=Denial.UNRELATED, words="The book is about gardens.")
    page = page_of(claim, client)
    assert "Denied What was decided" in page
    assert "What it counts for 320 pages, 1 credit for every 100 pages: 3 credits." in page
    assert "3 credits: denied." in page
    assert "A reviewer denied it. Not related to any of the tracks. The book is about gardens." in page
    day = date_format(last_day(today()))
    assert f"You can appeal to the Board until {day}, that day included." in page
    assert f"name claim {claim.pk}, and say why on at most two pages of A4" in page
    assert "Correct it" not in page
    assert "Rev" not in page.replace("Review", "")


def test_less_than_asked_is_told_with_its_reason():
    """G-230, the first half, as its member reads it."""
    claim, client = claimed(holder(), **{**BOOK, "activity": "exam-question", "amount": "5"})
    decide(claim, ClaimStatus.ACCEPTED, granted=Decimal(3), why=Denial.TWICE, words="Two were in the bank already.")
    page = page_of(claim, client)
    assert "5 questions, 1 credit per question: 5 credits by the rate, and 3 credits as the reviewer granted." in page
    assert "A reviewer accepted it for 3 credits. Reported twice. Two were in the bank already." in page
    assert "You can appeal to the Board until" in page
    assert "For S-ISP we said 5 credits when you reported it, and today it is 3 credits." in page


def test_what_a_later_report_takes_is_told_beside_what_was_said_then():
    """An earlier day takes the room of later ones: what was told stays visible, and the total never falls."""
    member = holder()
    late, client = claimed(member, activity="podcast", amount="15", attended=None, title="Late")
    early = (today() - dt.timedelta(days=30)).isoformat()
    send(member, client, activity="podcast", amount="9", attended=None, title="Early", completed_on=early)
    page = page_of(late, client)
    assert "2 of 5 credits count for the cycle until" in page
    assert "For S-ISP we said 5 credits when you reported it, and today it is 2 credits." in page


def test_a_claim_is_withdrawn_after_asking_what_it_takes_away():
    claim, client = claimed(holder(), activity="teaching", amount="6", attended=None)
    asked = text(client.get(f"/cpe/claims/{claim.pk}/withdraw/"))
    assert "S-ISP loses 6 credits" in asked
    assert Claim.objects.get().state == "accepted"
    client.post(f"/cpe/claims/{claim.pk}/withdraw/")
    page = page_of(claim, client)
    assert "You withdrew the claim. Nothing of it counts any more." in page
    assert "Withdrawn It is withdrawn" in page
    assert client.get(f"/cpe/claims/{claim.pk}/withdraw/")["Location"] == f"/cpe/claims/{claim.pk}/"
    assert client.post(f"/cpe/claims/{claim.pk}/withdraw/").status_code == 302


def test_what_counted_for_a_cycle_that_is_over_is_not_changed_any_more():
    member = holder(S_ISP=3 * 365 + 30)
    held = member.credentials.get()
    over = (today() - dt.timedelta(days=60)).isoformat()
    claim, client = claimed(member, activity="other-course", amount="20", attended=None, completed_on=over)
    assert "Correct it" in page_of(claim, client)
    renewed = Ruling(
        credential=held.pk, kind=OutcomeKind.RENEWED, ground=Ground.COMPLETE, effective_on=today(), cycle=1
    )
    record_outcomes([renewed], at=timezone.now())
    page = page_of(claim, client)
    assert "It counted for a cycle of S-ISP that is over. If something is wrong with it, write to us." in page
    assert "Correct it" not in page
    said = {"activity": "other-course", "amount": "10", "attended": None, "completed_on": over}
    answer = send(member, client, **said, corrects=str(claim.pk))
    assert "It counted for a cycle of S-ISP that is over." in text(answer)


def test_proof_is_added_and_taken_away_while_nobody_decided():
    claim, client = claimed(holder(), **BOOK)
    address = f"/cpe/claims/{claim.pk}/proof/"
    assert "Choose a file first." in text(client.post(address))
    assert "The file did not arrive" not in text(client.post(address))
    client.post(address, {"proof": [sent(picture(), "a.png"), sent(picture("JPEG"), "b.jpg")]})
    proof = Evidence.objects.order_by("pk").first()
    assert "“a.png”" in text(client.get(f"{address}{proof.pk}/remove/"))
    client.post(f"{address}{proof.pk}/remove/")
    assert [one.file.name for one in Evidence.objects.all()] == ["b.jpg"]
    refused = client.post(address, {"proof": sent(b"no picture", "bad.png")})
    assert refused.status_code == 200
    assert refused.context["form"].errors["proof"]
    decide(claim, ClaimStatus.ACCEPTED)
    assert client.get(f"{address}{Evidence.objects.get().pk}/remove/").status_code == 404
    client.post(f"{address}{Evidence.objects.get().pk}/remove/")
    assert "What proves a decided claim stays with it." in page_of(claim, client)


def test_begin_end_and_breaks_are_kept_as_they_were_said():
    said = {"amount": "", "begins_at": "09:00", "ends_at": "17:00", "breaks": "60", "activity": "other-course"}
    claim, client = claimed(holder(), **said, attended=None)
    assert claim.amount == 7
    assert "7 hours (from 09:00 to 17:00, less 60 minutes of breaks)" in page_of(claim, client)


def test_hours_that_are_no_whole_number_stand_there_with_their_minutes():
    said = {"amount": "", "begins_at": "09:00", "ends_at": "17:00", "breaks": "65", "activity": "other-course"}
    claim, client = claimed(holder(), **said, attended=None)
    page = page_of(claim, client)
    assert "6.9166 hours, that is 6 hours 55 minutes (from 09:00 to 17:00, less 65 minutes of breaks)" in page


def test_less_than_the_rate_is_told_with_its_reason_on_the_pages_of_the_title():
    claim, client = claimed(holder(), **{**BOOK, "activity": "exam-question", "amount": "5"})
    decide(claim, ClaimStatus.ACCEPTED, granted=Decimal(3), why=Denial.TWICE, words="Two were in the bank already.")
    for address in ("/cpe/titles/S-ISP/", "/cpe/transcript/"):
        assert "3 of 5 credits granted: reported twice" in text(client.get(address)), address


def test_a_claim_is_read_by_its_member_alone():
    claim, _client = claimed(holder())
    stranger = signed_in(holder().user)
    for address in ("", "withdraw/", "proof/1/remove/"):
        assert stranger.get(f"/cpe/claims/{claim.pk}/{address}").status_code == 404
    assert stranger.post(f"/cpe/claims/{claim.pk}/proof/").status_code == 404
    assert stranger.get(f"/cpe/claims/{'9' * 30}/").status_code == 404


def test_a_claims_page_asks_the_same_however_much_was_reported():
    member, asked = holder(S_ISP=300, S_ITSP=200), []
    for number in range(3):
        claim, client = claimed(member, title=f"Talk {number}", activity="teaching", attended=None)
        client.get(f"/cpe/claims/{claim.pk}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/cpe/claims/{claim.pk}/")
        asked.append(len(queries))
    assert asked == [13] * 3


def test_a_draft_and_a_repetition_begin_with_what_was_there():
    claim, client = claimed(holder(), **BOOK)
    client.post(REPORT, typed(act="draft", corrects=str(claim.pk), amount="abc"))
    listed = text(client.get(REPORT))
    assert "What you began Keys that nobody steals last changed on" in listed
    (draft,) = claim.member.drafts.all()
    page = client.get(f"{REPORT}?draft={draft.pk}")
    assert f"Correct claim {claim.pk}" in text(page)
    assert 'value="abc"' in page.content.decode()


def test_a_claim_from_the_register_before_says_so_wherever_it_stands():
    member = a_member(S_ISP=dt.date(2026, 1, 1))
    decided = {"decision": "accepted", "granted": "4", "why": "twice", "words": "One was there.", "reference": "W-17"}
    asked = {"activity": "exam-question", "amount": 5}
    bring(row(member, title="Questions of spring", **asked, **decided), row(member, decision="denied", why="recycled",
          words="It was given before."))  # fmt: skip
    claim, denied = member.claims.order_by("pk")
    told = "Brought in on 1 June 2026 from the register before, number W-17"
    theirs = signed_in(member.user)
    page = text(theirs.get(f"/cpe/claims/{claim.pk}/"))
    assert told in page
    assert "Accepted in the register before, for 4 credits." in page
    page = text(theirs.get(f"/cpe/claims/{denied.pk}/"))
    assert "Denied in the register before." in page
    assert "Brought in on 1 June 2026 from the register before " in page
    for address in ("/cpe/", "/cpe/titles/s-isp/"):
        assert text(theirs.get(address)).count(told) == 1, address
    table = theirs.get("/cpe/transcript/csv/").getvalue().decode("utf-8-sig")
    assert [row["where it comes from"] for row in csv.DictReader(table.splitlines())].count(told) == 1
    assert told in text(signed_in(person("Cora", "cpe-reviewer")).get(f"/office/cpe/claim/{claim.pk}/change/"))
    decide(claim, ClaimStatus.DENIED, why="twice", words="All five were there.")
    page = page_of(claim, theirs)
    assert "Accepted in the register before, for 4 credits." in page
    assert "A reviewer denied it after it was accepted." in page
