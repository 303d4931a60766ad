"""Names in every script and strings that break software, through every form a person can open."""

from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import Client

from tests.html_forms import Form, forms_of
from tests.people import ANONYMOUS, client_for

pytestmark = [pytest.mark.doors, pytest.mark.django_db]

NAMES: Final = {
    "Latin": "Zoë Ğülşen-Łukasz O’Neill",
    "Vietnamese": "Nguyễn Thị Ánh",
    "Greek": "Ἀσπασία Παπαδοπούλου",
    "Cyrillic": "Євгенія Їжакевич",
    "Armenian": "Հասմիկ",
    "Georgian": "თამარი",
    "Hebrew": "שושנה לוי",
    "Arabic": "فاطمة الزهراء",
    "Persian": "نیلوفر می‌خواهم",
    "Devanagari": "लक्ष्मी श्रीवास्तव",
    "Bengali": "শর্মিষ্ঠা",
    "Tamil": "கிருஷ்ணவேணி",
    "Thai": "สมหญิง",
    "Khmer": "សុភា",
    "Amharic": "ትዕግሥት",
    "Chinese": "欧阳晓明",
    "Rare Chinese": "𠮷田",
    "Japanese": "ゐゑ さくら",
    "Korean": "김하늘",
    "Cherokee": "ᎠᏍᎦᏯ",
    "One letter": "Ø",
    "Decomposed": "Zoe\u0308",
}

NAUGHTY: Final = {
    "nothing but spaces": " \t\u00a0\u2003 ",
    "null character": "Ada\x00Byron",
    "control characters": "\x01\x02\x1b[31m\x7f",
    "lines": "one\r\ntwo\n\nthree",
    "header injection": "Ada\r\nBcc: all@people.example",
    "right-to-left override": "Ada \u202egnp.exe",
    "isolates": "\u2066Ada\u2069\u200f",
    "byte order mark": "\ufeffAda",
    "zero width": "A\u200bd\u200ba",
    "private use": "\ue000\uf8ff",
    "not a character": "\ufffe\uffff",
    "stacked marks": "Z" + "\u0301\u0335\u0489" * 60,
    "emoji": "👩🏽‍🚒🏳️‍🌈",
    "script": "<script>alert(1)</script>",
    "attribute": '" autofocus onfocus="alert(1)',
    "template": "{{ 7*7 }}{% debug %}${7*7}#{7*7}%s%n{0}",
    "SQL": "'; DROP TABLE accounts_user; --",
    "pattern": "%_\\%\\_*?[]",
    "paths": "../../../../etc/passwd\\..\\C:",
    "formula": '=HYPERLINK("//x")',
    "number words": "NaN Infinity 1e309 -0 0x10 ٣٤",
    "nothing words": "null None undefined true NULL",
    "very long": "long " * 1000,
    "one long word": "W" * 5000,
    "ligature": "ﬃ ﷺ ǅ",
    "two addresses": "a@people.example,b@people.example",
    "odd address": '"very odd"@people.example',
    "unicode address": "münchen@bücher.example",
}

FORMS: Final = (
    (ANONYMOUS, "/account/login/"),
    (ANONYMOUS, "/account/signup/"),
    (ANONYMOUS, "/account/password/reset/"),
    ("member", "/profile/"),
    ("applicant", "/profile/"),
    ("member", "/membership/who-pays/"),
    ("member", "/account/email/"),
    ("member", "/account/password/change/"),
    ("member", "/account/reauthenticate/"),
    ("member", "/account/2fa/totp/activate/"),
    ("administrator", "/office/accounts/user/add/"),
    ("administrator", "/office/members/track/add/"),
    ("administrator", "/office/members/level/1/change/"),
    ("cpe-reviewer", "/office/cpe/event/add/"),
    ("back-office", "/office/members/title/add/"),
    ("back-office", "/office/members/title/1/change/"),
)
SEARCHES: Final = (
    ("back-office", "/office/accounts/user/", "q"),
    ("back-office", "/office/members/member/", "q"),
    ("back-office", "/office/members/title/", "q"),
    ("back-office", "/office/common/dutyfault/", "q"),
    ("back-office", "/office/comms/message/", "q"),
    ("cpe-reviewer", "/office/cpe/event/", "q"),
    (ANONYMOUS, "/account/login/", "next"),
    ("member", "/account/second-factor/", "next"),
)


def _post(client: Client, path: str, values: dict[str, str]) -> Any:
    with transaction.atomic():
        answer = client.post(path, values)
        transaction.set_rollback(True)
    return answer


def _form(client: Client, path: str) -> Form:
    html = client.get(path).content.decode()
    posted = [form for form in forms_of(html) if form.method == "post" and form.written]
    assert posted, f"{path} has no form to write in"
    return max(posted, key=lambda form: len(form.written))


def _faults(html: str, typed: dict[str, str]) -> Iterator[str]:
    """What a form that is shown again has lost of what was typed, or lets through."""
    shown = unescape(html)
    for name, text in typed.items():
        if "assword" in name or "\x00" in text:
            continue
        if text.strip() and text.strip()[:40] not in shown and text.split()[0][:40] not in shown:
            yield f"what was typed at {name} is gone"
        if "<script>alert" in html:
            yield "not escaped"


@pytest.fixture(autouse=True)
def _without_limits(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def _typed(names: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """What is typed, and what it is: each naughty string alone at each name, so that the others hold what may be kept.

    Names of people stand at all of them at once, each in turn at each, and each alone at one.
    """
    for what, text in NAUGHTY.items():
        for name in names:
            yield f"{name} ← {what}", {name: text}
    whose = list(NAMES)
    for first, what in enumerate(whose):
        alone = names[first % len(names)]
        yield f"{alone} ← {what}", {alone: NAMES[what]}
        yield f"names from {what} on", {name: NAMES[whose[(first + n) % len(whose)]] for n, name in enumerate(names)}


@pytest.mark.parametrize(("kind", "path"), FORMS)
def test_form_answers_every_string_with_a_page_and_keeps_what_was_typed(kind: str, path: str) -> None:
    client = client_for(kind)
    form = _form(client, path)
    faults = []
    for what, typed in _typed(form.written):
        answer = _post(client, form.action or path, {**form.values, **typed})
        if answer.status_code not in {200, 302, 429}:
            faults.append(f"{what}: {answer.status_code}")
        elif answer.status_code == 200:
            faults += [f"{what}: {fault}" for fault in _faults(answer.content.decode(), typed)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("kind", "path", "name"), SEARCHES)
def test_query_answers_every_string_with_a_page(kind: str, path: str, name: str) -> None:
    client = client_for(kind)
    for what, text in {**NAMES, **NAUGHTY}.items():
        answer = client.get(path, {name: text})
        assert answer.status_code in {200, 302, 400}, what
        assert b"<script>alert" not in answer.content, what


@pytest.mark.parametrize("text", NAMES.values(), ids=NAMES)
def test_name_in_any_script_is_kept_and_shown(text: str) -> None:
    import unicodedata

    client = client_for("member")
    form = _form(client, "/profile/")
    assert client.post("/profile/", {**form.values, "given_name": text, "family_name": ""}).status_code == 302
    assert unicodedata.normalize("NFC", text) in unescape(client.get("/profile/").content.decode())
