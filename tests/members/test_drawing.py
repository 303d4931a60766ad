"""Certificates drawn: what they say, that each is drawn once, what becomes of it, and who opens it."""

import datetime as dt
import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from common import duties, seal, signing, subjects
from common.models import AuditLine, DutyFault, Upload
from common.pdf import CannotDraw
from members.enums import CertificateWhy, Ground, OutcomeKind
from members.models import Badge, Certificate, Credential
from members.selectors import drawing as selectors
from members.services import Ruling, badges, drawing, record_outcomes
from members.services.certificates import Issue, issue
from tests import papers
from tests.factories.certificates import CertificateFactory
from tests.factories.members import MemberFactory, OutcomeFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def _draw(at: dt.datetime = AT) -> dict[str, int]:
    return {part: count for part, count in duties.perform("members.certificates", now=at).parts.items() if count}


def _content(row: Certificate) -> bytes:
    row.refresh_from_db()
    with default_storage.open(row.file.stored_as) as file:
        content: bytes = file.read()
    return content


def _address(row: Certificate) -> str:
    return reverse("members:certificate-pdf", args=[row.number])


def _ended(row: Credential, on: dt.date, at: dt.datetime = AT) -> None:
    ending = Ruling(credential=row.pk, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=on)
    record_outcomes([ending], at=at)


def test_duty_draws_seals_and_signs_what_waits_once() -> None:
    row = CertificateFactory(credential__member__user__given_name="Noor", credential__member__user__family_name="Vos")
    assert _draw() == {"drawn": 1}
    content = _content(row)
    assert (row.drawn_at, row.leased_until, row.unreadable) == (AT, None, "")
    assert (row.file.state, row.file.expires_at, row.file.shelf) == ("kept", None, "certificate")
    said = papers.signature(content)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert seal.look(content).verdict == seal.Verdict.WHOLE
    assert "Noor Vos" in papers.text(content)
    badge = Badge.objects.get(certificate=row)
    assert (bool(badge.signed), badge.signed_at) == (True, AT)
    assert AuditLine.objects.about(row).filter(act="members.certificate-drawn").count() == 1
    assert _draw(AT + MINUTE) == {}
    assert Upload.objects.count() == 1


def test_code_leads_to_the_verification_of_the_number(tmp_path: Path, settings: Any) -> None:
    row = CertificateFactory()
    _draw()
    assert papers.codes(_content(row), tmp_path) == [f"{settings.BASE_URL}/verify/{row.number}/"]


def test_certificate_that_another_worker_has_is_left_to_it_until_its_lease_is_over() -> None:
    row = CertificateFactory(leased_until=AT + 4 * MINUTE)
    assert (_draw(), _draw(AT + 4 * MINUTE)) == ({}, {})
    assert drawing.draw(row.pk, at=AT + 5 * MINUTE) == 1
    assert drawing.draw(row.pk, at=AT + 5 * MINUTE) == 0


def test_worker_whose_lease_was_taken_over_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    row = CertificateFactory()
    drawn = drawing.certificate_pdf

    def slowly(sheet: Any) -> bytes:
        monkeypatch.undo()
        assert drawing.draw(row.pk, at=AT + drawing.LEASE + MINUTE) == 1
        return drawn(sheet)

    monkeypatch.setattr(drawing, "certificate_pdf", slowly)
    assert drawing.draw(row.pk, at=AT) == 0
    row.refresh_from_db()
    assert row.drawn_at == AT + drawing.LEASE + MINUTE
    assert sorted(Upload.objects.values_list("state", flat=True)) == ["gone", "kept"]
    assert AuditLine.objects.filter(act="members.certificate-drawn").count() == 1


def test_certificate_replaced_or_forgotten_while_it_is_drawn_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = drawing.certificate_pdf
    for change in ({"replaced_at": AT}, {"name": ""}, {"name": "Another Name"}):
        row = CertificateFactory()

        def while_it_is_drawn(sheet: Any, row: Certificate = row, change: dict[str, Any] = change) -> bytes:
            Certificate.objects.filter(pk=row.pk).update(**change)
            return drawn(sheet)

        monkeypatch.setattr(drawing, "certificate_pdf", while_it_is_drawn)
        assert drawing.draw(row.pk, at=AT) == 0
        row.refresh_from_db()
        assert (row.file, row.drawn_at, row.badge.signed) == (None, None, "")
    assert set(Upload.objects.values_list("state", flat=True)) == {"gone"}


@pytest.mark.parametrize(
    "step",
    [
        *("certificate_pdf", "seal.seal", "badges.signed", "keeping.keep_all_made"),
        *("keeping.take_up_made", "badges.write", "audit.record_many"),
    ],
)
def test_worker_killed_at_any_step_leaves_nothing_half_done(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = CertificateFactory()
    where, _dot, name = f"members.services.drawing.{step}".rpartition(".")
    monkeypatch.setattr(f"{where}.{name}", lambda *_given, **_more: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        duties.perform("members.certificates", now=AT)
    monkeypatch.undo()
    row.refresh_from_db()
    assert (row.file, row.drawn_at, row.badge.signed) == (None, None, "")
    assert not Upload.objects.filter(expires_at=None).exists(), "what is left goes by itself"
    assert _draw(AT + MINUTE) == {}, "for all we know somebody is at it"
    assert _draw(AT + drawing.LEASE + MINUTE) == {"drawn": 1}
    assert Upload.objects.filter(expires_at=None).count() == 1


def test_one_that_fails_is_noted_and_keeps_no_other_from_being_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    row, other = CertificateFactory(name="Odd"), CertificateFactory()
    drawn = drawing.certificate_pdf

    def draw(sheet: Any) -> bytes:
        if sheet.name == "Odd":
            raise RuntimeError
        return drawn(sheet)

    monkeypatch.setattr(drawing, "certificate_pdf", draw)
    assert _draw() == {"drawn": 1}
    assert Certificate.objects.get(drawn_at=AT) == other
    fault = DutyFault.objects.open().get()
    assert fault.row == str(row.pk)
    assert _draw(AT + MINUTE) == {}
    fault.refresh_from_db()
    assert fault.resolved_at is None, "it waits for its next try"
    monkeypatch.undo()
    assert _draw(AT + 6 * MINUTE) == {"drawn": 1}
    assert not DutyFault.objects.open().exists()


@pytest.mark.parametrize("part", ["pdf.require_engine", "seal.require_ready", "signing.signing_key"])
def test_without_what_all_need_none_is_begun(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row, over = CertificateFactory(), CertificateFactory(drawn=True, replaced=True)

    def fail(*_given: Any) -> None:
        raise CannotDraw("We cannot make documents at the moment.")

    monkeypatch.setattr(f"members.services.drawing.{part}", fail)
    with pytest.raises(CannotDraw):
        duties.perform("members.certificates", now=AT)
    row.refresh_from_db()
    over.refresh_from_db()
    assert (row.leased_until, over.file) == (None, None)


def test_name_that_no_font_can_set_is_noted_not_drawn_and_tried_again_a_day_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    row = CertificateFactory(name="Ada \u0530\u0530\u0378 Lovelace")
    with caplog.at_level(logging.WARNING):
        assert _draw() == {}
    row.refresh_from_db()
    assert (row.unreadable, row.drawn_at, row.file) == ("\u0530\u0378", None, None)
    assert row.badge.signed_at == AT
    signed = row.badge.signed
    assert "Lovelace" not in caplog.text
    Certificate.objects.filter(pk=row.pk).update(name="Ada Lovelace")
    assert _draw(AT + MINUTE) == {}
    assert _draw(AT + DAY + MINUTE) == {"drawn": 1}
    row.refresh_from_db()
    row.badge.refresh_from_db()
    assert row.unreadable == ""
    assert row.badge.signed != signed, "the name is another one by now"


def test_badge_of_a_name_that_no_font_can_set_is_signed_and_opens_while_the_document_waits() -> None:
    at = dt.datetime.now(dt.UTC)
    holder = person("Ada")
    row = CertificateFactory(name="Ada \u0378", credential__member__user=holder)
    assert _draw(at) == {}
    badge = Badge.objects.get()
    subject = signing.read(badge.signed).claims["credentialSubject"]
    assert [one["identityHash"] for one in subject["identifier"] if one["identityType"] == "name"] == ["Ada \u0378"]
    for name in ("badge.png", "badge.json", "badge.jwt"):
        assert signed_in(holder).get(f"/certificates/{row.number}/{name}").status_code == 200
    assert Client().get(f"/badges/{row.number}/").status_code == 200
    assert Client().get(f"/badges/{row.number}.jwt").content.decode() == badge.signed
    assert signed_in(holder).get(_address(row)).status_code == 404
    assert _draw(at + DAY + MINUTE) == {}
    badge.refresh_from_db()
    assert badge.signed_at == at, "once is enough"
    assert not badges.to_sign_again().exists()


@pytest.mark.parametrize("change", [{"replaced_at": AT}, {"name": ""}, {"name": "Another \u0378"}])
def test_badge_of_one_that_changed_while_it_was_tried_is_not_signed(
    change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = CertificateFactory(name="Ada \u0378")
    drawn = drawing.certificate_pdf

    def while_it_is_tried(sheet: Any) -> bytes:
        Certificate.objects.filter(pk=row.pk).update(**change)
        return drawn(sheet)

    monkeypatch.setattr(drawing, "certificate_pdf", while_it_is_tried)
    assert drawing.draw(row.pk, at=AT) == 0
    row.refresh_from_db()
    assert (row.unreadable, row.badge.signed) == ("", "")


def test_one_whose_title_is_over_is_not_drawn_and_does_not_wait() -> None:
    row, announced = CertificateFactory(), CertificateFactory()
    _ended(row.credential, AT.date())
    _ended(announced.credential, AT.date() + 30 * DAY)
    assert list(selectors.waiting(AT.date())) == [announced]
    assert _draw() == {"drawn": 1}
    assert Certificate.objects.get(drawn_at=AT) == announced


def test_one_that_ended_already_and_ends_once_more_later_is_not_drawn() -> None:
    row = CertificateFactory()
    _ended(row.credential, AT.date())
    revoked = Ruling(
        credential=row.credential_id, kind=OutcomeKind.REVOKED, ground=Ground.BREACH, effective_on=AT.date() + 9 * DAY
    )
    record_outcomes([revoked], at=AT, by=None)
    assert _draw() == {}


def test_document_goes_with_the_one_that_takes_its_place() -> None:
    row = CertificateFactory()
    _draw()
    issue([Issue(credential=row.credential, cycle=row.cycle, why=CertificateWhy.NAME)], by=None, at=AT + DAY)
    assert _draw(AT + DAY) == {"drawn": 1, "let go": 1}
    row.refresh_from_db()
    assert (row.file, row.drawn_at) == (None, AT)
    assert sorted(Upload.objects.values_list("state", flat=True)) == ["gone", "kept"]


def test_document_goes_on_the_day_its_title_ends_and_not_before() -> None:
    row, stays = CertificateFactory(), CertificateFactory()
    _draw()
    _ended(row.credential, AT.date() + 30 * DAY)
    assert _draw(AT + 29 * DAY) == {}
    assert _draw(AT + 30 * DAY) == {"let go": 1}
    assert list(Certificate.objects.filter(file__isnull=False)) == [stays]


def test_document_stays_whose_title_ended_and_stands_again() -> None:
    row = CertificateFactory()
    _draw()
    _ended(row.credential, AT.date() + DAY)
    taken_back = Ruling(
        credential=row.credential_id,
        kind=OutcomeKind.WITHDRAWN,
        ground=Ground.TAKEN_BACK,
        effective_on=AT.date() + DAY,
        supersedes=row.credential.outcomes.get().pk,
    )
    record_outcomes([taken_back], at=AT)
    assert _draw(AT + 2 * DAY) == {}


def test_what_ended_by_a_decision_of_long_ago_goes_within_the_night() -> None:
    row = CertificateFactory()
    _draw()
    _ended(row.credential, AT.date() + DAY)
    late = AT + 60 * DAY
    assert _draw(late) == {}
    night = duties.perform("members.badges", now=late).parts
    assert night["let go"] == 1
    assert not Certificate.objects.filter(file__isnull=False).exists()


def test_holder_opens_the_current_one_however_its_number_is_written_and_nobody_else_does() -> None:
    holder = person("Ada")
    row = CertificateFactory(credential__member__user=holder)
    own = signed_in(holder)
    assert own.get(_address(row)).status_code == 404, "it is not drawn yet"
    _draw()
    answer = own.get(_address(row).replace(row.number, row.number.lower().replace("-", "")))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == _content(row)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert b"".join(own.head(_address(row)).streaming_content) == b""
    for stranger in (signed_in(person("Eve")), signed_in(person("Bea", "back-office"))):
        assert stranger.get(_address(row)).status_code == 404
    assert Client().get(_address(row)).status_code == 302
    assert own.get(reverse("file", args=[row.file.reference])).status_code == 404, "by its number alone"
    for odd in ("x", "M4PD-W2H8-6CVY-J", row.number[:-1] + "~", "\x00"):
        assert own.get(reverse("members:certificate-pdf", args=[odd])).status_code == 404


def test_door_closes_at_once_when_the_title_is_over_or_the_certificate_replaced() -> None:
    holder = person("Ada")
    own = signed_in(holder)
    member = MemberFactory(user=holder)
    ended, replaced = (CertificateFactory(credential__member=member) for _ in range(2))
    _draw(dt.datetime.now(dt.UTC))
    assert [own.get(_address(row)).status_code for row in (ended, replaced)] == [200, 200]
    OutcomeFactory(credential=ended.credential, cycle=None, kind="ended", ground="cancelled", effective_on=AT.date())
    Certificate.objects.filter(pk=replaced.pk).update(replaced_at=AT)
    assert [own.get(_address(row)).status_code for row in (ended, replaced)] == [404, 404]


def test_colleague_who_looks_after_certificates_opens_the_file_and_leaves_a_line() -> None:
    row = CertificateFactory()
    _draw()
    row.refresh_from_db()
    address = reverse("file", args=[row.file.reference])
    assert signed_in(person("Bea", "back-office")).get(address).status_code == 200
    assert signed_in(person("Eve")).get(address).status_code == 404


def test_document_is_in_the_copy_of_its_holder_and_goes_when_they_are_forgotten() -> None:
    row = CertificateFactory()
    _draw()
    row.refresh_from_db()
    file, holder = row.file, row.credential.member.user
    assert file.reference in str(subjects.export(holder))
    subjects.scrub(holder, at=AT + DAY)
    file.refresh_from_db()
    assert file.state == "gone"
    assert _draw(AT + DAY) in ({}, {"let go": 1})


def test_dry_run_draws_nothing_and_counts() -> None:
    row = CertificateFactory()
    report = duties.perform("members.certificates", now=AT, dry_run=True)
    assert report.parts == {"drawn": 1}
    row.refresh_from_db()
    assert (row.leased_until, row.drawn_at) == (None, None)


def test_these_are_drawn_where_somebody_asks_for_them() -> None:
    row, other = CertificateFactory(), CertificateFactory()
    assert drawing.draw_certificates([row.pk], at=AT) == 1
    assert drawing.draw_certificates(at=AT) == 1
    assert not selectors.waiting(AT.date()).exists()
    assert other.number != row.number


def test_address_on_paper_leads_to_the_page_of_the_number() -> None:
    row = CertificateFactory()
    address = drawing.certificate_sheet(row).address
    assert address == f"http://127.0.0.1:8000/verify/{row.number}/"
    assert Client().get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
