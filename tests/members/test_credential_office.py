"""Credentials in the back office: the list, the page with its history, and the question how it stood on a day."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import translation

from accounts.models import User
from common.models import AuditLine
from common.subjects import export, scrub
from members import selectors, services, words
from members.enums import Ground, OutcomeKind, ReasonCode, Refusal, StandingValue
from members.models import Credential, Level, Member, Outcome, Recheck, Title
from members.personal_data.people import RECHECKED_FOR
from members.rules.standing import Reason
from members.services import Ruling
from tests.factories.accounts import UserFactory
from tests.factories.members import CredentialFactory, MemberFactory, OutcomeFactory, RecheckFactory, TitleFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db

D = dt.date
AWARD = D(2024, 1, 1)
NOW = "2027-06-10T10:00:00Z"


@pytest.fixture(autouse=True)
def _june(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _office(role: str = "back-office") -> Client:
    return signed_in(UserFactory(roles=[role]))


def _held(**fields: Any) -> Credential:
    return CredentialFactory(**{"title": Title.objects.get(code="S-ISP"), "awarded_on": AWARD, **fields})


def _won(credential: Credential) -> tuple[User, User]:
    """Lost on 1 April, won back by an appeal that was recorded on 1 June; before that, two people gave more time."""
    clerk, other = UserFactory(given_name="Bea", family_name="Balie"), UserFactory(given_name="Frank", family_name="D.")
    longer = Ruling(
        credential=credential.pk,
        kind=OutcomeKind.EXTENDED,
        ground=Ground.MERCY,
        effective_on=D(2027, 2, 1),
        cycle=1,
        last_day=D(2027, 4, 30),
    )
    at = dt.datetime(2027, 2, 1, 9, 0, tzinfo=dt.UTC)
    services.record_outcomes([longer], at=at, by=clerk, seconded_by=other, reason="Kanarievogel was ill.")
    lost = Ruling(
        credential=credential.pk,
        kind=OutcomeKind.DECERTIFIED,
        ground=Ground.CREDITS,
        effective_on=D(2027, 5, 1),
        cycle=1,
    )
    (row,) = services.record_outcomes([lost], at=dt.datetime(2027, 5, 1, 1, 0, tzinfo=dt.UTC))
    won = Ruling(
        credential=credential.pk,
        kind=OutcomeKind.RENEWED,
        ground=Ground.COMPLETE,
        effective_on=D(2027, 1, 1),
        cycle=1,
        supersedes=row.pk,
    )
    services.record_outcomes([won], at=dt.datetime(2027, 6, 1, 9, 0, tzinfo=dt.UTC))
    return clerk, other


def _page(credential: Credential, query: str = "") -> str:
    answer = _office().get(f"/office/members/credential/{credential.pk}/change/{query}")
    assert answer.status_code == 200
    return _text(answer)


def test_list_shows_how_each_title_stands_today() -> None:
    _held(member__user__family_name="Eerste")
    lost = _held(member__user__family_name="Tweede")
    OutcomeFactory(credential=lost, kind="decertified", ground="fees", effective_on=D(2027, 4, 1))
    foundation = TitleFactory(level=Level.objects.get(key="foundation"))
    _held(member__user__family_name="Derde", title=foundation)
    page = _text(_office().get("/office/members/credential/"))
    rows = page.split("Last day to report and pay")[-1]
    assert re.search(r"Eerste.*?1 January 2024 Held 31 December 2026 31 March 2027", rows)
    assert re.search(r"Tweede.*?1 January 2024 Decertified 31 December 2026 –", rows)
    assert re.search(r"Derde.*?1 January 2024 Valid – –", rows)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("open=over", {"Held"}),
        ("open=late", {"Held"}),
        ("open=yes", {"Held", "Runs"}),
        ("open=no", {"Gone"}),
        ("q=S-ISP", {"Held", "Gone"}),
        ("q=60002", {"Runs"}),
        ("q=Gone", {"Gone"}),
    ],
)
def test_list_is_filtered_and_searched(query: str, found: set[str]) -> None:
    _held(member=MemberFactory(number=60_001, user=UserFactory(given_name="Held", family_name="Xx")))
    runs = MemberFactory(number=60_002, user=UserFactory(given_name="Runs", family_name="Xx"))
    _held(member=runs, awarded_on=D(2026, 1, 1), title=TitleFactory())
    gone = _held(member=MemberFactory(number=70_001, user=UserFactory(given_name="Gone", family_name="Xx")))
    ended = Ruling(
        credential=gone.pk, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=D(2026, 1, 1)
    )  # fmt: skip
    services.record_outcomes([ended], at=dt.datetime(2025, 6, 1, tzinfo=dt.UTC))
    page = _text(_office().get(f"/office/members/credential/?{query}"))
    assert set(re.findall(r"\b(Held|Runs|Gone) Xx", page)) == found


def test_page_tells_standing_cycles_outcomes_and_who_recorded_them() -> None:
    credential = _held()
    clerk, other = _won(credential)
    RecheckFactory(credential=credential)
    page = _page(credential)
    assert "Valid since 1 January 2024." in page
    assert "Cycle 1 was renewed as of 1 January 2027. Cycle 2 runs until 31 December 2029." in page
    assert "judged again because of a payment of 1 February 2029" in page
    assert "1 1 January 2024 31 December 2026 – 2 1 January 2027 31 December 2029 runs" in page
    for told in (
        "Last day moved to 30 April 2027 1 1 February 2027 two people granted it",
        f"1 February 2027, 10:00 {clerk} {other} yes",
        "Decertified 1 1 May 2027 credits are missing 1 May 2027, 03:00",
        "the portal itself put aside on 1 June 2027, 11:00",
        "Renewed 1 1 January 2027 credits and contributions are complete 1 June 2027, 11:00 the portal itself yes",
    ):
        assert told in page
    assert "Kanarievogel" not in page, "words of people stand in the audit log"


def test_a_cycle_runs_until_it_is_over_and_then_waits() -> None:
    assert "1 1 January 2024 31 December 2026 waits for its outcome" in _page(_held())
    assert "1 10 June 2024 9 June 2027 waits for its outcome" in _page(_held(awarded_on=D(2024, 6, 10)))
    assert "1 11 June 2024 10 June 2027 runs" in _page(_held(awarded_on=D(2024, 6, 11)))


def _extended(credential: Credential, on: D, last_day: D) -> Outcome:
    granted = {"kind": "extended", "ground": "mercy", "recorded_by": UserFactory(), "seconded_by": UserFactory()}
    return OutcomeFactory(credential=credential, effective_on=on, last_day=last_day, **granted)


def test_late_are_those_that_are_held() -> None:
    held, in_time = [_held()], [_held(awarded_on=D(2024, 3, 13))]
    for on, last_day, late in (
        (D(2027, 6, 10), D(2027, 6, 10), False),
        (D(2027, 3, 1), D(2027, 6, 9), True),
        (D(2027, 6, 11), D(2027, 7, 1), True),
    ):
        (held if late else in_time).append(row := _held())
        _extended(row, on, last_day)
    back = _extended(_held(), D(2027, 3, 1), D(2027, 8, 1))
    withdrawn = {"kind": "withdrawn", "ground": "mistake", "cycle": None, "supersedes": back}
    OutcomeFactory(credential=back.credential, effective_on=D(2027, 3, 2), **withdrawn)
    held.append(back.credential)
    in_time.append(_held(awarded_on=D(2024, 3, 13)))
    held.append(_held(awarded_on=D(2024, 3, 12)))
    today = D(2027, 6, 10)
    found = selectors.standings(Credential.objects.all(), today)
    assert {pk for pk, how in found.items() if how and how.value == StandingValue.HELD} == {row.pk for row in held}
    assert set(Credential.objects.filter(pk__in=selectors.late(today))) == set(held)
    assert _office().get("/office/members/credential/?open=late").context["cl"].result_count == len(held)


def test_page_answers_for_a_past_day_and_names_both_days() -> None:
    credential = _held(awarded_at=dt.datetime(2024, 1, 1, 9, 0, tzinfo=dt.UTC))
    _won(credential)
    page = _page(credential, "?on=2027-05-15&known=2027-05-31")
    assert "On 15 May 2027 , as known at the end of 31 May 2027 : Decertified since 1 May 2027." in page
    assert "Cycle 1 was not renewed: the title ended on 1 May 2027." in page
    for known, word in (("2027-04-30", "Held"), ("2027-05-01", "Decertified")):
        assert f"at the end of {known[8:].lstrip('0')} " in (page := _page(credential, f"?on=2027-05-01&known={known}"))
        assert f": {word} since 1 May 2027." in page
    page = _page(credential, "?on=2027-05-15")
    assert "On 15 May 2027 , by all that is known now: Valid since 1 January 2024." in page
    page = _page(credential, "?on=2027-04-30&known=2027-04-30")
    assert "In grace since 1 January 2027." in page
    assert "On 1 February 2027 two people moved the last day of cycle 1." in page
    assert "not awarded yet on that day" in _page(credential, "?on=2023-12-31")
    assert "nobody knew of it" in _page(credential, "?on=2027-05-15&known=2023-12-31")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("on=2027-06-11", "This day lies ahead. Choose today or a day before."),
        ("on=2027-06-10&known=2027-06-11", "This day lies ahead. Choose today or a day before."),
        ("on=9999-12-31", "This day lies ahead."),
        ("on=0001-01-01", "No title is that old."),
        ("on=1899-12-31", "No title is that old."),
        ("on=2027-06-10&known=0001-01-01", "No title is that old."),
        ("on=2027-06-10&known=9999-12-31", "This day lies ahead."),
        ("on=tomorrow", "Please write a date such as 2026-11-21."),
        ("on=2027-02-30", "Please write a date such as 2026-11-21."),
        ("on=", "Please fill this in."),
    ],
)
def test_question_that_cannot_be_answered_gets_a_sentence(query: str, told: str) -> None:
    page = _page(_held(), f"?{query}")
    assert told in page
    assert "by all that is known now:" not in page


def test_page_is_looked_at_only_and_looking_leaves_a_line() -> None:
    credential = _held()
    client = _office("finance")
    address = f"/office/members/credential/{credential.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"awarded_on": "2020-01-01"}).status_code == 403
    line = AuditLine.objects.get(act="common.read")
    assert (line.about_id, line.person_id) == (credential.pk, credential.member.user_id)
    assert Credential.objects.get().awarded_on == AWARD


def test_history_of_a_credential_tells_its_acts() -> None:
    clerk = UserFactory(roles=["back-office"])
    title = Title.objects.select_related("level").get(code="S-ISP")
    credential = services.award(MemberFactory(), title, on=AWARD, by=clerk, at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    _won(credential)
    page = _text(_office().get(f"/office/members/credential/{credential.pk}/history/"))
    for told in (
        "Awarded the title.",
        "Moved the last day",
        "Ended the title: its cycle was not renewed.",
        "Renewed the title",
    ):
        assert told in page
    assert "Kanarievogel was ill." in page


def test_members_lead_to_credentials_and_each_to_their_titles() -> None:
    credential = _held()
    assert 'href="/office/members/credential/">Credentials</a>' in _office().get("/office/members/member/").text
    page = _office().get(f"/office/members/member/{credential.member_id}/change/")
    assert f'href="/office/members/credential/{credential.pk}/change/"' in page.text
    assert "S-ISP Information Security Practitioner 1 January 2024 Held" in _text(page)
    assert "None was awarded yet." in _text(_office().get(f"/office/members/member/{MemberFactory().pk}/change/"))
    assert "None was awarded yet." not in _text(_office().get("/office/members/member/add/"))


@pytest.mark.parametrize("count", [1, 30])
def test_pages_ask_as_much_for_many_titles_as_for_one(django_assert_num_queries: Any, count: int) -> None:
    member = MemberFactory()
    for _n in range(count):
        OutcomeFactory(credential=CredentialFactory(member=member))
    client = _office()
    ContentType.objects.get_for_model(Member)
    with django_assert_num_queries(13):
        client.get(f"/office/members/member/{member.pk}/change/")


# Words ----------------------------------------------------------------------------------------------


def test_every_value_reason_and_refusal_has_its_words() -> None:
    assert words.VALUES.keys() == words.SHAPES.keys() == set(StandingValue)
    assert words.REASONS.keys() == set(ReasonCode)
    assert words.REFUSALS.keys() == set(Refusal)
    with translation.override("en"):
        told = [words.reason(Reason(code=code, day=AWARD, number=2)) for code in ReasonCode]
    assert all(sentence.endswith(".") and "%" not in sentence for sentence in told)


# Personal data --------------------------------------------------------------------------------------


def test_forgotten_holder_stays_as_a_number_and_the_words_go() -> None:
    credential = _held()
    clerk, _other = _won(credential)
    RecheckFactory(credential=credential)
    outcomes = list(Outcome.objects.values())
    scrub(credential.member.user, at=dt.datetime.now(dt.UTC))
    assert list(Outcome.objects.values()) == outcomes
    assert Credential.objects.get(pk=credential.pk).awarded_on == AWARD
    assert not Recheck.objects.exists()
    assert not hasattr(AuditLine.objects.get(act="members.extended"), "detail")
    scrub(clerk, at=dt.datetime.now(dt.UTC))
    assert list(Outcome.objects.values()) == outcomes, "an account that says nothing"
    assert "Bea" not in _page(credential)


def test_copy_tells_titles_cycles_and_outcomes_but_no_colleague() -> None:
    credential = _held()
    _won(credential)
    RecheckFactory(credential=credential)
    copy = export(credential.member.user)
    assert copy["Your titles"][0]["title"] == "S-ISP Information Security Practitioner"
    assert [row["expiration date"] for row in copy["The cycles of your titles"]] == [D(2026, 12, 31), D(2029, 12, 31)]
    outcomes = copy["How the cycles of your titles came out"]
    assert [row["outcome"] for row in outcomes] == ["last day moved", "decertified", "renewed"]
    assert copy["What made us judge your titles again"][0]["because of"] == "a payment"
    assert "Balie" not in str([copy[name] for name in copy if name != "What was changed about you"])


@pytest.mark.parametrize(("ago", "kept"), [(RECHECKED_FOR, True), (RECHECKED_FOR + dt.timedelta(seconds=1), False)])
def test_rechecks_go_a_year_after_they_were_taken(ago: dt.timedelta, kept: bool) -> None:
    from common import personal_data

    at = dt.datetime(2027, 6, 10, tzinfo=dt.UTC)
    RecheckFactory(taken_at=at - ago)
    RecheckFactory()
    (rule,) = personal_data.REGISTER[Recheck].retention
    assert rule.due(at).exists() is not kept
