import datetime as dt
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleGrant, User
from accounts.services import rename, set_roles
from common import audit, personal_data, subjects
from common.audit.verifying import verify
from common.models import AuditDetail
from comms.models import Bounce, Message
from members.models import Member, Title, Track
from members.rules.contact import Contact
from members.services import update_contact
from tests.factories.accounts import RoleGrantFactory, UserFactory, with_app
from tests.factories.common import AuditLineFactory
from tests.factories.comms import BounceFactory, MessageFactory
from tests.factories.members import MemberFactory
from tests.people import PASSWORD, signed_in

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)
CANARY = "kanarievogel"


def _changed(by: User, about: Any, word: str, person: int) -> None:
    change = {"town": ("", word)}
    audit.record("members.contact-changed", about=about, by=by, at=NOW, changes=change, person=person, reason=word)


def _everywhere(word: str, role_given: str = "finance") -> User:
    """A colleague and member with the word in every field where a person can leave one, in every table there is."""
    user = UserFactory(given_name=word, family_name=word, email=f"{word}@people.example", roles=("back-office",))
    second = EmailAddress.objects.create(user=user, email=f"{word}.second@people.example", verified=True)
    EmailConfirmation.objects.create(email_address=second, key=word, sent=NOW)
    with_app(user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": word, "credential": word})
    where = {"address": word, "postal_code": word, "town": word, "country": word, "phone": word}
    member = MemberFactory(user=user, contact_changed_at=NOW, **where)
    for address in (user.email, second.email):
        words = {"subject": word, "text": word, "facts": {"word": word}, "about": word, "period": address[-40:]}
        BounceFactory(address=address, message=MessageFactory(sent=True, recipient=address, person=user, **words))
    client = signed_in(user)
    client.get("/account/", headers={"User-Agent": word})
    UserSession.objects.update_or_create(
        session_key=client.session.session_key, defaults={"user": user, "ip": "127.0.0.1", "user_agent": word}
    )
    track = Track.objects.earliest("pk")
    track._history_user = user
    track.save()
    office = User.objects.exclude(pk=user.pk).filter(grants__role="administrator").first()
    if office:
        for record in (user, member):
            _changed(office, record, word, user.pk)
        _changed(user, track, "of somebody else", office.pk)
        RoleGrantFactory(user=office, role=role_given, granted_by=user)
    return user


def _tables_with(word: str) -> list[str]:
    """Every column of every table that holds the word, looked for in the database itself."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = connection.ops.quote_name(column.name)
                cursor.execute(
                    f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)} "  # noqa: S608  names from the database
                    f"WHERE LOWER(CAST({name} AS text)) LIKE %s",
                    [f"%{word}%"],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column.name}")
    return found


@pytest.fixture
def office() -> User:
    return UserFactory(given_name="Olga", family_name="Office", roles=("administrator",))


@pytest.mark.usefixtures("office")
def test_forgotten_person_is_in_no_table_any_more() -> None:
    user = _everywhere(CANARY)
    neighbour = _everywhere("buurvrouw", role_given="observer")
    tables = {where.partition(".")[0] for where in _tables_with(CANARY)}
    assert len(tables) >= 8, tables
    sessions = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    before = _tables_with("buurvrouw")

    touched = subjects.scrub(user, at=NOW)

    assert _tables_with(CANARY) == []
    assert _tables_with("buurvrouw") == before, "nobody else lost anything"
    assert not Session.objects.filter(pk__in=sessions).exists()
    assert not Track.history.filter(history_user=user).exists()
    assert RoleGrant.objects.get(role="finance").granted_by is None, "the role stays, without its giver"
    assert RoleGrant.objects.get(role="observer").granted_by == neighbour
    assert RoleGrant.objects.filter(user=neighbour).exists()
    assert touched["accounts.User"] == touched["members.Member"] == 1
    assert touched["comms.Message"] == touched["comms.Bounce"] == 2
    assert touched["common.AuditDetail"] == 2
    assert AuditDetail.objects.filter(line__person_id=neighbour.pk).count() == 2, "values of others stay"
    audit.seal_waiting(at=NOW)
    assert not verify(at=NOW).faults, "what was erased is no fault"


@pytest.mark.usefixtures("office")
def test_what_stays_of_a_forgotten_person_says_nothing_and_opens_nothing() -> None:
    user = _everywhere(CANARY)
    member = Member.objects.get(user=user)
    subjects.scrub(user, at=NOW)
    user.refresh_from_db()
    assert (user.given_name, user.family_name, user.email) == ("", "", f"erased-{user.pk}@erased.example")
    assert (user.is_active, user.last_login, user.language, user.has_usable_password()) == (False, None, "en", False)
    assert not user.check_password(PASSWORD)
    kept = Member.objects.get(pk=member.pk)
    assert (kept.number, kept.registered_on, kept.contact_changed_at) == (member.number, member.registered_on, None)
    assert not kept.contact.reachable_by_post


@pytest.mark.usefixtures("office")
def test_person_is_forgotten_in_one_transaction_and_a_second_time_to_no_effect() -> None:
    user = _everywhere(CANARY)
    subjects.scrub(user, at=NOW)
    assert subjects.scrub(user, at=NOW).keys() <= {"accounts.User", "members.Member"}


def test_number_of_statements_does_not_grow_with_the_rows(office: User) -> None:
    user = _everywhere(CANARY)
    counts: list[tuple[int, int, int]] = []
    for more in (0, 30):
        MessageFactory.create_batch(more, recipient=user.email)
        for _number in range(more):
            _changed(office, user, CANARY, user.pk)
        asked = []
        for ask in (subjects.export, subjects.held_about):
            ContentType.objects.clear_cache()
            with CaptureQueriesContext(connection) as queries:
                ask(user)
            asked.append(len(queries))
        counts.append((asked[0], asked[1], len(personal_data.models_holding())))
    assert counts[0] == counts[1]


def test_forgetting_asks_as_much_for_one_mail_as_for_thirty() -> None:
    counts = []
    for number, mails in enumerate((1, 30)):
        user = UserFactory(email=f"forgotten{number}@people.example")
        MessageFactory.create_batch(mails, recipient=user.email)
        ContentType.objects.clear_cache()
        with CaptureQueriesContext(connection) as queries:
            subjects.scrub(user, at=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _queries_waiting_for_a_lock() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return [query for (query,) in cursor.fetchall()]


def _move(user: User, by: User) -> None:
    update_contact(user.member, contact=Contact(town=CANARY), by=by, at=NOW)


def _rename(user: User, by: User) -> None:
    rename(user, given_name=CANARY, family_name="", by=by, at=NOW)


def _appoint(user: User, by: User) -> None:
    set_roles(user, ["finance"], by=by, at=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [_move, _rename, _appoint])
def test_forgetting_waits_at_the_account_for_the_act_under_way_and_forgets_that_too(
    act: Callable[[User, User], None],
) -> None:
    if connection.vendor == "sqlite":
        return  # one transaction writes at a time there, whatever it writes
    user, by = MemberFactory().user, UserFactory(roles=("administrator", "back-office"))

    def forget() -> None:
        try:
            subjects.scrub(User.objects.get(pk=user.pk), at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            act(user, by)
            forgetting = elsewhere.submit(forget)
            until = time.monotonic() + 10
            while not (waiting := _queries_waiting_for_a_lock()) and time.monotonic() < until:
                time.sleep(0.02)
            assert ["FOR NO KEY UPDATE" in query and "accounts_user" in query for query in waiting] == [True], waiting
        forgetting.result(timeout=10)
    assert _tables_with(CANARY) == []
    assert not RoleGrant.objects.filter(user=user).exists()
    assert not AuditDetail.objects.exists()


def test_copy_tells_every_record_by_its_label_and_no_secret(office: User) -> None:
    user = _everywhere(CANARY)
    stranger = _everywhere("buurvrouw", role_given="observer")
    copy = subjects.export(user)
    written = json.dumps(copy, cls=DjangoJSONEncoder, ensure_ascii=False)
    assert copy["members"][0]["address"] == CANARY
    assert copy["members"][0]["member number"] == user.member.number
    assert copy["accounts"][0]["may sign in"] == "yes"
    assert {row["e-mail address"] for row in copy["Addresses you sign in with"]} == {
        user.email,
        f"{CANARY}.second@people.example",
    }
    assert len(copy["mails"]) == 2
    assert copy["roles given"][0]["role"] == "Back office"
    assert {row["who did it"] for row in copy["What was done in the portal"]} == {"you", "a colleague of the institute"}
    assert copy["What was changed about you"][0]["reason"] == CANARY
    assert len(copy["What was changed about you"]) == 2
    secrets = [user.password, *Session.objects.values_list("session_key", flat=True)]
    secrets += [str(value) for data in Authenticator.objects.values_list("data", flat=True) for value in data.values()]
    assert not [secret for secret in secrets if len(secret) > len(CANARY) and secret in written]
    assert "whoever has it could act as you" in written
    assert "buurvrouw" not in written
    assert str(office) not in written
    assert str(stranger) not in written


def test_copy_sums_up_what_a_colleague_did_about_others(office: User) -> None:
    def looked(by: User, person: int | None, day: int) -> None:
        at = NOW + dt.timedelta(days=day, hours=14)
        AuditLineFactory(by_id=by.pk, person_id=person, about_model="members.member", at=at)

    for day, person in ((3, None), (0, 77), (9, 78)):
        looked(office, person, day)
    looked(office, office.pk, 1)
    looked(UserFactory(), office.pk, 2)
    looked(UserFactory(), 77, 2)
    about_oneself, by_a_colleague, summed = subjects.export(office)["What was done in the portal"]
    assert (about_oneself["who did it"], by_a_colleague["who did it"]) == ("you", "a colleague of the institute")
    assert summed == {
        "who did it": "you",
        "what was done": "Looked at it.",
        "how often": 3,
        "first on": dt.date(2026, 7, 2),
        "last on": dt.date(2026, 7, 11),
    }


def test_mails_are_found_by_any_address_of_the_person_whatever_the_case() -> None:
    user = UserFactory(email="ada@people.example")
    EmailAddress.objects.create(user=user, email="Ada.Second@People.example", verified=True)
    for address in ("ada@people.example", "ada.second@people.example", "Ada.Second@People.example"):
        MessageFactory(recipient=address)
    MessageFactory(recipient="adam@people.example")
    assert dict(subjects.held_about(user))["mails"] == 3
    assert len(subjects.export(user)["mails"]) == 3


def _claimed() -> tuple[User, User]:
    """Somebody without an account whom we write to and whose address fails, and somebody who says it is theirs."""
    claimant = UserFactory(email="eve@people.example")
    EmailAddress.objects.create(user=claimant, email="victim@people.example", verified=False)
    never = UserFactory(email="Victim2@people.example")
    never.emailaddress_set.update(verified=False)
    for number in ("", 2):
        MessageFactory(recipient=f"victim{number}@people.example")
        BounceFactory(address=f"victim{number}@people.example")
    return claimant, never


def test_address_that_somebody_merely_claims_finds_nothing() -> None:
    for user in _claimed():
        assert {name for name, _count in subjects.held_about(user)} == {"accounts", "Addresses you sign in with"}
        assert subjects.export(user).keys() == {"accounts", "Addresses you sign in with"}


def test_forgetting_who_merely_claims_an_address_leaves_its_owners_rows() -> None:
    for user in _claimed():
        assert not {"comms.Message", "comms.Bounce"} & subjects.scrub(user, at=NOW).keys()
    assert (Message.objects.count(), Bounce.objects.count()) == (2, 2)


def test_table_may_tell_addresses_a_person_had_before(monkeypatch: pytest.MonkeyPatch) -> None:
    told = replace(personal_data.REGISTER[Message], addresses=lambda about: Q(person=about.key))
    monkeypatch.setitem(personal_data.REGISTER, Message, told)
    user = UserFactory(email="ada@people.example")
    MessageFactory.create_batch(3, person=user, recipient="ada.before@people.example")
    BounceFactory(address="ada.before@people.example")
    BounceFactory(address="somebody@people.example")
    assert dict(subjects.held_about(user))["addresses that did not take mail"] == 1
    assert subjects.scrub(user, at=NOW)["comms.Bounce"] == 1


def test_nothing_is_told_of_tables_where_there_is_nothing() -> None:
    user = UserFactory()
    assert {name for name, _count in subjects.held_about(user)} == {"accounts", "Addresses you sign in with"}
    assert subjects.export(user).keys() == {"accounts", "Addresses you sign in with"}
    assert Title.objects.exists()
