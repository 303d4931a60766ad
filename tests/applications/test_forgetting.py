"""People named in somebody else's application: what an applicant's copy says of them, and forgetting them."""

import datetime as dt
from typing import Any

import pytest

from applications.models import Application, Reference
from applications.selectors.form import form_of
from common import subjects
from common.models import Upload
from tests.applications.signing import AT, prepared, signed
from tests.factories.applications import OrganisationAnswerFactory, ReferenceFactory, whole
from tests.people import person

pytestmark = pytest.mark.django_db

LATER = AT + dt.timedelta(days=1)


def _named_in(draft: Application, email: str, **said: Any) -> Reference:
    row = draft.references.all()[0]
    said = {"name": "Grace Elders", "role": "Chair", "phone": "+31 00 000 00 07", "email": email, **said}
    for field, value in said.items():
        setattr(row, field, value)
    row.save()
    return row


def test_copy_of_an_applicant_names_their_references_and_not_how_they_are_reached() -> None:
    draft = whole()
    ReferenceFactory(application=draft, name="Grace Elders", organisation="Gamma", agreed_at=None)
    (copy,) = subjects.export(draft.person)["Your applications for officer titles"]
    told = "Grace Elders · Director · Gamma · I reported to them for three years. · not asked yet"
    assert copy["references"].splitlines()[3] == told
    assert "agreed to be contacted" in copy["references"].splitlines()[0]
    assert "@" not in copy["references"]


def test_reference_who_is_forgotten_leaves_a_draft_with_the_form_to_print() -> None:
    grace = person("Grace")
    draft = whole()
    row = _named_in(draft, grace.email.upper())
    form = prepared(draft).form_id
    assert subjects.scrub(grace, at=LATER)["applications.Reference"] == 1
    draft.refresh_from_db()
    assert not Reference.objects.filter(pk=row.pk).exists()
    assert (draft.references.count(), draft.form, draft.changed_at) == (2, None, draft.changed_at)
    assert Upload.objects.get(pk=form).state == "gone"


@pytest.mark.parametrize("differ", [True, False, None])
def test_reference_who_is_forgotten_is_blanked_in_what_was_submitted_and_no_count_changes(differ: bool | None) -> None:
    grace, draft = person("Grace", email="grace@group.example"), whole()
    row = _named_in(draft, "Grace@group.example", organisation="Alfa Group")
    if differ is not None:
        draft.references.filter(organisation="Beta").update(email="beta@group.example")
        OrganisationAnswerFactory(application=draft, names="alfa group\nbeta", differ=differ)
    draft = signed(draft)
    before = form_of(draft, AT)
    form = draft.form_sha256
    assert subjects.scrub(grace, at=LATER)["applications.Reference"] == 1
    row.refresh_from_db()
    draft = Application.objects.get(pk=draft.pk)
    assert (row.name, row.organisation) == ("removed at their own request", "Alfa Group")
    assert (row.role, row.phone, row.relation, row.removed) == ("", "", "", True)
    assert row.email.startswith(f"removed-{row.pk}-")
    assert row.email.endswith(".removed.example")
    after = form_of(draft, AT)
    assert (after.people, after.organisations, after.lacks) == (before.people, before.organisations, before.lacks)
    assert (draft.form.state, draft.form_sha256) == ("kept", form)


def test_two_references_who_are_forgotten_do_not_become_one_organisation() -> None:
    draft = whole()
    people = [person(name, email=f"{name.lower()}@{name.lower()}.example") for name in ("Grace", "Linus")]
    for reference, someone in zip(draft.references.all(), people, strict=False):
        reference.email, reference.organisation = someone.email, f"House of {someone.given_name}"
        reference.save()
    draft = signed(draft)
    for someone in people:
        subjects.scrub(someone, at=LATER)
    assert [row.removed for row in draft.references.all()] == [True, True, False]
    assert form_of(draft, AT).organisations == 3
