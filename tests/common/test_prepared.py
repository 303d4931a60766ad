"""Reads that are put into SQL once: the same rows as asked anew, whatever they are asked for."""

import datetime as dt
from unittest import mock

import pytest
from django.db.models import BooleanField, F, Q, Value
from django.db.models.sql.compiler import SQLCompiler

from accounts.models import RoleGrant, User
from common.prepared import Prepared
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def test_rows_and_what_they_refer_to_come_as_from_any_queryset(django_assert_num_queries):
    members = MemberFactory.create_batch(3)
    asked = Prepared(lambda user: User.objects.filter(pk=user).select_related("member").annotate(same=F("email")), int)
    for member in [*members, *members]:
        with django_assert_num_queries(1):
            (row,) = asked(member.user_id)
            assert (row, row.member, row.same) == (member.user, member, member.user.email)
    assert not asked(0)


def test_values_of_several_tables_come_together():
    user = UserFactory(email="ada@people.example", roles=["finance"])

    def both(email, pk):
        return (
            User.objects.filter(email=email)
            .order_by()
            .values_list("pk", "email")
            .union(RoleGrant.objects.filter(user=pk).values_list("user", "role"), all=True)
        )

    asked = Prepared(both, str, int)
    assert sorted(asked("ada@people.example", user.pk)) == [(user.pk, "ada@people.example"), (user.pk, "finance")]
    assert list(asked("ada@people.example", 0)) == [(user.pk, "ada@people.example")]


def test_days_are_compared_as_the_database_has_them():
    for number, day in enumerate((dt.date(2026, 1, 5), dt.date(2026, 2, 1))):
        MemberFactory(registered_on=day, user__email=f"{number}@people.example")
    asked = Prepared(lambda on: User.objects.filter(member__registered_on__lte=on).order_by("email"), dt.date)
    found = [[row.email[0] for row in asked(dt.date(2026, month, 10))] for month in (1, 2)]
    assert found == [["0"], ["0", "1"]]


def test_many_keys_are_one_argument_and_none_ask_nothing(django_assert_num_queries):
    users = [UserFactory(email=f"{number}@people.example") for number in range(3)]
    asked = Prepared(lambda keys, pk: User.objects.filter(pk__among=keys, pk__lte=pk).order_by("email"), list, int)
    for keys, found in ((users[:2], users[:2]), (users[1:], users[1:]), (users[2:], users[2:])):
        with django_assert_num_queries(1):
            assert list(asked({user.pk for user in keys}, users[-1].pk)) == found
    with django_assert_num_queries(0):
        assert not list(asked(set(), users[-1].pk))


def test_what_is_written_once_is_not_written_again():
    user = UserFactory()
    asked = Prepared(lambda pk: User.objects.filter(pk=pk), int)
    assert list(asked(user.pk)) == [user]
    with mock.patch.object(SQLCompiler, "as_sql", side_effect=AssertionError):
        assert list(asked(user.pk)) == [user]


def test_a_question_is_read_in_two_ways_without_one_getting_into_the_other():
    first, second = UserFactory(), UserFactory()
    asked = Prepared(lambda pk: User.objects.filter(pk=pk), int)
    one, other = asked(first.pk), asked(second.pk)
    assert (list(other), list(one)) == ([second], [first])


@pytest.mark.parametrize(
    "ask",
    [
        lambda pk: User.objects.filter(pk=pk + 1),
        lambda pk: User.objects.all(),
        lambda pk: User.objects.filter(Q(pk=pk) if pk % 4 == 3 else Q(email="")),
        lambda pk: User.objects.annotate(found=Value(pk == 1, output_field=BooleanField())),
    ],
    ids=["reckoned", "not asked", "another question", "a condition"],
)
def test_what_depends_on_an_argument_otherwise_is_refused(ask):
    with pytest.raises(ValueError, match="depends on an argument"):
        Prepared(ask, int)(1)
