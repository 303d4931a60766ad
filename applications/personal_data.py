"""What officer applications keep about applicants and the people they name."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from applications.enums import ApplicationState
from applications.models import Application, Appointment, OrganisationAnswer, Position, Reference
from applications.rules.withdrawn import last_over
from applications.services.drafts import remove
from applications.services.references import forget_named
from common.calendar import day_bounds, local_day
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register

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

_FORM = Datum(
    kind=Kind.CONTENT,
    why=_("To judge whether you meet the criteria of the title you ask for."),
    term=_(
        "A draft for six months after its last change; what you withdrew for twelve months; else as long as you are in "
        "the register."
    ),
    scrub=Scrub.DELETE_ROW,
)
_NAME = replace(_FORM, kind=Kind.IDENTITY)
_CONTACT = replace(_FORM, kind=Kind.CONTACT)
_NAMED = Datum(
    kind=Kind.CONTACT,
    why=_("To ask the people an applicant names whether they confirm what the applicant wrote."),
    term=_(
        "As long as the application they are named in, or until they ask us to remove it. The sealed form of an "
        "application keeps name, role, organisation and how they worked together, as the applicant signed it, and goes "
        "with the application."
    ),
    scrub=Scrub.DELETE_ROW,
)
_COUNTED = replace(
    _NAMED,
    why=_(
        "To count from how many organisations the references of an application are. Once it is submitted, the count "
        "rests on these and they stay, without anything that tells who it was."
    ),
    term=_("As long as the application they are named in; in a draft, until they ask us to remove it."),
)
_COLLEAGUE = Datum(
    kind=Kind.TRACE,
    why=_("To show who offers the appointment."),
    term=_("As long as the appointment; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)


def _withdrawn_long_ago(at: datetime) -> QuerySet[Application]:
    over = day_bounds(last_over(local_day(at)))[1]
    return Application.objects.filter(state=ApplicationState.WITHDRAWN.value, withdrawn_at__lt=over)


def _forget(rows: QuerySet[Application], _about: Subject, at: datetime) -> int:
    """Delete somebody's applications with all they named in them, and let go of the files."""
    return remove(list(rows.values_list("pk", flat=True)), at=at)


def _named(about: Subject) -> Q:
    """The rows that name somebody by an address that proved to be theirs, whatever its case."""
    found = Reference.objects.annotate(address=Lower("email")).filter(address__in=about.addresses)
    return Q(pk__in=found.values("pk"))


def _forget_named(rows: QuerySet[Reference], _about: Subject, at: datetime) -> int:
    """Delete who was named in drafts, and blank who was named in what was submitted."""
    return forget_named(list(rows.values_list("pk", flat=True)), at=at)


def _copy(rows: QuerySet[Application], _about: Subject) -> list[dict[str, Any]]:
    """A person's applications with the people they named; jobs and answers about organisations have their own tables.

    Where those people are reached is theirs, and left out.
    """
    files = ("title", "resume", "supplement", "signed_scan", "form")
    return [_told(row) for row in rows.select_related(*files).prefetch_related("references")]


def _told(row: Application) -> dict[str, Any]:
    return {
        str(_("reference")): row.reference,
        str(_("title")): str(row.title),
        str(_("state")): row.get_state_display(),
        str(_("begun")): row.started_at,
        str(_("last changed")): row.changed_at,
        str(_("submitted")): row.submitted_at,
        str(_("withdrawn")): row.withdrawn_at,
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
        str(_("references")): "\n".join(_person(person) for person in row.references.all()),
        str(_("identity check")): row.get_identity_way_display(),
        str(_("signed as")): row.signed_name,
        str(_("signed")): row.get_signed_how_display(),
        str(_("submitted with less than five years")): row.short_term,
    }


def _person(person: Reference) -> str:
    agreed = _("agreed to be contacted") if person.agreed_at else _("not asked yet")
    said = (person.name, person.role, person.organisation, person.relation, str(agreed))
    return " · ".join(part for part in said if part)


register(
    Application,
    person="person",
    name=_("Your applications for officer titles"),
    export=_copy,
    scrubber=_forget,
    held={
        "reference": _FORM,
        "person": _FORM,
        "title": _FORM,
        "state": _FORM,
        "started_at": _FORM,
        "changed_at": _FORM,
        "submitted_at": _FORM,
        "withdrawn_at": _FORM,
        "given_name": _NAME,
        "family_name": _NAME,
        "address": _CONTACT,
        "postal_code": _CONTACT,
        "town": _CONTACT,
        "country": _CONTACT,
        "phone": _CONTACT,
        "level": _FORM,
        "accomplishment": _FORM,
        "resume": _FORM,
        "supplement": _FORM,
        "identity_way": _FORM,
        "form": _FORM,
        "form_sha256": _FORM,
        "content_sha256": _FORM,
        "signed_name": _NAME,
        "signed_how": _FORM,
        "signed_scan": _FORM,
        "short_term": _FORM,
    },
    free=set(),
    retention=[
        Retention(
            what=_("An application that was withdrawn goes twelve months after, with its files and references."),
            due=_withdrawn_long_ago,
            act=remove,
        )
    ],
)

register(
    Position,
    person="application__person",
    name=_("Jobs in your applications"),
    held=dict.fromkeys(_OF_A_JOB, _FORM),
    free=set(),
)

register(
    OrganisationAnswer,
    person="application__person",
    name=_("What you wrote about organisations that look alike"),
    held=dict.fromkeys(("application", "names", "differ", "words", "answered_at"), _FORM),
    free=set(),
)

register(
    Reference,
    person=_named,
    name=_("Applications that name you as a reference"),
    held={
        **dict.fromkeys(("name", "role", "email", "phone", "relation"), _NAMED),
        **dict.fromkeys(("application", "organisation", "added_at", "agreed_at"), _COUNTED),
    },
    free=set(),
    scrubber=_forget_named,
)

register(
    Appointment,
    person="application__person",
    name=_("Appointments to check your identity"),
    held={
        "application": _FORM,
        "starts_at": _FORM,
        "minutes": _FORM,
        "way": _FORM,
        "place": _FORM,
        "taken_at": _FORM,
        "checker": replace(_COLLEAGUE, person="checker"),
    },
    free=set(),
    retention=[
        Retention(
            what=_("An appointment to check an identity goes ninety days after it was."),
            due=lambda at: Appointment.objects.filter(starts_at__lt=at - APPOINTMENT_KEPT),
        )
    ],
)
