"""What tests of bank money in the back office share: an invoice, a file that is uploaded, a page as text."""

import csv
import io
import re
from decimal import Decimal
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from members.models import BankLine, Invoice
from tests.factories.accounts import UserFactory
from tests.factories.money import InvoiceFactory, InvoiceTermsFactory
from tests.people import signed_in
from tests.statements import OURS, Pay, lines

UPLOAD = "admin:members_bankstatement_upload"
PLACE = "admin:members_bankline_place"
LEFT = "admin:members_bankline_left"


def clerk(*roles: str) -> Client:
    """A client of somebody in finance."""
    return signed_in(UserFactory(roles=list(roles) or ["finance"]))


def text_of(answer: Any) -> str:
    """A page as it is read."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def csv_rows(client: Client, name: str, **asked: str) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a table of the books."""
    answer: Any = client.get(reverse(f"admin:members_bookclosing_{name}_csv"), asked)
    assert answer["Content-Type"].startswith("text/csv")
    header, *rows = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    return header, rows


def owed(**fields: Any) -> Invoice:
    """An invoice on terms of our account."""
    return InvoiceFactory(terms=InvoiceTermsFactory(iban=OURS), **fields)


def upload(client: Client, *files: tuple[str, bytes]) -> Any:
    """Send files to the page that brings them in."""
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(reverse(UPLOAD), {"statements": sent})


def bring(client: Client, *pays: Pay, **more: str) -> list[BankLine]:
    """Bring in payments; the new lines in order."""
    before = set(BankLine.objects.values_list("pk", flat=True))
    assert upload(client, ("s.xml", lines(pays, **more))).status_code == 200
    return list(BankLine.objects.exclude(pk__in=before).order_by("position"))


def line_page(line: BankLine) -> str:
    """The address of a line's page."""
    return reverse("admin:members_bankline_change", args=[line.pk])


def act(client: Client, line: BankLine, do: str, **fields: Any) -> Any:
    """Send one of the forms on a line's page, as it stands there now."""
    edition = client.get(line_page(line)).context["edition"]
    return client.post(line_page(line), {"do": do, "as_read": edition, **fields}, follow=True)


E = Decimal
