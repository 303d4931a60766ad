import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from common.errors import Forbidden
from common.models import AuditLine
from members import services
from members.models import Member
from members.rules.contact import Contact
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory

ON = dt.date(2026, 7, 1)
AT = dt.datetime(2026, 7, 1, 9, 30, tzinfo=dt.UTC)
SOMEWHERE = Contact(
    address="Verzonnenstraat 12\nAchterhuis",
    postal_code="0000 AA",
    town="Nergenshuizen",
    country="Nederland",
    phone="12345",
)


def _clerk() -> User:
    return UserFactory(roles=["back-office"])


@pytest.mark.django_db
def test_register_member_gives_the_next_number() -> None:
    clerk = _clerk()
    members = [services.register_member(UserFactory(), on=ON, by=clerk, at=AT) for _ in range(3)]
    assert [member.number for member in members] == [10_001, 10_002, 10_003]
    assert {member.registered_on for member in members} == {ON}


@pytest.mark.django_db
def test_register_member_twice_keeps_row_number_and_day() -> None:
    clerk, person = _clerk(), UserFactory()
    first = services.register_member(person, on=ON, by=clerk, at=AT)
    again = services.register_member(person, on=ON + dt.timedelta(days=9), by=clerk, at=AT)
    assert (again.pk, again.number, again.registered_on) == (first.pk, first.number, ON)
    assert services.register_member(UserFactory(), on=ON, by=clerk, at=AT).number == first.number + 1


@pytest.mark.django_db
@pytest.mark.parametrize("roles", [[], ["finance"], ["assessor"], ["administrator"]])
def test_register_member_is_the_back_offices_act(roles: list[str]) -> None:
    with pytest.raises(Forbidden):
        services.register_member(UserFactory(), on=ON, by=UserFactory(roles=roles), at=AT)
    assert not Member.objects.exists()


@pytest.mark.django_db
def test_a_number_drawn_for_nothing_is_drawn_again() -> None:
    clerk = _clerk()

    def fail() -> None:
        with transaction.atomic():
            services.register_member(UserFactory(), on=ON, by=clerk, at=AT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert services.register_member(UserFactory(), on=ON, by=clerk, at=AT).number == 10_001


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_make_one_member_each_number_once() -> None:
    clerk, people = _clerk(), UserFactory.create_batch(4)

    def register(person: User) -> int:
        try:
            return services.register_member(person, on=ON, by=User.objects.get(pk=clerk.pk), at=AT).number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as clerks:
        numbers = list(clerks.map(register, people * 2))
    assert sorted(set(numbers)) == [10_001, 10_002, 10_003, 10_004]
    assert numbers[:4] == numbers[4:]
    assert Member.objects.count() == 4


@pytest.mark.django_db
def test_update_profile_writes_names_language_and_address() -> None:
    member = MemberFactory()
    services.update_profile(
        member.user, given_name="Žofie", family_name="", language="nl", contact=SOMEWHERE, by=member.user, at=AT
    )
    member = Member.objects.get()
    assert (member.user.given_name, member.user.family_name, member.user.language) == ("Žofie", "", "nl")
    assert member.contact == SOMEWHERE
    assert member.contact_changed_at == AT


@pytest.mark.django_db
def test_update_profile_of_an_applicant_makes_no_member() -> None:
    person = UserFactory()
    services.update_profile(person, given_name="Ada", family_name="B", language="en", by=person, at=AT)
    person.refresh_from_db()
    assert str(person) == "Ada B"
    assert not Member.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("roles", [[], ["back-office"], ["administrator"]])
def test_nobody_changes_names_but_the_person(roles: list[str]) -> None:
    member = MemberFactory()
    with pytest.raises(Forbidden):
        services.update_profile(
            member.user, given_name="X", family_name="Y", language="en", by=UserFactory(roles=roles), at=AT
        )
    member.user.refresh_from_db()
    assert member.user.given_name != "X"


@pytest.mark.django_db
def test_the_back_office_changes_an_address_and_others_do_not() -> None:
    member = MemberFactory()
    services.update_contact(member, contact=SOMEWHERE, by=_clerk(), at=AT)
    assert Member.objects.get().contact == SOMEWHERE
    for other in (UserFactory(), UserFactory(roles=["finance"]), MemberFactory().user):
        with pytest.raises(Forbidden):
            services.update_contact(member, contact=Contact(), by=other, at=AT)
    assert Member.objects.get(pk=member.pk).contact == SOMEWHERE


@pytest.mark.django_db
def test_the_same_address_again_keeps_its_date() -> None:
    member = MemberFactory()
    services.update_contact(member, contact=SOMEWHERE, by=member.user, at=AT)
    services.update_contact(member, contact=SOMEWHERE, by=member.user, at=AT + dt.timedelta(days=30))
    assert Member.objects.get().contact_changed_at == AT


@pytest.mark.django_db
def test_a_person_is_in_the_register_once_and_a_number_belongs_to_one() -> None:
    member = MemberFactory()
    for twice in ({"user": member.user}, {"number": member.number}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MemberFactory(**twice)


@pytest.mark.django_db
def test_acts_of_the_register_leave_lines_and_nothing_new_leaves_none() -> None:
    clerk, person = _clerk(), UserFactory(given_name="Ada", family_name="B", language="en")
    member = services.register_member(person, on=ON, by=clerk, at=AT)
    names = {"given_name": "Ada", "family_name": "C", "language": "en"}
    for _twice in range(2):
        services.register_member(person, on=ON, by=clerk, at=AT)
        services.update_profile(person, **names, contact=SOMEWHERE, by=person, at=AT)
    assert [(line.act, line.by_id, line.about_id, line.fields) for line in AuditLine.objects.order_by("pk")] == [
        ("members.registered", clerk.pk, member.pk, []),
        ("members.profile-changed", person.pk, person.pk, ["family_name"]),
        ("members.contact-changed", person.pk, member.pk, ["address", "country", "phone", "postal_code", "town"]),
    ]
    assert {line.person_id for line in AuditLine.objects.all()} == {person.pk}
    values = AuditLine.objects.get(act="members.contact-changed").detail.values
    assert (values["town"], values["phone"]) == (["", "Nergenshuizen"], ["", "12345"])
