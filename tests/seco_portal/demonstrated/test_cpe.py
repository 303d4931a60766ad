"""What the invented members reported and what became of it, and who of them the next rules would touch."""

from collections import Counter

import pytest

from cpe import selectors
from cpe.claim_words import read_told
from cpe.enums import Loss
from cpe.models import Claim, ClaimDraft, ClaimImport, ClaimQuestion, Evidence, LedgerLine
from members.models import Member
from seco_portal.demonstration_import import CLAIMS_FILE
from seco_portal.selectors import home
from tests.people import signed_in
from tests.seco_portal.conftest import AT

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def test_something_of_everything_is_there():
    states = Counter(Claim.objects.values_list("state", flat=True))
    assert states.keys() == {"accepted", "pending", "denied", "withdrawn"}
    assert states["pending"] == 4
    assert Claim.objects.filter(corrects__isnull=False).count() == 1
    assert set(LedgerLine.objects.exclude(why="").values_list("status", "why")) == {
        ("denied", "unrelated"),
        ("accepted", "twice"),
    }
    assert not Claim.objects.filter(title="").exists()
    assert (Evidence.objects.filter(claim__isnull=False).count(), Evidence.objects.filter(draft=None).count()) == (3, 3)
    assert ClaimDraft.objects.count() == 2


def test_a_member_is_asked_about_a_claim_on_the_home():
    question = ClaimQuestion.objects.get()
    step = home(question.claim.member.user, at=AT).steps[0]
    assert (step.label, step.url) == (
        "Answer a question about “The Lock That Was Not There”",
        f"/cpe/claims/{question.claim_id}/",
    )
    assert "We asked you on 15 June 2026." in step.detail


def test_earlier_claims_were_brought_in_once_and_their_page_shows_them():
    run = ClaimImport.objects.get()
    assert (run.file_name, run.claims_new, run.people, str(run.brought_in_by)) == (CLAIMS_FILE, 3, 2, "Anna Sleutel")
    assert Counter(run.claims.values_list("state", flat=True)) == {"accepted": 2, "denied": 1}
    assert set(run.claims.values_list("reference", flat=True)) == {"N-117", "N-160", "N-172"}
    page = signed_in(run.brought_in_by).get(f"/office/cpe/claimimport/{run.pk}/change/").text
    assert CLAIMS_FILE in page


def test_one_course_counts_for_two_titles_and_is_limited_for_one():
    course = Claim.objects.get(title="Incidents in three days")
    counted = {each.title_code: each for each in selectors.how_it_counts(course, selectors.policies(), AT.date())}
    assert [rule for rule, _many in counted["S-ISP"].trace.losses] == [Loss.ANNUAL_CAP]
    assert counted["S-CISO"].trace.losses == ()
    assert len(read_told(course.told)) == 2
    assert Member.objects.filter(claims=course).exists()
