"""Where nothing of a report is kept, nothing of our mails about it is: addresses, references, what came back."""

import datetime as dt

import pytest

from common import duties
from comms.models import Bounce, Message
from comms.services import mark_bounced
from conduct.models import Report
from conduct.services import reporting
from tests.conduct.cases import opened
from tests.factories.conduct import AT, DAY, ReportFactory

pytestmark = pytest.mark.django_db

STRANGER = "mistyped@people.example"


def _sent() -> Report:
    report = reporting.send(ReportFactory(draft=True, email=STRANGER), at=AT)
    Message.objects.update(state="sent", sent_at=AT)
    mark_bounced(STRANGER, at=AT)
    return report


def _left(address: str) -> int:
    return Message.objects.filter(recipient=address).count() + Bounce.objects.filter(address=address).count()


def _night(day: dt.date, duty: str = "conduct.days") -> None:
    duties.perform(duty, now=dt.datetime.combine(day, dt.time(3), tzinfo=dt.UTC))


def test_mended_address_leaves_nothing_of_the_mistyped_one() -> None:
    report = _sent()
    assert _left(STRANGER) == 2
    reporting.send_again(report, "right@people.example", at=AT)
    assert _left(STRANGER) == 0
    assert _left("right@people.example") == 1


@pytest.mark.parametrize("how", ["taken back by its link", "taken back where it was sent", "not confirmed in time"])
def test_report_that_nobody_confirmed_leaves_no_mail(how: str) -> None:
    report = _sent()
    if how == "taken back by its link":
        reporting.withdraw(report, at=AT)
    elif how == "taken back where it was sent":
        reporting.take_back(report, at=AT)
    else:
        _night(DAY + dt.timedelta(15))
    assert not Report.objects.exists()
    assert not Message.objects.exists()
    assert not Bounce.objects.exists()


def test_report_that_led_to_no_case_takes_its_mails_along() -> None:
    report = reporting.confirm(_sent(), at=AT)
    reporting.withdraw(report, at=AT)
    assert Message.objects.exists()
    _night(dt.date(2027, 11, 2), "common.retention")
    assert Message.objects.exists()
    _night(dt.date(2027, 11, 3), "common.retention")
    assert not Message.objects.filter(about__contains=report.reference).exists()


def test_who_withdrew_from_a_case_is_mailed_once_more_and_then_nothing_tells_their_address() -> None:
    report = opened().reports.get()
    address = report.email
    assert _left(address) == 1
    reporting.withdraw(report, at=AT)
    assert Message.objects.get(recipient=address).kind == "conduct.report_withdrawn"
    _night(DAY)
    assert _left(address) == 1, "it has not left yet"
    Message.objects.filter(recipient=address).update(state="sent", sent_at=AT)
    _night(DAY + dt.timedelta(1))
    assert _left(address) == 0
    assert Message.objects.filter(kind="conduct.report_taken_back").count() == 1, "the case officer keeps theirs"
