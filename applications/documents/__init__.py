"""The form of an application as a document: from the rows to its sheet, and from the sheet to its bytes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from applications import words
from applications.documents.sheets import Alike, Content, FormSheet, Job, Named, Sent, Signature, Version
from applications.models import Application
from applications.models.intake import WAYS
from applications.models.parts import STANDPOINTS
from applications.selectors.form import Form, form_of
from common import pdf
from common.calendar import local_day
from common.qr import code_of
from members.documents.papers import letterhead
from members.models import DocumentVersion
from members.selectors import agreements as document_selectors

__all__ = ["FormSheet", "Signature", "form_pdf", "form_sheet", "sheet_of", "short_code"]

FILES: Final = ("resume", "supplement")


def sheet_of(application: Application, at: datetime) -> FormSheet:
    """What an application says at a moment (8 queries)."""
    return form_sheet(form_of(application, at), document_selectors.asked(local_day(at)))


def form_sheet(form: Form, versions: Sequence[DocumentVersion]) -> FormSheet:
    """The sheet of a form as it stands, with the documents that are agreed to. No query where files came along."""
    row = form.application
    content = Content(
        reference=row.reference,
        title=str(row.title),
        given_name=row.given_name,
        family_name=row.family_name,
        email=row.person.email,
        address=row.address,
        postal_code=row.postal_code,
        town=row.town,
        country=row.country,
        phone=row.phone,
        jobs=tuple(
            Job(
                organisation=position.organisation,
                role=position.role,
                standpoint=position.standpoint,
                begins_on=position.begins_on,
                begins_by_month=position.begins_by_month,
                ends_on=position.ends_on,
                ends_by_month=position.ends_by_month,
                in_field=position.in_field,
                at_level=position.at_level,
                share=position.share,
                responsibility=position.responsibility,
            )
            for position in form.positions
        ),
        level=row.level,
        accomplishment=row.accomplishment,
        people=tuple(
            Named(
                name=person.name,
                organisation=person.organisation,
                role=person.role,
                email=person.email,
                phone=person.phone,
                relation=person.relation,
                agreed=person.agreed_at is not None,
            )
            for person in form.references
        ),
        alike=tuple(
            Alike(names=", ".join(names), differ=answer.differ, words=answer.words) for names, answer in form.told
        ),
        files=tuple(
            Sent(what=what, name=file.name, size=file.size, sha256=file.kept_sha256)
            for what in FILES
            if (file := getattr(row, what))
        ),
        identity_way=row.identity_way,
        versions=tuple(
            Version(title=version.document.title, label=version.label, sha256=version.sha256) for version in versions
        ),
    )
    with translation.override(row.person.language):
        return FormSheet(
            content=content,
            on=form.on,
            language=row.person.language,
            in_field=words.length(form.term.length),
            at_level=words.length(form.term.at_level),
            term=words.term(form.term),
            term_met=form.term.met,
            organisations=form.organisations,
            complete=form.complete,
        )


def form_pdf(sheet: FormSheet, signature: Signature | None = None) -> bytes:
    """The form with the signature given in the portal; without one, with a page to be signed by hand.

    Raises ``common.pdf.CannotDraw`` where this machine cannot draw it.
    """
    content = sheet.content
    with translation.override(sheet.language):
        title = _("Application %(reference)s") % {"reference": content.reference}
        context = {
            "sheet": sheet,
            "content": content,
            "signature": signature,
            "issuer": letterhead(),
            "jobs": [_job(job) for job in content.jobs],
            "way": dict(WAYS).get(content.identity_way, ""),
            "count": words.people(len(content.people), sheet.organisations),
            "files": [(words.column(file.what), file) for file in content.files],
            "short_code": short_code(sheet.fingerprint),
            "code": None if signature else code_of(f"{content.reference} {sheet.fingerprint}"),
        }
    on = local_day(signature.at) if signature else sheet.on
    return pdf.draw("applications/pdf/form.html", context, title=title, language=sheet.language, on=on)


def short_code(fingerprint: str) -> str:
    """The beginning of a fingerprint in three groups, to be compared by eye."""
    return " ".join(fingerprint[start : start + 4] for start in (0, 4, 8)).upper()


def _job(job: Job) -> dict[str, Any]:
    counts = [
        dict(STANDPOINTS)[job.standpoint],
        _("in the field") if job.in_field else _("not in the field"),
        _("at level") if job.at_level else _("not at level"),
        _("%(share)d %% of full time") % {"share": job.share},
    ]
    return {
        "job": job,
        "period": words.period(
            job.begins_on, job.ends_on, first_by_month=job.begins_by_month, last_by_month=job.ends_by_month
        ),
        "counts": " · ".join(str(said) for said in counts),
    }
