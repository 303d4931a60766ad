"""The pages of public verification: what they say in every state, what they ask of the database, and of nobody else."""

import datetime as dt
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from common import references
from common.calendar import DAY
from members.models import Certificate
from members.selectors import verifying
from tests.factories.certificates import CertificateFactory
from tests.factories.members import OutcomeFactory
from tests.members.verifying import noon, officer
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

FORM_TYPE = "application/x-www-form-urlencoded"
ENDS = dt.date(2028, 6, 30)
LOST = ENDS + 91 * DAY


@pytest.fixture
def certificate(time_machine: Any) -> Certificate:
    return officer(time_machine)


def _text(answer: Any) -> str:
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    assert main
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main[0])).split())


def _page(path: str = "M4PD-W2H8-6CVY-4/", status: int = 200, **data: str) -> str:
    client, sent = Client(), urlencode(data)
    address = f"/verify/{path}"
    answer = client.post(address, sent, content_type=FORM_TYPE) if data else client.get(address)
    assert answer.status_code == status, answer.content
    return _text(answer)


def _json(path: str = "M4PD-W2H8-6CVY-4/json/", status: int = 200) -> Any:
    answer = Client().get(f"/verify/{path}")
    assert answer.status_code == status
    return answer.json()


def _lose(certificate: Certificate, kind: str = "decertified", ground: str = "credits", on: dt.date = LOST) -> None:
    cycle = certificate.cycle if kind == "decertified" else None
    OutcomeFactory(
        credential=certificate.credential,
        kind=kind,
        ground=ground,
        cycle=cycle,
        effective_on=on,
        recorded_at=noon(on),
    )


# What is said -----------------------------------------------------------------------------------------


def test_a_valid_title_is_told_with_its_holder_and_dates(certificate: Certificate) -> None:
    page = _page()
    for told in (
        "This title is valid",
        "No. M4PD-W2H8-6CVY-4",
        "checked Sat 21 Nov 2026 11:00, time of Amsterdam",
        "Certified Information Security Officer",
        "Held by Noor de Vries",
        "Code of the title S-CISO",
        "Awarded 1 July 2025",
        "Valid until 30 June 2028",
        "Issued by SECO-Institute",
    ):
        assert told in page, told
    assert _json() == {
        "number": "M4PD-W2H8-6CVY-4",
        "answer": "valid",
        "asked_for": "2026-11-21",
        "known_at": "2026-11-21T10:00:00+00:00",
        "answer_today": "valid",
        "title": {
            "code": "S-CISO",
            "name": "Certified Information Security Officer",
            "level": "Certified Officer",
            "track": "Information Security Management",
        },
        "holder": "Noor de Vries",
        "holder_renamed": False,
        "awarded_on": "2025-07-01",
        "valid_from": "2025-07-01",
        "valid_until": "2028-06-30",
        "renewal_until": None,
        "not_valid_since": None,
        "not_valid_since_today": None,
        "current_number": "M4PD-W2H8-6CVY-4",
        "issuer": "SECO-Institute",
        "page": "http://127.0.0.1:8000/verify/M4PD-W2H8-6CVY-4/",
    }


@pytest.mark.parametrize("days", [1, 90, 91, 400])
def test_in_grace_and_held_renewal_is_in_progress(certificate: Certificate, days: int, time_machine: Any) -> None:
    time_machine.move_to(noon(ENDS + days * DAY), tick=False)
    page = _page()
    assert "This title is valid, renewal in progress" in page
    possible = "; renewal is possible until 28 September 2028" if days <= 90 else ""
    assert f"The certificate expired on 30 June 2028{possible}. The renewal is in progress" in page
    assert "Expired on 30 June 2028" in page
    assert "Valid until" not in page
    assert ("Renewal is possible until 28 September 2028" in page) is (days <= 90)
    assert "Held by Noor de Vries" in page
    assert "grace" not in page.lower()
    told = _json()
    assert (told["answer"], told["valid_until"]) == ("renewing", "2028-06-30")
    assert told["renewal_until"] == ("2028-09-28" if days <= 90 else None)


@pytest.mark.parametrize(
    ("kind", "ground", "on"),
    [
        ("decertified", "credits", LOST),
        ("decertified", "fees", LOST),
        ("revoked", "breach", dt.date(2026, 5, 1)),
        ("ended", "cancelled", dt.date(2026, 5, 1)),
    ],
)
def test_g_175_and_g_225_a_title_that_is_over_is_not_valid_since_without_name_or_reason(
    certificate: Certificate, kind: str, ground: str, on: dt.date, time_machine: Any
) -> None:
    time_machine.move_to(noon(max(on, dt.date(2026, 11, 21))), tick=False)
    _lose(certificate, kind, ground, on)
    page, told = _page(), _json()
    assert "This title is not valid" in page
    assert f"Not valid since {on.day} {on:%B %Y}" in page
    for hidden in ("Noor", "Vries", "decertified", "revoked", "breach", "fees", "credits", "Valid until", "Compare"):
        assert hidden not in page, hidden
    assert (told["answer"], told["not_valid_since"], told["holder"]) == ("not-valid", on.isoformat(), None)
    posted = _page(name="Noor de Vries")
    assert "Matches" not in posted
    assert "Does not match" not in posted


def test_an_ending_shows_with_the_next_question(certificate: Certificate) -> None:
    assert "This title is valid" in _page()
    _lose(certificate, "revoked", "breach", dt.date(2026, 11, 21))
    assert "This title is not valid" in _page()


def test_an_ending_that_is_announced_shows_on_its_day(certificate: Certificate, time_machine: Any) -> None:
    OutcomeFactory(
        credential=certificate.credential, kind="ended", ground="cancelled", cycle=None,
        effective_on=dt.date(2027, 1, 1), recorded_at=timezone.now(),
    )  # fmt: skip
    time_machine.move_to(dt.datetime(2026, 12, 31, 22, 59, tzinfo=dt.UTC), tick=False)
    assert "This title is valid" in _page()
    time_machine.move_to(dt.datetime(2026, 12, 31, 23, 0, tzinfo=dt.UTC), tick=False)
    assert "Not valid since 1 January 2027" in _page()


def test_any_number_of_a_title_answers_and_names_the_current_one(certificate: Certificate) -> None:
    Certificate.objects.update(replaced_at=noon(dt.date(2026, 3, 1)), name="Noor Jansen")
    newer = CertificateFactory(credential=certificate.credential, name="Noor de Vries", why="name")
    for name in ("Noor Jansen", "Eve Other"):
        told = f"“{name}” is not the holder's name today, as on the current certificate."
        assert told in unescape(_page(name=name))
        assert f"“{name}” is not the name on the certificate." in _page(f"{newer.number}/", name=name)
    assert "“Noor de Vries” is the holder's name today, as on the current" in unescape(_page(name="Noor de Vries"))
    page = _page()
    assert "Held by Noor de Vries" in page
    assert "Jansen" not in page
    changed = "The holder's name has changed since the certificate with this number was issued"
    assert changed in page
    assert changed not in _page(f"{newer.number}/")
    assert (_json()["holder_renamed"], _json(f"{newer.number}/json/")["holder_renamed"]) == (True, False)
    assert f"A newer certificate took the place of the one with this number: No. {newer.number}" in page
    assert (_json()["number"], _json()["current_number"]) == (certificate.number, newer.number)
    assert "newer certificate" not in _page(f"{newer.number}/")


def test_unknown_and_forgotten_are_word_for_word_the_same(
    certificate: Certificate, django_assert_num_queries: Any
) -> None:
    Certificate.objects.update(name="")
    answers = []
    for number in (certificate.number, references.new()):
        for path in ("", "json/", "receipt/pdf/", "receipt/json/"):
            with django_assert_num_queries(1):
                answer = Client().get(f"/verify/{number}/{path}")
            assert answer.status_code == 404
            headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
            answers.append((answer.content.decode().replace(number, "NUMBER"), headers))
    assert answers[:4] == answers[4:]
    assert "We know no title by this number" in answers[0][0]


def test_a_certificate_that_is_not_drawn_yet_answers(certificate: Certificate) -> None:
    assert certificate.drawn_at is None
    assert "This title is valid" in _page()


def test_a_title_without_a_name_is_shown_by_its_code(certificate: Certificate) -> None:
    certificate.credential.title.name = ""
    certificate.credential.title.save()
    assert "S-CISO Valid" in _page()


# A past day -------------------------------------------------------------------------------------------


def test_a_past_day_names_both_days(certificate: Certificate) -> None:
    page = _page("M4PD-W2H8-6CVY-4/?on=2026-01-15")
    for told in (
        "This title was valid on 15 January 2026",
        "about Thu 15 Jan 2026",
        "checked Sat 21 Nov 2026 11:00, time of Amsterdam",
    ):
        assert told in page, told
    assert "Today, on 21 November 2026, it is valid." in page
    assert "This title was not awarded yet on 30 June 2025" in _page("M4PD-W2H8-6CVY-4/?on=2025-06-30")


def test_a_past_day_of_a_title_that_is_over_tells_so_and_no_name(certificate: Certificate) -> None:
    _lose(certificate, "revoked", "breach", dt.date(2026, 5, 1))
    page = _page("M4PD-W2H8-6CVY-4/?on=2026-01-15")
    assert "This title was valid on 15 January 2026" in page
    assert "The title has not been valid since 1 May 2026, and is not valid today, on 21 November 2026." in page
    assert "Vries" not in page
    told = _json("M4PD-W2H8-6CVY-4/json/?on=2026-01-15")
    assert (told["answer"], told["answer_today"], told["holder"]) == ("valid", "not-valid", None)
    assert told["not_valid_since_today"] == "2026-05-01"
    assert told["holder_renamed"] is None
    assert "Officer Valid Not valid today" in page


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-11-22", "This day lies ahead. Choose today or an earlier day."),
        ("yesterday", "Write the day as year, month and day, such as 2026-03-01."),
        ("2026-02-30", "Write the day as year, month and day, such as 2026-03-01."),
        ("1899-12-31", "We answer for days from 1 January 1900 on."),
        ("0001-01-01", "We answer for days from 1 January 1900 on."),
        ("03/04/2026", "Write the day as year, month and day, such as 2026-03-01."),
        ("2026-01-15&on=2026-01-16", "Write the day as year, month and day, such as 2026-03-01."),
        ("2026-01-15&on=2026-01-15", "Write the day as year, month and day, such as 2026-03-01."),
        ("9999-12-31", "This day lies ahead. Choose today or an earlier day."),
    ],
)
def test_a_day_that_cannot_be_asked_about_says_why(certificate: Certificate, day: str, sentence: str) -> None:
    assert sentence in _page(f"M4PD-W2H8-6CVY-4/?on={day}", status=400)
    assert _json(f"M4PD-W2H8-6CVY-4/json/?on={day}", status=400) == {"answer": "no-such-day", "sentence": sentence}
    assert sentence in _page(f"?number=M4PD-W2H8-6CVY-4&on={day}")
    assert "not awarded yet" in _page("M4PD-W2H8-6CVY-4/?on=1900-01-01")


# The number -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["m4pd w2h8 6cvy 4", "M4PDW2H86CVY4", " M4PD-W2H8-6CVY-4", "No. M4PD-W2H8-6CVY-4", "nr.M4PD-W2H8-6CVY-4"]
)
def test_however_it_is_typed_a_number_leads_to_its_one_address(certificate: Certificate, typed: str) -> None:
    for path in (f"/verify/{typed}/", f"/verify/?number={typed}"):
        answer = Client().get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/verify/M4PD-W2H8-6CVY-4/")
    answer = Client().get(f"/verify/?number={typed}&on=2026-01-15")
    assert answer.headers["Location"] == "/verify/M4PD-W2H8-6CVY-4/?on=2026-01-15"
    assert _json(f"{typed}/json/")["number"] == "M4PD-W2H8-6CVY-4"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("M4PD-W2H8-6CVY-K", "The check character at the end does not fit this number"),
        ("M4PD-W2H8-6CVY", "This number has 12 characters, and ours have 13"),
        ("M4PD-W2H8-6CVY-44", "There is too much of it"),
        ("M4PD-W2H8-6CVY-U", "“U” stands in no number of ours"),
        ("%00", "a character that nobody sees (U+0000)"),
        ("x" * 500, "This is too long for a number."),
        ("<script>alert(1)", "“<” stands in no number of ours"),
    ],
)
def test_a_mistyped_number_says_what_is_wrong_and_asks_nothing(
    certificate: Certificate, typed: str, sentence: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert sentence in _page(f"{typed}/", status=404)
        assert sentence in _page(f"?number={typed}")
        assert _json(f"{typed}/json/", status=404)["answer"] == "mistyped"


def test_an_empty_form_asks_for_a_number() -> None:
    assert "Type the number of the certificate, such as M4PD-W2H8-6CVY-4." in _page("?number=")
    assert "Error" not in _page("")


# The name ---------------------------------------------------------------------------------------------


def test_a_name_matches_or_does_not_and_is_kept_nowhere(certificate: Certificate) -> None:
    assert "Matches. “de vries, NÓÓR” is the name on the certificate." in _page(name="de vries, NÓÓR")
    page = _page(name="Noor Vries")
    assert "Does not match. “Noor Vries” is not the name on the certificate." in page
    assert "Type the name as it stands on the résumé." in _page(name=" ")
    assert "Use at most 301 characters" in _page(name="x" * 302)
    client = Client()
    answer = client.post("/verify/M4PD-W2H8-6CVY-4/", "name=Noor+Vries", content_type=FORM_TYPE)
    assert 'value="Noor Vries"' in answer.content.decode()
    assert not client.cookies


def test_no_token_and_no_file_is_asked_of_a_name(certificate: Certificate) -> None:
    client = Client(enforce_csrf_checks=True)
    sent = client.post("/verify/M4PD-W2H8-6CVY-4/", "name=Noor+de+Vries", content_type=FORM_TYPE)
    assert "Matches." in _text(sent)
    assert "Type the name" in _text(client.post("/verify/M4PD-W2H8-6CVY-4/", {"name": "Noor de Vries"}))


# Nobody is asked who they are --------------------------------------------------------------------------

STATES = ("", "json/", "?on=2026-01-15", "json/?on=2026-01-15")


@pytest.mark.parametrize("state", STATES)
def test_one_statement_and_no_cookie_whoever_asks(
    certificate: Certificate, state: str, django_assert_num_queries: Any
) -> None:
    clients = (Client(), signed_in(person("Reader", "back-office")))
    bodies = []
    for client in clients:
        with django_assert_num_queries(1):
            answer = client.get(f"/verify/M4PD-W2H8-6CVY-4/{state}")
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        bodies.append(answer.content)
    assert bodies[0] == bodies[1]


def test_one_statement_however_much_happened(certificate: Certificate, django_assert_num_queries: Any) -> None:
    first, one, two = certificate.cycle, person("One"), person("Two")
    for number in range(8):
        OutcomeFactory(
            credential=certificate.credential, kind="extended", ground="mercy", cycle=first,
            effective_on=dt.date(2026, 9, 1) + number * DAY, last_day=ENDS + (91 + number) * DAY,
            recorded_at=noon(dt.date(2026, 9, 1)), recorded_by=one, seconded_by=two,
        )  # fmt: skip
        CertificateFactory(credential=certificate.credential, replaced=True)
    with django_assert_num_queries(1):
        found = verifying.by_number(certificate.number)
    assert found is not None
    assert len(found.outcomes) == 8
    _lose(certificate, "revoked", "breach", dt.date(2026, 10, 1))
    with django_assert_num_queries(1):
        assert "This title is not valid" in _page()
    with django_assert_num_queries(1):
        _page(name="Noor")


def test_answers_are_compressed_where_a_browser_takes_it(certificate: Certificate) -> None:
    for path in ("", "M4PD-W2H8-6CVY-4/", "M4PD-W2H8-6CVY-4/json/", "M4PD-W2H8-6CVY-K/"):
        answer = Client().get(f"/verify/{path}", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip", path
        assert "Content-Encoding" not in Client().get(f"/verify/{path}").headers


def test_the_form_asks_nothing_and_sets_nothing(django_assert_num_queries: Any) -> None:
    client = signed_in(person("Reader", "back-office"))
    with django_assert_num_queries(0):
        answer = client.get("/verify/")
    assert not answer.cookies
    assert "csrf" not in answer.content.decode()


def test_pages_load_nothing_from_elsewhere(certificate: Certificate) -> None:
    for path in ("/verify/", "/verify/M4PD-W2H8-6CVY-4/", "/verify/M4PD-W2H8-6CVY-K/"):
        loaded = re.findall(r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]*)"', Client().get(path).content.decode())
        assert loaded
        assert all(address.startswith("/static/") for address in loaded)
        assert not any(address.endswith(".js") for address in loaded)
