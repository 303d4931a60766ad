"""How the member's pages say how a claim stands, and what one brings that a reviewer decides on."""

import datetime as dt

import pytest

from comms.models import Message
from cpe import services
from cpe.enums import ClaimStatus, Denial
from tests.cpe.test_ledger import a_member, report
from tests.cpe.test_member_pages import AT, FIRST, now, seen, strip
from tests.factories.ledger import ClaimQuestionFactory
from tests.people import person

pytestmark = pytest.mark.django_db

__all__ = ["now"]
DAY = dt.date(2026, 5, 1)


def test_a_claim_its_member_is_asked_about_waits_for_their_answer_on_every_page_of_theirs():
    member = a_member(S_ISP=FIRST)
    claim = report(member, "book", "320", done=DAY, at=AT)
    question = ClaimQuestionFactory(claim=claim)
    for address in ("/cpe/", "/cpe/titles/s-isp/", f"/cpe/claims/{claim.pk}/"):
        page = strip(seen(member, address)).partition("Show")[2] or strip(seen(member, address))
        assert "Waits for your answer" in page, address
        assert "Waits for a decision" not in page, address
    assert "Waits for a decision" in seen(member, "/cpe/transcript/"), "a document tells others how it stands"
    question.answer, question.answered_at = "Here it is.", AT
    question.save()
    page = strip(seen(member, "/cpe/"))
    assert "Waits for your answer" not in page


def given(member):
    claim = report(member, "webinar-given", "1", done=DAY, at=AT)
    words = {"why": Denial.UNRELATED, "words": "It was about gardens."}
    return claim, lambda: services.decide(claim, ClaimStatus.DENIED, **words, by=person("Rev", "cpe-reviewer"), at=AT)


def test_what_a_reviewer_decides_is_told_as_up_to_before_and_after_a_denial():
    """G-096."""
    member = a_member(S_ISP=FIRST)
    claim, deny = given(member)
    told = "1 webinar: up to 6 credits, as a reviewer decides"
    assert told in seen(member, "/cpe/titles/s-isp/")
    deny()
    for address in ("/cpe/titles/s-isp/", f"/cpe/claims/{claim.pk}/"):
        page = seen(member, address)
        assert told in page, address
        assert "5 credits per webinar: 6 credits" not in page
    letter = Message.objects.get(kind="cpe.claim-denied")
    assert letter.facts["rule"] == f"{told}."


def test_a_webinar_accepted_as_reported_brings_what_the_rate_says():
    member = a_member(S_ISP=FIRST)
    claim, _deny = given(member)
    services.decide(claim, ClaimStatus.ACCEPTED, by=person("Rev", "cpe-reviewer"), at=AT)
    assert "1 webinar, 5 credits per webinar: 5 credits" in seen(member, "/cpe/titles/s-isp/")
