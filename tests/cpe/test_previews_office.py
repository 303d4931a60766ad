"""Previews in the back office: asked on one page, read on another, taken along as CSV."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common import duties
from common.models import AuditLine
from common.spreadsheets import as_csv
from cpe.models import BEGINNING, PolicyPreview
from tests.cpe.test_previews import PODCAST_SIX, PRACTITIONER_61, a_draft, a_holder
from tests.factories.accounts import UserFactory
from tests.factories.members import CredentialFactory
from tests.factories.previews import PolicyPreviewFactory, PreviewLineFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return signed_in(person("Bea", "back-office"))


def shown(answer):
    """What a page says, without its tags."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def of(version):
    return f"/office/cpe/policypreview/of/{version.pk}/"


def page_of(preview):
    return f"/office/cpe/policypreview/{preview.pk}/change/"


def csv_of(preview):
    return f"/office/cpe/policypreview/{preview.pk}/csv/"


def test_from_the_version_to_who_gains_and_back(office):
    today = timezone.localdate()
    ear = a_holder(on=today - dt.timedelta(days=200), podcast=18)
    a_holder(on=today - dt.timedelta(days=200), mentoring=2)
    version = a_draft(PODCAST_SIX, effective_on=today + dt.timedelta(days=100))
    assert f'href="{of(version)}"' in office.get(f"/office/cpe/policyversion/{version.pk}/change/").content.decode()
    assert "Nobody asked about this version yet." in shown(office.get(of(version)))

    answer = office.post(of(version), {"first_day": "", "judged_on": today.isoformat()})
    preview = PolicyPreview.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(preview))
    assert (preview.first_day, preview.judged_on, preview.asked_by.given_name) == (BEGINNING, today, "Bea")
    waiting = shown(office.get(page_of(preview)))
    assert "waits its turn" in waiting
    assert "Look again" in waiting
    assert "Download" not in waiting

    duties.perform("cpe.previews", now=timezone.now())
    told = shown(office.get(page_of(preview)))
    assert "Of 2 titles, 1 gains, 0 lose, 1 stays as it is." in told
    assert f"{ear.number} {ear.user}" in told
    assert "5 → 6" in told
    assert "+1" in told
    assert "Who gains" in told
    assert "Look again" not in told
    assert "Of 2 titles, 1 gains" in shown(office.get(of(version)))


def test_a_draft_changed_since_is_pointed_out(office):
    preview = PolicyPreviewFactory(edited_at=None)
    assert "The draft was changed since." in shown(office.get(page_of(preview)))
    assert "The draft was changed since." in shown(office.get(of(preview.version)))
    fresh = PolicyPreviewFactory()
    assert "The draft was changed since." not in shown(office.get(page_of(fresh)))


def test_nobody_gains_and_nobody_loses_is_said_in_words(office):
    assert "Nobody gains and nobody loses." in shown(office.get(page_of(PolicyPreviewFactory(considered=1240))))
    assert "Of 1,240 titles, all stay as they are." in shown(office.get(page_of(PolicyPreviewFactory(considered=1240))))
    assert "No title that stood on this day" in shown(office.get(page_of(PolicyPreviewFactory())))


def test_the_sentence_tells_whose_minimum_is_at_stake(office):
    preview = PolicyPreviewFactory(considered=5)
    PreviewLineFactory(preview=preview, was_counted=60, becomes_counted=59, was="renewed", becomes="decertified")
    PreviewLineFactory(preview=preview, was_counted=59, becomes_counted=60)
    PreviewLineFactory(preview=preview, was_counted=62, becomes_counted=63, becomes_required=61)
    answer = office.get(page_of(preview))
    told = shown(answer)
    assert (
        "Of 5 titles, 1 gains, 1 loses, 2 stay as they are, 1 is counted differently with the same result."
        " 1 would no longer meet its minimum. 1 would meet its minimum at last."
    ) in told.replace(" .", ".").replace("  ", " ")
    assert "renewed → decertified" in told
    assert [heading for heading, _rows in answer.context["sections"]] == [
        "Who loses",
        "Who gains",
        "Counted differently, with the same result",
    ]


@pytest.mark.parametrize(("show", "kept", "dropped"), [("loses", "−1", "+1"), ("gains", "+1", "−1")])
def test_the_reader_narrows_the_lines(office, show, kept, dropped):
    preview = PolicyPreviewFactory(considered=2)
    PreviewLineFactory(preview=preview)
    PreviewLineFactory(preview=preview, becomes_counted=4)
    told = shown(office.get(f"{page_of(preview)}?show={show}"))
    assert kept in told
    assert dropped not in told
    everybody = shown(office.get(f"{page_of(preview)}?show=everything&page=x"))
    assert kept in everybody
    assert dropped in everybody


def test_pages_of_fifty_ask_as_much_for_many_lines_as_for_one(office):
    preview, asked = PolicyPreviewFactory(considered=120), []
    for more in (1, 119):
        PreviewLineFactory.create_batch(more, preview=preview)
        with CaptureQueriesContext(connection) as queries:
            answer = office.get(page_of(preview))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12
    assert len(answer.context["sections"][0][1]) == 50
    assert 'page=3"' in answer.content.decode()
    with CaptureQueriesContext(connection) as queries:
        for _ in range(2):
            PolicyPreviewFactory.create_batch(2, version=preview.version)
            office.get(of(preview.version))
    asked_of = [query for query in queries if "previewline" in query["sql"] and "SELECT" in query["sql"]]
    assert len(asked_of) == 2


def test_every_look_leaves_a_line(office):
    line = PreviewLineFactory()
    about = AuditLine.objects.about(line.preview).filter(act="common.read")
    office.get(page_of(line.preview))
    assert about.count() == 1
    b"".join(office.get(csv_of(line.preview)).streaming_content)
    assert about.count() == 2
    office.head(page_of(line.preview))
    assert about.count() == 2
    assert "Looked at it." in shown(office.get(f"/office/cpe/policypreview/{line.preview.pk}/history/"))


def test_there_is_no_csv_of_a_preview_that_still_runs(office):
    running = PolicyPreviewFactory(waiting=True)
    answer = office.get(csv_of(running))
    assert (answer.status_code, answer["Location"]) == (302, f"/office/cpe/policypreview/{running.pk}/change/")


def test_the_csv_holds_every_line_and_no_formula(office):
    preview = PolicyPreviewFactory()
    user = UserFactory(given_name="=HYPERLINK(1)", family_name='Évil; "quoted", Ελένη')
    credential = CredentialFactory(member__user=user, member__number=7, title__code="S-X")
    PreviewLineFactory(
        preview=preview, credential=credential, becomes_counted=Decimal("4.75"), was="renewed", becomes="held"
    )
    PreviewLineFactory.create_batch(60, preview=preview)
    answer = office.get(csv_of(preview))
    content = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="preview-{preview.pk}.csv"'
    assert content.startswith(b"\xef\xbb\xbfMember number,Name,Title,Cycle until,Counted now,")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 61
    assert rows[0] == {
        "Member number": "7",
        "Name": '\'=HYPERLINK(1) Évil; "quoted", Ελένη',
        "Title": "S-X",
        "Cycle until": "2029-01-04",
        "Counted now": "5.00",
        "Counted then": "4.75",
        "Needed now": "60.00",
        "Needed then": "60.00",
        "Difference": "-0.25",
        "Cycle now": "renewed",
        "Cycle then": "held",
    }


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\tX", "＝1"])
def test_no_text_is_a_formula(name):
    _mark, header, row = as_csv(["Name", "Number"], [[name, Decimal("-1.25")]])
    assert header == b"Name,Number\r\n"
    ((text, number),) = csv.reader([row.decode()])
    assert (text, number) == (f"'{name}", "-1.25")


def test_what_was_typed_stays_beside_the_reason_it_was_refused(office):
    version = a_draft(PRACTITIONER_61)
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    answer = office.post(of(version), {"first_day": "2026-01-01", "judged_on": tomorrow})
    assert "Choose today or an earlier day" in shown(answer)
    assert "Error:" in answer.content.decode().partition("</title>")[0]
    assert f'value="{tomorrow}"' in answer.content.decode()
    assert 'value="2026-01-01"' in answer.content.decode()
    assert "Write the day as year" in shown(office.post(of(version), {"judged_on": "31/02/2026"}))
    assert not PolicyPreview.objects.exists()


def test_who_publishes_and_sees_no_members_reads_the_sentence_alone():
    client, version = signed_in(person("Anna", "administrator")), a_draft()
    sent = client.post(of(version), {"judged_on": timezone.localdate().isoformat()})
    assert sent["Location"] == of(version)
    line = PreviewLineFactory(preview__considered=3)
    told = shown(client.get(of(line.preview.version)))
    assert "Of 3 titles, 1 gains" in told
    assert str(line.credential.member.number) not in told
    assert client.get(page_of(line.preview)).status_code == client.get(csv_of(line.preview)).status_code == 403


def test_who_only_reads_versions_finds_no_button_and_no_names():
    line = PreviewLineFactory()
    client = signed_in(person("Otto", "observer"))
    version = client.get(f"/office/cpe/policyversion/{line.preview.version_id}/change/")
    assert (version.status_code, "Who gains" in shown(version)) == (200, False)
    for path in (of(line.preview.version), page_of(line.preview), csv_of(line.preview)):
        assert client.get(path).status_code == 403


def test_a_preview_that_is_not_there_is_not_found(office):
    for path in (
        "/office/cpe/policypreview/999999/change/",
        "/office/cpe/policypreview/no/change/",
        "/office/cpe/policypreview/999999/csv/",
        "/office/cpe/policypreview/of/999999/",
    ):
        assert office.get(path).status_code == 404
