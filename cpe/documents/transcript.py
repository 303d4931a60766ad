"""The transcript: one cycle of each title with every activity, what counted, what was lost and why; PDF and table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from common import pdf, seal
from common.calendar import HERE, local_day
from common.money import from_parts, from_quarters
from cpe import ledger_words, outcome_words, selectors
from cpe.cycle_words import Line
from cpe.documents.sheets import Part, TranscriptSheet
from cpe.rules.policy import ONE
from cpe.selectors import Ledger, Sheet
from members.documents.versions import Publisher
from members.models import Member
from members.words import THEIRS


def transcript_sheet(
    member: Member, ledger: Ledger, chosen: Sequence[tuple[Sheet, int]], *, at: datetime
) -> TranscriptSheet:
    """The transcript of these titles, each with the number of the cycle it shows (3 queries; with its account).

    Beside a cycle that is over and not renewed yet stands the one to come, with what was completed since.
    """
    told = selectors.claims_told([claim.id for claim in ledger.claims])
    sheets = [sheet for sheet, _number in chosen]
    named, outcomes = selectors.titles_called(sheets), selectors.outcomes_of(sheets)
    parts = []
    for sheet, number in chosen:
        count = next(count for count in sheet.cycles if count.window.number == number)
        stands, became = outcome_words.stands(sheet.standing, told=THEIRS), outcomes.get(sheet.credential.pk, [])
        cycle = partial(ledger_words.cycle, told=told, policies=ledger.policies, on=ledger.on)
        part = Part(
            code=sheet.credential.title_code,
            name=named[sheet.credential.title].name,
            awarded_on=sheet.credential.fact.awarded_on,
            stands=stands.told,
            shape=stands.shape,
            cycle=cycle(
                count,
                is_current=count is sheet.current,
                is_renewed=outcome_words.is_renewed(count.window, became),
                cut_short=sheet.cut_short and count is sheet.cycles[-1],
                is_lost=sheet.is_lost and count is sheet.cycles[-1],
            ),
            came_out=tuple(outcome_words.came_out(count.window, became)),
        )
        parts.append(part)
        if sheet.to_come and sheet.to_come.tally.traces and count is sheet.current:
            to_come = cycle(sheet.to_come, is_current=False, is_to_come=True)
            parts.append(replace(part, cycle=to_come, came_out=()))
    return TranscriptSheet(
        name=member.user.get_full_name(),
        number=str(member.number),
        made_on=local_day(at),
        known_at=at.astimezone(HERE),
        language=member.user.language,
        parts=tuple(parts),
    )


def transcript_pdf(sheet: TranscriptSheet) -> bytes:
    """The transcript on paper, sealed. Raises ``common.pdf.CannotDraw`` or ``common.seal.CannotSeal``."""
    institute = settings.INSTITUTE
    with translation.override(sheet.language):
        title = _("CPE transcript of member %(number)s") % {"number": sheet.number}
        reason = _("This is what our ledger said.")
    context = {
        "sheet": sheet,
        "issuer": Publisher(institute["name"], institute["help_email"], institute["help_phone"]),
    }
    made = pdf.draw("cpe/pdf/transcript.html", context, title=title, language=sheet.language, on=sheet.made_on)
    return seal.seal(made, reason=reason, at=sheet.known_at)


def table(sheet: TranscriptSheet) -> tuple[list[str], Iterator[list[Any]]]:
    """The transcript as a table: a head, and a row for each claim and title; what was brought has rows of its own."""
    head = [
        _("title"),
        _("cycle"),
        _("year from"),
        _("year until"),
        _("claim"),
        _("completed"),
        _("reported"),
        _("activity"),
        _("what it was"),
        _("by whom"),
        _("amount"),
        _("unit"),
        _("state"),
        _("credits"),
        _("counted"),
        _("lost"),
        _("why"),
        _("where it comes from"),
    ]
    return head, _rows(sheet)


def _rows(sheet: TranscriptSheet) -> Iterator[list[Any]]:
    for part in sheet.parts:
        for year in part.cycle.years:
            start = [part.code, part.cycle.window.number, *year.days]
            if year.brought:
                brought = from_quarters(year.brought)
                nothing = [""] * 6
                told = _("Brought in from another register")
                yield [*start, "", "", "", told, *nothing[:5], brought, brought, 0, "", ""]
            for line in year.lines:
                yield [*start, *_cells(line)]


def _cells(line: Line) -> list[Any]:
    row = line.row
    return [
        row.pk,
        row.completed_on,
        row.reported_on,
        line.what,
        row.title,
        row.provider,
        Decimal(f"{from_parts(line.units, ONE).normalize():f}"),
        line.unit,
        line.word,
        from_quarters(line.credits),
        from_quarters(line.counted),
        from_quarters(line.lost_in_all),
        " ".join(line.remarks) or line.waiting,
        line.origin,
    ]
