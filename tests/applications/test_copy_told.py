"""A masked copy past its day, a verdict that lacked something, and what remains: told as it is, to whom it concerns."""

import datetime as dt
import re
from typing import Any

import pytest

from applications.models import CopyOpening, IdentityCheck, IdentityCopy
from applications.rules.copies import destroy_by
from applications.services import copies as services
from common import duties, personal_data
from tests.applications.test_copies import AT, DAY, kept, submitted
from tests.factories.applications import whole
from tests.factories.assessment import CopyOpeningFactory, IdentityCheckFactory, IdentityCopyFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

LIST = "/office/applications/identitycopy/"
SHOWN = "data:image/jpeg;base64,"
PAST = "past its day: nobody can open it; it is being destroyed"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def applicant(row: Any, rest: str = "") -> str:
    return text(signed_in(row.person).get(f"/applications/{row.reference.lower()}/{rest}"))


def test_verdict_that_lacks_something_comes_back_with_the_picture_as_the_same_opening(time_machine: Any) -> None:
    copy, checker = kept(submitted()), person("Checker", "identity-checker")
    client, url = signed_in(checker), f"{LIST}{copy.pk}/change/"
    answer = client.post(url, {"act": "open"})
    [opening] = CopyOpening.objects.all()
    assert f'name="opening" value="{opening.pk}"' in text(answer)
    for said in ({}, {"verdict": "not-verified", "failure": "other", "words": "It reads 12345678."}):
        answer = client.post(url, {"act": "judge", "opening": opening.pk, **said})
        assert SHOWN in text(answer)
        assert f'name="opening" value="{opening.pk}"' in text(answer)
        assert "no-store" in answer["Cache-Control"]
    assert CopyOpening.objects.get() == opening
    assert SHOWN not in text(client.get(url, {"opening": opening.pk, "act": "judge"}))
    assert SHOWN not in text(client.post(url, {"act": "judge"})), "not with the form of a page without it"
    assert SHOWN not in text(client.post(url, {"act": "judge", "opening": "x"}))
    other = signed_in(person("Other", "identity-checker"))
    assert SHOWN not in text(other.post(url, {"act": "judge", "opening": opening.pk})), "another one's opening"
    time_machine.move_to(AT + dt.timedelta(minutes=30), tick=False)
    assert SHOWN not in text(client.post(url, {"act": "judge", "opening": opening.pk})), "it is over"
    assert services.shown_still(copy, opening.pk, by=checker, at=AT + 30 * DAY) is None


def test_copy_past_its_day_says_so_to_the_checker_and_offers_no_press() -> None:
    copy = kept(submitted(submitted_at=AT - 31 * DAY), AT - 31 * DAY)
    by = person("Checker", "identity-checker")
    CopyOpeningFactory(copy=copy, by=by)
    check = IdentityCheckFactory(
        application=copy.application,
        way="copy",
        verdict="not-verified",
        failure="name-unreadable",
        checked_at=AT - 9 * DAY,
    )
    IdentityCopy.objects.filter(pk=copy.pk).update(identity_check=check)
    shown = text(signed_in(by).get(f"{LIST}{copy.pk}/change/"))
    assert PAST in shown
    assert "Open the copy" not in shown
    assert "Record the verdict" not in shown
    assert "Past its day, being destroyed" in shown
    assert "Past its day, being destroyed" in text(signed_in(by).get(LIST))


def test_copy_past_its_day_is_not_called_destroyed_before_it_is() -> None:
    draft = whole(identity_way="copy")
    IdentityCopyFactory(application=draft, sent_at=AT - 31 * DAY)
    page = applicant(draft, "identity/")
    assert PAST in page
    assert "2026 was destroyed" not in page
    row = submitted(submitted_at=AT - 31 * DAY)
    kept(row, AT - 31 * DAY)
    page = applicant(row)
    assert PAST in page
    assert "2026 was destroyed" not in page


def test_list_shows_the_day_on_which_a_copy_was_destroyed() -> None:
    row = submitted()
    kept(row, destroyed_at=AT + DAY, content=None, ended="shows-too-much")
    shown = text(signed_in(person("Checker", "identity-checker")).get(LIST))
    assert "on 4 March 2026" in shown
    assert "2 April 2026" not in shown, "the day by which it was to be"


def test_applicant_sees_when_the_copy_was_opened_and_the_margin_of_no_draft() -> None:
    row = submitted()
    CopyOpeningFactory(copy=kept(row), at=AT)
    assert "A colleague who checks identities opened your masked copy." in applicant(row)
    page = applicant(row, "identity/copy/")
    assert "received 3 Mar 2026" in page
    assert "saved " not in page
    assert "who opened it when" in page
    assert not IdentityCheck.objects.exists()


def test_every_text_says_the_days_a_copy_is_kept_as_the_rule_does() -> None:
    sent = dt.date(2026, 7, 1)
    assert destroy_by(sent, sent - 30 * DAY, None) == dt.date(2026, 7, 31), "thirty days after it was sent"
    row = whole(person=person("Ada"), identity_way="")
    client = signed_in(row.person)
    told = "after you sent it where that was later"
    for page in ("identity/", "identity/copy/"):
        assert told in " ".join(client.get(f"/applications/{row.reference.lower()}/{page}").content.decode().split())
    term = personal_data.REGISTER[IdentityCopy].held["content"].term
    assert "after you sent the copy where that was later" in str(term)
    duty = duties.find("applications.identity-copies")
    assert "or the copy was sent where that was later" in str(duty.detail)
