"""Two at once: one time goes to one applicant, one address is named once, and there is no seventh person."""

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection
from django.db.models import Model

from applications import services
from applications.enums import IdentityWay
from applications.models import Application, Appointment, Reference
from applications.services import identity, references
from applications.services.drafts import ApplicationRefused
from common import subjects
from common.personal_data import Subject
from comms.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, AppointmentFactory, ReferenceFactory

pytestmark = pytest.mark.django_db(transaction=True)

AT = dt.datetime(2026, 7, 8, 9, 0, tzinfo=dt.UTC)


def _at_once(act: Callable[[int], object], people: int = 4) -> list[str]:
    """The act by several threads: what each came to."""

    def once(turn: int) -> str:
        try:
            act(turn)
        except ApplicationRefused as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(people) as pool:
        return sorted(pool.map(once, range(people)))


def _named(email: str, name: str) -> references.Named:
    said = {"organisation": "Alfa", "role": "Director", "phone": "", "relation": "Worked together.", "agreed": True}
    return references.Named(name=name, email=email, **said)


def test_one_time_goes_to_one_applicant() -> None:
    slot = AppointmentFactory()
    drafts = ApplicationFactory.create_batch(4)

    def choose(turn: int) -> None:
        row = Application.objects.get(pk=drafts[turn].pk)
        identity.choose(row, IdentityWay.VIDEO, slot.pk, by=row.person, at=AT)

    assert _at_once(choose) == ["AppointmentRefused"] * 3 + ["done"]
    assert Appointment.objects.get().application in drafts
    assert Message.objects.count() == 1


def test_one_applicant_holds_one_time() -> None:
    slots, draft = AppointmentFactory.create_batch(4), ApplicationFactory()

    def choose(turn: int) -> None:
        row = Application.objects.get(pk=draft.pk)
        identity.choose(row, IdentityWay.VIDEO, slots[turn].pk, by=row.person, at=AT)

    assert _at_once(choose) == ["done"] * 4
    assert Appointment.objects.filter(application=draft).count() == 1


def test_one_address_is_named_once_whatever_its_case() -> None:
    draft = ApplicationFactory()

    def add(turn: int) -> None:
        row = Application.objects.get(pk=draft.pk)
        email = ("grace@alfa.example", "GRACE@alfa.example", "Grace@Alfa.example", "grace@ALFA.example")[turn]
        references.add_reference(row, _named(email, f"Grace {turn}"), by=row.person, at=AT)

    assert _at_once(add) == ["AddressRefused"] * 3 + ["done"]
    assert Reference.objects.count() == 1


def test_there_is_no_seventh_person() -> None:
    draft = ApplicationFactory()
    ReferenceFactory.create_batch(5, application=draft)

    def add(turn: int) -> None:
        row = Application.objects.get(pk=draft.pk)
        references.add_reference(row, _named(f"p{turn}@alfa.example", f"Person {turn}"), by=row.person, at=AT)

    assert _at_once(add) == ["ApplicationRefused"] * 3 + ["done"]
    assert Reference.objects.count() == 6


def test_time_that_is_taken_and_removed_at_once_is_one_of_the_two() -> None:
    slot, draft = AppointmentFactory(), ApplicationFactory()

    def act(turn: int) -> None:
        if turn:
            identity.remove(slot, by=slot.checker, at=AT)
        else:
            row = Application.objects.get(pk=draft.pk)
            identity.choose(row, IdentityWay.VIDEO, slot.pk, by=row.person, at=AT)

    assert _at_once(act, 2) == ["AppointmentRefused", "done"]
    held = Appointment.objects.filter(application=draft).exists()
    assert held == Message.objects.exists() == Appointment.objects.exists()


@pytest.mark.parametrize("act", ["withdraws", "takes a time", "is called off", "changes"])
def test_applicant_who_acts_while_being_forgotten_waits_and_gets_a_sentence(
    act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        return  # one transaction writes at a time there, whatever it writes
    row = ApplicationFactory(submitted=act in {"withdraws", "is called off"})
    free, checker = AppointmentFactory(), UserFactory(roles=("identity-checker",))
    taken = AppointmentFactory(application=row, taken_at=AT)
    locked, find = Event(), subjects.subject
    acts = {
        "withdraws": lambda: services.withdraw(row, by=row.person, at=AT),
        "takes a time": lambda: identity.choose(row, IdentityWay.VIDEO, free.pk, by=row.person, at=AT),
        "is called off": lambda: identity.call_off(taken, words="Ill.", by=checker, at=AT),
        "changes": lambda: services.save_part(row, {"town": "Elders"}, by=row.person, at=AT),
    }

    def slowly(person: Model) -> Subject:
        locked.set()
        time.sleep(1)
        return find(person)

    def turn(number: int) -> None:
        if number:
            assert locked.wait(30)
            acts[act]()
        else:
            subjects.scrub(row.person, at=AT)

    monkeypatch.setattr(subjects, "subject", slowly)
    refused = "AppointmentRefused" if act == "is called off" else "ApplicationRefused"
    assert _at_once(turn, 2) == [refused, "done"]
    assert not Application.objects.exists()
