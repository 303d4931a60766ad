"""Somebody else is named, another address given, a link sent again, somebody asked anew: who may, and what follows."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from applications import words
from applications.enums import Quorum
from applications.models import Application, Reference, ReferenceDraft
from applications.selectors.form import counted
from applications.services import references as naming
from applications.services import replacing as services
from applications.services.drafts import ApplicationRefused
from applications.services.references import Named, Said
from common.errors import DomainError, Forbidden
from common.models import AuditLine
from comms.kinds import KINDS
from comms.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    ASKED,
    ENDED,
    QuestionFactory,
    ReferenceDraftFactory,
    ReferenceFactory,
    answered,
    own_address,
    under_way,
    whole,
)
from tests.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_interested")]

SEVENTH = dt.datetime(2026, 7, 17, 9, 0, tzinfo=dt.UTC)
SIXTH = dt.datetime(2026, 7, 16, 9, 0, tzinfo=dt.UTC)


def _said(**given: Any) -> Named:
    told = {
        "name": "Iris Meetlat",
        "organisation": "Gamma",
        "role": "Director",
        "email": "iris@gamma.example",
        "phone": "",
        "relation": "We led the programme together.",
        "agreed": True,
    }
    return Named(**{**told, **given})


def _first(row: Application, **state: Any) -> Reference:
    """The first reference, in a state."""
    first = row.references.all()[0]
    Reference.objects.filter(pk=first.pk).update(**state)
    first.refresh_from_db()
    first.application = row
    return first


STATES: dict[str, dict[str, Any]] = {
    "named": {"state": "named", "asked_at": None, "ends_on": None},
    "in time": {},
    "late": {"asked_at": ASKED - dt.timedelta(days=1)},
    "returned": {"returned_at": ASKED},
    "answered": {"state": "answered", "ended_at": ENDED},
    "declined": {"state": "declined", "declined": "cannot-now", "ended_at": ENDED},
    "never agreed": {"state": "declined", "declined": "never-agreed", "ended_at": ENDED},
    "ended": {"state": "ended", "ended_at": ENDED},
    "withdrew": {"state": "withdrew", "ended_at": ENDED},
    "replaced": {"state": "replaced", "ended_at": ENDED},
}


@pytest.mark.parametrize(
    ("state", "becomes", "released"),
    [
        ("late", "replaced", 1),
        ("returned", "replaced", 0),
        ("ended", "replaced", 1),
        ("declined", "declined", 0),
        ("never agreed", "declined", 0),
        ("withdrew", "withdrew", 0),
    ],
)
def test_somebody_else_is_named_and_asked_at_once_and_who_was_asked_in_vain_is_told_once(
    state: str, becomes: str, released: int
) -> None:
    row = under_way()
    old = _first(row, **STATES[state])
    ReferenceDraftFactory(reference=old)
    new = services.replace(old, _said(), by=row.person, at=SIXTH)
    assert services.replace(old, _said(), by=row.person, at=SIXTH) == new
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state, new.replaces, f"{new.ends_on}") == (becomes, "asked", old, "2026-08-06")
    mails = Message.objects.order_by("kind").values_list("kind", "recipient")
    invited = ("applications.reference_invited", "iris@gamma.example")
    told = ("applications.reference_released", old.email.lower())
    assert list(mails) == [invited, *[told] * released]
    if becomes == "replaced":
        assert not old.links.filter(revoked_at__isnull=True).exists()
        assert not hasattr(Reference.objects.get(pk=old.pk), "draft")
        assert all(KINDS[mail.kind].still_true(mail) for mail in Message.objects.filter(kind__endswith="released"))
    assert AuditLine.objects.filter(act="applications.reference-replaced").count() == 1


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("named", "We have not written to"),
        ("in time", "still has time to answer"),
        ("answered", "has answered"),
        ("replaced", "You named somebody else"),
    ],
)
def test_nobody_is_named_in_the_place_of_who_answered_is_in_time_or_was_not_asked(state: str, sentence: str) -> None:
    row = under_way()
    old = _first(row, **STATES[state])
    with pytest.raises(ApplicationRefused, match=sentence):
        services.replace(old, _said(), by=row.person, at=SIXTH)
    assert not Message.objects.exists()


def test_from_the_seventh_working_day_on_somebody_else_can_be_named() -> None:
    row = under_way()
    old = row.references.all()[0]
    with pytest.raises(ApplicationRefused):
        services.replace(old, _said(), by=row.person, at=SIXTH)
    assert services.replace(old, _said(), by=row.person, at=SEVENTH).replaces == old


def test_second_person_in_one_place_is_refused() -> None:
    row = under_way()
    old = _first(row, **STATES["ended"])
    services.replace(old, _said(), by=row.person, at=ENDED)
    with pytest.raises(ApplicationRefused, match="You named Iris Meetlat in this person's place"):
        services.replace(old, _said(name="Otto Ander", email="otto@delta.example"), by=row.person, at=ENDED)


@pytest.mark.parametrize(
    ("typed", "refusal", "sentence"),
    [
        ({"name": "ada  VOORBEELD"}, naming.NameRefused, "your own name"),
        ({"email": "Ada@second.example"}, naming.AddressRefused, "your own address"),
        ({"email": "REF-old@ALFA.example"}, naming.AddressRefused, "You gave this address"),
        ({"agreed": False}, services.ConsentMissing, "Ask this person first"),
    ],
)
def test_what_is_typed_follows_the_rules_of_the_form(
    typed: dict[str, Any], refusal: type[DomainError], sentence: str
) -> None:
    row = under_way()
    own_address(row, "ada@second.example")
    old = _first(row, **STATES["ended"], email="ref-old@alfa.example")
    with pytest.raises(refusal, match=sentence):
        services.replace(old, _said(**typed), by=row.person, at=ENDED)
    assert row.references.count() == 3


def test_at_most_six_people_can_still_answer_and_who_makes_place_does_not_count() -> None:
    row = under_way()
    ReferenceFactory.create_batch(3, application=row, asked=True)
    declined = ReferenceFactory(application=row, declining=True)
    with pytest.raises(ApplicationRefused, match="6 people are awaited already"):
        services.replace(declined, _said(), by=row.person, at=SEVENTH)
    late = row.references.all()[0]
    assert services.replace(late, _said(), by=row.person, at=SEVENTH).state == "asked"


def test_before_references_are_asked_the_new_one_waits_with_the_others() -> None:
    row = whole(screening=True)
    old = _first(row, state="withdrew", ended_at=ASKED)
    new = services.replace(old, _said(), by=row.person, at=ASKED)
    assert new.state == "named"
    assert not Message.objects.exists()


@pytest.mark.parametrize("act", ["replace", "new_address", "send_again", "renew", "add", "tell_organisations"])
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_nothing_is_done_about_an_application_that_is_not_under_way(act: str, state: str) -> None:
    row = whole() if state == "draft" else whole(withdrawn=True)
    first = row.references.all()[0]
    arguments: dict[str, tuple[Any, ...]] = {
        "replace": (first, _said()),
        "new_address": (first, "new@gamma.example"),
        "send_again": (first,),
        "renew": (first,),
        "add": (row, _said()),
        "tell_organisations": (row, {}),
    }
    by = UserFactory(roles=("back-office",)) if act == "renew" else row.person
    with pytest.raises(ApplicationRefused, match="not under way"):
        getattr(services, act)(*arguments[act], by=by, at=ASKED)


@pytest.mark.parametrize("act", ["replace", "new_address", "send_again", "renew", "add", "tell_organisations"])
def test_nobody_else_may(act: str) -> None:
    row = under_way()
    first = _first(row, **STATES["ended"])
    arguments: dict[str, tuple[Any, ...]] = {
        "replace": (first, _said()),
        "new_address": (first, "new@gamma.example"),
        "send_again": (first,),
        "renew": (first,),
        "add": (row, _said()),
        "tell_organisations": (row, {}),
    }
    others = [UserFactory(), UserFactory(roles=("observer",))]
    others.append(row.person if act == "renew" else UserFactory())
    if act in {"replace", "add", "tell_organisations"}:
        others.append(UserFactory(roles=("back-office",)))
    for by in others:
        with pytest.raises(Forbidden), transaction.atomic():
            getattr(services, act)(*arguments[act], by=by, at=ENDED)


def test_one_more_is_named_only_while_another_reference_is_needed() -> None:
    row = under_way()
    with pytest.raises(ApplicationRefused, match="need name nobody else"):
        services.add(row, _said(), by=row.person, at=ENDED)
    first, second, third = row.references.all()
    answered(first, level="dispute")
    answered(second)
    answered(third)
    row.state, row.due_on = "information", None
    row.save()
    question = QuestionFactory(application=row, kind="reference", stage="references", text="", asked_by=None)
    client = signed_in(row.person)
    shown = " ".join(client.get(f"/applications/{row.reference.lower()}/").content.decode().split())
    asked = " ".join(client.get(f"/applications/{row.reference.lower()}/references/another/").content.decode().split())
    found = words.people(*counted(row, None, instead_of=0))
    assert found.startswith("2 people")
    assert f"People who can still confirm: {found}." in shown
    assert f'role="status">{found}<' in asked
    new = services.add(row, _said(), by=row.person, at=ENDED)
    assert services.add(row, _said(), by=row.person, at=ENDED) == new
    question.refresh_from_db()
    row.refresh_from_db()
    assert (new.state, new.replaces, question.state) == ("asked", None, "answered")
    assert (row.state, row.quorum) == ("references", Quorum.OPEN)


@pytest.mark.parametrize(
    ("returned", "at", "asked_on", "ends_on"),
    [
        (False, dt.datetime(2026, 7, 10, 9, tzinfo=dt.UTC), "2026-07-08", "2026-07-29"),
        (False, dt.datetime(2026, 7, 27, 9, tzinfo=dt.UTC), "2026-07-08", "2026-08-03"),
        (True, dt.datetime(2026, 7, 27, 9, tzinfo=dt.UTC), "2026-07-27", "2026-08-17"),
    ],
    ids=["goes on", "five days at least", "nobody was reached: anew"],
)
def test_another_address_gets_a_link_and_time_to_answer(
    returned: bool, at: dt.datetime, asked_on: str, ends_on: str
) -> None:
    row = under_way()
    first = _first(row, returned_at=ASKED if returned else None)
    old_link = first.links.get()
    found = services.new_address(first, "iris@gamma.example", by=row.person, at=at)
    old_link.refresh_from_db()
    assert old_link.revoked_at == at
    assert (found.email, found.returned_at) == ("iris@gamma.example", None)
    assert (f"{found.asked_at:%Y-%m-%d}", f"{found.ends_on}") == (asked_on, ends_on)
    assert Message.objects.get().recipient == "iris@gamma.example"
    assert first.links.filter(revoked_at__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("email", "sentence"),
    [("", "We write to this address already"), ("other", "You gave this address"), ("own", "your own address")],
)
def test_address_that_is_not_another_ones_is_refused(email: str, sentence: str) -> None:
    row = under_way()
    first, second, _third = row.references.all()
    address = {"": first.email.upper(), "other": second.email.upper(), "own": row.person.email}[email]
    with pytest.raises(ApplicationRefused, match=sentence):
        services.new_address(first, address, by=row.person, at=SIXTH)


def test_applicant_sends_the_link_again_after_48_hours_and_a_colleague_at_any_time() -> None:
    row = under_way()
    first = row.references.all()[0]
    early, due = ASKED + dt.timedelta(hours=47, minutes=59), ASKED + dt.timedelta(hours=48)
    with pytest.raises(services.NotYet, match="from 10 July 2026, 11:00 on"):
        services.send_again(first, by=row.person, at=early)
    services.send_again(first, by=row.person, at=due)
    with pytest.raises(services.NotYet, match="from 12 July 2026, 11:00 on"):
        services.send_again(first, by=row.person, at=due)
    services.send_again(first, by=UserFactory(roles=("back-office",)), at=due)
    assert Message.objects.filter(kind="applications.reference_invited").count() == 2
    assert first.links.filter(revoked_at__isnull=True).count() == 3


@pytest.mark.parametrize("state", ["named", "answered", "declined", "ended", "replaced", "withdrew"])
def test_only_who_is_asked_gets_a_link_again_or_at_another_address(state: str) -> None:
    row = under_way()
    first = _first(row, **STATES[state])
    with pytest.raises(ApplicationRefused, match="is awaited now"):
        services.send_again(first, by=row.person, at=ENDED)
    with pytest.raises(ApplicationRefused, match="is awaited now"):
        services.new_address(first, "new@gamma.example", by=row.person, at=ENDED)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("ended", ""),
        ("declined", ""),
        ("never agreed", "does not want to be written to"),
        ("withdrew", "does not want to be written to"),
        ("in time", "Only somebody whose link ended"),
        ("answered", "Only somebody whose link ended"),
        ("replaced", "Only somebody whose link ended"),
    ],
)
def test_colleague_asks_anew_whose_link_ended_or_who_could_not_act(state: str, sentence: str) -> None:
    row = under_way()
    first = _first(row, **STATES[state])
    clerk = UserFactory(roles=("back-office",))
    at = dt.datetime(2026, 7, 31, 9, tzinfo=dt.UTC)
    if sentence:
        with pytest.raises(ApplicationRefused, match=sentence):
            services.renew(first, by=clerk, at=at)
        return
    found = services.renew(first, by=clerk, at=at)
    assert (found.state, found.asked_at, f"{found.ends_on}", found.ended_at) == ("asked", at, "2026-08-21", None)
    assert Message.objects.get().kind == "applications.reference_invited"


def test_who_declined_is_not_asked_anew_once_somebody_else_was_named() -> None:
    row = under_way()
    first = _first(row, **STATES["declined"])
    services.replace(first, _said(), by=row.person, at=ENDED)
    with pytest.raises(ApplicationRefused, match="named somebody else"):
        services.renew(first, by=UserFactory(roles=("back-office",)), at=ENDED)


def test_names_that_look_alike_count_as_one_until_the_applicant_says_otherwise() -> None:
    row = under_way()
    first, second, _third = row.references.all()
    for person in (first, second):
        answered(person)
    late = row.references.get(organisation="Beta")
    Reference.objects.filter(pk=late.pk).update(**STATES["ended"])
    new = services.replace(late, _said(organisation="Alfa B.V.", email="iris@alfa.nl"), by=row.person, at=ENDED)
    row.refresh_from_db()
    assert row.quorum == Quorum.IMPOSSIBLE
    names = ("alfa", "alfa b.v.")
    said = {names: Said(differ=True, words="A foundation and a company.")}
    services.tell_organisations(row, said, by=row.person, at=ENDED)
    row.refresh_from_db()
    assert row.quorum == Quorum.OPEN
    assert new.state == "asked"
    with pytest.raises(ApplicationRefused, match="answered in another window"):
        services.tell_organisations(row, said, by=row.person, at=ENDED)


def test_another_address_finds_nothing_that_was_typed_and_is_not_given_at_every_moment() -> None:
    row = under_way()
    clerk = UserFactory(roles=("back-office",))
    first = _first(row, opened_at=ASKED)
    ReferenceDraftFactory(reference=first, typed={"relation": "I dispute all of it."})
    at = ASKED + dt.timedelta(days=3)
    found = services.new_address(first, "iris@gamma.example", by=clerk, at=at)
    assert (found.opened_at, ReferenceDraft.objects.exists()) == (None, False)
    with pytest.raises(services.NotYet, match="a short while ago"):
        services.new_address(first, "iris@delta.example", by=row.person, at=at + dt.timedelta(hours=47))
    services.new_address(first, "iris@delta.example", by=clerk, at=at)


def test_a_link_is_prolonged_by_five_days_at_most_however_often_the_address_changes() -> None:
    row = under_way()
    first = _first(row)
    for day in range(22, 31, 4):
        at = dt.datetime(2026, 7, day, 9, tzinfo=dt.UTC)
        found = services.new_address(first, f"iris-{day}@gamma.example", by=row.person, at=at)
    assert f"{found.ends_on}" == "2026-08-05"


def test_mail_with_a_link_that_was_revoked_is_not_sent() -> None:
    row = under_way()
    first = _first(row)
    services.send_again(first, by=row.person, at=SIXTH)
    waiting = Message.objects.get(kind="applications.reference_invited")
    assert KINDS[waiting.kind].still_true(waiting)
    services.new_address(first, "iris@gamma.example", by=UserFactory(roles=("back-office",)), at=SIXTH)
    assert not KINDS[waiting.kind].still_true(waiting)
