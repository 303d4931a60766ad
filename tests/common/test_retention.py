import datetime as dt
import json
from collections import Counter
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import duties, personal_data
from common.models import DutyFault, DutyRun, DutyState
from common.own_personal_data import YEAR
from common.personal_data import Retention
from comms.models import Message
from tests.common.duties import NOW
from tests.factories.comms import WRITTEN, BounceFactory, MessageFactory
from tests.factories.duties import NIGHT, DutyFaultFactory, DutyRunFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)


def _retain(at: dt.datetime) -> dict[str, int]:
    return duties.perform("common.retention", now=at).parts


def _dry_run(*arguments: str) -> dict[str, int]:
    output = StringIO()
    call_command("duty", "common.retention", "--dry-run", "--json", *arguments, stdout=output)
    return json.loads(output.getvalue())["parts"]


def test_each_row_goes_once_its_term_has_ended_and_not_before() -> None:
    DutyRunFactory()
    DutyFaultFactory()
    DutyFaultFactory(resolved_at=NIGHT)
    assert Counter(_retain(NIGHT + YEAR)).total() == 0
    went = _retain(NIGHT + YEAR + SECOND)
    assert {part: count for part, count in went.items() if count} == {"common.DutyRun": 1, "common.DutyFault": 1}
    assert DutyFault.objects.get().resolved_at is None, "what is still open stays"
    assert DutyRun.objects.get().duty.name == "common.retention"


def test_sessions_that_ended_go_with_their_entries_and_others_stay() -> None:
    client = signed_in(person("Ada"))
    client.get("/account/")
    now = dt.datetime.now(dt.UTC)
    assert Counter(_retain(now)).total() == 0
    assert _retain(now + dt.timedelta(hours=13))["sessions.Session"] == 1
    assert not Session.objects.exists()


def test_dry_run_tells_rule_by_rule_what_would_go_and_keeps_it() -> None:
    DutyRunFactory()
    told = _dry_run("--on", "2027-07-02")
    assert told["common.DutyRun"] == 1
    assert told.keys() == {
        "applications.Application",
        "applications.Appointment",
        "applications.Reference.email.phone",
        "applications.ReferenceDraft",
        "applications.ReferenceLink",
        "common.DutyRun",
        "common.DutyFault",
        "conduct.Case",
        "conduct.Report",
        "comms.Bounce",
        "comms.Message",
        "comms.Message.text.facts",
        "cpe.AttendanceFile",
        "cpe.AttendanceFileLine",
        "cpe.Attendee",
        "cpe.HelpRequest",
        "cpe.Hold",
        "cpe.Notice",
        "cpe.JointDecision",
        "cpe.ClaimDraft",
        "cpe.ClaimFile",
        "cpe.ClaimFileLine",
        "cpe.Evidence",
        "cpe.PolicyPreview",
        "cpe.SignUp",
        "members.BankLine",
        "members.CalendarFeed",
        "members.Invoice",
        "common.Upload",
        "members.Erasure",
        "members.ExamClaim",
        "members.Recheck",
        "members.TriedFile",
        "members.TriedLine",
        "usersessions.UserSession",
        "sessions.Session",
    }
    assert DutyRun.objects.count() == 1


def _with_rule(monkeypatch: pytest.MonkeyPatch, rule: Retention) -> None:
    monkeypatch.setattr(personal_data, "rules", lambda: [rule])


def test_words_of_a_mail_go_after_their_term_and_its_row_after_a_year() -> None:
    MessageFactory(sent=True)
    BounceFactory()
    later = dt.timedelta(days=90)
    assert _retain(WRITTEN + later)["comms.Message.text.facts"] == 0
    assert _retain(WRITTEN + later + SECOND)["comms.Message.text.facts"] == 1
    assert Message.objects.values_list("text", "facts", "subject").get()[:2] == ("", {})
    assert (_retain(WRITTEN + YEAR)["comms.Message"], Message.objects.count()) == (0, 1)
    went = _retain(WRITTEN + YEAR + SECOND)
    assert (went["comms.Message"], went["comms.Bounce"], Message.objects.count()) == (1, 1, 0)


def test_rule_may_empty_fields_instead_of_deleting_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    MessageFactory.create_batch(3, sent=True)
    rule = Retention(
        what="The text goes.",
        due=lambda at: Message.objects.filter(queued_at__lt=at).exclude(text=""),
        blank=("text", "facts"),
    )
    _with_rule(monkeypatch, rule)
    assert _retain(WRITTEN + SECOND) == {"comms.Message.text.facts": 3}
    assert set(Message.objects.values_list("text", flat=True)) == {""}
    assert "" not in set(Message.objects.values_list("subject", flat=True))
    assert _retain(WRITTEN + SECOND) == {"comms.Message.text.facts": 0}


def test_rule_may_act_in_a_way_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    MessageFactory.create_batch(2)
    seen: list[int] = []

    def act(keys: list[int], *, at: dt.datetime) -> int:
        seen.extend(keys)
        return Message.objects.filter(pk__in=keys).delete()[0]

    _with_rule(monkeypatch, Retention(what="They go.", due=lambda _at: Message.objects.all(), act=act))
    assert _retain(NOW) == {"comms.Message": 2}
    assert len(seen) == 2


def test_fault_of_a_rule_that_has_nothing_to_do_any_more_is_closed_without_walking_it() -> None:
    duty = DutyState.objects.get(name="common.retention")
    DutyFaultFactory(duty=duty, part="comms.Message", row="1")
    DutyFaultFactory(duty=duty, part="gone.Model.field", row="1")
    with CaptureQueriesContext(connection) as asked:
        duties.perform("common.retention", now=NOW)
    assert not DutyFault.objects.open().exists()
    assert len(asked) == 7, "as in an idle night, and one statement for each part"


def test_idle_night_asks_as_much_however_many_rules_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    rules, counts = personal_data.rules(), []
    for times in (1, 5):
        monkeypatch.setattr(personal_data, "rules", lambda times=times: rules * times)
        with CaptureQueriesContext(connection) as asked:
            duties.perform("common.retention", now=NOW)
        counts.append(len(asked))
    assert counts == [5, 5]


def test_every_rule_says_what_it_does_in_a_sentence() -> None:
    assert personal_data.rules()
    assert all(str(rule.what).endswith(".") for rule in personal_data.rules())
