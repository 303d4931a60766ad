"""Reviewers ask about claims; members answer on a page of their own, and nobody else does."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from common.errors import Forbidden
from common.models import AuditLine
from comms.kinds import KINDS
from comms.models import Message
from cpe import selectors, services
from cpe.enums import ClaimStatus, Denial
from cpe.models import Claim, ClaimQuestion
from cpe.services import ClaimRefused
from members.models import Title
from members.services import award
from tests.cpe.reporting import holder, text
from tests.cpe.test_review import QUEUE, holder_of, reported, reviewer, rows
from tests.factories.members import MemberFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

ASK = "Please send us a photo of the book."


def ask(client, claim, words=ASK):
    return client.post(f"/office/cpe/claim/{claim.pk}/ask/", {"words": words})


def test_a_question_goes_by_mail_and_its_answer_stands_on_both_pages():
    claim, client = reported(), reviewer()
    assert ask(client, claim).status_code == 302
    (message,) = Message.objects.filter(about=f"cpe.claim:{claim.pk}")
    assert (message.kind, message.facts["words"]) == ("cpe.claim-asked", ASK)
    theirs = signed_in(claim.member.user)
    assert ASK in text(theirs.get(f"/cpe/claims/{claim.pk}/"))
    page = f"/cpe/claims/{claim.pk}/answer/"
    assert ASK in text(theirs.get(page))
    assert "Write your answer first." in text(theirs.post(page, {"words": " "}))
    assert theirs.post(page, {"words": "It is on the way."}).url == f"/cpe/claims/{claim.pk}/"
    assert "It is on the way." in text(theirs.get(f"/cpe/claims/{claim.pk}/"))
    assert "It is on the way." in text(client.get(f"/office/cpe/claim/{claim.pk}/change/"))
    assert theirs.get(page).status_code == 302
    acts = set(AuditLine.objects.about(claim).values_list("act", flat=True))
    assert {"cpe.claim-asked", "cpe.claim-answered"} <= acts


def test_nobody_else_answers_and_where_nothing_was_asked_there_is_no_page():
    claim = reported()
    page = f"/cpe/claims/{claim.pk}/answer/"
    assert signed_in(claim.member.user).get(page).status_code == 404
    ask(reviewer(), claim)
    assert signed_in(holder().user).post(page, {"words": "Mine."}).status_code == 404
    assert ClaimQuestion.objects.get().answer == ""


def test_one_question_at_a_time_and_never_about_one_s_own():
    claim, client = reported(), reviewer()
    ask(client, claim)
    said = text(ask(client, claim, "And another thing."))
    assert "waits for its answer" in said
    assert "And another thing." in said
    assert ClaimQuestion.objects.count() == 1
    by = person("Both", "cpe-reviewer")
    own = reported(holder_of(by))
    assert ask(signed_in(by), own).status_code == 403
    with pytest.raises(Forbidden):
        services.ask(own, ASK, by=by, at=timezone.now())


def test_nothing_is_asked_about_what_ended_nor_past_twelve_months_after_the_cycle():
    by, claim = person("Rev", "cpe-reviewer"), reported()
    why = {"why": "other", "words": "It was a novel."}
    services.decide(claim, ClaimStatus.DENIED, **why, by=by, at=timezone.now())
    with pytest.raises(ClaimRefused, match="is “denied”"):
        services.ask(claim, ASK, by=by, at=timezone.now())
    later = reported(holder(), ago=2)
    with pytest.raises(ClaimRefused, match="twelve months"):
        services.ask(later, ASK, by=by, at=timezone.now() + dt.timedelta(days=4 * 366))


def of_a_cycle_to_the_end_of_2026(done=dt.date(2026, 6, 1)):
    """A claim of a title whose cycle runs from 1 January 2024 to 31 December 2026."""
    member = MemberFactory()
    at = noon(dt.date(2024, 1, 1))
    award(member, Title.objects.get(code="S-ISP"), on=dt.date(2024, 1, 1), by=None, at=at)
    details = services.Details(title="Teaching keys", provider="The Key Keepers", started_on=done)
    said = {"activity": "teaching", "completed_on": done, "amount": Decimal(6), "details": details}
    return services.report(member, **said, by=member.user, at=noon(done))


def noon(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def test_proof_is_asked_for_on_the_last_day_and_not_on_the_day_after():
    """G-226, the asking."""
    by, claim = person("Rev", "cpe-reviewer"), of_a_cycle_to_the_end_of_2026()
    assert selectors.asked_until(claim) == dt.date(2027, 12, 31)
    with pytest.raises(ClaimRefused, match="of this claim until 31 December 2027"):
        services.ask(claim, ASK, by=by, at=noon(dt.date(2028, 1, 1)))
    assert services.ask(claim, ASK, by=by, at=noon(dt.date(2027, 12, 31))).claim == claim


@pytest.mark.parametrize("why", [Denial.NO_PROOF, Denial.PROOF_UNFIT])
def test_a_lack_of_proof_is_held_against_nobody_after_that_day(why):
    """G-226, what follows."""
    by, claim = person("Rev", "cpe-reviewer"), of_a_cycle_to_the_end_of_2026()
    said = {"why": why, "words": "We asked for it on 1 May 2027.", "by": by}
    with pytest.raises(ClaimRefused, match=r"until 31 December 2027\. Since then it is not held") as refusal:
        services.decide(claim, ClaimStatus.DENIED, **said, at=noon(dt.date(2028, 1, 1)))
    assert refusal.value.field == "why"
    claim.refresh_from_db()
    assert (claim.state, claim.lines.count()) == (ClaimStatus.ACCEPTED, 1)
    services.decide(claim, ClaimStatus.DENIED, **said, at=noon(dt.date(2027, 12, 31)))
    claim.refresh_from_db()
    assert claim.state == ClaimStatus.DENIED


@pytest.mark.parametrize("why", [why for why in Denial if why not in {Denial.NO_PROOF, Denial.PROOF_UNFIT}])
def test_every_other_reason_can_be_found_later(why):
    by, claim = person("Rev", "cpe-reviewer"), of_a_cycle_to_the_end_of_2026()
    said = {"why": why, "words": "You reported this lesson for 2025 as well.", "by": by}
    services.decide(claim, ClaimStatus.DENIED, **said, at=noon(dt.date(2028, 1, 1)))
    claim.refresh_from_db()
    assert claim.state == ClaimStatus.DENIED


@pytest.mark.parametrize(("day", "offered"), [(dt.date(2027, 12, 31), True), (dt.date(2028, 1, 1), False)])
def test_the_page_offers_such_a_reason_as_long_as_it_may_be_held(day, offered, monkeypatch):
    claim, client = of_a_cycle_to_the_end_of_2026(), reviewer()
    monkeypatch.setattr("cpe.admin.review.timezone", SimpleNamespace(now=lambda: noon(day)))
    page = f"/office/cpe/claim/{claim.pk}/decide/"
    read = client.get(page)
    for value in ("no-proof", "proof-unfit"):
        assert (f'value="{value}"' in read.content.decode()) is offered
    assert 'value="twice"' in read.content.decode()
    told = "Proof of this claim could be asked for until 31 December 2027. Since then it is not held against the member"
    assert (told in text(read)) is not offered
    words = "We asked for it on 1 May 2027, and got none."
    sent = client.post(page, {"verdict": "deny", "why": "no-proof", "words": words, "seen": "1"})
    assert (sent.context["form"].errors.get("why") is None) is offered
    assert words in sent.content.decode()
    assert Claim.objects.get().state == ClaimStatus.ACCEPTED


def test_a_question_that_was_answered_is_mailed_no_more():
    claim = reported()
    ask(reviewer(), claim)
    (message,) = Message.objects.filter(kind="cpe.claim-asked")
    assert KINDS[message.kind].still_true(message)
    services.answer(claim.member, claim.pk, "Here it is.", by=claim.member.user, at=timezone.now())
    assert not KINDS[message.kind].still_true(message)


def test_a_claim_that_waits_for_its_member_says_so_first():
    claim = reported()
    theirs = signed_in(claim.member.user)
    page = f"/cpe/claims/{claim.pk}/"
    assert "we owe you the decision" in text(theirs.get(page))
    ask(reviewer(), claim)
    said = text(theirs.get(page))
    assert said.index("Waits for your answer") < said.index(ASK) < said.index("It waits for your answer")
    assert said.index(ASK) < said.index("Report another activity")
    assert "we owe you the decision" not in said
    assert "It waits for a reviewer" not in said
    assert [one.claim_id for one in selectors.questions_of(claim.member.user_id)] == [claim.pk]
    services.answer(claim.member, claim.pk, "Here it is.", by=claim.member.user, at=timezone.now())
    said = text(theirs.get(page))
    assert "It waits for a reviewer" in said
    assert "Waits for your answer" not in said
    assert not selectors.questions_of(claim.member.user_id)


def test_what_waits_for_a_member_waits_for_no_reviewer():
    first, asked, last = reported(ago=5), reported(ago=3), reported(ago=1)
    client = reviewer()
    ask(client, asked)
    by = person("Next", "cpe-reviewer")
    assert list(selectors.waiting_for(by)) == [first, last]
    assert selectors.next_waiting(by, first) == last
    day = date_format(timezone.localdate(), "j M Y")
    assert rows(client.get(QUEUE)) == [first.pk, last.pk]
    waits = client.get(QUEUE.replace("waiting", "asked"))
    assert rows(waits) == [asked.pk]
    assert f"asked on {day}" in text(waits)
    services.answer(asked.member, asked.pk, "Here it is.", by=asked.member.user, at=timezone.now())
    queue = client.get(QUEUE)
    assert rows(queue) == [first.pk, asked.pk, last.pk]
    assert f"answered on {day}" in text(queue)
