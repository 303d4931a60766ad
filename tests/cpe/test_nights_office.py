"""Held titles and nights in the back office: what is owed is told, and the brake is released by a second person."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from common.errors import Forbidden
from cpe import hold_words, services
from cpe.enums import ClaimStatus
from cpe.models import CycleSweep, CycleTerms, Hold
from cpe.services import HoldRefused
from tests.cpe.nights import LAST, D, a_title, decide, did, earned, held, moment, move_last_day, night, outcomes
from tests.cpe.office import main_of
from tests.cpe.test_judging_again import came_back
from tests.factories.cycles import CycleSweepFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
TWO_FROM_BEFORE = "2 titles from before, held or with more time, were to end."


@pytest.fixture
def clerk():
    return person("Bo", "back-office")


@pytest.fixture
def braked():
    for _title in range(26):
        a_title()
    night(LAST + DAY)
    return CycleSweep.objects.get()


def test_the_list_tells_what_is_owed_and_by_whom(client, clerk):
    title = a_title()
    earned(title, "20", "20", "16")
    did(title, "5", D(2026, 11, 1), activity="forum-moderation", accepted=None)
    night(LAST + DAY)
    client = signed_in(clerk)
    told = main_of(client.get("/office/cpe/hold/?open=wait"))
    assert "We owe a decision" in told
    assert "1 claim: a reviewer" in told
    assert "4 credits" in told
    page = main_of(client.get(f"/office/cpe/hold/{Hold.objects.get().pk}/change/"))
    assert "Decide what is owed" in page
    assert "completed on 1 November 2026" in page


def test_whom_nobody_reached_is_told_with_telephone_and_addresses(clerk):
    title = a_title()
    title.member.phone = "+31 20 000 0000"
    title.member.save(update_fields=["phone"])
    came_back(title, 1, 30, 60, 80, 89)
    night(LAST + DAY)
    with time_machine.travel(moment(LAST + 2 * DAY), tick=False):
        answer = signed_in(clerk).get(f"/office/cpe/hold/{Hold.objects.get().pk}/change/")
    told = main_of(answer)
    assert "+31 20 000 0000" in told
    assert f"Addresses tried {title.member.user.email}" in told
    assert f"/office/comms/message/?person__id__exact={title.member.user_id}" in answer.content.decode()
    assert "0 of 60 credits: the decision about this cycle is still to be taken." in told
    assert "we owe you" not in told


def test_a_reviewer_reads_what_hangs_on_a_decision():
    title = a_title()
    earned(title, "20", "20", "16")
    owed = did(title, "5", D(2026, 11, 1), activity="forum-moderation", accepted=None)
    night(LAST + DAY)
    with time_machine.travel(moment(LAST + 2 * DAY), tick=False):
        told = main_of(signed_in(person("Rev", "cpe-reviewer")).get(f"/office/cpe/claim/{owed.pk}/change/"))
    assert "S-ISP is held while this waits" in told


def test_a_brake_says_why_and_is_released_by_two(clerk, braked):
    first, second = signed_in(clerk), signed_in(person("Ba", "back-office"))
    page = f"/office/cpe/cyclesweep/{braked.pk}"
    told = main_of(first.get(f"{page}/change/"))
    assert "26 titles were to end in one night" in told
    assert "60 credits" in told
    refused = first.post(f"{page}/ask/", {"words": " "})
    assert "Write why, in a sentence or two." in main_of(refused)
    first.post(f"{page}/ask/", {"words": "All were told, and none came from a bank file."})
    assert "You asked for this release" in main_of(first.get(f"{page}/release/"))
    first.post(f"{page}/release/", {})
    braked.refresh_from_db()
    assert braked.released_at is None
    assert "none came from a bank file" in main_of(second.get(f"{page}/release/"))
    second.post(f"{page}/release/", {})
    braked.refresh_from_db()
    assert braked.released_by.given_name == "Ba"
    assert set(Hold.objects.open().values_list("why", flat=True)) == {"due"}


def told_of(client, night_) -> str:
    """What the page of a night says it counted."""
    return main_of(client.get(f"/office/cpe/cyclesweep/{night_.pk}/change/"))


def test_the_night_after_a_hold_says_what_it_looked_at(clerk):
    """One was held while we owed a decision, another one had more time: neither had its last day the day before."""
    title, longer = a_title(), a_title()
    earned(title, "20", "20", "16")
    owed = did(title, "5", D(2026, 11, 1), activity="forum-moderation", accepted=None)
    move_last_day(longer, D(2027, 2, 1), LAST + 9 * DAY)
    night(LAST + DAY)
    assert not CycleSweep.objects.exists()
    decide(owed, ClaimStatus.DENIED, LAST + 5 * DAY)
    night(LAST + 6 * DAY)
    night(LAST + 10 * DAY)
    assert [outcomes(one)[-1][0] for one in (title, longer)] == ["decertified", "decertified"]
    client = signed_in(clerk)
    for found in CycleSweep.objects.all():
        assert (found.over, found.ending, found.from_before) == (0, 1, 1)
        told = "No cycle had its last day then. 1 title from before, held or with more time, was to end."
        assert told in told_of(client, found)
    assert "of them from before, held or with more time" in main_of(client.get("/office/cpe/cyclesweep/")).lower()


@pytest.mark.parametrize(
    ("over", "ending", "from_before", "says"),
    [
        (1, 1, 0, "1 cycle had its last day then. 1 of these titles was to end."),
        (40, 2, 0, "40 cycles had their last day then. 2 of these titles were to end."),
        (40, 5, 2, f"40 cycles had their last day then. 3 of these titles were to end. {TWO_FROM_BEFORE}"),
        (3, 1, 1, "3 cycles had their last day then. 1 title from before, held or with more time, was to end."),
        (0, 2, 2, f"No cycle had its last day then. {TWO_FROM_BEFORE}"),
    ],
)
def test_a_night_says_what_it_counted_in_whole_sentences(over, ending, from_before, says):
    assert hold_words.counted(CycleSweepFactory.build(over=over, ending=ending, from_before=from_before)) == says


def test_a_request_that_was_put_aside_can_be_made_anew(clerk, braked):
    services.ask_release(braked, words="Now.", by=clerk, at=moment(LAST + 2 * DAY))
    with pytest.raises(HoldRefused, match="meanwhile"):
        services.ask_release(braked, words="Now.", by=clerk, at=moment(LAST + 2 * DAY))
    services.refuse_release(braked, words="A file is missing.", by=clerk, at=moment(LAST + 3 * DAY))
    with pytest.raises(HoldRefused, match="Nobody asks"):
        services.release(braked, by=person("Ba", "back-office"), at=moment(LAST + 3 * DAY))
    services.ask_release(braked, words="It came.", by=clerk, at=moment(LAST + 4 * DAY))


def test_what_the_brake_holds_and_is_complete_meanwhile_is_renewed(braked):
    title = Hold.objects.first().credential
    for year in (2024, 2025, 2026):
        did(title, "20", D(year, 6, 1))
    night(LAST + 2 * DAY)
    assert outcomes(title) == [("renewed", D(2027, 1, 1))]
    assert held(title) is None


def test_nobody_without_the_role_releases_or_clears(braked):
    reviewer = person("Rev", "cpe-reviewer")
    with pytest.raises(Forbidden):
        services.ask_release(braked, words="Now.", by=reviewer, at=moment(LAST))
    hold = Hold.objects.first()
    with pytest.raises(Forbidden):
        services.speak_for(hold, words="Now.", by=reviewer, at=moment(LAST))
    own = person("Own", "back-office")
    type(hold.credential.member).objects.filter(pk=hold.credential.member_id).update(user=own)
    hold.refresh_from_db()
    with pytest.raises(Forbidden, match="your own title"):
        services.speak_for(hold, words="Now.", by=own, at=moment(LAST))


def test_a_decision_against_the_member_leaves_the_end_to_the_next_night():
    """G-232, seen in between."""
    title = a_title()
    earned(title, "20", "20", "16")
    owed = did(title, "5", D(2026, 11, 1), activity="forum-moderation", accepted=None)
    night(LAST + DAY)
    decide(owed, ClaimStatus.DENIED, LAST + 9 * DAY)
    assert held(title) == "owed"


def test_terms_of_a_day_that_came_stay_and_new_ones_begin_tomorrow(clerk):
    admin = signed_in(person("Ad", "administrator"))
    today = timezone.localdate()
    shipped = CycleTerms.objects.get()
    assert "in force, or were" in main_of(admin.get(f"/office/cpe/cycleterms/{shipped.pk}/change/"))
    typed = {"before": "90, 7", "after": "1, 89", "brake_above": 10, "brake_share": 3}
    refused = admin.post("/office/cpe/cycleterms/add/", {**typed, "effective_on": today.isoformat()})
    assert "begin tomorrow or later" in main_of(refused)
    refused = admin.post(
        "/office/cpe/cycleterms/add/", {**typed, "after": "1, 95", "effective_on": (today + DAY).isoformat()}
    )
    assert "1st to 90th day" in main_of(refused)
    admin.post("/office/cpe/cycleterms/add/", {**typed, "effective_on": (today + DAY).isoformat()})
    assert CycleTerms.objects.latest("effective_on").schedule.steps == (-90, -7, 1, 89)
