"""What a member shows: per title the current certificate, lines to copy and addresses; earlier ones; in every state."""

import datetime as dt
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.duties import perform
from members import services, showing
from members.enums import Ground, OutcomeKind
from members.models import Badge, Certificate, Credential, Member, Title
from members.services import Ruling
from tests.factories.accounts import UserFactory
from tests.factories.certificates import NameDecisionFactory
from tests.factories.members import MemberFactory
from tests.members.money import holder, moment
from tests.members.test_membership_page import _client, _text

pytestmark = pytest.mark.django_db

AWARD = dt.date(2026, 7, 1)
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def today(time_machine: Any) -> Any:
    """Turn the clock to a day."""
    return lambda day: time_machine.move_to(moment(dt.date.fromisoformat(day)), tick=False)


@pytest.fixture
def member(today: Any, settings: Any) -> Member:
    """An officer of yesterday, on 2 July 2026."""
    settings.BASE_URL = BASE
    today("2026-07-02")
    return holder("S-CISO", on=AWARD, user__given_name="Noor", user__family_name="de <Vries>")


def _draw(certificate: Certificate) -> None:
    at = moment(dt.date(2026, 7, 2))
    Certificate.objects.filter(pk=certificate.pk).update(drawn_at=at)
    Badge.objects.filter(certificate=certificate).update(signed_at=at, key="k" * 43, signed="a.b.c")


def _html(member: Member) -> str:
    answer = _client(member.user).get("/certificates/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return str(answer.content.decode())


def _page(member: Member) -> str:
    return unescape(_text(_client(member.user).get("/certificates/")))


def _rule(member: Member, kind: OutcomeKind, ground: Ground, on: dt.date, cycle: int | None = None) -> None:
    credential = Credential.objects.get(member=member)
    ruling = Ruling(credential=credential.pk, kind=kind, ground=ground, effective_on=on, cycle=cycle)
    services.record_outcomes([ruling], by=None, at=moment(on))


def test_a_certificate_that_is_being_drawn_says_so_and_its_number_is_good(member: Member) -> None:
    page = _page(member)
    assert "are being drawn and sealed" in page
    assert Certificate.objects.get().number in page
    assert "Download the certificate" not in page
    assert "as a picture (PNG)" not in page


def test_a_drawn_certificate_is_offered_with_its_badge_in_both_forms(member: Member) -> None:
    certificate = Certificate.objects.get()
    _draw(certificate)
    page, html = _page(member), _html(member)
    assert "Download the certificate of S-CISO" in page
    assert "are being drawn" not in page
    for path in ("pdf/", "badge.png", "badge.json"):
        assert f'href="/certificates/{certificate.number}/{path}"' in html
    assert "1 July 2026 – 30 June 2029" in page
    assert "1 July 2026: the title was awarded" in page
    assert f"{BASE}/verify/{certificate.number}/" in page


def test_what_a_drawn_certificate_leads_to_opens_for_its_holder_alone(member: Member) -> None:
    perform("members.certificates", now=moment(dt.date(2026, 7, 2)))
    number = Certificate.objects.get(drawn_at__isnull=False).number
    html = _html(member)
    opened = {}
    for path in ("pdf/", "badge.png", "badge.json"):
        whole = f"/certificates/{number}/{path}"
        assert f'href="{whole}"' in html
        answer = _client(member.user).get(whole)
        opened[path] = (answer.status_code, answer["Content-Type"].partition(";")[0])
        assert _client(MemberFactory().user).get(whole).status_code == 404
    assert opened == {
        "pdf/": (200, "application/pdf"),
        "badge.png": (200, "image/png"),
        "badge.json": (200, "application/json"),
    }
    seen = _text(Client().get(f"/verify/{number}/"))
    assert "Noor de &lt;Vries&gt;" in seen


def test_a_name_that_no_font_of_ours_can_draw_is_explained(member: Member) -> None:
    Certificate.objects.update(unreadable="𐎠𐎡")
    page = _page(member)
    assert "characters that none of our fonts can draw yet: 𐎠𐎡." in page
    assert "are being drawn" not in page
    assert "The badge is signed within a day." in page
    Certificate.objects.update(name="Noor \u0378", unreadable="")
    perform("members.certificates", now=moment(dt.date(2026, 7, 2)))
    html = _html(member)
    assert "can draw yet: \u0378." in html
    assert "The badge below is signed, and has the name letter by letter." in " ".join(html.split())
    assert "/badge.png" in html
    assert "Download the certificate" not in html


def test_the_signature_line_is_there_to_copy_as_text_and_as_html(member: Member) -> None:
    number = Certificate.objects.get().number
    link = f"{BASE}/verify/{number}/"
    line = "S-CISO · Certified Information Security Officer · SECO-Institute"
    written = showing.signature(Title.objects.get(code="S-CISO"), number)
    assert written.text == f"{line}\nCheck this title: {link}"
    assert written.html == f'<p>{line}<br>Check this title: <a href="{link}">{link}</a></p>'
    html = _html(member)
    assert written.html in html
    assert _fields(html) == [number, link, written.text, written.html]
    assert "Noor" not in written.text


def _fields(html: str) -> list[str]:
    """What a keyboard reaches and selects: fields that nobody writes in, each with a name."""
    found = re.findall(r"<(input|textarea)\b([^>]*\breadonly\b[^>]*)>(?:([^<]*)</textarea>)?", html)
    for _tag, about, _text_of in found:
        named = re.search(r'aria-labelledby="([^"]+)"', about)
        ids = named[1].split() if named else []
        mine = re.search(r'\bid="([^"]+)"', about)
        assert ids or (mine and f'<label for="{mine[1]}">' in html), about
        assert all(html.count(f'id="{one}"') == 1 for one in ids), ids
    values = [re.search(r'value="([^"]*)"', about) for _tag, about, _text_of in found]
    return [unescape(value[1] if value else row[2]) for value, row in zip(values, found, strict=True)]


def test_a_title_with_marks_in_its_name_stays_text(member: Member) -> None:
    Title.objects.filter(code="S-CISO").update(name='<b>"Officer"</b> & co')
    written = showing.signature(Title.objects.get(code="S-CISO"), "N")
    assert "<b>" not in written.html
    assert "&lt;b&gt;&quot;Officer&quot;&lt;/b&gt; &amp; co" in written.html
    assert "<b>&quot;" not in _html(member)


def test_the_linkedin_link_fills_in_the_form_and_nothing_else(member: Member) -> None:
    certificate = Certificate.objects.get()
    link = next(found for found in re.findall(r'href="([^"]+)"', _html(member)) if "linkedin" in found)
    parts = urlsplit(unescape(link))
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "www.linkedin.com", "/profile/add")
    assert parse_qs(parts.query) == {
        "startTask": ["CERTIFICATION_NAME"],
        "name": ["Certified Information Security Officer (S-CISO)"],
        "organizationName": ["SECO-Institute"],
        "issueYear": ["2026"],
        "issueMonth": ["7"],
        "expirationYear": ["2029"],
        "expirationMonth": ["6"],
        "certUrl": [f"{BASE}/verify/{certificate.number}/"],
        "certId": [certificate.number],
    }


def test_in_grace_the_title_is_shown_and_linkedin_waits_for_the_renewal(member: Member, today: Any) -> None:
    _draw(Certificate.objects.get())
    today("2029-07-10")
    page = _page(member)
    assert "Valid, renewal in progress" in page
    assert "Download the certificate of S-CISO" in page
    assert "LinkedIn would show the dates of this certificate as past." in page
    assert "linkedin.com" not in _html(member)


def test_a_renewed_title_shows_the_new_certificate_and_lists_the_earlier_one(member: Member, today: Any) -> None:
    first = Certificate.objects.get()
    today("2029-07-02")
    _rule(member, OutcomeKind.RENEWED, Ground.COMPLETE, dt.date(2029, 7, 1), cycle=1)
    page = _page(member)
    assert "1 July 2029 – 30 June 2032" in page
    assert "1 earlier certificate of S-CISO" in page
    assert f"{first.number} 1 Jul 2026 – 30 Jun 2029 1 Jul 2026: the title was awarded · replaced 1 Jul 2029" in page
    assert Certificate.objects.current().get().number in page


@pytest.mark.parametrize(
    ("kind", "ground", "cycle", "on"),
    [
        (OutcomeKind.DECERTIFIED, Ground.CREDITS, 1, dt.date(2029, 9, 29)),
        (OutcomeKind.REVOKED, Ground.BREACH, None, dt.date(2027, 3, 1)),
    ],
)
def test_a_title_that_is_over_offers_nothing(
    member: Member, today: Any, kind: OutcomeKind, ground: Ground, cycle: int | None, on: dt.date
) -> None:
    _draw(Certificate.objects.get())
    today(on.isoformat())
    _rule(member, kind, ground, on, cycle)
    page, html = _page(member), _html(member)
    assert "The title may not be used" in page
    assert f"Not valid since {on.day}" in page
    number = Certificate.objects.get().number
    for gone in ("/pdf/", "badge.png", "linkedin.com", "A line under your e-mails", f"/verify/{number}/"):
        assert gone not in html


def test_a_title_without_end_says_so(today: Any) -> None:
    today("2026-07-02")
    title = Title.objects.filter(level__key="foundation").first() or Title.objects.create(
        code="S-FND",
        name="Foundation",
        level=Title.objects.get(code="S-CISO").level.__class__.objects.get(key="foundation"),
        track=Title.objects.get(code="S-CISO").track,
    )
    member = holder(title.code, on=AWARD)
    page = _page(member)
    assert "from 1 July 2026 on, without an end" in page
    assert "expiration" not in _html(member)


def test_a_changed_name_waits_for_a_colleague_or_tells_what_we_wrote(member: Member) -> None:
    assert "Your name is written otherwise now" not in _page(member)
    member.user.family_name = "Visser"
    member.user.save()
    assert "until a colleague has looked at Noor Visser, the name in your profile." in _page(member)
    refused = {"granted": False, "words": "Please send us the deed."}
    NameDecisionFactory(member=member, name="Somebody Else", **refused)
    assert "Please send us the deed." not in _page(member)
    NameDecisionFactory(member=member, name="Noor Visser", decided_at=moment(dt.date(2026, 7, 2)), **refused)
    assert "Please send us the deed." in _page(member)


def test_a_credential_that_was_lost_and_earned_again_shows_the_new_one_first(member: Member, today: Any) -> None:
    first = Certificate.objects.get()
    today("2029-10-01")
    _rule(member, OutcomeKind.DECERTIFIED, Ground.CREDITS, dt.date(2029, 9, 29), cycle=1)
    clerk = UserFactory(roles=("back-office",))
    at = moment(dt.date(2029, 10, 1))
    services.award(member, Title.objects.get(code="S-CISO"), on=dt.date(2029, 10, 1), by=clerk, at=at)
    page = _page(member)
    assert "1 October 2029 – 30 September 2032" in page
    assert "1 earlier certificate of S-CISO" in page
    assert first.number in page


def test_the_page_asks_the_same_for_one_title_and_for_five(member: Member) -> None:
    client = _client(member.user)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/certificates/")
        return len(found)

    asked()
    one = asked()
    clerk = UserFactory(roles=("back-office",))
    for code in ("S-ISP", "S-ISME", "S-DPP", "S-DPE"):
        services.award(member, Title.objects.get(code=code), on=AWARD, by=clerk, at=moment(dt.date(2026, 7, 2)))
    assert asked() == one <= 8


def test_who_has_nothing_to_show_is_told_what_comes(member: Member) -> None:
    for user in (MemberFactory().user, UserFactory()):
        assert "There is nothing to show yet" in _text(_client(user).get("/certificates/"))
    assert Certificate.objects.get().number not in _text(_client(MemberFactory().user).get("/certificates/"))


def test_home_and_membership_lead_to_it(member: Member) -> None:
    client = _client(member.user)
    session = client.session
    session["asked_to_agree"] = True
    session.save()
    for path in ("/", "/membership/"):
        assert 'href="/certificates/"' in client.get(path).content.decode()
