"""Golden cases of references and of consultants, from the rule to the page: G-002, G-007, G-008, G-026, G-236."""

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications import words
from applications.enums import ApplicationState, Criterion, Declined, Finding, Quorum, Reason, Says
from applications.models import Application
from applications.rules.organisations import Colleague
from applications.rules.quorum import Asked, Count, count
from applications.selectors.references import count_of, people_of
from applications.services import answering, deciding
from applications.services.assessing import Found, save_assessment
from applications.services.drafts import ApplicationRefused
from common.errors import DomainError
from comms.models import Message
from tests.applications.judging import AT, MET, accept, assessor_of, first_of
from tests.applications.referee import AT as ANSWERED
from tests.applications.referee import said
from tests.applications.signing import signed
from tests.factories.accounts import with_app
from tests.factories.applications import (
    ApplicationFactory,
    PositionFactory,
    ReferenceFactory,
    ReferenceLinkFactory,
    under_way,
)
from tests.factories.assessment import judged
from tests.people import signed_in

YES = dict.fromkeys(Criterion, Says.CONFIRM)


def asked(organisation: str, number: int = 1, **stands: object) -> Asked:
    """Somebody of an organisation, who confirmed all unless said otherwise."""
    email = f"p{number}@{organisation.lower()}.example"
    return Asked(colleague=Colleague(organisation, email), **{"said": YES, **stands})  # type: ignore[arg-type]


def text(answer: Any) -> str:
    """What a page says, in one line."""
    return re.sub(r"\s+", " ", answer.content.decode())


FOUR = [asked("Alfa"), asked("Alfa", 2, said=None), asked("Beta"), asked("Gamma")]


def test_g_008_one_of_four_declined_and_three_people_of_three_organisations_confirm() -> None:
    assert count(FOUR, {}) == Count(people=3, organisations=3, quorum=Quorum.REACHED, unconfirmed=())


@pytest.mark.parametrize(
    ("people", "found"),
    [
        ([], (0, 0, Quorum.IMPOSSIBLE)),
        ([asked("Alfa"), asked("Beta")], (2, 2, Quorum.IMPOSSIBLE)),
        ([asked("Alfa", n) for n in range(3)], (3, 1, Quorum.IMPOSSIBLE)),
        ([asked("Alfa", 1), asked("Alfa", 2), asked("Beta")], (3, 2, Quorum.REACHED)),
        ([asked("Alfa"), asked("Beta"), asked("Gamma", said=None, waits=True)], (2, 2, Quorum.OPEN)),
        ([asked("Alfa"), asked("Beta"), asked("Gamma", said=None, waits=True, late=True)], (2, 2, Quorum.AT_RISK)),
        ([asked("Alfa"), asked("Beta"), asked("Gamma", genuine=False)], (2, 2, Quorum.IMPOSSIBLE)),
        ([asked("Alfa"), asked("Beta"), asked("Gamma", genuine=True)], (3, 3, Quorum.REACHED)),
        (
            [asked("Alfa"), asked("Beta"), asked("Gamma", said={**YES, Criterion.TERM: Says.DISPUTE})],
            (2, 2, Quorum.IMPOSSIBLE),
        ),
        (
            [asked("Alfa"), asked("Beta"), asked("Gamma", said=dict.fromkeys(Criterion, Says.CANNOT_SAY))],
            (2, 2, Quorum.IMPOSSIBLE),
        ),
        (
            [asked("Alfa"), asked("Beta"), asked("Gamma", said={Criterion.LEVEL: Says.PARTLY})],
            (3, 3, Quorum.REACHED),
        ),
    ],
)
def test_what_the_answers_come_to(people: list[Asked], found: tuple[int, int, Quorum]) -> None:
    told = count(people, {})
    assert (told.people, told.organisations, told.quorum) == found


def test_g_236_what_nobody_confirmed_is_named_and_keeps_no_quorum_from_being_reached() -> None:
    without = {**YES, Criterion.LEVEL: Says.CANNOT_SAY}
    told = count([asked(name, said=without) for name in ("Alfa", "Beta", "Gamma")], {})
    assert (told.quorum, told.unconfirmed) == (Quorum.REACHED, (Criterion.LEVEL,))


@given(st.permutations(FOUR))
def test_order_changes_nothing(people: list[Asked]) -> None:
    assert count(people, {}) == count(FOUR, {})


@pytest.mark.django_db
def test_g_008_from_the_refusal_to_the_page_of_who_judges() -> None:
    row = under_way()
    gamma = ReferenceFactory(
        application=row, organisation="Gamma", email="ref@gamma.example", state="asked", asked_at=ANSWERED,
        ends_on=dt.date(2026, 7, 29),
    )  # fmt: skip
    ReferenceLinkFactory(reference=gamma)
    first, second, beta, _gamma = row.references.order_by("pk")
    assert [one.organisation for one in (first, second, beta, gamma)] == ["Alfa", "Alfa", "Beta", "Gamma"]
    answering.decline(first, Declined.CANNOT_NOW, at=ANSWERED)
    assert Application.objects.get().quorum == Quorum.OPEN, "three can still confirm"
    for person in (second, beta, gamma):
        answering.give(person, said(), at=ANSWERED)
    row = Application.objects.get()
    found = count_of(row, people_of(row), ANSWERED.date())
    assert (row.quorum, found.people, found.organisations) == (Quorum.REACHED, 3, 3)
    assert words.people(found.people, found.organisations) == "3 people · 3 organisations"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("organisations", "agreed", "says"),
    [
        pytest.param(("Alfa", "Alfa", "Alfa"), True, "Name people of at least two organisations.", id="G-002"),
        pytest.param(
            ("Alfa", "Beta", "Beta"), False, "Confirm for each person that they agreed to be asked.", id="G-007"
        ),
    ],
)
def test_what_references_lack_is_read_on_the_pages_and_keeps_from_signing(
    time_machine: Any, organisations: tuple[str, ...], agreed: bool, says: str
) -> None:
    time_machine.move_to(ANSWERED, tick=False)
    row = ApplicationFactory(filled=True)
    PositionFactory(application=row)
    for number, organisation in enumerate(organisations):
        agreed_at = ANSWERED if agreed or number else None
        email = f"p{number}@mail{number}.example"
        ReferenceFactory(application=row, organisation=organisation, email=email, agreed_at=agreed_at)
    client, own = signed_in(row.person), f"/applications/{row.reference.lower()}/"
    check = text(client.get(f"{own}check/"))
    assert says in text(client.get(f"{own}references/"))
    assert "What is lacking" in check
    assert says in check
    assert "sign/?seen=" not in check, "there is no way on to the signature"
    with pytest.raises(ApplicationRefused, match="Something is lacking in the form"):
        signed(row, at=ANSWERED)
    row.refresh_from_db()
    assert (row.state, row.submitted_at) == (ApplicationState.DRAFT, None)
    assert not Message.objects.exists(), "nobody is mailed"


@pytest.mark.django_db
def test_g_026_level_is_met_from_outside_by_more_than_non_committal_influence(time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)
    row = judged()
    row.positions.update(standpoint="outside", begins_on=dt.date(2021, 7, 1))
    first, second = first_of(row), assessor_of(row)
    from_outside = Found(finding=Finding.MET, reason=Reason.INFLUENCE, words="The board took up what she advised.")
    save_assessment(row, {**MET, Criterion.LEVEL: from_outside}, "", by=first, at=AT)
    verdict = row.assessments.get(assessor=first).verdicts.get(criterion="level")
    assert (verdict.finding, verdict.reason) == ("met", "influence")
    page = text(signed_in(with_app(first)).get(f"/office/applications/application/{row.pk}/change/"))
    assert "from outside, with more than non-committal influence" in page
    assert "The board took up what she advised." in page
    deciding.confirm(accept(row, first), by=second, at=AT)
    row.refresh_from_db()
    assert row.state == ApplicationState.ACCEPTED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("finding", "reason"), [(Finding.NOT_MET, Reason.INFLUENCE), (Finding.MET, Reason.WITHOUT_INFLUENCE)]
)
def test_influence_meets_the_level_and_advice_that_bound_nobody_does_not(finding: Finding, reason: Reason) -> None:
    row = judged()
    said_so = {**MET, Criterion.LEVEL: Found(finding=finding, reason=reason, words="She advised.")}
    with pytest.raises(DomainError, match="Choose a reason that fits what you find"):
        save_assessment(row, said_so, "", by=first_of(row), at=AT)
