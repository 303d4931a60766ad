"""Names that changed: none reaches a certificate by itself; a colleague grants it, or refuses it with words."""

import datetime as dt
from typing import Any

import pytest

from accounts import services as accounts
from accounts.models import User
from common import subjects
from common.errors import DomainError, Forbidden
from common.models import AuditLine
from comms.models import Message
from comms.rendering import letter
from members import services
from members.enums import Ground, OutcomeKind
from members.models import Badge, Certificate, Member, NameDecision, Title
from members.selectors.certificate_office import names_waiting
from members.services import NameNotDrawn, NameNotWaiting, Ruling
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory
from tests.members.test_profile import ADDRESS
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AWARD = dt.date(2026, 2, 1)
AT = dt.datetime(2026, 2, 1, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def _member(*codes: str) -> Member:
    member = MemberFactory(user__given_name="Sanne", user__family_name="Voorbeeld")
    for code in codes or ("S-ISP",):
        services.award(member, Title.objects.get(code=code), on=AWARD, by=None, at=AT)
    return member


def _rename(member: Member, family: str, *, at: dt.datetime = AT + DAY) -> None:
    user = User.objects.get(pk=member.user_id)
    accounts.rename(user, given_name=user.given_name, family_name=family, by=_clerk(), at=at)


def _clerk() -> User:
    return User.objects.filter(email="names@people.example").first() or UserFactory(
        email="names@people.example", roles=("administrator", "back-office")
    )


def _waiting(at: dt.datetime = AT + 2 * DAY) -> list[int]:
    return [member.pk for member in names_waiting(at.date())]


def _current(member: Member) -> list[tuple[str, str, str]]:
    rows = Certificate.objects.current().filter(credential__member=member).order_by("credential__title__code")
    return [(row.credential.title.code, row.name, row.why) for row in rows]


def test_a_new_name_reaches_no_certificate_by_itself_and_waits() -> None:
    member = _member()
    assert _waiting() == []
    _rename(member, "de Groot")
    assert _current(member) == [("S-ISP", "Sanne Voorbeeld", "award")]
    assert _waiting() == [member.pk]
    _rename(member, "Voorbeeld", at=AT + DAY + HOUR)
    assert _waiting() == [], "changed back"


def test_whoever_holds_no_title_or_none_any_more_waits_for_nothing() -> None:
    lost = _member()
    ruling = Ruling(
        credential=lost.credentials.get().pk,
        kind=OutcomeKind.ENDED,
        ground=Ground.CANCELLED,
        effective_on=AWARD + 5 * DAY,
    )
    services.record_outcomes([ruling], at=AT + HOUR)
    for member in (lost, MemberFactory()):
        _rename(member, "de Groot")
    assert _waiting(AT + 4 * DAY) == [lost.pk], "it stands until its last day"
    assert _waiting(AT + 5 * DAY) == []


def test_a_name_that_waits_or_was_refused_does_not_slip_in_by_a_renewal() -> None:
    member = _member()
    _rename(member, "de Groot")
    renewed = AT.replace(year=2029)
    pk = member.credentials.get().pk
    ruling = Ruling(
        credential=pk, kind=OutcomeKind.RENEWED, ground=Ground.COMPLETE, effective_on=dt.date(2029, 2, 1), cycle=1
    )
    services.record_outcomes([ruling], at=renewed)
    assert _current(member) == [("S-ISP", "Sanne Voorbeeld", "renewal")]
    services.refuse_name(member, "Sanne de Groot", words="No proof.", by=_clerk(), at=renewed + HOUR)
    services.award(member, Title.objects.get(code="S-DPP"), on=renewed.date(), by=None, at=renewed + 2 * HOUR)
    assert _current(member) == [("S-DPP", "Sanne Voorbeeld", "award"), ("S-ISP", "Sanne Voorbeeld", "renewal")]


def test_a_name_does_not_slip_in_where_the_last_certificate_was_replaced_and_none_is_shown() -> None:
    member = _member()
    Certificate.objects.update(replaced_at=AT + HOUR)
    _rename(member, "de Groot")
    services.award(member, Title.objects.get(code="S-DPP"), on=AWARD + 2 * DAY, by=None, at=AT + 2 * DAY)
    assert _current(member) == [("S-DPP", "Sanne Voorbeeld", "award")]
    assert _waiting() == [member.pk]


def test_granting_makes_every_certificate_anew_and_tells_by_mail() -> None:
    member, clerk = _member("S-ISP", "S-CISO"), _clerk()
    before = set(Certificate.objects.values_list("number", flat=True))
    _rename(member, "de Groot")
    at = AT + 2 * DAY
    row = services.grant_name(member, "Sanne de Groot", by=clerk, at=at)
    assert _current(member) == [("S-CISO", "Sanne de Groot", "name"), ("S-ISP", "Sanne de Groot", "name")]
    assert set(Certificate.objects.filter(replaced_at=at).values_list("number", flat=True)) == before
    assert Badge.objects.count() == 4
    assert [one.cycle.number for one in Certificate.objects.current()] == [1, 1]
    assert (row.granted, row.decided_by, row.decided_at) == (True, clerk, at)
    assert _waiting() == []
    assert AuditLine.objects.filter(act="members.name-granted", person_id=member.user_id, by_id=clerk.pk).count() == 1
    mail = Message.objects.get(kind="members.name_granted")
    text = letter(mail).text
    assert mail.person == member.user
    assert "S-CISO Certified Information Security Officer" in text
    assert "in the name Sanne de Groot" in text
    assert "/certificates/" in text
    services.award(member, Title.objects.get(code="S-DPP"), on=at.date(), by=None, at=at + HOUR)
    assert ("S-DPP", "Sanne de Groot", "award") in _current(member)


def test_refusing_says_why_and_the_same_name_may_be_granted_later() -> None:
    member, clerk = _member(), _clerk()
    _rename(member, "de Groot")
    at = AT + 2 * DAY
    row = services.refuse_name(member, "Sanne de Groot", words=" Send us a proof. ", by=clerk, at=at)
    assert _current(member) == [("S-ISP", "Sanne Voorbeeld", "award")]
    assert (_waiting(), row.words) == ([], "Send us a proof.")
    text = letter(Message.objects.get(kind="members.name_refused")).text
    assert "Send us a proof." in text
    assert "keep the name Sanne Voorbeeld" in text
    services.grant_name(member, "Sanne de Groot", after=row.pk, by=clerk, at=at + HOUR)
    assert _current(member) == [("S-ISP", "Sanne de Groot", "name")]
    assert not _kind("members.name_refused").still_true(Message.objects.get(kind="members.name_refused"))
    assert _kind("members.name_granted").still_true(Message.objects.get(kind="members.name_granted"))


def _kind(key: str) -> Any:
    from comms.kinds import KINDS

    return KINDS[key]


def test_another_change_after_a_decision_waits_again() -> None:
    member, clerk = _member(), _clerk()
    _rename(member, "de Groot")
    services.grant_name(member, "Sanne de Groot", by=clerk, at=AT + 2 * DAY)
    _rename(member, "Voorbeeld", at=AT + 3 * DAY)
    assert _waiting(AT + 3 * DAY) == [member.pk]
    assert _current(member) == [("S-ISP", "Sanne de Groot", "name")]


def test_what_was_not_seen_is_not_decided() -> None:
    member, clerk = _member(), _clerk()
    with pytest.raises(NameNotWaiting, match="have this name already"):
        services.grant_name(member, "Sanne Voorbeeld", by=clerk, at=AT + HOUR)
    _rename(member, "de Groot")
    with pytest.raises(NameNotWaiting, match="changed again"):
        services.grant_name(member, "Sanne de Klein", by=clerk, at=AT + 2 * DAY)
    services.refuse_name(member, "Sanne de Groot", words="No.", by=clerk, at=AT + 2 * DAY)
    with pytest.raises(NameNotWaiting, match="A colleague decided"):
        services.grant_name(member, "Sanne de Groot", by=clerk, at=AT + 2 * DAY)
    for words, told in (("  ", "Write why"), ("x" * 2001, "at most 2000")):
        with pytest.raises(DomainError, match=told):
            services.refuse_name(member, "Sanne de Groot", words=words, by=clerk, at=AT + 2 * DAY)
    assert NameDecision.objects.count() == 1


@pytest.mark.parametrize("roles", [[], ["finance"], ["privacy-officer"], ["administrator"], ["assessor"]])
def test_only_the_back_office_decides_and_nobody_about_their_own(roles: list[str]) -> None:
    member = _member()
    _rename(member, "de Groot")
    own = member.user
    for by in (UserFactory(roles=roles), own):
        with pytest.raises(Forbidden):
            services.grant_name(member, "Sanne de Groot", by=by, at=AT + 2 * DAY)
        with pytest.raises(Forbidden):
            services.refuse_name(member, "Sanne de Groot", words="No.", by=by, at=AT + 2 * DAY)
    assert not NameDecision.objects.exists()


def test_a_profile_that_changes_the_name_says_what_becomes_of_certificates() -> None:
    member = _member()
    page = signed_in(member.user)
    typed = {"given_name": "Sanne", "family_name": "de Groot", **ADDRESS}
    told = page.post("/profile/", typed, follow=True).content.decode()
    assert "Your certificates keep the name Sanne Voorbeeld until a colleague has looked at the new one." in told
    member.user.refresh_from_db()
    assert member.user.renamed_at is not None
    renamed = member.user.renamed_at
    told = page.post("/profile/", typed, follow=True).content.decode()
    assert "We saved your profile." in told
    member.user.refresh_from_db()
    assert member.user.renamed_at == renamed


@pytest.mark.parametrize("family", ["\u0378\u0530", "de \u0378\u0530 Groot"])
def test_a_name_that_no_font_has_takes_no_certificate_away(family: str) -> None:
    member, clerk = _member("S-ISP", "S-CISO"), _clerk()
    _rename(member, family)
    with pytest.raises(NameNotDrawn, match="these characters of the name: \u0378\u0530\\."):
        services.grant_name(member, f"Sanne {family}", by=clerk, at=AT + 2 * DAY)
    assert {name for _title, name, _why in _current(member)} == {"Sanne Voorbeeld"}
    assert not NameDecision.objects.exists()
    assert _waiting() == [member.pk]
    services.refuse_name(member, f"Sanne {family}", words="We cannot print it.", by=clerk, at=AT + 2 * DAY)
    assert _waiting() == []


# In the back office ---------------------------------------------------------------------------------


def _page(member: Member) -> str:
    return f"/office/members/member/{member.pk}/certificate-name/"


def test_the_list_shows_both_names_and_leads_to_the_decision() -> None:
    member = _member()
    _rename(member, "de Groot")
    office = signed_in(person("Bea", "back-office"))
    listed = office.get("/office/members/member/?names=waiting").content.decode()
    assert "<bdi>Sanne de Groot</bdi>" in listed
    assert "<bdi>Sanne Voorbeeld</bdi>" in listed
    assert _page(member) in listed
    asked = office.get(_page(member)).content.decode()
    assert "Does this name stand on the certificates?" in asked
    sent = {"answer": "grant", "words": "", "name": "Sanne de Groot", "after": "0"}
    done = office.post(_page(member), sent, follow=True).content.decode()
    assert "certificates and badges are made anew" in done
    again = office.post(_page(member), sent, follow=True).content.decode()
    assert "A colleague decided about this name meanwhile." in again
    assert Certificate.objects.filter(why="name").count() == 1
    assert "The certificates have this name already." in office.get(_page(member)).content.decode()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Choose one of the two."),
        ({"answer": "refuse", "words": "  "}, "Write why, in a sentence or two."),
        ({"answer": "refuse", "words": "x" * 2001}, "Write at most 2 000 characters."),
        ({"answer": "perhaps", "words": "kept"}, "Choose one of the two."),
        ({"answer": "grant", "after": "x"}, "This page did not come back whole."),
        ({"answer": "grant", "name": ""}, "This page did not come back whole."),
    ],
)
def test_bad_input_gets_a_sentence_and_stays(sent: dict[str, str], told: str) -> None:
    member = _member()
    _rename(member, "de Groot")
    office = signed_in(person("Bea", "back-office"))
    page = office.post(_page(member), {"name": "Sanne de Groot", "after": "0", **sent}).content.decode()
    assert told in page
    assert sent.get("words", "").strip() in page
    assert not NameDecision.objects.exists()


def test_a_refusal_in_the_back_office_is_told_on_the_page() -> None:
    member = _member()
    _rename(member, "de Groot")
    office = signed_in(person("Bea", "back-office"))
    sent = {"answer": "refuse", "words": "Send a proof.", "name": "Sanne de Groot", "after": "0"}
    assert "the certificates keep their name" in office.post(_page(member), sent, follow=True).content.decode()
    page = office.get(_page(member)).content.decode()
    assert "Send a proof." in page
    assert f'name="after" value="{NameDecision.objects.get().pk}"' in page


def test_the_page_tells_which_characters_no_font_has_before_and_after() -> None:
    member = _member()
    _rename(member, "\u0378")
    office = signed_in(person("Bea", "back-office"))
    told = "No font of ours has these characters of the name: \u0378."
    assert told in office.get(_page(member)).content.decode()
    sent = {"answer": "grant", "words": "", "name": "Sanne \u0378", "after": "0"}
    assert told in office.post(_page(member), sent, follow=True).content.decode()
    assert not NameDecision.objects.exists()
    _rename(member, "de Groot", at=AT + 2 * DAY)
    assert "No font of ours" not in office.get(_page(member)).content.decode()


def test_who_was_forgotten_has_no_name_left() -> None:
    member, clerk = _member(), _clerk()
    _rename(member, "de Groot")
    services.grant_name(member, "Sanne de Groot", by=clerk, at=AT + 2 * DAY)
    subjects.scrub(member.user, at=AT + 3 * DAY)
    assert set(Certificate.objects.values_list("name", flat=True)) == {""}
    assert not NameDecision.objects.exists()
    assert _waiting(AT + 4 * DAY) == []
