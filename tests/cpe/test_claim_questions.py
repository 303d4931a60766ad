"""Reviewers ask about claims; members answer on a page of their own, and nobody else does."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from common.errors import Forbidden
from common.models import AuditLine
from comms.kinds import KINDS
from comms.models import Message
from cpe import selectors, services
from cpe.enums import ClaimStatus
from cpe.models import ClaimQuestion
from cpe.services import ClaimRefused
from tests.cpe.reporting import holder, text
from tests.cpe.test_review import QUEUE, holder_of, reported, reviewer, rows
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
