"""What came of applications of the invented people: findings, proposals, answers, objections, and an award."""

import pytest

from applications.enums import Item
from applications.models import Application, Decision, Objection
from applications.selectors.finalising import facts_of
from comms.models import Message
from members.models import Credential, Membership
from tests.seco_portal.conftest import AT

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def _of(who: str, code: str) -> Application:
    return Application.objects.get(person__email=f"{who}@demo.example", title__code=code)


def _missing(row: Application) -> set[Item]:
    return {item for item, moment in facts_of(row).items() if moment is None}


def test_everything_that_may_come_of_an_assessment_is_there() -> None:
    judged = _of("greek", "S-CCMO")
    assert (judged.state, judged.assessments.get().verdicts.count(), judged.decisions.count()) == ("assessment", 4, 0)
    assert _of("cyrillic", "S-CDPO").decisions.get().state == "proposed"
    back = _of("chinese", "S-CDPO").decisions.get()
    assert (back.state, bool(back.sent_back)) == ("sent-back", True)
    assert _missing(_of("accepted", "S-CISO")) == {Item.PAID, Item.IDENTIFIED}
    assert _missing(_of("scanned", "S-CDPO")) == {Item.SIGNED}
    lapsing = _of("lapsing", "S-CCMO")
    assert (lapsing.state, _missing(lapsing)) == ("accepted", {Item.IDENTIFIED})
    assert 0 < (lapsing.finalisation.lapses_on - AT.date()).days < 60
    assert Message.objects.filter(person=lapsing.person, kind="applications.acceptance_lapses").exists()
    won = _of("awarded", "S-CISO")
    held = Credential.objects.get(member__user=won.person)
    assert (won.state, held.title, won.finalisation.credential) == ("awarded", won.title, held)
    assert Membership.objects.get(member__user=won.person).last_day is None
    assert won.finalisation.invoice.open == 0
    states = {row.title.code: row.state for row in Application.objects.filter(person__email="rejected@demo.example")}
    assert states == {"S-CISO": "rejected", "S-CBCO": "rejected", "S-CDPO": "rejected", "S-CCMO": "accepted"}
    objections = dict(Objection.objects.values_list("application__title__code", "state"))
    assert objections == {"S-CBCO": "made", "S-CDPO": "dismissed", "S-CCMO": "allowed"}
    for decision in Decision.objects.filter(state="confirmed", on_objection=True):
        first = decision.application.decisions.get(on_objection=False)
        assert not {first.proposed_by, first.decided_by} & {decision.proposed_by, decision.decided_by}
