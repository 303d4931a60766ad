"""Reports about mail that was not delivered, as common servers write them."""

import datetime as dt
from textwrap import dedent

import pytest

from comms.enums import State
from comms.models import Bounce
from comms.reports import Failure, failures
from comms.services import note_failure
from tests.factories.comms import WRITTEN, MessageFactory

REFERENCE = "M-0000-0000-0001-E"
LATER = WRITTEN + dt.timedelta(hours=2)


def report(
    *,
    recipient: str = "rfc822; Ada@People.example",
    action: str = "failed",
    status: str = "5.1.1",
    copy: str = "rfc822",
) -> bytes:
    """A report as Postfix writes it; ``copy`` is what it brings along of the mail."""
    headers = f"Message-ID: <{REFERENCE.lower()}@portal.example>\nSubject: secret"
    bring = {
        "rfc822": f"Content-Type: message/rfc822\n\n{headers}\n\nWords.",
        "headers": f"Content-Type: text/rfc822-headers\n\n{headers}\n",
        "nothing": "Content-Type: text/plain\n\nNo copy.",
    }[copy]
    return (
        dedent(
            """\
        From: MAILER-DAEMON@relay.example
        To: returns@portal.example
        Message-ID: <report-1@relay.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        Sorry.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.example

        Final-Recipient: {recipient}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 no such user

        --b
        {bring}

        --b--
        """
        )
        .format(recipient=recipient, action=action, status=status, bring=bring)
        .encode()
    )


@pytest.mark.parametrize("copy", ["rfc822", "headers"])
def test_report_names_address_status_and_mail(copy: str) -> None:
    (found,) = failures(report(copy=copy))
    assert (found.address, found.status, found.reference) == ("ada@people.example", "5.1.1", REFERENCE)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"status": "5.2.2 (mailbox full)"}, ("ada@people.example", "5.2.2", REFERENCE)),
        ({"status": "bad"}, ("ada@people.example", "5.0.0", REFERENCE)),
        ({"recipient": "ada@people.example"}, ("ada@people.example", "5.1.1", REFERENCE)),
        ({"action": "FAILED"}, ("ada@people.example", "5.1.1", REFERENCE)),
    ],
)
def test_report_is_read_as_servers_write_it(changes: dict[str, str], expected: tuple[str, str, str]) -> None:
    (found,) = failures(report(**changes))
    assert (found.address, found.status, found.reference) == expected


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_report_that_is_no_failure_says_nothing(action: str) -> None:
    assert failures(report(action=action)) == []


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\xff", b"Subject: holiday\n\nI am away.", b"Content-Type: message/delivery-status\n\nAction: failed"],
)
def test_mail_that_is_no_report_says_nothing(raw: bytes) -> None:
    assert failures(raw) == []


@pytest.mark.parametrize(
    "quoted",
    ["", "Message-ID: <m-0000-0000-0001-f@portal.example>", "Message-ID: <M-0000@portal.example>"],
    ids=["nothing", "a mistyped reference", "somebody's"],
)
def test_report_that_quotes_no_mail_of_ours_is_not_believed(quoted: str) -> None:
    assert failures(report(copy="nothing") + quoted.encode()) == []
    assert failures(f"X-Failed-Recipients: ada@people.example\n\nSorry.\n{quoted}\n".encode()) == []


def test_report_of_exim_is_read_from_its_header_and_the_copy_in_its_text() -> None:
    raw = (
        "Message-ID: <x@y>\nX-Failed-Recipients: ada@people.example, b\x00b@people.example\n\nSorry.\n\n"
        f"--- This is a copy of the message ---\n\nMessage-ID: <{REFERENCE.lower()}@portal.example>\nSubject: x\n"
    )
    assert [(one.address, one.status) for one in failures(raw.encode())] == [("ada@people.example", "5.0.0")]


@pytest.mark.django_db
def test_mail_came_back_is_noted_once_on_row_and_address() -> None:
    message = MessageFactory(sent=True, reference=REFERENCE, recipient="alias@people.example")
    (failure,) = failures(report())
    assert note_failure(failure, at=LATER)
    assert not note_failure(failure, at=LATER + dt.timedelta(days=1))
    message.refresh_from_db()
    assert (message.state, message.note) == (State.BOUNCED, "5.1.1")
    bounce = Bounce.objects.get()
    assert (bounce.address, bounce.message, bounce.reported_at) == ("alias@people.example", message, LATER)


@pytest.mark.django_db
def test_report_of_a_mail_we_do_not_know_is_not_noted() -> None:
    MessageFactory(sent=True, recipient="ada@people.example")
    assert not note_failure(Failure(address="ada@people.example", status="5.1.1", reference=REFERENCE), at=LATER)
    assert not Bounce.objects.exists()
