"""What is held about people who were named as references: as they were named, what they were sent, what they said.

They have no account, so a row is theirs by their address, once it proved to be theirs.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from applications.enums import ObjectionState
from applications.models import Objection, Reference, ReferenceAnswer, ReferenceDraft, ReferenceLink, ReferenceStatement
from applications.rules.organisations import REMOVED
from applications.services.forgetting import forget_contact, forget_named
from common.calendar import local_day
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register

KEPT: Final = timedelta(days=90)
ENDED_AT: Final = ("withdrawn_at", "decided_at")
"""The columns of an application that tell when it ended for the people it names: withdrawn, or decided."""

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
_REACHED = replace(
    _NAMED,
    why=_(
        "To reach the people an applicant names. Of an address that is removed we keep a trace made with our own key, "
        "from which nobody reads it, so that we do not write to it about this application again, and a colleague who "
        "is named has no part in it."
    ),
    term=_(
        "Until 90 days after the application, and an objection if there is one, was decided or withdrawn, or until "
        "they ask us to remove it; the trace goes with the application."
    ),
    ends=Ends.RULE,
)
_COUNTED = replace(
    _NAMED,
    why=_(
        "To count from how many organisations the references of an application are. Once it is submitted, the count "
        "rests on these and they stay, without anything that tells who it was."
    ),
    term=_("As long as the application they are named in; in a draft, until they ask us to remove it."),
)
_COURSE = replace(
    _COUNTED,
    kind=Kind.TRACE,
    why=_("To know whose answer is awaited until when, and to remind of it in time."),
    term=_("As long as the application they are named in."),
)
_SENT = replace(
    _NAMED,
    kind=Kind.TRACE,
    why=_("To open the form for whoever has the private link that we mailed, and for nobody else."),
    term=_("Until 90 days after the last day of the link."),
    ends=Ends.RULE,
)
_TYPED = replace(
    _NAMED,
    kind=Kind.CONTENT,
    why=_("So that nothing is lost of what somebody typed and did not send yet."),
    term=_("Until the answer is sent, at the latest until 90 days after the last day of the link."),
    ends=Ends.RULE,
)
_ANSWERED = replace(
    _NAMED,
    kind=Kind.CONTENT,
    why=_("To judge whether the applicant meets the criteria of the title. The applicant does not see it."),
    term=_("As long as the application, or until who answered takes it back or asks us to remove it."),
)


def named(about: Subject) -> Q:
    """The rows that name somebody by an address that proved to be theirs, whatever its case."""
    return Q(pk__in=_rows(about))


def _along(way: str) -> Callable[[Subject], Q]:
    """The rows of a table that hang on those."""
    return lambda about: Q(**{f"{way}__in": _rows(about)})


def _rows(about: Subject) -> QuerySet[Any]:
    found = Reference.objects.annotate(address=Lower("email")).filter(address__in=about.addresses)
    return found.order_by().values("pk")


def _forget(rows: QuerySet[Reference], _about: Subject, at: datetime) -> int:
    """Delete who was named in drafts, and blank who was named in what was submitted, with what they said."""
    return forget_named(list(rows.values_list("pk", flat=True)), at=at)


def _copy(rows: QuerySet[Reference], _about: Subject) -> list[dict[str, Any]]:
    """How somebody was named and what happened since; whom they were named instead of is another person's."""
    labels = {column.name: column.verbose_name for column in Reference._meta.concrete_fields}
    return [
        {str(labels[name]): _told(row, name) for name in (*_SAID, *_PASSED)}
        for row in rows.select_related("application__title")
    ]


def _told(row: Reference, name: str) -> Any:
    if name in {"state", "declined"}:
        return str(getattr(row, f"get_{name}_display")())
    value = getattr(row, name)
    return str(value) if isinstance(value, Model) else value


def _ended_long_ago(at: datetime) -> QuerySet[Reference]:
    over = Q()
    for column in ENDED_AT:
        over |= Q(**{f"application__{column}__lt": at - KEPT})
    waits = Q(state=ObjectionState.MADE.value) | Q(ended_at__gte=at - KEPT)
    objected = Objection.objects.filter(waits).values("application")
    found = Reference.objects.filter(over).exclude(application__in=objected)
    return found.exclude(email__endswith=REMOVED, phone="")


_SAID: Final = (
    "application", "name", "role", "organisation", "relation", "email", "phone", "added_at", "agreed_at",
)  # fmt: skip
_PASSED: Final = ("state", "asked_at", "ends_on", "opened_at", "returned_at", "ended_at", "declined", "handle")

register(
    Reference,
    person=named,
    name=_("Applications that name you as a reference"),
    export=_copy,
    scrubber=_forget,
    held={
        **dict.fromkeys(("name", "role", "relation"), _NAMED),
        **dict.fromkeys(("email", "phone"), _REACHED),
        **dict.fromkeys(("application", "organisation", "added_at", "agreed_at"), _COUNTED),
        **dict.fromkeys((*_PASSED, "replaces"), _COURSE),
    },
    free=set(),
    retention=[
        Retention(
            what=_(
                "How we reach somebody who was named as a reference is forgotten 90 days after the application was "
                "decided or withdrawn, or after an objection to the decision was decided."
            ),
            due=_ended_long_ago,
            blank=("email", "phone"),
            act=forget_contact,
        )
    ],
)


def _link_over(at: datetime) -> Q:
    return Q(reference__ends_on__lt=local_day(at) - KEPT)


register(
    ReferenceLink,
    person=_along("reference"),
    name=_("Private links we mailed you"),
    held={
        **dict.fromkeys(("reference", "made_at", "revoked_at"), _SENT),
        **dict.fromkeys(("seed", "secret_sha256"), replace(_SENT, secret=True)),
    },
    free=set(),
    retention=[
        Retention(
            what=_("What we keep of a private link goes 90 days after the last day on which it opens the form."),
            due=lambda at: ReferenceLink.objects.filter(_link_over(at)),
        )
    ],
)

register(
    ReferenceDraft,
    person=_along("reference"),
    name=_("Your answers as a reference that you did not send yet"),
    held=dict.fromkeys(("reference", "typed", "saved_at"), _TYPED),
    free=set(),
    retention=[
        Retention(
            what=_("What a reference typed and never sent goes 90 days after the last day of the link."),
            due=lambda at: ReferenceDraft.objects.filter(_link_over(at)),
        )
    ],
)

register(
    ReferenceAnswer,
    person=_along("reference"),
    name=_("Your answers as a reference"),
    held=dict.fromkeys(("reference", "name", "role", "relation", "remarks", "given_at"), _ANSWERED),
    free=set(),
)

register(
    ReferenceStatement,
    person=_along("answer__reference"),
    name=_("What you said about each criterion"),
    held=dict.fromkeys(("answer", "criterion", "says", "words", "known_from", "known_until"), _ANSWERED),
    free=set(),
)
