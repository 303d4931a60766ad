"""Two colleagues about one name, and a renewal beside them: one decision, and one current certificate."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import User
from common import subjects
from comms.models import Message
from members import services
from members.enums import Ground, OutcomeKind
from members.models import Certificate, Member, NameDecision, Title
from members.services import NameNotWaiting, Ruling
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)

AWARD = dt.date(2024, 1, 1)
AT = dt.datetime(2024, 1, 1, 9, 0, tzinfo=dt.UTC)
NOW = dt.datetime(2027, 1, 5, 9, 0, tzinfo=dt.UTC)


def _at_once(*acts: Callable[[], object]) -> list[str]:
    """Each act by a thread of its own: what each came to."""

    def once(act: Callable[[], object]) -> str:
        try:
            act()
        except NameNotWaiting as refused:
            return str(refused)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as people:
        return sorted(people.map(once, acts))


def _renamed() -> Member:
    member = MemberFactory(user__given_name="Ada", user__family_name="de Vries")
    services.award(member, Title.objects.get(code="S-ISP"), on=AWARD, by=None, at=AT)
    User.objects.filter(pk=member.user_id).update(family_name="Jansen", renamed_at=AT + dt.timedelta(days=1))
    return Member.objects.select_related("user").get(pk=member.pk)


def test_four_colleagues_decide_once() -> None:
    member = _renamed()
    clerks = UserFactory.create_batch(2, roles=("back-office",))

    def grant(by: User) -> Callable[[], object]:
        return lambda: services.grant_name(member, "Ada Jansen", by=by, at=NOW)

    def refuse(by: User) -> Callable[[], object]:
        return lambda: services.refuse_name(member, "Ada Jansen", words="No proof.", by=by, at=NOW)

    came_to = _at_once(grant(clerks[0]), refuse(clerks[1]), grant(clerks[1]), refuse(clerks[0]))
    assert came_to == ["A colleague decided about this name meanwhile."] * 3 + ["done"]
    assert NameDecision.objects.count() == Message.objects.filter(kind__startswith="members.name_").count() == 1
    assert Certificate.objects.current().count() == 1


def test_a_renewal_beside_a_grant_leaves_one_certificate_of_the_new_cycle_in_the_new_name() -> None:
    member = _renamed()
    clerk = UserFactory(roles=("back-office",))
    ruling = Ruling(
        credential=member.credentials.get().pk,
        kind=OutcomeKind.RENEWED,
        ground=Ground.COMPLETE,
        effective_on=dt.date(2027, 1, 1),
        cycle=1,
    )
    came_to = _at_once(
        lambda: services.grant_name(member, "Ada Jansen", by=clerk, at=NOW),
        lambda: services.record_outcomes([ruling], at=NOW, by=None),
    )
    assert came_to == ["done", "done"]
    current = Certificate.objects.current().select_related("cycle").get()
    assert current.cycle is not None
    assert (current.name, current.cycle.number) == ("Ada Jansen", 2)
    assert Certificate.objects.filter(replaced_at__isnull=False).count() == 2


def test_a_renewal_by_a_duty_beside_forgetting_leaves_no_name() -> None:
    member = _renamed()
    ruling = Ruling(
        credential=member.credentials.get().pk,
        kind=OutcomeKind.RENEWED,
        ground=Ground.COMPLETE,
        effective_on=dt.date(2027, 1, 1),
        cycle=1,
    )
    _at_once(
        lambda: services.record_outcomes([ruling], at=NOW, by=None),
        lambda: subjects.scrub(member.user, at=NOW),
    )
    assert set(Certificate.objects.values_list("name", flat=True)) == {""}
