"""What an application holds about its applicant, and which colleagues have to do with it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.enums import ApplicationState, ReferenceState
from applications.models import Application, Appointment, OrganisationAnswer, Position, Reference
from applications.personal_data.data import COLLEAGUE, CONTACT, FORM, NAME
from applications.selectors.archiving import kept_no_longer
from applications.services.drafts import remove
from common.personal_data import Ends, Retention, Scrub, Subject, register

APPOINTMENT_KEPT: Final = timedelta(days=90)
_OF_A_JOB: Final = (
    "application",
    "organisation",
    "role",
    "standpoint",
    "begins_on",
    "begins_by_month",
    "ends_on",
    "ends_by_month",
    "in_field",
    "at_level",
    "share",
    "responsibility",
)
_FILES: Final = ("resume", "supplement", "signed_scan", "form")
_SAID: Final = (
    "reference",
    "person",
    "title",
    "state",
    "started_at",
    "changed_at",
    "submitted_at",
    "withdrawn_at",
    "level",
    "accomplishment",
    "identity_way",
    "form_sha256",
    "content_sha256",
    "signed_how",
    "short_term",
    *_FILES,
)
_COURSE: Final = (
    "screening_at",
    "references_at",
    "assessment_at",
    "opened_early",
    "first_due_on",
    "due_on",
    "promised_on",
    "decided_at",
    "scan_checked_at",
)
"""What became of it since it was submitted."""

_HANDLER: Final = replace(
    COLLEAGUE,
    why=_("To know which colleague looks after an application."),
    term=_("As long as you look after the application; once you are forgotten, nobody does, until somebody takes it."),
    scrub=Scrub.BLANK,
    ends=Ends.PERSON,
    person="handler",
)
_SEEN: Final = replace(
    _HANDLER,
    why=_("To know which colleague looked at the signature on a scan."),
    term=_("As long as the application; once you are forgotten, it leads to nobody."),
    person="scan_checked_by",
)


def _forget(rows: QuerySet[Application], _about: Subject, at: datetime) -> int:
    """Delete somebody's applications with all they named in them, and let go of the files."""
    return remove(list(rows.values_list("pk", flat=True)), at=at)


def _copy(rows: QuerySet[Application], _about: Subject) -> list[dict[str, Any]]:
    """A person's applications with the people they named; jobs, questions and answers have their own tables.

    Where those people are reached is theirs, and left out; what they answered is theirs too, and only counted.
    """
    return [_told(row) for row in rows.select_related("title", *_FILES).prefetch_related("references")]


def _told(row: Application) -> dict[str, Any]:
    people = list(row.references.all())
    return {
        str(_("reference")): row.reference,
        str(_("title")): str(row.title),
        str(_("state")): row.get_state_display(),
        str(_("begun")): row.started_at,
        str(_("last changed")): row.changed_at,
        str(_("submitted")): row.submitted_at,
        str(_("withdrawn")): row.withdrawn_at,
        **{
            str(column.verbose_name): getattr(row, column.name)
            for column in row._meta.concrete_fields
            if column.name in _COURSE
        },
        str(_("name")): row.name,
        str(_("address")): row.address,
        str(_("postal code")): row.postal_code,
        str(_("town or city")): row.town,
        str(_("country")): row.country,
        str(_("telephone")): row.phone,
        str(_("your level")): row.level,
        str(_("your accomplishment")): row.accomplishment,
        str(_("résumé")): row.resume.name if row.resume else "",
        str(_("supplement")): row.supplement.name if row.supplement else "",
        str(_("signed scan")): row.signed_scan.name if row.signed_scan else "",
        str(_("form as PDF")): row.form.name if row.form else "",
        str(_("fingerprint of the form")): row.form_sha256,
        str(_("references")): "\n".join(_person(person) for person in people),
        str(_("what references answered")): _answered(people),
        str(_("what that comes to")): row.get_quorum_display(),
        str(_("identity check")): row.get_identity_way_display(),
        str(_("signed as")): row.signed_name,
        str(_("signed")): row.get_signed_how_display(),
        str(_("submitted with less than five years")): row.short_term,
    }


def _person(person: Reference) -> str:
    """Somebody who was named, as the applicant named them, and where they are."""
    agreed = _("agreed to be contacted") if person.agreed_at else _("not asked yet")
    stands = [] if person.state == ReferenceState.NAMED else [str(person.get_state_display())]
    said = (person.name, person.role, person.organisation, person.relation, str(agreed), *stands)
    return " · ".join(part for part in said if part)


def _answered(people: list[Reference]) -> str:
    """That there are answers, why they are not here, and whom to ask."""
    count = sum(person.state == ReferenceState.ANSWERED for person in people)
    if not count:
        return str(_("Nobody answered yet."))
    told = ngettext(
        "One person answered. What they wrote was written to us in confidence, and is not in this copy. If you want to "
        "know what we can tell you of it, write to our privacy officer: %(email)s.",
        "%(count)d people answered. What they wrote was written to us in confidence, and is not in this copy. If you "
        "want to know what we can tell you of it, write to our privacy officer: %(email)s.",
        count,
    )
    return told % {"count": count, "email": settings.INSTITUTE["privacy_email"]}


register(
    Application,
    person="person",
    name=_("Your applications for officer titles"),
    export=_copy,
    scrubber=_forget,
    held={
        **dict.fromkeys((*_SAID, *_COURSE, "quorum"), FORM),
        **dict.fromkeys(("given_name", "family_name", "signed_name"), NAME),
        **dict.fromkeys(("address", "postal_code", "town", "country", "phone"), CONTACT),
        "handler": _HANDLER,
        "scan_checked_by": _SEEN,
    },
    free=set(),
    retention=[
        Retention(
            what=_(
                "An application goes twelve months after it was withdrawn, rejected for good or lapsed; one that led "
                "to a title, twelve months after the membership ended. Its files and references go with it."
            ),
            due=kept_no_longer,
            act=remove,
        )
    ],
)

register(
    Position,
    person="application__person",
    name=_("Jobs in your applications"),
    held=dict.fromkeys(_OF_A_JOB, FORM),
    free=set(),
)

register(
    OrganisationAnswer,
    person="application__person",
    name=_("What you wrote about organisations that look alike"),
    held=dict.fromkeys(("application", "names", "differ", "words", "answered_at"), FORM),
    free=set(),
)

register(
    Appointment,
    person="application__person",
    name=_("Appointments to check your identity"),
    held={
        **dict.fromkeys(("application", "starts_at", "minutes", "way", "place", "taken_at"), FORM),
        "checker": replace(COLLEAGUE, person="checker"),
    },
    free=set(),
    retention=[
        Retention(
            what=_(
                "An appointment to check an identity goes ninety days after it was, once no acceptance waits for it."
            ),
            due=lambda at: Appointment.objects.filter(starts_at__lt=at - APPOINTMENT_KEPT).exclude(
                application__state=ApplicationState.ACCEPTED.value
            ),
        )
    ],
)
