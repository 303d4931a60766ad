"""The file of a case as one sealed document with numbered pages, frozen before the committee deliberates.

It is read by the case officer and the committee alone, whatever their language, and says who reported. Notes are not in
it. Documents that were sent are named with their fingerprints, and stay beside it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common import pdf
from common.calendar import local_day
from common.models import Upload
from common.seal import seal
from common.sections import Entry, Section, said, section
from conduct.enums import Audience, SeatState
from conduct.models import Case, Report, ReportFile, RoomEntry
from members.documents.papers import letterhead

LANGUAGE: Final = settings.LANGUAGE_CODE


def read(case: Case) -> tuple[Section, ...]:
    """All that the file of a case is to hold, as the database has it now (about 11 queries)."""
    rows = Case.objects.select_related("member__user", "code", "officer")
    with translation.override(LANGUAGE):
        return tuple(sections(rows.get(pk=case.pk)))


def drawn(case: Case, held: tuple[Section, ...], *, at: datetime) -> bytes:
    """The file with what was read for it, sealed. Raises ``common.pdf.CannotDraw`` and ``common.seal.CannotSeal``."""
    with translation.override(LANGUAGE):
        context = {
            "case": case,
            "made_at": at,
            "sections": held,
            "issuer": letterhead(),
        }
        title = _("File of case %(reference)s") % {"reference": case.reference}
        content = pdf.draw("conduct/pdf/case_file.html", context, title=title, language=LANGUAGE, on=local_day(at))
        return seal(content, reason=title, at=at)


def sections(case: Case) -> Iterator[Section]:
    """All of the case, part by part (about 10 queries)."""
    yield section("case", _("What is alleged"), _alleged(case))
    files = Prefetch("files", queryset=ReportFile.objects.select_related("file"))
    for number, report in enumerate(case.reports.prefetch_related(files, "additions"), start=1):
        yield section(
            f"report-{number}", _("Report %(reference)s") % {"reference": report.reference}, _reported(report)
        )
    yield section("committee", _("Committee"), _committee(case))
    yield section("explanation", _("Explanation"), _explained(case))
    yield section("room", _("Room"), _room(case))


def _alleged(case: Case) -> Iterator[Entry]:
    days = (date_format(case.acted_from, "j F Y"), date_format(case.acted_until, "j F Y"))
    yield Entry(
        pairs=said(
            (_("Member"), case.member.user),
            (_("When it happened"), " – ".join(dict.fromkeys(days))),
            (_("Version of the code"), case.code.label),
            (_("Case opened"), _when(case.opened_at)),
            (_("Case officer"), case.officer),
        ),
        texts=said(("", case.alleged)),
    )
    for article in case.articles.order_by("pk"):
        heading = _("Article %(number)s: %(heading)s") % {"number": article.number, "heading": article.heading}
        yield Entry(heading=heading, texts=said(("", article.text)))


def _reported(report: Report) -> Iterator[Entry]:
    yield Entry(
        pairs=said(
            (_("Reported by"), report.name),
            (_("How they know the member"), report.relation),
            (_("Confirmed"), _when(report.confirmed_at)),
            (_("Taken back"), _when(report.withdrawn_at)),
        ),
        texts=said(
            (_("Whom it is about"), "\n".join(filter(None, (report.about, report.about_number, report.about_more)))),
            (_("What happened"), report.account),
            (_("How they know"), report.knows_by),
        ),
    )
    for addition in report.additions.all():
        yield Entry(heading=_("Added later"), when=_when(addition.added_at), texts=said(("", addition.text)))
    yield from _files(sent.file for sent in report.files.all())


def _committee(case: Case) -> Iterator[Entry]:
    for seat in case.seats.select_related("person"):
        state = seat.get_state_display()
        yield Entry(
            heading=str(seat.person),
            pairs=said(
                (_("Stands for"), seat.get_kind_display()),
                (_("Seat"), _("%(state)s, in the chair") % {"state": state} if seat.chair else state),
                (_("Invited"), _when(seat.invited_at)),
                (_("Answered"), _when(seat.answered_at)),
            ),
            texts=said(
                (_("Their words"), seat.words if seat.state != SeatState.SEATED else ""),
                (_("Challenged by the member"), seat.challenge),
                (_("Answer to the challenge"), seat.challenge_reason),
            ),
        )


def _explained(case: Case) -> Iterator[Entry]:
    for more in case.extensions.all():
        given = _("%(before)s became %(until)s") % {
            "before": date_format(more.before, "j F Y"),
            "until": date_format(more.until, "j F Y"),
        }
        yield Entry(heading=_("More time"), when=given, texts=said(("", more.reason)))
    hearing = getattr(case, "hearing", None)
    if hearing is not None:
        yield Entry(
            heading=_("Hearing"),
            pairs=said(
                (_("Asked for"), _when(hearing.asked_at)),
                (_("Held"), _when(hearing.starts_at)),
                (_("Place"), hearing.place),
            ),
            texts=said((_("Wishes"), hearing.wishes), (_("Record"), hearing.record)),
        )
    given_one = getattr(case, "explanation", None)
    if given_one is not None and given_one.given_at is not None:
        heading = capfirst(given_one.get_how_display())
        yield Entry(heading=heading, when=_when(given_one.given_at), texts=said(("", given_one.words)))
        yield from _files(sent.file for sent in given_one.files.select_related("file"))


def _room(case: Case) -> Iterator[Entry]:
    rows: Iterable[RoomEntry] = case.entries.exclude(audience=Audience.NOTE).select_related("author", "file")
    for row in rows:
        heading = f"{row.author}: {row.get_audience_display()}"
        yield Entry(heading=heading, when=_when(row.written_at), texts=said(("", row.text)))
        yield from _files([row.file] if row.file else [])


def _files(files: Iterable[Upload]) -> Iterator[Entry]:
    for file in files:
        yield Entry(
            heading=_("Document %(name)s") % {"name": file.name},
            pairs=said((_("Reference"), file.reference), (_("Fingerprint (SHA-256)"), file.kept_sha256)),
        )


def _when(moment: datetime | None) -> str:
    return "" if moment is None else date_format(timezone.localtime(moment), "j F Y, H:i")
