"""The invented people who came from another register: one in the middle of a cycle, one in grace; brought in once."""

import datetime as dt
from decimal import Decimal

import pytest

from common.calendar import local_day
from cpe import selectors as cpe
from members import selectors
from members.models import Credential, Invoice, Member, OpeningPosition, RegisterImport
from seco_portal import demonstration
from seco_portal.demonstration_import import FILE, IMPORTED

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("without_applications")]

AT = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("at", [AT, dt.datetime(2028, 2, 29, 9, 0, tzinfo=dt.UTC)])
def test_they_are_brought_in_once_by_the_act_itself(at: dt.datetime) -> None:
    for turn in range(2):
        demonstration.seed(password="twelve signs and more", at=at + dt.timedelta(days=turn))
    run = RegisterImport.objects.get()
    assert (run.file_name, run.people_new, run.titles_new) == (FILE, 2, 3)
    on = local_day(at)
    stand = {
        (row.member.user.email, row.title.code): found.value.value
        for row, found in selectors.with_standing(
            Credential.objects.with_first_cycle()
            .filter(opening_position__run=run)
            .select_related("member__user", "title"),
            on,
        )
        if found
    }
    assert stand == {
        (IMPORTED[0], "S-ISP"): "valid",
        (IMPORTED[0], "S-DPP"): "valid",
        (IMPORTED[1], "S-CISO"): "grace",
    }
    late = OpeningPosition.objects.get(credential__title__code="S-CISO")
    assert (late.credits_year_2, late.fees_paid_until < on) == (Decimal("31.25"), True)
    asked = Invoice.objects.get(member__user__email__in=IMPORTED)
    assert (asked.member, asked.issued_on) == (late.credential.member, on), (
        "his year came near before he was brought in"
    )
    ingrid = Member.objects.get(user__email=IMPORTED[0])
    counted = {one.credential.title_code: one.judged(cpe.policies(), on) for one in cpe.balances([ingrid.pk], on)}
    assert {code: judged.tally.counted for code, judged in counted.items()} == {"S-ISP": 140, "S-DPP": 66}
