"""The pages from the answers to the confirmation: what they ask, what they refuse, and where a second press leads."""

import re
import time
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts import limits
from applications.models import Application, Reference
from common.models import Upload
from members.selectors import agreements as document_selectors
from tests.applications.signing import AT, prepared, seen, signed
from tests.common.hostile import HOSTILE
from tests.factories.accounts import UserFactory, with_app
from tests.factories.applications import PositionFactory, whole
from tests.factories.files import sent
from tests.people import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)


def _path(row: Application, page: str = "") -> str:
    return f"/applications/{row.reference.lower()}/{page}"


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _said(row: Application, **changed: Any) -> dict[str, Any]:
    ticks = {f"agree_{version.pk}": "on" for version in document_selectors.to_agree(row.person, AT.date())}
    said = {"seen": seen(row), "name": "Ada Voorbeeld", **ticks, **changed}
    return {name: value for name, value in said.items() if value is not None}


def _draft(**given: Any) -> tuple[Application, Client]:
    draft = whole(**given)
    return draft, signed_in(draft.person)


def test_answers_stand_in_one_place_with_the_way_back_to_each_part() -> None:
    draft, client = _draft()
    page = _text(client.get(_path(draft, "check/")))
    for part in ("about-you", "positions", "role-and-results", "references", "documents", "identity"):
        assert f'href="{_path(draft, part)}/"' in page
    for words in ("Ada Voorbeeld", "I decided on the security budget", "ref-", "resume.pdf", "7 years 4 months 6 days"):
        assert words in page
    assert f"{_path(draft, 'sign/')}?seen={seen(draft)}" in page
    assert "What is lacking" not in page


def test_what_is_lacking_stands_first_and_nothing_can_be_signed() -> None:
    draft, client = _draft(phone="")
    draft.references.all()[0].delete()
    page = _text(client.get(_path(draft, "check/")))
    assert (
        page.index("What is lacking")
        < page.index("Write a telephone number")
        < page.index("Name at least three people")
    )
    assert page.index("Name at least three people") < page.index("I decided on the security budget")
    assert "Continue to sign" not in page
    assert client.get(_path(draft, f"sign/?seen={seen(draft)}"))["Location"] == _path(draft, "check/")


def test_form_is_signed_confirmed_and_a_second_press_leads_to_the_same_place() -> None:
    draft, client = _draft()
    said = _said(draft)
    assert "Sign and submit" in _text(client.get(_path(draft, f"sign/?seen={said['seen']}")))
    answer = client.post(_path(draft, "sign/"), said)
    assert answer["Location"] == _path(draft, "received/")
    page = _text(client.get(answer["Location"]))
    for words in (
        draft.reference,
        "We received your application",
        "on 6 July 2026",
        "You will hear from us by 3 August 2026",
    ):
        assert words in page
    form = Application.objects.get().form
    assert f"/files/{form.reference.lower()}/" in page
    assert client.post(_path(draft, "sign/"), said)["Location"] == answer["Location"]
    assert Upload.objects.filter(shelf="application-form").count() == 1
    got = client.get(f"/files/{form.reference.lower()}/")
    assert b"".join(got.streaming_content).startswith(b"%PDF")
    assert got["Content-Disposition"].startswith(f'attachment; filename="application {draft.reference}.pdf"')


def test_name_and_ticks_that_are_not_right_are_asked_for_and_what_was_typed_stays() -> None:
    draft, client = _draft()
    said = {"seen": seen(draft), "name": "Ada Lovelace"}
    page = _text(client.post(_path(draft, "sign/"), said))
    assert "<title>Error: Sign and submit" in page
    assert "Sign with your name as it stands in the form: Ada Voorbeeld." in page
    assert page.count("Tick this once you have read it and agree.") == 6, "once at each tick, once in the summary"
    assert 'value="Ada Lovelace"' in page
    assert Application.objects.get().state == "draft"


def test_short_term_is_told_with_its_day_and_has_to_be_confirmed() -> None:
    draft, client = _draft()
    draft.positions.all().delete()
    PositionFactory(application=draft, begins_on="2022-01-15", begins_by_month=False)
    told = "13 January 2027 is the first day you meet the term."
    assert told in _text(client.get(_path(draft, "check/")))
    page = _text(client.post(_path(draft, "sign/"), _said(draft)))
    assert told in page
    assert "Tick this if you want to submit the application all the same." in page
    client.post(_path(draft, "sign/"), _said(draft, short_term="on"))
    row = Application.objects.get()
    assert (row.state, row.short_term) == ("submitted", True)


def test_answers_that_were_changed_meanwhile_have_to_be_read_again() -> None:
    draft, client = _draft()
    said = _said(draft)
    Reference.objects.filter(application=draft).update(role="Chair")
    for ask in (
        lambda: client.get(_path(draft, f"sign/?seen={said['seen']}")),
        lambda: client.post(_path(draft, "sign/"), said),
    ):
        answer = ask()
        assert answer["Location"] == _path(draft, "check/")
        assert "Something was changed since you read your answers" in _text(client.get(answer["Location"]))
    assert client.get(_path(draft, "sign/"))["Location"] == _path(draft, "check/")
    assert Application.objects.get().state == "draft"


def _proved(client: Client, minutes: float) -> None:
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**record, "at": time.time() - 60 * minutes, "reauthenticated": True} for record in records
    ]
    session.save()


def test_signing_asks_for_the_password_again_after_a_quarter_of_an_hour_and_goes_on_from_there() -> None:
    draft = whole(person=person("Ada"))
    client, said = signed_in(draft.person, second_factor=False), _said(draft)
    _proved(client, 14)
    assert client.get(_path(draft, f"sign/?seen={said['seen']}")).status_code == 200
    _proved(client, 16)
    assert "/account/reauthenticate/" in client.get(_path(draft, f"sign/?seen={said['seen']}"))["Location"]
    asked = client.post(_path(draft, "sign/"), said)
    assert "/account/reauthenticate/" in asked["Location"]
    assert Application.objects.get().state == "draft"
    answer = client.post(asked["Location"], {"password": PASSWORD})
    assert answer["Location"] == _path(draft, "received/"), "what was sent was not lost"
    assert Application.objects.get().state == "submitted"


def test_who_has_a_second_factor_proves_it_with_that() -> None:
    draft = whole(person=with_app(UserFactory()))
    client = signed_in(draft.person, second_factor=False)
    asked = client.get(_path(draft, f"sign/?seen={seen(draft)}"))
    assert asked["Location"].startswith(reverse("mfa_reauthenticate"))


def test_form_is_made_so_many_times_an_hour_and_nothing_is_lost() -> None:
    draft, client = _draft()
    rate, _hour, _user = limits.RATES[limits.Costly.SEALING].split("/")
    path, again = _path(draft, "sign/by-hand/"), {"do": "prepare", "seen": "another"}
    for _time in range(int(rate)):
        client.post(path, again)
    told = "We made this form for you many times within an hour."
    assert told in _text(client.post(path, {**again, "seen": seen(draft)}, follow=True))
    assert told in _text(client.post(_path(draft, "sign/"), _said(draft)))
    draft.refresh_from_db()
    assert (draft.state, draft.form) == ("draft", None)


def test_form_is_printed_and_its_scan_sent_a_good_file_once() -> None:
    draft, client = _draft()
    page = _path(draft, "sign/by-hand/")
    prepared_at = client.post(page, {"do": "prepare", "seen": seen(draft)})
    assert prepared_at["Location"] == f"{page}?seen={seen(draft)}"
    shown = _text(client.get(prepared_at["Location"]))
    form = Application.objects.get().form
    assert f"/files/{form.reference.lower()}/" in shown
    hostile = {"scan": sent(HOSTILE["PDF with a script when opened"][0](), "signed.pdf"), "seen": seen(draft)}
    assert "This PDF contains a script or an action." in _text(client.post(page, hostile))
    answer = client.post(page, {"scan": sent(name="signed.png"), "seen": seen(draft)})
    assert answer["Location"] == _path(draft, "received/")
    row = Application.objects.get()
    assert (row.signed_how, row.signed_scan.name) == ("scan", "signed.png")


def test_scan_that_was_accepted_is_not_asked_for_twice() -> None:
    draft, client = _draft()
    draft.positions.all().delete()
    PositionFactory(application=draft, begins_on="2024-01-01")
    prepared(draft)
    page = _text(client.post(_path(draft, "sign/by-hand/"), {"scan": sent(name="signed.png"), "seen": seen(draft)}))
    assert "We have your file “signed.png”" in page
    kept = re.search(r'name="kept" value="([^"]+)"', page)[1]
    client.post(_path(draft, "sign/by-hand/"), {"kept": kept, "seen": seen(draft), "short_term": "on"})
    assert Application.objects.get().signed_scan.reference == kept


def test_scan_with_an_old_proof_is_received_and_submitted_only_after_a_fresh_one() -> None:
    draft = prepared(whole(person=person("Ada")))
    client, page = signed_in(draft.person, second_factor=False), _path(draft, "sign/by-hand/")
    _proved(client, 16)
    back = client.post(page, {"scan": sent(name="signed.png"), "seen": seen(draft)})["Location"]
    kept = Upload.objects.get(shelf="signed-scan")
    assert back == f"{page}?seen={seen(draft)}&kept={kept.reference}"
    assert client.post(page, {"kept": kept.reference, "seen": seen(draft)})["Location"] == back
    assert Application.objects.get().state == "draft"
    asked = client.get(back)["Location"]
    assert "/account/reauthenticate/" in asked
    assert client.post(asked, {"password": PASSWORD})["Location"] == back
    shown = _text(client.get(back))
    assert "We have your file “signed.png”" in shown
    assert f'name="kept" value="{kept.reference}"' in shown
    assert client.post(page, {"kept": kept.reference, "seen": seen(draft)})["Location"] == _path(draft, "received/")
    assert Application.objects.get().signed_scan == kept


def test_form_to_print_is_not_made_with_an_old_proof() -> None:
    draft = whole(person=person("Ada"))
    client = signed_in(draft.person, second_factor=False)
    _proved(client, 16)
    asked = client.post(_path(draft, "sign/by-hand/"), {"do": "prepare", "seen": seen(draft)})
    assert "/account/reauthenticate/" in asked["Location"]
    assert Application.objects.get().form is None


def test_printed_form_that_does_not_fit_any_more_says_so() -> None:
    draft, client = _draft()
    prepared(draft)
    draft.references.update(role="Chair")
    page = _text(client.get(_path(draft, f"sign/by-hand/?seen={seen(draft)}")))
    assert "Something was changed after the form was made." in page
    assert "Send the signed form" not in page


def test_status_says_whose_turn_it_is_with_both_dates_and_what_happened() -> None:
    draft, client = _draft()
    row = signed(draft)
    page = _text(client.get(_path(row)))
    for words in (
        "It is our turn", "We received your application on 6 July 2026. You will hear from us by 3 August 2026.",
        "You began the application.", "You signed and submitted it.", "Not asked yet", "Withdraw the application",
    ):  # fmt: skip
        assert words in page
    for gone in ("check/", "sign/", "sign/by-hand/"):
        assert client.get(_path(row, gone)).status_code == 302


def test_withdrawing_says_what_follows_and_is_done_once() -> None:
    row, client = _draft(submitted=True)
    page = _text(client.get(_path(row, "withdraw/")))
    assert "stay with us until 6 July 2027" in page
    for _press in range(2):
        assert client.post(_path(row, "withdraw/"))["Location"] == _path(row)
    page = _text(client.get(_path(row)))
    assert "You withdrew this application" in page
    assert "already." not in page, "the second press asks for what is done"
    assert client.get(_path(row, "received/"))["Location"] == _path(row)
    assert client.get(_path(row, "withdraw/"))["Location"] == _path(row)


@pytest.mark.parametrize("page", ["", "check/", "sign/", "sign/by-hand/", "received/", "withdraw/"])
def test_pages_of_another_person_are_not_there(page: str) -> None:
    client = signed_in(person("Grace"))
    for row in (whole(), whole(submitted=True)):
        assert client.get(_path(row, page)).status_code == 404
        assert client.post(_path(row, page)).status_code in {404, 405}
