"""Two at once: one award, one outcome, and a sentence for the second."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from members import services
from members.enums import Ground, OutcomeKind
from members.models import Credential, Cycle, Member, Outcome, Title
from members.services import HeldAlready, Refused, Ruling
from tests.factories.accounts import UserFactory
from tests.factories.members import CredentialFactory, MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)

AT = dt.datetime(2027, 4, 1, 3, 0, tzinfo=dt.UTC)
AWARD = dt.date(2024, 1, 1)


def _four_times(act: Callable[[], object]) -> list[str]:
    """The act by four threads at once: what each came to."""

    def once(_turn: int) -> str:
        try:
            act()
        except (HeldAlready, Refused) as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(4) as people:
        return sorted(people.map(once, range(4)))


def test_a_title_is_awarded_once() -> None:
    member, title = MemberFactory(), Title.objects.get(code="S-ISP")

    def award() -> None:
        held = Title.objects.select_related("level").get(pk=title.pk)
        services.award(Member.objects.get(pk=member.pk), held, on=AWARD, by=None, at=AT)

    assert _four_times(award) == ["HeldAlready", "HeldAlready", "HeldAlready", "done"]
    assert Credential.objects.count() == Cycle.objects.count() == 1


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_cycle_is_judged_once(by_hand: bool) -> None:
    credential = CredentialFactory(awarded_on=AWARD)
    clerk = UserFactory() if by_hand else None
    ruling = Ruling(
        credential=credential.pk,
        kind=OutcomeKind.RENEWED,
        ground=Ground.COMPLETE,
        effective_on=dt.date(2027, 1, 1),
        cycle=1,
    )
    assert _four_times(lambda: services.record_outcomes([ruling], at=AT, by=clerk)) == ["Refused"] * 3 + ["done"]
    assert Outcome.objects.count() == 1
    assert list(Cycle.objects.order_by("number").values_list("number", "waits")) == [(1, False), (2, True)]
