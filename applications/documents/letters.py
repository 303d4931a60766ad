"""The letter of a rejection as a document: from the rows to its sheet, and from the sheet to its bytes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from applications import letter_words
from applications.models import Decision
from applications.rules.objecting import open_until
from common import pdf
from common.calendar import local_day
from members.documents.papers import letterhead


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSheet:
    """A rejection as its letter says it. ``grounds``: criterion, code of the reason, words. ``until``: to object."""

    reference: str
    title: str
    name: str
    address: tuple[str, ...]
    country: str
    language: str
    on: date
    grounds: tuple[tuple[str, str, str], ...]
    words: str
    advice: str
    again_on: date
    until: date | None


def letter_sheet(decision: Decision) -> LetterSheet:
    """The sheet of a rejection that was confirmed; no query where grounds and application came along."""
    row = decision.application
    on = decision.decided_at and local_day(decision.decided_at)
    assert on is not None  # noqa: S101  it was confirmed
    assert decision.again_on is not None  # noqa: S101  every rejection names it
    place = " ".join(filter(None, (row.postal_code, row.town)))
    return LetterSheet(
        reference=row.reference,
        title=str(row.title),
        name=row.name,
        address=tuple(line for line in (*row.address.splitlines(), place) if line),
        country=row.country,
        language=row.person.language,
        on=on,
        grounds=tuple((ground.criterion, ground.reason, ground.words) for ground in decision.grounds.all()),
        words=decision.words,
        advice=decision.advice,
        again_on=decision.again_on,
        until=None if decision.on_objection else open_until(on),
    )


def letter_pdf(sheet: LetterSheet) -> bytes:
    """The letter in the institute's look. Raises ``common.pdf.CannotDraw`` where this machine cannot draw it."""
    with translation.override(sheet.language):
        title = _("Answer to application %(reference)s") % {"reference": sheet.reference}
        context: dict[str, Any] = {
            "sheet": sheet,
            "addressee": {"name": sheet.name, "address": sheet.address, "country": sheet.country},
            "issuer": letterhead(),
            "reasons": letter_words.grounds([list(ground) for ground in sheet.grounds]),
        }
    return pdf.draw("applications/pdf/letter.html", context, title=title, language=sheet.language, on=sheet.on)
