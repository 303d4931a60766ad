"""Deciding fairly: nothing is chosen beforehand, what changed meanwhile is told, and the letter says how much of it."""

import datetime as dt

import pytest
from django.utils import timezone

from comms.models import Message
from cpe import selectors, services
from cpe.enums import ClaimStatus
from members import words
from members.enums import PublicValue, StandingValue
from members.models import Title
from members.services import award
from tests.cpe.reporting import text
from tests.cpe.test_review import QUEUE, decide, letters, reported, reviewer, shown
from tests.factories.help import HelpRequestFactory
from tests.factories.ledger import EvidenceFactory
from tests.factories.members import MemberFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

WORDS = "The edition you name has 180 pages of text."


def opened(client, claim):
    """The page of a claim, and the mark of what came with it."""
    return client.get(f"/office/cpe/claim/{claim.pk}/decide/")


def less(client, claim, granted, **more):
    """Grant less: the letter is shown, then it goes. Answers both."""
    said = {"verdict": "grant", "granted": granted, "why": "too-much", "words": WORDS, **more}
    looked = decide(client, claim, **said)
    return looked, decide(client, claim, **said, shown=shown(looked), next="x")


def test_nothing_is_chosen_beforehand():
    claim, client = reported(), reviewer()
    assert " checked" not in opened(client, claim).text
    answer = decide(client, claim, verdict="", next="x")
    assert "Choose a decision." in text(answer)
    assert letters(claim) == []


@pytest.mark.parametrize("verdict", ["as-reported", "deny"])
def test_proof_that_changed_while_the_page_was_open_is_looked_at_first(verdict):
    claim, client = reported(proof=True), reviewer()
    mark = opened(client, claim).context["form"]["beside"].value()
    EvidenceFactory(claim=claim, file__owner=claim.member.user, file__name="another.png")
    said = {"verdict": verdict, "beside": mark}
    said |= {"why": "too-much", "words": WORDS} if verdict == "deny" else {}
    answer = decide(client, claim, **said)
    assert "What came with this claim changed since you opened the page." in text(answer)
    assert "another.png" in text(answer)
    assert letters(claim) == []
    fresh = answer.context["form"]["beside"].value()
    assert fresh != mark
    looked = decide(client, claim, **{**said, "beside": fresh})
    if verdict == "deny":
        assert decide(client, claim, **{**said, "beside": fresh}, shown=shown(looked)).status_code == 302
    assert letters(claim)


def test_the_act_itself_asks_whether_the_same_came_with_it():
    claim, by = reported(proof=True), person("Rev", "cpe-reviewer")
    with pytest.raises(services.ClaimRefused, match="changed since you opened the page"):
        services.decide(claim, ClaimStatus.ACCEPTED, beside="", by=by, at=timezone.now())
    claim.refresh_from_db()
    assert claim.state == "pending"


def test_another_reason_is_said_in_words_alone():
    claim, client = reported(), reviewer()
    said = {"verdict": "deny", "why": "other"}
    assert "Write it as a sentence: it stands in the letter." in text(decide(client, claim, **said, words="x"))
    assert "Write it as a sentence" in text(decide(client, claim, **said, words=""))
    said |= {"words": "It was a novel, and a good one."}
    looked = decide(client, claim, **said)
    decide(client, claim, **said, shown=shown(looked))
    (message,) = Message.objects.filter(kind="cpe.claim-denied")
    assert message.facts["words"] == said["words"]
    letter = looked.context["foreseen"].letter.text
    assert said["words"] in letter
    assert "reason" not in letter.partition("How it counts")[0].lower()
    page = text(signed_in(claim.member.user).get(f"/cpe/claims/{claim.pk}/"))
    assert "nother reason" not in page
    assert said["words"] in page


def test_a_letter_of_less_says_how_much_of_how_much():
    claim, client = reported(amount="420"), reviewer()
    looked, _done = less(client, claim, "3")
    letter = looked.context["foreseen"].letter.text
    assert "we accepted it for 3 of 4 credits" in letter
    assert "What was granted counts whole for the cycle until" in letter
    assert "All of it counts" not in letter
    page = text(signed_in(claim.member.user).get(f"/cpe/claims/{claim.pk}/"))
    assert "What was granted counts whole" in page


def test_whole_credits_are_granted_in_whole_ones():
    book, talk, client = reported(amount="420"), reported(activity="teaching", amount="4"), reviewer()
    assert "Between 0 and 4, in whole credits." in text(opened(client, book))
    said = text(decide(client, book, verdict="grant", granted="1.5", why="too-much", words=WORDS))
    assert "For this claim, grant between 0 and 4 credits, in whole ones." in said
    assert "in quarters" not in text(opened(client, talk))
    forum = reported(activity="forum-moderation", amount="3")
    assert "Between 0 and 5, in quarters of a credit." in text(opened(client, forum))


def test_what_was_granted_stands_in_figures_as_everywhere():
    claim, client = reported(amount="1420"), reviewer()
    less(client, claim, "3")
    page = text(client.get(f"/office/cpe/claim/{claim.pk}/change/"))
    assert "3.00" not in page
    assert "1 420 pages" in page


def test_a_colleague_reads_that_it_was_accepted_for_less():
    claim, client = reported(), reviewer()
    less(client, claim, "1")
    assert f"Claim {claim.pk} is accepted for less; its member is told by mail." in text(client.get(QUEUE))


def test_a_claim_corrected_meanwhile_leads_to_the_one_in_its_place():
    claim, client = reported(), reviewer()
    said = services.Details(title="Security Engineering", provider="Wiley")
    other = services.report(
        claim.member, activity="book", completed_on=claim.completed_on, amount=claim.amount - 20, details=said,
        corrects=claim.pk, by=claim.member.user, at=timezone.now(),
    )  # fmt: skip
    for answer in (decide(client, claim), opened(client, claim)):
        assert f"Its member corrected it: claim {other.pk} took its place." in text(answer)
        assert f'href="/office/cpe/claim/{other.pk}/decide/"' in answer.text


def test_of_a_reversal_a_reason_is_chosen():
    claim, client = reported(), reviewer()
    decide(client, claim)
    page = text(opened(client, claim))
    assert "Choose a reason" in page
    assert "accepted as reported" not in page


def held():
    """A member whose title is held by a claim that waits: its last day was yesterday, and 60 of 60 would be met."""
    member, today = MemberFactory(), timezone.localdate()
    first = today - dt.timedelta(days=3 * 365 + 1 + 91)
    credential = award(member, Title.objects.get(code="S-ISP"), on=first, by=None, at=timezone.now())
    return member, credential


def test_a_claim_that_keeps_a_title_is_marked():
    member, credential = held()
    ago = (timezone.localdate() - credential.cycles.get().first_day).days
    reported(member, activity="seco-practitioner", amount="1", ago=ago - 300)
    assert selectors.ledger_of(member.pk, timezone.localdate()).sheets[0].standing.value == "held"
    reported(member, amount="500", ago=ago - 200)
    reported()
    client = reviewer()
    assert text(client.get(QUEUE)).count("S-ISP is held while it waits") == 1
    reported(member, activity="seco-practitioner", amount="1", ago=ago - 700)
    assert "is held while it waits" not in text(client.get(QUEUE))


def test_requests_for_help_are_first_due_first_and_those_answered_last():
    today = timezone.localdate()
    late = HelpRequestFactory(answer_by=today + dt.timedelta(9))
    soon = HelpRequestFactory(answer_by=today + dt.timedelta(2))
    clerk = person("Clerk", "back-office")
    services.answer_help(late, words="Yes, two of us move it.", by=clerk, at=timezone.now())
    last = HelpRequestFactory(answer_by=today + dt.timedelta(5))
    rows = signed_in(clerk).get("/office/cpe/helprequest/").context["cl"].result_list
    assert [row.pk for row in rows] == [soon.pk, last.pk, late.pk]


def test_the_heading_says_that_what_waits_comes_with_the_oldest_first():
    reported()
    client = reviewer()
    assert 'aria-sort="ascending"' in client.get(QUEUE).text
    assert 'aria-sort="descending"' in client.get("/office/cpe/claim/").text


def test_held_has_the_same_shape_for_members_and_colleagues():
    assert words.SHAPES[StandingValue.HELD] == words.PUBLIC_SHAPES[PublicValue.RENEWING]
