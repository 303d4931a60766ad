"""The upgrade: every title gets a certificate and a badge of the cycle it stands in."""

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from common import references
from common.models import Upload
from members.models import Badge, Certificate, Credential, Level
from tests.factories.certificates import CertificateFactory
from tests.factories.files import UploadFactory
from tests.factories.members import CredentialFactory, CycleFactory, OutcomeFactory, TitleFactory

pytestmark = pytest.mark.django_db


def _fill() -> None:
    import_module("members.migrations.0016_certificates").fill(apps, connection.schema_editor())


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("members.migrations.0016_certificates"), "CHUNK", 2)


def _ended(credential: Credential, on: dt.date) -> Credential:
    row = OutcomeFactory(credential=credential, cycle=None, kind="ended", ground="cancelled", effective_on=on)
    Credential.objects.filter(pk=credential.pk).update(closed_by=row)
    return credential


def _waits(credential: Credential, number: int) -> None:
    """This cycle waits for its outcome, and no other one does."""
    credential.cycles.update(waits=False)
    credential.cycles.filter(number=number).update(waits=True)


def _facts(row: Credential) -> list[tuple[Any, ...]]:
    rows = Certificate.objects.filter(credential=row)
    return [(one.name, one.cycle.number if one.cycle else None, one.why, one.replaced_at) for one in rows]


@pytest.mark.usefixtures("small_chunks")
def test_open_titles_get_certificates_of_their_last_cycle() -> None:
    plain = CredentialFactory(member__user__given_name="Ada", member__user__family_name="de Vries")
    renewed = CycleFactory(
        credential=CredentialFactory(member__user__given_name="王小样", member__user__family_name=""), waits=False
    )
    _waits(renewed.credential, 2)
    put_aside = CycleFactory(credential=CredentialFactory(), waits=False)
    _waits(put_aside.credential, 1)
    without = CredentialFactory(title=TitleFactory(level=Level.objects.get(key="foundation")))
    over = _ended(CredentialFactory(), dt.date(2026, 2, 1))
    more = CredentialFactory.create_batch(4)
    _fill()
    assert _facts(plain) == [("Ada de Vries", 1, "brought-in", None)]
    assert _facts(renewed.credential) == [("王小样", 2, "brought-in", None)]
    assert _facts(without) == [(without.member.user.get_full_name(), None, "brought-in", None)]
    assert [(one[1], one[3] is None) for one in _facts(put_aside.credential)] == [(1, True)]
    assert [(one[0], one[3] is None) for one in _facts(over)] == [(over.member.user.get_full_name(), False)]
    assert all(len(_facts(row)) == 1 for row in more)
    assert Badge.objects.count() == Certificate.objects.count() == 9
    assert all(references.is_whole(number) for number in Certificate.objects.values_list("number", flat=True))


def test_taken_back_the_upgrade_lets_documents_go_and_no_other_file() -> None:
    drawn, other = CertificateFactory(drawn=True), UploadFactory(shelf="evidence", kind="pdf", expires_at=None)
    Upload.objects.filter(pk=drawn.file_id).update(shelf="certificate")
    import_module("members.migrations.0016_certificates").let_documents_go(apps, connection.schema_editor())
    file = Upload.objects.get(pk=drawn.file_id)
    assert (file.state, file.name, file.sha256, file.kept_sha256, file.expires_at) == ("gone", "", "", "", None)
    assert file.ended_at is not None
    other.refresh_from_db()
    assert other.state == "kept"


def test_a_title_whose_end_is_announced_has_a_certificate_too_until_then() -> None:
    soon = _ended(CredentialFactory(), dt.date.today() + dt.timedelta(days=30))  # noqa: DTZ011  far enough from midnight
    _fill()
    assert len(_facts(soon)) == 1
