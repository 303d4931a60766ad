"""Conventions that a reader relies on, kept by tests instead of by memory."""

import ast
import hashlib
import importlib
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import factory
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.utils.functional import Promise

from common import personal_data
from common.calendar import HERE
from seco_portal.drawings import DRAWINGS

ROOT: Final = Path(settings.BASE_DIR)
OURS: Final = ("seco_portal", "applications", "cpe", "conduct", "members", "comms", "accounts", "common")

WITHOUT_ADMIN: Final = {
    "applications.Verdict": "shown and written on its application's page",
    "applications.ReferenceJudgement": "shown with the answer it is about",
    "applications.Objection": "shown and decided on its application's page",
    "applications.Interest": "declared before an application opens, shown on its page",
    "applications.Finalisation": "shown on its application's page",
    "applications.DecisionGround": "shown with its decision",
    "applications.Decision": "proposed and confirmed on its application's page",
    "applications.Assessment": "shown and written on its application's page",
    "applications.Archive": "shown on its application's page",
    "applications.CopyOpening": "shown with the masked copy it is about",
    "applications.OrganisationAnswer": "shown on its application's page",
    "applications.Position": "shown on its application's page",
    "applications.Question": "shown on its application's page",
    "applications.QuestionFile": "shown with the answer it came with, on the application's page",
    "applications.Reference": "shown on its application's page",
    "applications.ReferenceAnswer": "shown on its application's page",
    "applications.ReferenceDraft": "its author's alone, until the answer is sent",
    "applications.ReferenceLink": "opens a form; only its fingerprint is kept",
    "applications.ReferenceStatement": "shown with its answer",
    "accounts.RoleGrant": "given and withdrawn on the account's page",
    "common.AuditDetail": "shown on its line's page",
    "common.AuditSeal": "made by sealing alone; its position is shown on its line's page",
    "common.DutyRun": "read on the page of its duty",
    "cpe.AttendanceFile": "waits for a day on the pages of attendance lists",
    "cpe.AttendanceFileLine": "shown on the page of its file",
    "cpe.ClaimFile": "waits for a day on the pages of imports of earlier claims",
    "cpe.ClaimFileLine": "shown on the page of its file",
    "cpe.CapGroup": "written on the page of its policy version",
    "cpe.ClaimDraft": "its member's alone, until it is reported",
    "cpe.ClaimQuestion": "shown on the page of its claim",
    "cpe.Evidence": "shown on the page of its claim",
    "cpe.Notice": "shown with what is written to its member",
    "cpe.LedgerLine": "shown on the page of its claim",
    "cpe.LevelNumbers": "written on the page of its policy version",
    "cpe.PreviewLine": "shown on the page of its preview",
    "cpe.SignUp": "listed on a page of its event",
    "members.Revocation": "told where somebody decides about its member",
    **dict.fromkeys(
        (
            "conduct.Article",
            "conduct.Case",
            "conduct.CaseArticle",
            "conduct.Explanation",
            "conduct.ExplanationFile",
            "conduct.Extension",
            "conduct.Finding",
            "conduct.Hearing",
            "conduct.Judgement",
            "conduct.Report",
            "conduct.ReportAddition",
            "conduct.ReportFile",
            "conduct.RoomEntry",
            "conduct.Seat",
            "conduct.Trace",
            "conduct.Vote",
        ),
        "read on pages of their own, by whom a report or case was given to",
    ),
    "common.Series": "counted by acts alone; a number corrected by hand would be given twice",
    "members.Allocation": "shown on the page of its bank line",
    "members.Badge": "shown on its certificate's page",
    "members.CalendarFeed": "its member's alone; what opens it is never shown",
    "members.NameDecision": "taken and shown on the page of names that changed",
    "members.Billing": "shown and changed on its member's page",
    "members.Contribution": "shown on its membership's page",
    "members.InvoiceLine": "shown on its invoice's page",
    "members.Proposal": "shown on the page of its bank line, and beside money that waits",
    "common.Upload": "opened on the page of the record it belongs to",
    "members.Agreement": "shown on the page of an exam claim of its person",
    "members.Announcement": "shown on the page of its version",
    "members.DocumentVersion": "shown on a page of its document's, and read on its public one",
    "members.OpeningPosition": "shown on its credential's page",
    "members.Outcome": "shown on its credential's page",
    "members.Recheck": "shown on its credential's page while it waits",
    "members.TriedFile": "waits for a day on the pages of imports of the register",
    "members.TriedLine": "shown on the page of its file",
}
WITHOUT_FACTORY: Final = {"common.Series": "a row of two columns, made by drawing from it"}

pytestmark = pytest.mark.django_db


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]


def _our_models() -> list[type[models.Model]]:
    return [
        model
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        if not model._meta.model_name.startswith("historical")
    ]


def test_every_model_is_in_the_back_office_or_says_why_not() -> None:
    missing = {model._meta.label for model in _our_models() if model not in admin.site._registry}
    assert missing == set(WITHOUT_ADMIN)


def test_back_office_holds_our_models_only() -> None:
    assert {model._meta.app_label for model in admin.site._registry} <= set(OURS)


def _factories() -> set[str]:
    made = set()
    for path in (ROOT / "tests" / "factories").glob("*.py"):
        module = importlib.import_module(f"tests.factories.{path.stem}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, factory.django.DjangoModelFactory):
                model = value._meta.get_model_class()
                made |= {model._meta.label} if model else set()
    return made


def test_every_model_has_a_factory() -> None:
    assert {model._meta.label for model in _our_models()} - _factories() == set(WITHOUT_FACTORY)


def test_every_field_says_whether_it_is_personal() -> None:
    assert personal_data.missing() == []


def test_history_is_kept_only_of_rows_without_personal_data() -> None:
    with_history = {model._meta.label for model in _our_models() if hasattr(model, "history")}
    assert with_history
    assert not with_history & {model._meta.label for model in personal_data.models_holding()}


def test_every_constraint_and_column_is_named_in_the_persons_language() -> None:
    unmarked = [
        f"{model._meta.label}.{field.name}"
        for model in _our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and not field.auto_created and not isinstance(field.verbose_name, Promise)
        and field.name != "id"
    ]  # fmt: skip
    unmarked += [model._meta.label for model in _our_models() if not isinstance(model._meta.verbose_name, Promise)]
    assert unmarked == ["accounts.User.password", "accounts.User.last_login"] or unmarked == []


def test_no_file_is_over_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in _tracked("*.py", "*.html", "*.css", "*.js", "scripts/*", "*.toml", "*.yml")
        if "vendor" not in path.parts and (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


CLASSES: Final = re.compile(r"{% block (?:dress_name|sheet) %}[\w -]*{% endblock %}")
TAGS: Final = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{{.*?}}|{%.*?%}", re.DOTALL)
TRANSLATED: Final = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
READ_OUT: Final = {"alt", "title", "placeholder", "aria-label", "aria-description"}
NOT_LANGUAGE: Final = {"SECO-Institute", "EUR", "CPE", "·", "–", "—", "→", "●", "◐", "▲", "■", "&middot;"}


SPECIMENS: Final = {
    "templates/admin/gallery.html": [
        "14 Nov 2026",
        "2 Nov 2026",
        "Certified Information Security Officer",
        "Information Security Practitioner",
        "No. M4PD-W2H8-6CVY-J",
        "Noor de Vries, Utrecht",
    ]
}
"""Invented rows that the gallery shows; they are data, not wording."""


class _Unmarked(HTMLParser):
    """Collects text a person would read that no gettext tag holds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style"}
        self.found += [value for name, value in attrs if name in READ_OUT and value and _reads(value)]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._silent and _reads(data):
            self.found.append(" ".join(data.split()))


def _reads(text: str) -> bool:
    for word in NOT_LANGUAGE:
        text = text.replace(word, " ")
    return bool(re.search(r"[^\W\d_]{2,}", text))


def test_no_string_in_a_template_is_unmarked() -> None:
    unmarked = {}
    for path in _tracked("templates/*.html"):
        parser = _Unmarked()
        parser.feed(TAGS.sub("", TRANSLATED.sub("", CLASSES.sub("", path.read_text(encoding="utf-8")))))
        if parser.found:
            unmarked[str(path.relative_to(ROOT))] = sorted(parser.found)
    assert unmarked == SPECIMENS


def test_no_string_in_a_plain_text_mail_is_unmarked() -> None:
    unmarked = {}
    for path in _tracked("templates/*.txt"):
        rest = TAGS.sub("", TRANSLATED.sub("", path.read_text(encoding="utf-8")))
        if _reads(rest):
            unmarked[str(path.relative_to(ROOT))] = rest.split()
    assert not unmarked


SHOWN_BY: Final = {"label", "help_text", "verbose_name", "verbose_name_plural", "short_description", "description"}


def _bare_strings(path: Path) -> list[str]:
    """Keyword arguments that people read, given as a bare string (forms, fields, admin)."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg in SHOWN_BY and isinstance(node.value, ast.Constant):
            value = node.value.value
            if isinstance(value, str) and _reads(value):
                found.append(f"{path.relative_to(ROOT)}:{node.value.lineno} {value}")
    return found


def test_no_label_in_code_is_unmarked() -> None:
    paths = [path for app in OURS for path in _tracked(f"{app}/*.py") if "migrations" not in path.parts]
    assert [found for path in paths if "commands" not in path.parts for found in _bare_strings(path)] == []


def test_where_days_are_counted_is_said_once() -> None:
    paths = [path for app in OURS for path in _tracked(f"{app}/*.py")]
    named = [str(path.relative_to(ROOT)) for path in paths if "ZoneInfo(" in path.read_text(encoding="utf-8")]
    assert named == ["common/calendar.py"]
    assert HERE.key == settings.TIME_ZONE


@pytest.mark.parametrize("path", sorted(DRAWINGS))
def test_drawn_page_says_what_the_code_says(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == DRAWINGS[path](), "run: manage.py draw"


def test_code_names_no_page_that_is_not_here() -> None:
    here = {path.name for path in _tracked("*.md")}
    assert len(here) > 3
    named = {
        (path.name, found) for path in _tracked("*.py") for found in re.findall(r"([\w-]+\.md)\b", path.read_text())
    }
    assert {(file, page) for file, page in named if page not in here} == set()


def test_nothing_is_fetched_from_elsewhere() -> None:
    """No page, style or script names an address outside the portal."""
    away = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//(?!www\.w3\.org)""")
    named = [
        str(path.relative_to(ROOT))
        for path in _tracked("templates/*", "static/ui/*")
        if path.suffix in {".html", ".css", ".js"} and away.search(path.read_text(encoding="utf-8"))
    ]
    assert not named


def test_vendored_files_are_what_their_manifest_says() -> None:
    manifest = (ROOT / "static" / "vendor" / "manifest.txt").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^([0-9a-f]{64})\s+(\S+)$", manifest, re.MULTILINE))
    listed = {path: digest for digest, path in listed.items()}
    there = {
        str(path.relative_to(ROOT / "static" / "vendor")): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (ROOT / "static" / "vendor").rglob("*")
        if path.is_file() and path.name not in {"manifest.txt", "VENDOR.md"}
    }
    assert there == listed
