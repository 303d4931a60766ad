"""A register from outside is brought in: all of it or nothing, once, and nobody hears of it."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common.append_only import AppendOnlyError
from common.errors import Forbidden
from common.models import AuditLine
from comms.models import Message
from members import selectors, services
from members.enums import Ground, OutcomeKind, RecheckWhy, StandingValue
from members.models import Credential, Cycle, Level, Member, OpeningPosition, Recheck, RegisterImport, Title
from members.services import NotBroughtIn, Ruling
from tests.factories.accounts import UserFactory
from tests.factories.imports import RegisterImportFactory
from tests.factories.members import CredentialFactory, MemberFactory, TitleFactory
from tests.members.importing import ADA, AT, BEN, TODAY, bring, row, table
from tests.people import person

pytestmark = pytest.mark.django_db

D = dt.date
LATER = AT + dt.timedelta(days=1)
NOBODY: tuple[Any, ...] = (User, EmailAddress, Member, Credential, Cycle, OpeningPosition, RegisterImport, AuditLine)


def _register() -> list[tuple[Any, ...]]:
    """All that the import wrote, without keys and moments."""
    found: list[tuple[Any, ...]] = list(
        Member.objects.order_by("number").values_list(
            "number", "registered_on", "town", "user__email", "user__given_name", "user__family_name", "user__language"
        )
    )
    found += Credential.objects.order_by("member__number", "title__code").values_list(
        "member__number", "title__code", "awarded_on", "cycles__number", "cycles__first_day", "cycles__waits",
        "opening_position__cycle_number", "opening_position__credits_year_1", "opening_position__credits_year_2",
        "opening_position__credits_year_3", "opening_position__fees_paid_until",
    )  # fmt: skip
    return found


UNKNOWN = "The catalogue has no title “S-XYZ”. Write the code as printed, such as S-ISP, or add the title first."
TAKEN = "Another person in the register has this number. Leave the cell empty, and the next free one is given."
OTHER_NUMBER = "In the register this person has the number 4711. Write that, or leave the cell empty."
ONE_ACCOUNT = "This address and ada@elders.example in line 3 belong to one account. Use one address in all rows."
OTHER_CYCLE = "In the register the title came with cycle 4 from 1 July 2024. An import does not change that."


def _faults(*rows: dict[str, str], at: dt.datetime = AT) -> list[tuple[int, str, str]]:
    before = [model.objects.count() for model in NOBODY]
    with pytest.raises(NotBroughtIn) as refused:
        bring(*rows, at=at)
    assert [model.objects.count() for model in NOBODY] == before
    return [(fault.line, fault.column, fault.sentence) for fault in refused.value.faults]


def test_people_titles_and_what_they_came_with() -> None:
    run = bring(row(ADA, town="Nergenshuizen", member_number=4711, language="nl"), BEN)
    assert run is not None
    assert _register() == [
        (4711, D(2015, 7, 1), "Nergenshuizen", "ada@voorbeeld.example", "Ada", "van Verzonnen", "nl"),
        (10_001, D(2023, 8, 15), "", "ben@voorbeeld.example", "Ben", "Bedacht", "en"),
        (4711, "S-ISP", D(2015, 7, 1), 4, D(2024, 7, 1), True, 4, Decimal(20), Decimal(15), Decimal(0),
         D(2026, 6, 30)),
        (10_001, "S-CISO", D(2023, 8, 15), 1, D(2023, 8, 15), True, 1, Decimal(40), Decimal("38.25"), Decimal(12),
         D(2026, 8, 14)),
    ]  # fmt: skip
    ada = User.objects.get(email="ada@voorbeeld.example")
    assert not ada.has_usable_password()
    assert ada.last_login is None
    assert list(EmailAddress.objects.filter(user=ada).values_list("email", "verified", "primary")) == [
        ("ada@voorbeeld.example", False, True)
    ]
    assert (run.rows, run.people_new, run.titles_new, run.brought_in_by) == (2, 2, 2, None)
    with pytest.raises(AppendOnlyError):
        run.save()
    standing = selectors.standing_of(Credential.objects.get(title__code="S-ISP"), TODAY)
    assert standing is not None
    assert (standing.value, standing.cycle and standing.cycle.number, standing.since) == (
        StandingValue.VALID,
        4,
        D(2015, 7, 1),
    )


def test_every_act_leaves_a_line_and_nobody_is_mailed() -> None:
    clerk = person("Anna", "administrator")
    bring(ADA, row(ADA, title="S-DPP", awarded_on="2025-01-15", cycle_first_day="2025-01-15"), by=clerk)
    ada = User.objects.get(email="ada@voorbeeld.example").pk
    lines = AuditLine.objects.order_by("pk").values_list("act", "person_id", "by_id")
    assert list(lines) == [
        ("accounts.opened", ada, clerk.pk),
        ("members.registered", ada, clerk.pk),
        ("members.brought-in", ada, clerk.pk),
        ("members.brought-in", ada, clerk.pk),
        ("members.certificate-issued", ada, clerk.pk),
        ("members.certificate-issued", ada, clerk.pk),
        ("members.register-imported", None, clerk.pk),
    ]
    assert not Message.objects.exists()


def test_the_same_file_again_changes_nothing() -> None:
    bring(ADA, BEN)
    before, lines = _register(), AuditLine.objects.count()
    assert bring(ADA, BEN, at=LATER) is None
    assert (_register(), AuditLine.objects.count(), RegisterImport.objects.count()) == (before, lines, 1)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_does_not_matter(seed: int) -> None:
    rows = [
        ADA,
        BEN,
        row(ADA, title="S-DPP"),
        row(BEN, email="cor@voorbeeld.example", registered_on="2010-01-01"),
        row(BEN, email="dirk@voorbeeld.example", member_number=10_002, registered_on="2009-01-01"),
    ]
    mixed = rows[:]
    random.Random(seed).shuffle(mixed)  # noqa: S311
    bring(*mixed)
    numbers = dict(Member.objects.values_list("user__email", "number"))
    assert numbers == {
        "dirk@voorbeeld.example": 10_002,
        "cor@voorbeeld.example": 10_001,
        "ada@voorbeeld.example": 10_003,
        "ben@voorbeeld.example": 10_004,
    }


def test_foundation_titles_come_without_a_cycle() -> None:
    TitleFactory(code="S-ISF", level=Level.objects.get(key="foundation"))
    plain = row(ADA, title="S-ISF", cycle_first_day="", credits_year_1="", credits_year_2="")
    bring(plain)
    held = Credential.objects.get()
    assert not held.cycles.exists()
    assert (held.opening_position.cycle_number, held.opening_position.fees_paid_until) == (None, D(2026, 6, 30))
    assert bring(plain) is None
    (fault,) = _faults(row(plain, credits_year_1="5", email="eva@voorbeeld.example"))
    assert fault == (2, "credits_year_1", "Titles of this level have no cycles: leave this empty.")


def test_one_fault_keeps_the_whole_file_out() -> None:
    assert _faults(ADA, row(BEN, title="S-XYZ")) == [(3, "title", UNKNOWN)]


def test_who_may_not_import_is_refused() -> None:
    with pytest.raises(Forbidden):
        bring(ADA, by=person("Bea", "back-office"))
    assert not Member.objects.exists()


# Numbers -----------------------------------------------------------------------------------------------------


def test_numbers_drawn_later_step_over_those_brought_along() -> None:
    bring(row(ADA, member_number=10_001), row(BEN, member_number=10_003))
    clerk = UserFactory(roles=("back-office",))
    drawn = [
        services.register_member(UserFactory(), on=TODAY, by=clerk, at=AT).number for _turn in range(3)
    ]  # fmt: skip
    assert drawn == [10_002, 10_004, 10_005]


def test_numbers_brought_along_belong_to_one_person() -> None:
    taken = MemberFactory(number=4711)
    eva = row(BEN, email="eva@voorbeeld.example", member_number=9)
    assert _faults(row(ADA, member_number=4711), row(BEN, member_number=9), eva) == [
        (2, "member_number", TAKEN),
        (4, "member_number", "Line 3 gives this member number to somebody else."),
    ]
    told = _faults(row(ADA, email=taken.user.email, member_number=5))
    assert told == [(2, "member_number", OTHER_NUMBER)]


# People who are there already -----------------------------------------------------------------------------------


def test_a_person_is_found_by_any_confirmed_address_before_any_other() -> None:
    owner, other = UserFactory(), UserFactory(email="ada@voorbeeld.example")
    EmailAddress.objects.filter(user=other).update(verified=False)
    EmailAddress.objects.create(user=owner, email="ada@voorbeeld.example", verified=True, primary=False)
    bring(ADA)
    assert Member.objects.get().user == owner


def test_an_account_that_never_confirmed_its_address_loses_its_password() -> None:
    stranger = UserFactory(email="ada@voorbeeld.example", given_name="Somebody")
    EmailAddress.objects.filter(user=stranger).update(verified=False)
    known = UserFactory(email="ben@voorbeeld.example")
    bring(ADA, BEN)
    stranger.refresh_from_db()
    known.refresh_from_db()
    assert not stranger.has_usable_password()
    assert known.has_usable_password()
    assert str(stranger) == "Ada van Verzonnen"
    dropped = AuditLine.objects.filter(act="accounts.password-dropped")
    assert list(dropped.values_list("about_id", flat=True)) == [stranger.pk]


def test_what_somebody_wrote_since_they_signed_in_stays() -> None:
    bring(row(ADA, town="Nergenshuizen"))
    corrected = row(ADA, given_name="Adriana", town="Elders", phone="")
    run = bring(corrected, at=LATER)
    assert run is not None
    assert (run.people_changed, run.titles_unchanged) == (1, 1)
    member = Member.objects.select_related("user").get()
    assert (member.user.given_name, member.town, member.contact_changed_at) == ("Adriana", "Elders", LATER)
    changed = AuditLine.objects.filter(at=LATER).order_by("pk").select_related("detail")
    assert [(line.act, line.fields, line.person_id) for line in changed] == [
        ("members.profile-changed", ["given_name"], member.user_id),
        ("members.contact-changed", ["town"], member.user_id),
        ("members.register-imported", [], None),
    ]
    assert changed[1].detail.values == {"town": ["Nergenshuizen", "Elders"]}
    User.objects.update(last_login=LATER)
    assert bring(row(corrected, given_name="Ada", town="Verweg"), at=LATER) is None
    member.refresh_from_db()
    assert (member.user.given_name, member.town) == ("Adriana", "Elders")


def test_a_member_gets_another_title_and_keeps_all_else() -> None:
    member = MemberFactory(user__email="ada@voorbeeld.example", user__last_login=AT, town="Elders")
    CredentialFactory(member=member, title=Title.objects.get(code="S-CISO"))
    run = bring(ADA)
    assert run is not None
    assert (run.people_new, run.people_unchanged, run.titles_new) == (0, 1, 1)
    member.refresh_from_db()
    assert member.town == "Elders"
    assert set(member.credentials.values_list("title__code", flat=True)) == {"S-CISO", "S-ISP"}


def test_a_closed_account_is_told() -> None:
    UserFactory(email="ada@voorbeeld.example", is_active=False)
    assert _faults(ADA) == [(2, "email", "The account with this address is closed. Open it again first.")]


def test_two_addresses_of_one_account_are_told() -> None:
    owner = UserFactory(email="ada@voorbeeld.example")
    EmailAddress.objects.create(user=owner, email="ada@elders.example", verified=True, primary=False)
    assert _faults(ADA, row(ADA, email="ada@elders.example", title="S-DPP")) == [
        (2, "email", ONE_ACCOUNT),
    ]


# Corrections ------------------------------------------------------------------------------------------------------


def test_an_opening_position_is_corrected_with_its_values_in_the_log() -> None:
    bring(ADA)
    run = bring(row(ADA, credits_year_1="21,25", fees_paid_until="2027-06-30"), at=LATER)
    assert run is not None
    assert (run.titles_changed, run.people_unchanged) == (1, 1)
    position = OpeningPosition.objects.select_related("credential").get()
    assert (position.credits_year_1, position.fees_paid_until) == (Decimal("21.25"), D(2027, 6, 30))
    assert position.run == RegisterImport.objects.earliest("pk")
    line = AuditLine.objects.about(position.credential).select_related("detail").first()
    assert line is not None
    assert line.act == "members.opening-corrected"
    assert line.detail.values == {
        "credits_year_1": ["20.00", "21.25"],
        "fees_paid_until": ["2026-06-30", "2027-06-30"],
    }
    assert not Recheck.objects.exists()


def test_a_correction_of_a_cycle_that_is_over_has_the_title_judged_again() -> None:
    over = row(ADA, cycle_first_day="2021-07-01", fees_paid_until="2024-06-30", credits_year_3="20")
    bring(over, at=AT)
    bring(row(over, credits_year_3="25"), at=LATER)
    assert [(row.why, row.credential.title.code) for row in Recheck.objects.all()] == [
        (RecheckWhy.CORRECTION, "S-ISP"),
    ]


def test_nothing_is_corrected_once_the_cycle_was_judged() -> None:
    over = row(ADA, cycle_first_day="2021-07-01", fees_paid_until="2024-06-30", credits_year_3="20")
    bring(over)
    held = Credential.objects.get()
    renewed = Ruling(
        credential=held.pk,
        kind=OutcomeKind.RENEWED,
        ground=Ground.COMPLETE,
        effective_on=D(2024, 7, 1),
        cycle=3,
    )
    services.record_outcomes([renewed], at=AT)
    assert bring(over) is None
    assert _faults(row(over, credits_year_3="25")) == [
        (2, "credits_year_3", "The cycle was judged meanwhile; what the title came with is not changed any more."),
    ]


def test_the_register_is_not_rewritten_by_a_file() -> None:
    bring(ADA)
    assert _faults(row(ADA, awarded_on="2018-07-01")) == [
        (2, "awarded_on", "In the register the title was awarded on 1 July 2015. An import does not change that."),
    ]
    assert _faults(row(ADA, cycle_first_day="2025-07-01", cycle_number=5, credits_year_2="")) == [
        (2, "cycle_first_day", OTHER_CYCLE),
    ]
    ended = Ruling(
        credential=Credential.objects.get().pk,
        kind=OutcomeKind.ENDED,
        ground=Ground.CANCELLED,
        effective_on=TODAY,
    )
    services.record_outcomes([ended], at=AT)
    assert _faults(ADA) == [
        (2, "title", "This title ended in the register. It is not brought in again: leave it out."),
    ]


def test_a_title_awarded_in_the_portal_is_left_alone() -> None:
    member = MemberFactory(user__email="ada@voorbeeld.example")
    CredentialFactory(member=member, title=Title.objects.get(code="S-ISP"), awarded_on=D(2024, 7, 1))
    assert _faults(row(ADA, awarded_on="2024-07-01")) == [
        (2, "title", "This title was awarded in the portal, not brought in. Leave the row out."),
    ]


# Statements -------------------------------------------------------------------------------------------------------


def test_as_many_statements_for_many_people_as_for_one() -> None:
    def asked(*rows: dict[str, str], at: dt.datetime = AT) -> int:
        content = table(*rows)
        with CaptureQueriesContext(connection) as queries:
            services.bring_in(content, file_name="register.csv", by=None, at=at)
        return len(queries)

    def some(prefix: str, many: int, **other: str) -> list[dict[str, str]]:
        return [row(ADA, email=f"{prefix}{number}@voorbeeld.example", **other) for number in range(many)]

    bring(BEN)
    one, many = asked(*some("a", 1)), asked(*some("b", 30))
    assert one == many
    assert one <= 40
    corrected = asked(*some("b", 1, credits_year_1="1")), asked(*some("b", 30, credits_year_1="2"))
    assert corrected[0] == corrected[1]


def test_a_run_is_never_changed_by_anybody() -> None:
    run = RegisterImportFactory()
    with pytest.raises(Exception, match="kept as they were written"), connection.cursor() as cursor:
        cursor.execute("UPDATE members_registerimport SET rows = 2 WHERE id = %s", [run.pk])
