"""Drafts of applications: begun with what is known, thrown away, expired; what is gone leaves no file."""

import datetime as dt

import pytest

from applications import services
from applications.models import Application, Position, Reference
from applications.selectors.form import form_of
from applications.services import ApplicationRefused
from common.errors import Forbidden
from common.models import AuditLine, Upload
from members.models import Title
from tests.factories.accounts import UserFactory
from tests.factories.applications import BEGUN, own_address, whole
from tests.factories.members import CredentialFactory, MemberFactory

pytestmark = pytest.mark.django_db

AT = BEGUN + dt.timedelta(days=1)


def _ciso() -> Title:
    return Title.objects.select_related("level").get(code="S-CISO")


def test_a_draft_begins_with_what_the_portal_knows() -> None:
    member = MemberFactory(address="Nergensstraat 1", town="Nergenshuizen", country="Nederland", phone="+31 00 0")
    draft = services.start(member.user, _ciso(), by=member.user, at=AT)
    assert (draft.given_name, draft.family_name) == (member.user.given_name, member.user.family_name)
    assert draft.contact == member.contact
    assert AuditLine.objects.get(act="applications.started").about_id == draft.pk


def test_an_open_application_is_given_back_instead_of_a_second_one() -> None:
    person = UserFactory()
    first = services.start(person, _ciso(), by=person, at=AT)
    assert services.start(person, _ciso(), by=person, at=AT) == first
    assert Application.objects.count() == 1


def test_no_draft_for_another_person_a_title_by_exam_or_one_that_is_held() -> None:
    person = UserFactory()
    with pytest.raises(Forbidden):
        services.start(person, _ciso(), by=UserFactory(), at=AT)
    with pytest.raises(ApplicationRefused, match="after an exam"):
        services.start(person, Title.objects.select_related("level").get(code="S-ISP"), by=person, at=AT)
    held = CredentialFactory(title=_ciso(), member=MemberFactory(user=person), awarded_on=dt.date(2026, 1, 5))
    with pytest.raises(ApplicationRefused, match="You hold"):
        services.start(person, held.title, by=person, at=AT)


def test_a_draft_thrown_away_leaves_neither_rows_nor_files() -> None:
    draft = whole()
    with pytest.raises(Forbidden):
        services.throw_away(draft, by=UserFactory(), at=AT)
    services.throw_away(draft, by=draft.person, at=AT)
    assert [model.objects.count() for model in (Application, Position, Reference)] == [0, 0, 0]
    assert set(Upload.objects.values_list("state", "name")) == {("gone", "")}
    with pytest.raises(ApplicationRefused, match="not there any more"):
        services.throw_away(draft, by=draft.person, at=AT)


def test_what_was_submitted_is_not_thrown_away() -> None:
    row = whole(submitted=True)
    with pytest.raises(ApplicationRefused, match="was submitted"):
        services.throw_away(row, by=row.person, at=AT)


def test_the_form_adds_up_what_it_holds(django_assert_num_queries) -> None:
    draft = whole()
    own_address(draft, "REF-0@ALFA.example")
    with django_assert_num_queries(5):
        form = form_of(draft, AT)
    assert (form.people, form.organisations, form.complete, form.parts_complete) == (3, 2, True, 6)
    assert form.term.met


def test_an_address_of_the_applicant_is_no_references_whatever_its_case() -> None:
    draft = whole()
    own_address(draft, draft.references.all()[1].email.upper())
    form = form_of(draft, AT)
    assert form.own == {draft.references.all()[1].pk}
    assert not form.complete
