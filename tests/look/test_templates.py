"""What templates and static files must keep to, and how a form is shown."""

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext

from seco_portal.gallery import EveryField, examples

BASE = Path(settings.BASE_DIR)
PAGES = [path for path in (BASE / "templates").rglob("*.html") if "mail" not in path.parts]
VENDOR = BASE / "static/vendor"


class Ids(HTMLParser):
    """Collects the ids of a page and what points at them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pointers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one tag."""
        held = dict(attrs)
        if held.get("id"):
            self.ids.append(str(held["id"]))
        for name in ("for", "aria-describedby", "aria-labelledby", "data-input"):
            self.pointers += str(held.get(name) or "").split()
        if (held.get("href") or "").startswith("#"):
            self.pointers.append(str(held["href"])[1:])


LET_IN_BY_ITS_DIGEST = re.compile(r'<style>\{% include "seco_portal/file_pages\.css" %\}</style>')
"""A frame that may load no file of ours has its style in the page; its policy names that one alone."""


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(BASE)))
def test_template_holds_no_inline_style_script_or_event(page: Path) -> None:
    text = LET_IN_BY_ITS_DIGEST.sub("", page.read_text())
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*(?:src=|type=\"application/json\"))", text)


def test_vendored_files_are_the_ones_we_looked_at() -> None:
    lines = (VENDOR / "manifest.txt").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = {str(path.relative_to(VENDOR)): path for path in VENDOR.glob("*/*")}
    assert listed.keys() == found.keys()
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == listed[name] for name, path in found.items())


def test_every_font_face_names_a_file_we_have() -> None:
    sheets = (BASE / "static/ui/fonts.css", BASE / "templates/pdf/fonts.css")
    named = {
        (sheet.parent / url).resolve() for sheet in sheets for url in re.findall(r'url\("([^"]+)"\)', sheet.read_text())
    }
    assert named == {path.resolve() for path in VENDOR.glob("*/*.woff2")}


@pytest.mark.parametrize("code", ["400", "403", "404", "405", "413", "429", "500", "csrf"])
def test_error_page_needs_nothing(code: str) -> None:
    page = render_to_string(f"errors/{code}.html")
    assert "<h1>" in page
    assert "invalid" not in page.lower()


def test_form_points_only_at_what_is_there() -> None:
    context = examples()
    page = Ids(render_to_string("ui/error_summary.html", context) + str(context["form"]))
    assert len(page.ids) == len(set(page.ids))
    assert set(page.pointers) <= set(page.ids)


def test_error_stands_in_the_summary_and_at_its_field_and_is_announced() -> None:
    form = EveryField({"email": "noor@"})
    sentence = "Please write an e-mail address such as name@example.org."
    assert sentence in render_to_string("ui/error_summary.html", {"form": form})
    field = str(form["email"].as_field_group())
    assert sentence in field
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_email_error"' in field


def test_summary_is_silent_while_nothing_is_wrong() -> None:
    assert not render_to_string("ui/error_summary.html", {"form": EveryField()}).strip()


def test_only_questions_one_may_skip_are_marked() -> None:
    class Two(forms.Form):
        """A field to fill in, and one to skip."""

        asked = forms.CharField()
        skipped = forms.CharField(required=False)

    form = Two()
    assert "(optional)" not in str(form["asked"].as_field_group())
    assert "(optional)" in str(form["skipped"].as_field_group())


def test_password_can_be_shown_only_where_script_runs() -> None:
    field = str(EveryField()["password"].as_field_group())
    assert re.search(r'<button[^>]*class="reveal"[^>]*hidden', field)


def test_hostile_label_and_error_stay_text() -> None:
    form = forms.Form({})
    form.fields["x"] = forms.CharField(label="<b>x</b>", error_messages={"required": "<i>no</i>"})
    shown = str(form["x"].as_field_group()) + render_to_string("ui/error_summary.html", {"form": form})
    assert "<b>" not in shown
    assert "<i>" not in shown


def test_sentences_of_the_framework_are_worded_by_us() -> None:
    assert gettext("This field is required.") == "Please fill this in."
    ours = (BASE / "locale/en/LC_MESSAGES/django.po").read_text()
    worded = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', ours, re.MULTILINE)
    assert len(worded) > 5
    assert all(gettext(theirs) == said for theirs, said in worded)
