"""Drafts: begun, written to, thrown away. What is gone leaves neither row nor file, only its audit line."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications import documents, policies, selectors
from applications.enums import ApplicationState
from applications.models import Application, Appointment, QuestionFile, Reference
from applications.selectors import answers, finalising
from applications.selectors.references import ABOUT
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from common.files import keeping
from comms import services as comms
from members import services as register
from members.enums import EarnedBy
from members.models import Member, Title

FILES = ("resume", "supplement", "form", "signed_scan")


class ApplicationRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """Something that cannot be done with an application, with the reason."""


class Submitted(ApplicationRefused):
    """It was submitted already: in another window, or by a second press."""


@transaction.atomic
def start(person: User, title: Title, *, by: User, at: datetime) -> Application:
    """Begin a draft, with what the portal knows about the person; an open one of the same title is given back.

    The account's row is locked first. Raises ``Forbidden`` for another person's, and ``ApplicationRefused`` for a title
    that is not awarded after an application, or is held, and while an objection about the same title waits.
    """
    if by.pk != person.pk:
        policies.require_write(by, Application(person=person))
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if title.level.earned_by != EarnedBy.ASSESSMENT:
        told = _("%(title)s is awarded after an exam. Claim it with your result.")
        raise ApplicationRefused(told % {"title": title})
    if found := selectors.open_application(person, title):
        return found
    if waiting := answers.objected(person.pk, title.pk):
        told = _("Your objection about application %(reference)s waits. You may begin anew once it is decided.")
        raise ApplicationRefused(told % {"reference": waiting.reference})
    if selectors.holds(person, title, local_day(at)):
        raise ApplicationRefused(_("You hold %(title)s already.") % {"title": title})
    member = Member.objects.filter(user=person).first()
    contact = member and {
        name: getattr(member, name) for name in ("address", "postal_code", "town", "country", "phone")
    }
    application = Application.objects.create(
        person=person,
        title=title,
        started_at=at,
        changed_at=at,
        given_name=person.given_name,
        family_name=person.family_name,
        **(contact or {}),
    )
    audit.record("applications.started", about=application, person=person.pk, by=by, at=at)
    return application


def locked(key: int) -> Application | None:
    """An application, locked after the account of its person as by every act about a person; none that is gone."""
    User.objects.select_for_update(of=("self",), no_key=True).filter(applications=key).first()
    rows = Application.objects.select_for_update(of=("self",), no_key=True)
    found: Application | None = rows.select_related("title__level", "title__track", "person").filter(pk=key).first()
    return found


def locked_draft(application: Application, *, by: User) -> Application:
    """The draft, locked as by ``locked`` until the act that asked for it is over; call it first in a transaction.

    Raises ``Forbidden`` for another person's, ``Submitted``, and ``ApplicationRefused`` for one that is gone.
    """
    return _draft(locked(application.pk), by)


def read_draft(application: Application, *, by: User) -> Application:
    """The draft as it is now, not locked; raises as ``locked_draft`` does."""
    rows = Application.objects.select_related("title__level", "title__track", "person")
    return _draft(rows.filter(pk=application.pk).first(), by)


def _draft(row: Application | None, by: User) -> Application:
    if row is None:
        raise ApplicationRefused(_("This application is not there any more: it was thrown away."))
    policies.require_write(by, row)
    if row.state != ApplicationState.DRAFT:
        raise Submitted(_("This application was submitted. What it says stays as it is."))
    return row


def changed(row: Application, fields: Collection[str], *, at: datetime) -> None:
    """Save these columns of a locked draft, note the moment, and drop a form to print that says something else."""
    row.changed_at = at
    row.save(update_fields=[*fields, "changed_at"])
    drop_what_differs(row, at=at)


def drop_what_differs(row: Application, *, at: datetime) -> None:
    """Drop the form that a locked draft was prepared to be printed as, with its file, unless the draft says just that.

    No query without such a form, else 8 and more.
    """
    if (prepared := row.form_id) and documents.sheet_of(row, at).fingerprint != row.content_sha256:
        row.form, row.form_sha256, row.content_sha256 = None, "", ""
        row.save(update_fields=["form", "form_sha256", "content_sha256"])
        keeping.let_go([prepared], at=at)


@transaction.atomic
def throw_away(application: Application, *, by: User, at: datetime) -> None:
    """Remove a draft with its files, as its owner asked. Raises ``Forbidden`` and ``ApplicationRefused``."""
    row = locked_draft(application, by=by)
    audit.record("applications.thrown-away", about=row, person=row.person_id, by=by, at=at)
    remove([row.pk], at=at)


def remove(keys: Collection[int], *, at: datetime) -> int:
    """Delete applications with all that was named, asked and answered in them: how many.

    Their files and appointments are let go, mails to people who were named are forgotten, and what an open acceptance
    asked is credited.
    """
    for found in finalising.found_of(finalising.rows().filter(application__in=keys, ended_at=None)):
        if found.invoice is not None and not finalising.shared(found.row, found.invoice):
            register.drop_entry(found.invoice.pk, at=at)
    rows = Application.objects.filter(pk__in=keys)
    files = {key for row in rows.values_list(*(f"{name}_id" for name in FILES)) for key in row if key}
    sent = QuestionFile.objects.filter(question__application__in=keys)
    files |= set(sent.values_list("file", flat=True))
    files |= set(rows.filter(archive__file__isnull=False).values_list("archive__file", flat=True))
    sent.delete()
    rows.update(**dict.fromkeys(FILES))
    keeping.let_go(files, at=at)
    Appointment.objects.filter(application__in=keys).give_back()
    asked = Reference.objects.filter(application__in=keys, asked_at__isnull=False)
    if handles := list(asked.values_list("handle", flat=True)):
        comms.forget_about([f"{ABOUT}{handle}" for handle in handles])
    rows.delete()
    return len(keys)
