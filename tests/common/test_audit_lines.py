"""Lines that acts leave: what stands in them, what stands beside them, and what erasure takes."""

import ast
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils.functional import Promise

from accounts.adapters import NOTED
from common import acts, audit
from common.audit import digests
from common.audit.lines import CODE
from common.audit.verifying import verify
from common.models import AuditDetail, AuditLine
from cpe import services
from members.enums import OutcomeKind
from members.models import Member
from tests.factories.accounts import UserFactory
from tests.factories.common import ACTED
from tests.factories.members import MemberFactory
from tests.people import person, signed_in

ACT: Final = "members.contact-changed"
CANARY: Final = "canary-5183"
APPS: Final = ("seco_portal", "applications", "cpe", "conduct", "members", "comms", "accounts", "common")


@pytest.mark.django_db
def test_line_says_who_what_on_what_when_and_the_detail_from_what_to_what(django_assert_num_queries) -> None:
    member, clerk = MemberFactory(), UserFactory()
    with django_assert_num_queries(2):
        audit.record(
            ACT,
            about=member,
            person=member.user_id,
            by=clerk,
            at=ACTED,
            changes={"town": ("", CANARY), "country": ("A", "B")},
            reason=f"{CANARY} moved",
            code="asked-by-phone",
            also=[9, 7],
        )
    line = AuditLine.objects.get()
    assert (line.at, line.act, line.by_id, line.person_id) == (ACTED, ACT, clerk.pk, member.user_id)
    assert (line.about_model, line.about_id, line.also) == ("members.member", member.pk, [7, 9])
    assert (line.fields, line.code) == (["country", "town"], "asked-by-phone")
    assert line.detail.values == {"town": ["", CANARY], "country": ["A", "B"]}
    assert line.detail.reason == f"{CANARY} moved"
    assert line.digest == digests.of_detail(line.detail)
    assert abs(line.recorded_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    assert CANARY not in str(AuditLine.objects.values())


@pytest.mark.django_db
def test_line_without_values_or_words_has_no_detail(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        audit.record(ACT, about=MemberFactory.build(pk=4, user_id=3), by=None, at=ACTED)
    line = AuditLine.objects.get()
    assert (line.by_id, line.person_id, line.digest) == (None, None, "")
    assert not AuditDetail.objects.exists()


@pytest.mark.django_db
def test_many_rows_get_a_line_each_at_the_price_of_one(django_assert_num_queries) -> None:
    members = MemberFactory.create_batch(30)
    entries = [audit.Entry(about=member, person=member.user_id, changes={"town": ("", "X")}) for member in members]
    with django_assert_num_queries(2):
        audit.record_many(ACT, entries, by=None, at=ACTED, code="import")
    assert {line.about_id for line in AuditLine.objects.all()} == {member.pk for member in members}
    assert all(digests.of_detail(line.detail) == line.digest for line in AuditLine.objects.select_related("detail"))
    assert len({detail.salt for detail in AuditDetail.objects.all()}) == 30


@pytest.mark.django_db
def test_account_is_the_person_its_lines_are_about() -> None:
    user = UserFactory()
    audit.record(ACT, about=user, by=user, at=ACTED)
    assert AuditLine.objects.get().person_id == user.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (True, True),
        (3, 3),
        ("Žofie\n12", "Žofie\n12"),
        (Decimal("1.50"), "1.50"),
        (dt.date(2026, 7, 1), "2026-07-01"),
        (dt.datetime(2026, 7, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=2))), "2026-07-01T10:00:00+00:00"),
        (["b", "a"], ["b", "a"]),
        ({"b", "a"}, ["a", "b"]),
    ],
)
def test_values_are_kept_alike_by_every_database(value: object, kept: object) -> None:
    audit.record(ACT, about=UserFactory(), by=None, at=ACTED, changes={"x": (value, value)})
    line = AuditLine.objects.select_related("detail").get()
    assert line.detail.values == {"x": [kept, kept]}
    assert digests.of_detail(line.detail) == line.digest


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"act": "members.danced"}, LookupError),
        ({"code": "Ada Lovelace moved"}, ValueError),
        ({"code": "x" * 61}, ValueError),
        ({"changes": {"x": (1.5, object())}}, TypeError),
    ],
)
def test_what_a_line_may_not_hold_is_refused(wrong: dict, error: type[Exception]) -> None:
    given = {"act": ACT, "about": UserFactory(), "by": None, "at": ACTED, **wrong}
    with pytest.raises(error):
        audit.record(given.pop("act"), **given)
    assert not AuditLine.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_line_is_written_inside_the_act_or_not_at_all() -> None:
    user = UserFactory()
    with pytest.raises(TransactionManagementError):
        audit.record(ACT, about=user, by=None, at=ACTED)
    with transaction.atomic():
        audit.record(ACT, about=user, by=None, at=ACTED, reason="x")
        assert AuditDetail.objects.exists()
        transaction.set_rollback(True)
    assert not AuditLine.objects.exists()
    assert not AuditDetail.objects.exists()


@pytest.mark.django_db
def test_changes_are_what_became_different() -> None:
    member = MemberFactory(town="A", country="C")
    before = audit.snapshot(member, "town", "country", "user")
    assert audit.changes(before, member) == {}
    member.town, other = "B", UserFactory()
    member.user = other
    assert audit.changes(before, member) == {"town": ("A", "B"), "user": (before["user"], other.pk)}


def _everything_in_the_database() -> str:
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  every table there is
            rows += cursor.fetchall()
    return str(rows)


@pytest.mark.django_db
def test_erasure_takes_the_values_and_leaves_lines_and_a_sound_log() -> None:
    person_concerned, other = UserFactory(), UserFactory()
    for about in (person_concerned, other, person_concerned):
        words = CANARY if about == person_concerned else "kept"
        audit.record(ACT, about=about, by=None, at=ACTED, changes={"town": ("", words)}, reason=words)
    audit.record(ACT, about=person_concerned, by=None, at=ACTED)
    audit.seal_waiting(at=ACTED)
    before = list(AuditLine.objects.order_by("pk").values())
    assert CANARY in _everything_in_the_database()

    lines = AuditLine.objects.filter(person_id=person_concerned.pk)
    erased = audit.erase_details(lines, by=other, at=ACTED, person=person_concerned.pk, code="erasure")

    assert erased == 2
    assert CANARY not in _everything_in_the_database()
    assert list(AuditLine.objects.order_by("pk").values())[:4] == before
    assert [detail.reason for detail in AuditDetail.objects.all()] == ["kept"]
    told = AuditLine.objects.latest("pk")
    assert (told.act, told.by_id, told.person_id, told.code) == (acts.ERASED, other.pk, person_concerned.pk, "erasure")
    assert {told.about_id, *told.also} == {before[0]["id"], before[2]["id"]}
    assert verify(at=ACTED).sound
    assert audit.seal_waiting(at=ACTED) == 1
    assert verify(at=ACTED).sound
    assert audit.erase_details(lines, by=other, at=ACTED) == 0


@pytest.mark.django_db
def test_back_office_writes_no_log_of_djangos() -> None:
    office, member, user = signed_in(person("Boss", "administrator", "back-office")), MemberFactory(), UserFactory()
    assert office.post(f"/office/members/member/{member.pk}/change/", {"town": "Elders"}).status_code == 302
    assert office.post("/office/members/member/add/", {"user": user.pk}).status_code == 302
    assert office.post(f"/office/accounts/user/{user.pk}/change/", {"given_name": "B", "is_active": "on"})
    sent = {"name": "A new field", "key": "new-field", "rank": 8}
    assert office.post("/office/members/track/add/", sent).status_code == 302
    assert Member.objects.count() == 2
    assert not LogEntry.objects.exists()
    told = [(line.act, line.person_id) for line in AuditLine.objects.order_by("pk")]
    assert told == [
        ("members.contact-changed", member.user_id),
        ("members.registered", user.pk),
        ("accounts.renamed", user.pk),
    ]


@pytest.mark.django_db
def test_several_acts_about_one_row_leave_their_lines_at_once(django_assert_num_queries) -> None:
    member, clerk = MemberFactory(), UserFactory()
    with django_assert_num_queries(1):
        audit.record_acts([(ACT, clerk), (ACT, None)], about=member, person=member.user_id, at=ACTED)
    first, second = AuditLine.objects.about(member).order_by("pk")
    assert (first.by_id, second.by_id, first.person_id) == (clerk.pk, None, member.user_id)
    assert not AuditDetail.objects.exists()
    with pytest.raises(LookupError):
        audit.record_acts([("members.unheard-of", None)], about=member, at=ACTED)


RECORDS = {"record", "record_acts", "record_many", "_tell"}


def _recorded() -> set[str]:
    """The first argument of every call that leaves a line, over all product code."""
    found = set()
    for app in APPS:
        for path in sorted(Path(settings.BASE_DIR, app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in RECORDS and node.args:
                    found |= _acts(node.args[0])
    return found - {""}


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


BUILT = {
    "f'members.{kind}'": {f"members.{kind}" for kind in OutcomeKind},
    "f'applications.identity-{act}{verdict.value}'": {
        "applications.identity-verified",
        "applications.identity-not-verified",
        "applications.identity-copy-verified",
        "applications.identity-copy-not-verified",
    },
    "trial.act": {"members.import-tried", "cpe.import-tried", "cpe.attendance-tried"},
    "list(moves(uses, lines, new, on=local_day(at)))": set(),
    "_act(found)": {
        f"applications.{act}" for act in ("accepted", "accepted-on-objection", "rejected", "rejected-again")
    },
    "f'cpe.claim-{status}'": {f"cpe.claim-{status}" for status in (*services.DECISIONS, "withdrawn")},
    "[(act, by), *accepted]": {"cpe.claim-reported", "cpe.claim-corrected", "cpe.claim-accepted"},
}
"""Codes built at run time → all that can come of it."""


def _acts(argument: ast.expr) -> set[str]:
    """A code written out, or one of ``common.acts``; nothing where a function hands on what it was given."""
    if isinstance(argument, ast.Constant):
        return {str(argument.value)}
    if isinstance(argument, ast.IfExp):
        return _acts(argument.body) | _acts(argument.orelse)
    if isinstance(argument, ast.Name):
        return {getattr(acts, argument.id, "")}
    return BUILT.get(ast.unparse(argument), {"built at run time"})


def test_every_act_recorded_is_registered_and_the_other_way_round() -> None:
    assert _recorded() | set(NOTED.values()) | {"accounts.address-confirmed"} == acts.ACTS.keys()


def test_every_act_is_a_code_of_its_app_with_a_sentence() -> None:
    for act, sentence in acts.ACTS.items():
        assert CODE.fullmatch(act)
        assert act.partition(".")[0] in APPS
        assert isinstance(sentence, Promise)
        assert str(sentence).endswith(".")
        assert str(AuditLine(act=act)) == str(sentence)


def test_act_is_registered_once() -> None:
    with pytest.raises(ValueError, match=r"registered once: common\.read"):
        acts.register({acts.READ: "Again."})
