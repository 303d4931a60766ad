"""Previews: what a version would change for whom, whatever happens while it is found out."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common import duties, subjects
from common.errors import Forbidden
from common.models import AuditLine, DutyFault
from cpe import services
from cpe.enums import VersionState
from cpe.models import BEGINNING, LevelNumbers, PolicyPreview, PreviewLine
from cpe.rules.policy import CREDIT
from cpe.selectors import policies
from cpe.services import PreviewRefused, UnfitVersionError, go_on_with_preview
from cpe.shipped import POLICY
from members.models import Title
from members.services import award
from tests.cpe.policies import written
from tests.factories.accounts import UserFactory
from tests.factories.ledger import ClaimFactory, LedgerLineFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.factories.previews import PolicyPreviewFactory, PreviewLineFactory
from tests.people import person

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 7, 10, 9, 0, tzinfo=dt.UTC)
TODAY = AT.date()
NEXT_YEAR = dt.date(2027, 1, 1)
AWARDED = dt.date(2026, 1, 1)


def _activity(key, **other):
    return {**POLICY.activities, key: replace(POLICY.activities[key], **other)}


def _practitioners(minimum):
    return {**POLICY.levels, "practitioner": replace(POLICY.levels["practitioner"], cycle_minimum=minimum)}


PODCAST_SIX = {"activities": _activity("podcast", year_cap=6 * CREDIT)}
PRACTITIONER_61 = {"levels": _practitioners(61 * CREDIT)}
NO_TEACHING = {"activities": {key: what for key, what in POLICY.activities.items() if key != "teaching"}}
NO_CYCLE = {"levels": {**POLICY.levels, "practitioner": POLICY.levels["foundation"]}}


def a_draft(*changes, **fields):
    """What the shipped version says, with these changes, from next year on."""
    policy = replace(POLICY, name="Version of 2027", effective_on=NEXT_YEAR)
    for change in changes:
        policy = replace(policy, **change)
    return written(policy, **fields)


def a_holder(title="S-ISP", on=AWARDED, **credits_):
    """A member with a title, and hours of these activities that count from the day after the award."""
    member = MemberFactory()
    award(member, Title.objects.get(code=title), on=on, by=None, at=AT)
    for activity, hours in credits_.items():
        day = on + dt.timedelta(days=1)
        claim = ClaimFactory(
            member=member, activity=activity, completed_on=day, reported_on=day, amount=Decimal(hours), state="accepted"
        )
        LedgerLineFactory(claim=claim, decided_on=day)
    return member


def asked(version, **fields):
    asking = {"first_day": BEGINNING, "on": TODAY, "by": UserFactory(roles=("back-office",)), "at": AT}
    return services.ask_preview(version.pk, **{**asking, **fields})


def carried_out(preview, size=2000):
    while go_on_with_preview(preview.pk, at=AT, size=size):
        pass
    preview.refresh_from_db()
    return preview


def told(preview):
    """Each line by its member: what is counted and needed, now and then, and the difference."""
    return {
        line.credential.member_id: tuple(
            str(number.normalize() + 0)
            for number in (
                line.was_counted,
                line.becomes_counted,
                line.was_required,
                line.becomes_required,
                line.difference,
            )
        )
        for line in preview.lines.select_related("credential")
    }


def test_a_higher_limit_gains_what_it_lets_in_and_who_is_below_it_has_no_line():
    ear, quiet = a_holder(podcast=18), a_holder(podcast=15)
    preview = carried_out(asked(a_draft(PODCAST_SIX)))
    assert told(preview) == {ear.pk: ("5", "6", "60", "60", "1")}
    assert quiet.pk not in told(preview)
    assert (preview.considered, preview.done_at) == (2, AT)


def test_a_higher_minimum_costs_every_title_of_its_level_that_much():
    holder, _officer = a_holder(teaching=10), a_holder("S-CISO", teaching=10)
    preview = carried_out(asked(a_draft(PRACTITIONER_61)))
    assert told(preview) == {holder.pk: ("10", "10", "60", "61", "-1")}


def test_an_activity_that_is_dropped_takes_all_it_brought():
    teacher = a_holder(teaching="10.25")
    a_holder(mentoring=3)
    assert told(carried_out(asked(a_draft(NO_TEACHING)))) == {teacher.pk: ("10.25", "0", "60", "60", "-10.25")}


def test_a_version_that_asks_no_cycle_of_a_level_that_has_them_is_not_tried():
    with pytest.raises(UnfitVersionError, match="say the credits a cycle"):
        asked(a_draft(NO_CYCLE))


def test_how_the_cycle_stands_is_told_both_ways():
    """A minimum of 40 credits renews who had 45 of 60 on the last day to report."""
    a_holder(on=dt.date(2023, 4, 1), mentoring=10, teaching=30)
    preview = carried_out(asked(a_draft({"levels": _practitioners(40 * CREDIT)})))
    (line,) = preview.lines.all()
    assert (line.was, line.becomes, line.expires_on) == ("decertified", "renewed", dt.date(2026, 3, 31))


def test_from_a_first_day_on_earlier_days_are_judged_as_they_were():
    ear = a_holder(podcast=18)
    draft = a_draft(PODCAST_SIX)
    assert told(carried_out(asked(draft, first_day=AWARDED + dt.timedelta(days=2)))) == {}
    PolicyPreview.objects.all().delete()
    assert told(carried_out(asked(draft, first_day=AWARDED))).keys() == {ear.pk}


def test_the_same_rules_change_nothing():
    a_holder(podcast=18)
    preview = carried_out(asked(a_draft()))
    assert (told(preview), preview.considered) == ({}, 1)


def test_who_loses_comes_first_and_the_biggest_difference_before_the_others():
    teacher, ear, both = a_holder(teaching=9), a_holder(podcast=18), a_holder(teaching=2, podcast=18)
    much = a_holder(podcast=36)
    preview = carried_out(asked(a_draft({"activities": _activity("podcast", year_cap=9 * CREDIT)})))
    assert [line.credential.member_id for line in preview.lines.in_order()] == [much.pk, ear.pk, both.pk]
    other = a_draft(PODCAST_SIX, effective_on=dt.date(2027, 2, 1))
    other.activities.filter(key="teaching").delete()
    again = carried_out(asked(other))
    order = [(line.credential.member_id, line.place) for line in again.lines.in_order()]
    assert order == [(teacher.pk, 0), (both.pk, 0), (ear.pk, 1), (much.pk, 1)]
    found = PolicyPreview.objects.with_totals().get(pk=again.pk)
    assert (found.losing, found.gaining, found.alike, found.falling, found.rising) == (2, 2, 0, 0, 0)


def test_totals_tell_whose_minimum_is_met_no_longer_and_whose_at_last():
    preview = PolicyPreviewFactory()
    for was, becomes, needed in ((60, 59, 60), (59, 60, 60), (60, 61, 60), (60, 60, 61), (70, 65, 65)):
        PreviewLineFactory(preview=preview, was_counted=was, becomes_counted=becomes, becomes_required=needed)
    PolicyPreviewFactory()
    one, nothing = PolicyPreview.objects.with_totals().order_by("pk")
    assert (one.losing, one.gaining, one.alike, one.falling, one.rising) == (3, 2, 0, 2, 1)
    assert (nothing.losing, nothing.gaining, nothing.alike, nothing.falling, nothing.rising) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_in_chunks_of_any_size_every_title_is_looked_at_once(size):
    ears = [a_holder(podcast=18 + 3 * extra) for extra in range(4)]
    preview = carried_out(asked(a_draft(PODCAST_SIX)), size=size)
    assert told(preview).keys() == {ear.pk for ear in ears}
    assert (preview.considered, preview.reached) == (4, ears[-1].pk)


def test_a_chunk_takes_as_many_statements_for_five_hundred_members_as_for_one():
    version = a_draft(PODCAST_SIX)
    title = Title.objects.get(code="S-ISP")
    policies()  # read once a process
    taken = []
    for size in (1, 500):
        members = MemberFactory.create_batch(size)
        for member in members:
            CredentialFactory(member=member, title=title, awarded_on=AWARDED)
            claim = ClaimFactory(member=member, activity="podcast", amount=Decimal(18), state="accepted")
            LedgerLineFactory(claim=claim)
        preview = PolicyPreviewFactory(version=version, waiting=True, judged_on=TODAY, reached=members[0].pk - 1)
        with CaptureQueriesContext(connection) as queries:
            assert go_on_with_preview(preview.pk, at=AT, size=size) == size
        written_ = [query for query in queries if "INSERT" in query["sql"]]
        taken.append((len(queries) - len(written_), len(written_)))
        assert preview.lines.count() == size
        PolicyPreview.objects.all().delete()
    if connection.vendor == "sqlite":  # which takes few values at a time
        taken = [(reads, min(writes, 1)) for reads, writes in taken]
    assert taken == [(14, 1), (14, 1)]


def test_the_same_question_is_asked_once_and_another_waits_its_turn():
    version, by = a_draft(PODCAST_SIX), person("Bea", "back-office")
    first = asked(version, by=by)
    assert asked(version, by=by) == first
    assert AuditLine.objects.about(version).filter(act="cpe.preview-asked").count() == 1
    with pytest.raises(PreviewRefused, match="at work"):
        asked(version, by=by, on=TODAY - dt.timedelta(days=1))
    carried_out(first)
    assert asked(version, by=by) != first


@pytest.mark.parametrize("role", ["observer", "cpe-reviewer", "privacy-officer"])
def test_who_neither_drafts_nor_publishes_asks_nothing(role):
    version = a_draft()
    with pytest.raises(Forbidden):
        asked(version, by=person("Somebody", role))
    assert not PolicyPreview.objects.exists()


def test_what_cannot_be_asked_is_refused_with_its_reason():
    by = person("Bea", "back-office")
    with pytest.raises(PreviewRefused, match="nothing is judged yet"):
        asked(a_draft(), first_day=NEXT_YEAR, by=by)
    discarded = a_draft()
    discarded.discard()
    discarded.save()
    with pytest.raises(PreviewRefused, match="discarded"):
        asked(discarded, by=by)
    half = a_draft(effective_on=dt.date(2027, 3, 1))
    half.levels.filter(level__key="expert").delete()
    with pytest.raises(UnfitVersionError, match="Expert"):
        asked(half, by=by)


def test_published_versions_may_be_asked_about_too():
    a_holder(podcast=18)
    assert len(told(carried_out(asked(a_draft(PODCAST_SIX, state=VersionState.PUBLISHED))))) == 1


def _change(version, at, **numbers):
    with services.changing(version.pk, by=person(f"Drafter {at.minute}", "back-office"), at=at):
        row = LevelNumbers.objects.get(version=version, level__key="practitioner")
        for name, value in numbers.items():
            setattr(row, name, value)
        row.save()


def test_a_draft_that_is_changed_meanwhile_is_looked_at_from_the_beginning():
    ears = [a_holder(podcast=18) for _ in range(3)]
    version = a_draft(PODCAST_SIX)
    preview = asked(version)
    go_on_with_preview(preview.pk, at=AT, size=2)
    _change(version, AT + dt.timedelta(minutes=1), cycle_minimum=Decimal(61))
    carried_out(preview, size=2)
    assert told(preview) == {ear.pk: ("5", "6", "60", "61", "0") for ear in ears}
    assert (preview.considered, preview.is_stale) == (3, False)
    _change(version, AT + dt.timedelta(minutes=2), cycle_minimum=Decimal(60))
    preview.version.refresh_from_db()
    assert preview.is_stale
    assert go_on_with_preview(preview.pk, at=AT) == 0


def test_a_draft_that_makes_no_sense_meanwhile_is_waited_for():
    a_holder(podcast=18)
    version = a_draft(PODCAST_SIX)
    preview = asked(version)
    _change(version, AT + dt.timedelta(minutes=1), cycle_minimum=Decimal(900))
    assert go_on_with_preview(preview.pk, at=AT) == 0
    _change(version, AT + dt.timedelta(minutes=2), cycle_minimum=Decimal(60))
    assert len(told(carried_out(preview))) == 1


def test_killed_in_a_chunk_it_goes_on_where_it_was(monkeypatch):
    for hours in (18, 21, 24, 27, 30):
        a_holder(podcast=hours, teaching=2)
    version = a_draft(PODCAST_SIX)
    undisturbed = told(carried_out(asked(version), size=2))
    PolicyPreview.objects.all().delete()
    preview = asked(version)
    go_on_with_preview(preview.pk, at=AT, size=2)

    def killed(*_rows, **_numbers):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(PolicyPreview, "move_on", killed)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            go_on_with_preview(preview.pk, at=AT, size=2)
    assert preview.lines.count() == 2
    assert told(carried_out(preview, size=2)) == undisturbed
    assert preview.considered == 5


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_look_at_every_title_once():
    if connection.vendor == "sqlite":
        return  # it lets one write at a time
    ears = [a_holder(podcast=18) for _ in range(12)]
    preview = asked(a_draft(PODCAST_SIX))
    together = Barrier(4)

    def work(_worker):
        together.wait()
        try:
            while PolicyPreview.objects.open().exists():
                go_on_with_preview(preview.pk, at=AT, size=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))
    preview.refresh_from_db()
    assert told(preview).keys() == {ear.pk for ear in ears}
    assert preview.considered == preview.lines.count() == 12


def test_the_duty_carries_on_what_waits_and_one_that_fails_keeps_nobody_waiting():
    a_holder(podcast=18)
    broken = asked(a_draft(PODCAST_SIX))
    whole = asked(a_draft(PODCAST_SIX, effective_on=dt.date(2027, 2, 1)))
    LevelNumbers.objects.filter(version=broken.version).delete()  # behind everybody's back, unnoticed by ``edited_at``
    assert duties.perform("cpe.previews", now=AT, dry_run=True).parts == {"due": 2}
    report = duties.perform("cpe.previews", now=AT)
    whole.refresh_from_db()
    assert (whole.done_at is not None, whole.lines.count()) == (True, 1)
    assert (report.failed, DutyFault.objects.get().row) == (1, str(broken.pk))
    broken.refresh_from_db()
    assert (broken.done_at, broken.reached) == (None, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"becomes_counted": Decimal(5)},
        {"was": "forgotten"},
    ],
)
def test_the_database_knows_no_line_without_a_difference_or_of_an_unknown_outcome(wrong):
    with pytest.raises(DatabaseError), transaction.atomic():
        PreviewLineFactory(**wrong)


def test_the_database_holds_one_open_preview_a_version_and_one_line_a_title():
    preview = PolicyPreviewFactory(waiting=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyPreviewFactory(version=preview.version, waiting=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyPreviewFactory(first_day=NEXT_YEAR)
    line = PreviewLineFactory()
    with pytest.raises(DatabaseError), transaction.atomic():
        PreviewLineFactory(preview=line.preview, credential=line.credential)


def test_lines_go_with_their_preview_ninety_days_after_it_was_asked():
    line = PreviewLineFactory()
    kept = PreviewLineFactory(preview__asked_at=AT)
    duties.perform("common.retention", now=AT + dt.timedelta(days=89))
    assert set(PreviewLine.objects.all()) == {kept}
    assert set(PolicyPreview.objects.all()) == {kept.preview}
    assert line.preview.version


def test_a_forgotten_member_leaves_every_preview_and_finds_their_lines_in_their_copy():
    line, other = PreviewLineFactory(becomes="grace"), PreviewLineFactory()
    user = line.credential.member.user
    ((copied,),) = (rows for name, rows in subjects.export(user).items() if "CPE rules would change" in name)
    assert (copied["counted now"], copied["counted then"]) == (Decimal(5), Decimal(6))
    assert copied["cycle then"] == "in its last days to report"
    subjects.scrub(user, at=AT)
    assert set(PreviewLine.objects.all()) == {other}
    assert PolicyPreview.objects.count() == 2
