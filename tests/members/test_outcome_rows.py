"""What the database holds, whoever writes it: a title open once, whole outcomes, two people who are two."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from common.append_only import AppendOnlyError
from members.models import Outcome
from tests.factories.accounts import UserFactory
from tests.factories.members import CredentialFactory, OutcomeFactory

pytestmark = pytest.mark.django_db

LAST = dt.date(2027, 3, 31)


def test_one_open_credential_per_member_and_title() -> None:
    credential = CredentialFactory()
    with pytest.raises(IntegrityError, match="credential"), transaction.atomic():
        CredentialFactory(member=credential.member, title=credential.title)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"cycle": None}, "names_it"),
        ({"kind": "ended", "ground": "cancelled"}, "names_it"),
        ({"last_day": LAST}, "last_day"),
        ({"kind": "withdrawn", "ground": "mistake", "cycle": None}, "names_what"),
        ({"kind": "extended", "ground": "mercy", "last_day": LAST}, "names_both"),
        ({"ground": "credits"}, "of_its_kind"),
        ({"kind": "unheard-of"}, "names_it|of_its_kind"),
    ],
)
def test_the_database_refuses_an_outcome_that_says_half(fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OutcomeFactory(**fields)


def test_the_database_refuses_one_person_as_two() -> None:
    clerk = UserFactory()
    by_two = {"kind": "extended", "ground": "mercy", "last_day": LAST, "recorded_by": clerk, "seconded_by": clerk}
    with pytest.raises(IntegrityError, match="two_are_not_one"), transaction.atomic():
        OutcomeFactory(**by_two)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE members_outcome SET kind = 'ended'",
        "DELETE FROM members_outcome",
        "TRUNCATE members_outcome CASCADE",
    ],
)
def test_an_outcome_is_never_edited_nor_deleted(statement: str) -> None:
    outcome = OutcomeFactory()
    if connection.vendor == "sqlite" and statement.startswith("TRUNCATE"):
        return  # it knows no TRUNCATE
    connection.check_constraints()
    for refused in (
        outcome.save,
        outcome.delete,
        Outcome.objects.all().delete,
        lambda: Outcome.objects.update(kind="x"),
    ):
        with pytest.raises(AppendOnlyError):
            refused()
    with pytest.raises(IntegrityError, match="its rows are kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
