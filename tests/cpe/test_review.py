"""Claims are reviewed: the queue with what bears on each, the page, the letter before it goes, and the next one."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.calendar import anniversary
from comms.models import Message
from cpe import services
from cpe.admin import dossier
from cpe.enums import ClaimStatus, Denial
from cpe.models import Claim
from cpe.selectors import ledger_of, policies
from members.models import Title
from members.selectors import standing_of
from members.services import award
from tests.cpe.reporting import holder, text
from tests.factories.ledger import EvidenceFactory
from tests.factories.members import CycleFactory, MemberFactory, OutcomeFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

QUEUE = "/office/cpe/claim/?queue=waiting"


def reported(member=None, activity="book", amount="320", *, ago=1, proof=False, **details):
    """A claim reported and completed some days ago, of a member of their own where none is named."""
    member = member or holder()
    at = timezone.now() - dt.timedelta(days=ago)
    done = timezone.localdate(at)
    said = services.Details(title="Security Engineering", provider="Wiley", started_on=done, **details)
    claim = services.report(
        member, activity=activity, completed_on=done, amount=Decimal(amount), details=said, by=member.user, at=at
    )
    if proof:
        EvidenceFactory(claim=claim, file__owner=member.user, file__sha256=f"{claim.pk:064}")
    return claim


def reviewer(name="Rev"):
    return signed_in(person(name, "cpe-reviewer"))


def decide(client, claim, **sent):
    said = {"verdict": "as-reported", "granted": "", "why": "", "words": "", "seen": "0", "shown": "", **sent}
    return client.post(f"/office/cpe/claim/{claim.pk}/decide/", said)


def shown(answer):
    """By which the form knows that the letter was shown."""
    return re.search(r'name="shown" value="(\w*)"', answer.content.decode()).group(1)


def rows(answer):
    return [row.pk for row in answer.context["cl"].result_list]


def letters(claim):
    return list(Message.objects.filter(about=f"cpe.claim:{claim.pk}").values_list("kind", flat=True))


def test_the_queue_is_what_waits_the_oldest_first_and_nobody_s_own():
    new, old = reported(ago=1), reported(ago=5)
    reported(activity="podcast", amount="9")
    client = reviewer()
    by = person("Both", "cpe-reviewer")
    own = reported(holder_of(by), ago=3)
    assert rows(client.get(QUEUE)) == [old.pk, own.pk, new.pk]
    theirs = signed_in(by)
    assert rows(theirs.get(QUEUE)) == [old.pk, new.pk]
    assert "somebody else decides" in text(theirs.get("/office/cpe/claim/?state__exact=pending"))


def holder_of(user):
    from tests.factories.members import MemberFactory

    member = MemberFactory(user=user)
    day = timezone.localdate() - dt.timedelta(days=300)
    award(member, Title.objects.get(code="S-ISP"), on=day, by=None, at=timezone.now())
    return member


def test_the_queue_says_what_a_claim_would_bring_what_was_used_and_what_is_odd():
    member = holder()
    before = reported(member, amount="200", ago=9)
    services.decide(before, ClaimStatus.ACCEPTED, by=person("Rev", "cpe-reviewer"), at=timezone.now())
    claim = reported(member, ago=2, proof=True)
    twin = reported(member, ago=2)
    forum = reported(activity="forum-moderation", amount="3")
    said = text(reviewer("Reader").get(QUEUE))
    assert "3 credits" in said
    assert "S-ISP: 2 of 5" in said
    assert "up to 5 credits" in said
    assert said.count("perhaps") == 2
    only = reviewer("Other").get(f"{QUEUE}&proof=yes")
    assert rows(only) == [claim.pk]
    assert set(rows(reviewer("Third").get(f"{QUEUE}&proof=no"))) == {twin.pk, forum.pk}
    assert rows(reviewer("Fourth").get(f"{QUEUE}&activity=forum-moderation")) == [forum.pk]


def test_the_queue_asks_as_much_for_250_rows_as_for_25(monkeypatch):

    monkeypatch.setattr(type(admin.site._registry[Claim]), "list_per_page", 250)
    client, asked, members = reviewer(), [], [holder() for _ in range(10)]
    for more in (25, 25, 200):
        for number in range(more):
            reported(members[number % 10], amount="100", proof=more == 25)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(QUEUE).status_code == 200
        asked.append(len(queries))
    assert asked == [asked[0]] * 3


def test_the_page_shows_what_was_reported_with_its_proof_and_what_it_would_do():
    claim = reported(proof=True, note="Read on the train.")
    said = text(reviewer().get(f"/office/cpe/claim/{claim.pk}/decide/"))
    for told in ("Security Engineering", "Read on the train.", "320 pages", "Show it here", "of 60 credits"):
        assert told in said
    assert "its cycle ends in" in said
    assert "3 counted; the cycle has 0 now, 3 then, of 60" in said
    assert "Accept as reported: 3 credits" in said


@pytest.mark.parametrize(("days", "told"), [(0, "its cycle ends today, on"), (1, "its cycle ends in 1 day, on")])
def test_the_last_day_of_a_cycle_is_called_today(days, told):
    claim = reported()
    sheet = ledger_of(claim.member_id, timezone.localdate(), policies=policies()).sheets[0]
    on = sheet.current.window.expires_on - dt.timedelta(days)
    ledger = ledger_of(claim.member_id, on, policies=policies())
    assert dossier._holds(ledger.sheets[0], ledger)["ends"].startswith(told)


def test_what_is_accepted_as_reported_goes_at_once_and_on_to_the_next():
    """G-077."""
    claim, following = reported(ago=5), reported(ago=2)
    client = reviewer()
    answer = decide(client, claim, next="x")
    assert answer.url == f"/office/cpe/claim/{following.pk}/decide/#claim"
    assert letters(claim) == ["cpe.claim-accepted"]
    answer = decide(client, following, next="x")
    assert answer.url == QUEUE
    claim.refresh_from_db()
    assert claim.state == "accepted"


def test_a_denial_shows_its_letter_before_it_goes():
    """G-104."""
    claim, client = reported(), reviewer()
    first = decide(client, claim, verdict="deny", why="ordinary-work")
    assert "Finish the words" in text(first)
    assert "brings no credits" in first.content.decode()
    words = "What belongs to a day's work brings no credits: you read it for your own firm's audit."
    looked = decide(client, claim, verdict="deny", why="ordinary-work", words=words)
    said = text(looked)
    for told in (
        "denied on",
        words,
        "you can appeal to the Board until",
        "at most two pages of A4",
        "3 credits: denied",
    ):
        assert told in said
    assert letters(claim) == []
    claim.refresh_from_db()
    assert claim.state == "pending"
    sent = {"verdict": "deny", "why": "ordinary-work", "words": words, "shown": shown(looked)}
    other = decide(client, claim, **{**sent, "words": f"{words} So be it."})
    assert other.status_code == 200
    assert letters(claim) == []
    assert decide(client, claim, **sent).status_code == 302
    assert letters(claim) == ["cpe.claim-denied"]
    (message,) = Message.objects.filter(kind="cpe.claim-denied")
    assert message.facts["words"] == words


def test_less_is_granted_within_bounds_with_a_reason():
    """G-230, the first half."""
    claim, client = reported(activity="exam-question", amount="5"), reviewer()
    said = {"verdict": "grant", "granted": "3"}
    assert "Say why" in text(decide(client, claim, **said))
    assert "between 0 and 5" in text(decide(client, claim, verdict="grant", granted="6"))
    said |= {"why": "twice", "words": "Two were in the bank already."}
    looked = decide(client, claim, **said)
    assert "5 credits by the rate, and 3 credits as the reviewer granted" in text(looked)
    assert decide(client, claim, **said, shown=shown(looked)).status_code == 302
    assert letters(claim) == ["cpe.claim-less"]
    facts = Message.objects.get(kind="cpe.claim-less").facts
    assert "5 credits by the rate, and 3 credits as the reviewer granted" in facts["rule"]


@pytest.mark.parametrize(
    ("activity", "amount", "granted", "refused"),
    [("webinar-given", "1", "6", "7"), ("forum-moderation", "9", "4", "5.5")],
)
def test_what_a_reviewer_says_is_granted_within_the_rules(activity, amount, granted, refused):
    """G-096, G-099."""
    claim, client = reported(activity=activity, amount=amount), reviewer()
    assert "grant between" in text(decide(client, claim, verdict="grant", granted=refused))
    assert "credits, in " in text(decide(client, claim, verdict="grant", granted="0.1"))
    looked = decide(client, claim, verdict="grant", granted=granted)
    assert decide(client, claim, verdict="grant", granted=granted, shown=shown(looked)).status_code == 302
    assert claim.lines.get().granted == Decimal(granted)
    assert letters(claim) == ["cpe.claim-accepted"]


def test_no_proof_counts_until_it_was_asked_for_in_vain():
    """G-105, G-106."""
    claim, client = reported(), reviewer()
    decide(client, claim)
    claim.refresh_from_db()
    assert claim.state == "accepted"
    said = {"verdict": "deny", "why": "no-proof", "words": "On 1 July we asked you for it, and got none.", "seen": "1"}
    looked = decide(client, claim, **said)
    assert "3 credits now, 0 then, of 60" in text(looked)
    assert "you can appeal" in text(looked)
    assert decide(client, claim, **said, shown=shown(looked)).status_code == 302
    assert letters(claim)[0] == "cpe.claim-reversed"


@pytest.mark.parametrize("verdict", ["deny", "as-reported"])
def test_a_colleague_who_was_faster_is_told_calmly_and_nothing_is_done(verdict):
    claim, client = reported(), reviewer()
    services.decide(claim, ClaimStatus.ACCEPTED, by=person("Faster", "cpe-reviewer"), at=timezone.now())
    words = "You reported more than was done: it has 90 pages."
    answer = decide(client, claim, verdict=verdict, why="too-much", words=words)
    said = text(answer)
    assert "Meanwhile it is accepted" in said
    assert "Faster" in said
    assert words in said
    claim.refresh_from_db()
    assert (claim.state, letters(claim)) == ("accepted", ["cpe.claim-accepted"])


def test_one_s_own_claim_is_refused_at_every_door():
    by = person("Both", "cpe-reviewer")
    claim = reported(holder_of(by), proof=True)
    client = signed_in(by)
    assert client.get(f"/office/cpe/claim/{claim.pk}/decide/").status_code == 403
    assert decide(client, claim).status_code == 403
    assert client.get(f"/office/cpe/claim/accept/?claims={claim.pk}").status_code == 403
    assert client.post("/office/cpe/claim/accept/", {"claims": str(claim.pk)}).status_code == 403
    said = text(client.get(f"/office/cpe/claim/{claim.pk}/change/"))
    assert "This is your own claim" in said
    claim.refresh_from_db()
    assert claim.state == "pending"


def test_a_denial_of_a_renewed_cycle_takes_credits_and_leaves_the_title():
    """G-233: shown before it is done, told in the letter, and the title stands."""
    member = MemberFactory()
    first = timezone.localdate() - dt.timedelta(days=3 * 365 + 60)
    credential = award(member, Title.objects.get(code="S-ISP"), on=first, by=None, at=timezone.now())
    renewed = CycleFactory(credential=credential, number=2, first_day=anniversary(first, 3))
    OutcomeFactory(credential=credential, kind="renewed", effective_on=renewed.first_day)
    claim = reported(member, activity="teaching", amount="20", ago=80)
    client = reviewer()
    said = {"verdict": "deny", "why": "no-proof", "words": "We asked you on 1 October.", "seen": "1"}
    looked = decide(client, claim, **said)
    assert "S-ISP: this cycle was renewed already, and stays so." in text(looked)
    assert "A cycle that was renewed stays renewed: S-ISP." in text(looked)
    assert decide(client, claim, **said, shown=shown(looked)).status_code == 302
    assert letters(claim) == ["cpe.claim-reversed"]
    assert standing_of(credential, timezone.localdate()).value == "valid"


# Several of one activity ---------------------------------------------------------------------------------------------


def accept(client, *claims):
    keys = ",".join(str(claim.pk) for claim in claims)
    return client.post("/office/cpe/claim/accept/", {"claims": keys}, follow=True)


def test_several_of_one_activity_are_accepted_as_reported():
    plain, other = reported(proof=True, ago=4), reported(proof=True, ago=3)
    bare, client = reported(ago=2), reviewer()
    chosen = [plain.pk, other.pk, bare.pk]
    answer = client.post(QUEUE, {"action": "accept_together", "_selected_action": chosen}, follow=True)
    said = text(answer)
    assert f"Claim {bare.pk}" in said
    assert "came without proof" in said
    assert said.count("3 credits") == 2
    assert Claim.objects.waiting().count() == 3
    said = text(accept(client, plain, other, bare))
    assert "2 claims are accepted" in said
    assert "was left out" in said
    assert list(Claim.objects.waiting()) == [bare]
    assert letters(plain) == ["cpe.claim-accepted"]


def test_a_claim_the_member_is_asked_about_is_left_out_and_said():
    plain, asked = reported(proof=True), reported(proof=True)
    services.ask(asked, "Which edition was it?", by=person("Asker", "cpe-reviewer"), at=timezone.now())
    said = text(accept(reviewer(), plain, asked))
    assert "We asked the member about it and wait for the answer" in said
    assert list(Claim.objects.waiting()) == [asked]


def test_several_activities_are_not_accepted_together():
    one, other = reported(proof=True), reported(activity="exam-question", amount="2", proof=True)
    assert "Choose claims of one activity" in text(accept(reviewer(), one, other))
    assert Claim.objects.waiting().count() == 2


def test_what_was_decided_meanwhile_is_left_out_and_said():
    one, other = reported(proof=True), reported(proof=True)
    why = {"why": Denial.OTHER, "words": "It was a novel."}
    services.decide(one, ClaimStatus.DENIED, **why, by=person("Faster", "cpe-reviewer"), at=timezone.now())
    said = text(accept(reviewer(), one, other))
    assert "It does not wait any more: it is denied" in said
    assert "1 claim is accepted" in said


def test_each_claim_more_takes_as_many_statements_as_the_one_before():
    client, asked = reviewer(), []
    for many in (1, 2, 3):
        claims = [reported(proof=True) for _ in range(many)]
        with CaptureQueriesContext(connection) as queries:
            client.post("/office/cpe/claim/accept/", {"claims": ",".join(str(claim.pk) for claim in claims)})
        asked.append(len(queries))
    assert asked[1] - asked[0] == asked[2] - asked[1]
