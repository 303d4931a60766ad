"""G-032 and G-033 from the picture to the checker, read by the real program: what is masked passes, what is not goes.

G-034 stands in ``test_copy_office``.
"""

import pytest
from django.utils import timezone

from applications import copies_vault
from applications.models import IdentityCopy
from applications.services import copies
from common.models import AuditLine
from comms.models import Message
from seco_portal.demonstration_cards import card
from tests.factories.applications import ApplicationFactory
from tests.people import person, signed_in
from tests.specimens import corpus

pytestmark = pytest.mark.django_db

LIST = "/office/applications/identitycopy/?state=waiting"


def test_g_032_only_name_and_photo_are_seen_it_is_accepted_and_waits_for_a_checker() -> None:
    row = ApplicationFactory(submitted=True, submitted_at=timezone.now(), given_name="Noor", family_name="Voorbeeld")
    copy = copies.send(row, card(row.name), by=row.person, at=timezone.now())
    assert (copy.machine_read, copy.destroyed_at) == (True, None)
    assert copies_vault.unseal(bytes(copy.content or b""), row.reference).startswith(b"\xff\xd8")
    assert row.reference in signed_in(person("Checker", "identity-checker")).get(LIST).content.decode()


def test_g_033_a_number_that_can_be_read_is_refused_with_what_to_cover_and_nothing_is_kept() -> None:
    specimen = corpus.specimen(0, corpus.OPEN)
    row = ApplicationFactory(submitted=True, submitted_at=timezone.now(), identity_way="video")
    with pytest.raises(copies.ShowsTooMuch, match=r"can still read .*Cover (it|them) wholly.*Nothing of it was kept"):
        copies.send(row, specimen.photo, by=row.person, at=timezone.now())
    assert not IdentityCopy.objects.exists()
    assert not AuditLine.objects.filter(about_id=row.pk, act__startswith="applications.identity").exists()
    assert not Message.objects.exists()
    row.refresh_from_db()
    assert row.identity_way == "video"
    assert row.reference not in signed_in(person("Checker", "identity-checker")).get(LIST).content.decode()
