"""Forgetting people who were named as references, and how they are reached once an application is over."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.enums import ApplicationState, ReferenceState
from applications.models import Application, Reference, ReferenceAnswer, ReferenceDraft
from applications.rules.organisations import removed_address
from applications.selectors.references import ABOUT
from applications.services.archiving import draw_anew
from applications.services.drafts import drop_what_differs, locked
from applications.services.quorum import reckon
from applications.states import HANDED_IN
from common import audit
from common.models import AuditLine
from common.traces import traces_of
from comms import services as comms


@transaction.atomic
def forget_named(keys: Collection[int], *, at: datetime) -> int:
    """Forget people who were named, as they asked: how many.

    In a draft their row goes, and with it a form to print that names them. In what was submitted they withdraw: the
    organisation stays, since the count of organisations rests on it, and nothing that tells who it was; drafts and
    answers go, and the quorum is counted anew. Mails about them go everywhere. Locks each application after its
    applicant's account.
    """
    count = 0
    found = Application.objects.filter(references__in=keys).order_by("pk").values_list("pk", flat=True)
    for key in list(found.distinct()):
        row = locked(key)
        if row is not None:
            count += _forget_in(row, keys, at)
    return count


def _forget_in(row: Application, keys: Collection[int], at: datetime) -> int:
    named_here = [person for person in row.references.select_for_update().order_by("pk") if person.pk in keys]
    if row.state == ApplicationState.DRAFT:
        row.references.filter(pk__in=[person.pk for person in named_here]).delete()
        drop_what_differs(row, at=at)
        return len(named_here)
    for person in named_here:
        if person.state != ReferenceState.WITHDREW:
            person.become(ReferenceState.WITHDREW)
            person.ended_at, person.declined = at, ""
            person.save(update_fields=["state", "ended_at", "declined"])
    forget_details(row, named_here, at=at)
    for person in named_here:
        audit.record("applications.reference-forgotten", about=person, by=None, at=at)
    if row.state in HANDED_IN and row.references_at is not None:
        reckon(row, at=at)
    return len(named_here)


def forget_details(row: Application, named_here: Collection[Reference], *, at: datetime) -> None:
    """Take everything from people named in a locked application that tells who they are, and what they typed or said.

    The organisation stays, and a trace by which their address is known again, so that nobody writes to it. Their
    links stay rows: they open nothing but a page that says how it stands. Mails about them go, and so do values that
    the audit log keeps about them; an archive is drawn anew without them.
    """
    people = list(row.references.order_by("pk"))
    for person in named_here:
        person.name, person.role, person.phone, person.relation = str(_("removed at their own request")), "", "", ""
        person.email = _removed(person, people)
        person.save(update_fields=["name", "role", "phone", "relation", "email"])
    ReferenceDraft.objects.filter(reference__in=named_here).delete()
    ReferenceAnswer.objects.filter(reference__in=named_here).delete()
    forget_mails(named_here)
    draw_anew(row, at=at)
    for person in named_here:
        audit.erase_details(AuditLine.objects.about(person), by=None, at=at, code="reference")


def forget_mails(people: Collection[Reference]) -> int:
    """Delete mails to people who were named, and wipe the words of those about them to others: how many."""
    return comms.forget_about([f"{ABOUT}{person.handle}" for person in people])


@transaction.atomic
def forget_contact(keys: Collection[int], *, at: datetime) -> int:
    """Forget how people are reached who were named in applications that are over: how many.

    Mails to them go, too. Their name and what they answered stay with the application, and so does a trace by which
    a colleague who was named is known again: they take no part in it.
    """
    rows = list(Reference.objects.filter(pk__in=keys).select_related("application").order_by("pk"))
    everybody: dict[int, list[Reference]] = {}
    for person in Reference.objects.filter(application__in={row.application_id for row in rows}).order_by("pk"):
        everybody.setdefault(person.application_id, []).append(person)
    forget_mails(rows)
    for people in everybody.values():
        for person in people:
            if person.pk in keys:
                person.email, person.phone = _removed(person, people), ""
                person.save(update_fields=["email", "phone"])
    return len(rows)


def _removed(person: Reference, people: Collection[Reference]) -> str:
    """The address that stands for theirs, with the trace of it; one that stands already stays."""
    if person.removed:
        return person.email
    others = [other.email for other in people if other.pk != person.pk]
    return removed_address(person.pk, person.email, others, traces_of(person.email)[0])
