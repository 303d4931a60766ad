"""Mail that came back, read from mailboxes as servers leave it, again and again."""

import mailbox
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from common import duties
from comms.enums import State
from comms.models import Bounce, Message
from tests.comms.test_reports import REFERENCE, report
from tests.factories.comms import WRITTEN, MessageFactory

pytestmark = pytest.mark.django_db

HOLIDAY = b"From: ada@people.example\nSubject: holiday\n\nI am away.\n"


def _mbox(folder: Path) -> mailbox.Mailbox[Any]:
    return mailbox.mbox(folder / "returns")


def _maildir(folder: Path) -> mailbox.Mailbox[Any]:
    return mailbox.Maildir(folder / "returns", create=True)


@pytest.fixture(params=[_mbox, _maildir], ids=["mbox", "Maildir"])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> mailbox.Mailbox[Any]:
    made = request.param(tmp_path)
    for raw in (report(), HOLIDAY, report(action="delayed")):
        made.add(raw)
    made.flush()
    return made


@pytest.fixture
def sent() -> Message:
    return MessageFactory(sent=True, reference=REFERENCE, recipient="ada@people.example")


def _read(tmp_path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("bounces", str(tmp_path / "returns"), *options)
    return capsys.readouterr().out


def test_mailbox_is_read_and_read_again_adds_nothing(
    box: Any, sent: Message, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _read(tmp_path, capsys) == "read: 3, reports: 1, newly noted: 1, unreadable: 0\n"
    assert _read(tmp_path, capsys) == "read: 3, reports: 1, newly noted: 0, unreadable: 0\n"
    sent.refresh_from_db()
    assert (sent.state, Bounce.objects.get().message) == (State.BOUNCED, sent)


def test_reports_are_taken_out_and_other_mail_stays(
    box: Any, sent: Message, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _read(tmp_path, capsys, "--take-out")
    assert _read(tmp_path, capsys) == "read: 2, reports: 0, newly noted: 0, unreadable: 0\n"
    assert Bounce.objects.count() == 1


def test_duty_reads_the_mailbox_it_is_told_of(box: Any, sent: Message, tmp_path: Path, settings: Any) -> None:
    assert duties.perform("comms.read_returns", now=WRITTEN).parts == {}
    settings.MAIL_RETURN_BOX = str(tmp_path / "returns")
    assert duties.perform("comms.read_returns", now=WRITTEN).parts == {"noted": 1}
    assert len(_mailbox(tmp_path)) == 2


def _mailbox(folder: Path) -> mailbox.Mailbox[Any]:
    return _maildir(folder) if (folder / "returns").is_dir() else _mbox(folder)


def test_mail_built_to_break_the_reading_keeps_no_other_from_being_read(
    box: Any, sent: Message, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    for raw in (deep, b"X-Failed-Recipients: a\x00@b.example\n\n", b"Subject: big\n\n" + b"x" * 3_000_000):
        box.add(raw)
    box.add(report(recipient="rfc822; other@people.example"))
    box.flush()
    told = _read(tmp_path, capsys, "--take-out")
    assert told.startswith("read: 7, reports: 2, newly noted: 1, unreadable: ")
    sent.refresh_from_db()
    assert sent.state == State.BOUNCED


def test_place_without_mailbox_is_a_sentence_and_exit_status_2(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no mailbox at") as refusal:
        call_command("bounces", str(tmp_path / "nothing"))
    assert refusal.value.returncode == 2


def test_address_is_marked_by_hand(sent: Message) -> None:
    call_command("bounces", "--address", " Ada@People.example ")
    sent.refresh_from_db()
    assert (sent.state, Bounce.objects.get().address) == (State.BOUNCED, "ada@people.example")
    for address in ("bob@people.example", ""):
        with pytest.raises(CommandError, match="We never wrote"):
            call_command("bounces", "--address", address)
