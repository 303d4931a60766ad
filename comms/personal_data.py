"""What the mails keep about people, why and how long."""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register
from comms import rules, services, words
from comms.models import Bounce, Message

_row = Datum(
    kind=Kind.CONTACT,
    why=_("To answer what we mailed to whom and when, and to see mails that did not arrive."),
    term=_("One year after the mail was written."),
    scrub=Scrub.DELETE_ROW,
    ends=Ends.RULE,
)
_text = Datum(
    kind=Kind.CONTENT,
    why=_("To write it when it is sent, and to answer what we wrote."),
    term=_("90 days after it was sent; not at all where a link in it opens something."),
    scrub=Scrub.DELETE_ROW,
    ends=Ends.RULE,
)
_bounce = replace(_row, why=_("To ask for another address when one does not take our mail."))


def _copy_of_mails(rows: QuerySet[Message], _about: Subject) -> list[dict[str, Any]]:
    """What was written to whom and when, how it fared, and its words while they are kept."""
    return [
        {
            str(_("when")): message.when,
            str(_("to")): message.recipient,
            str(_("subject")): str(message),
            str(_("state")): words.state(message),
            str(_("reference")): message.reference,
            **({str(_("words")): message.text} if message.text else {}),
        }
        for message in rows
    ]


def _copy_of_bounces(rows: QuerySet[Bounce], _about: Subject) -> list[dict[str, Any]]:
    return [{str(_("address")): bounce.address, str(_("when")): bounce.reported_at} for bounce in rows]


def _mails_to(about: Subject) -> Q:
    return Q(person=about.key) | Q(person=None, recipient__in=about.addresses)


def _bounces_of(about: Subject) -> Q:
    return Q(message__person=about.key) | Q(message__person=None, address__in=about.addresses)


register(
    Message,
    person=_mails_to,
    export=_copy_of_mails,
    held={
        "recipient": _row, "domain": _row, "subject": _row, "about": _row, "period": _row, "person": _row,
        "language": _row, "text": _text, "facts": _text,
    },
    free={
        "kind", "repeat", "reference", "state", "attempts", "losses", "queued_at", "planned_at", "not_before",
        "tried_at", "lease", "lease_until", "sent_at", "text_until", "note",
    },
    retention=[
        Retention(
            what=_("The words of a mail are wiped 90 days after it was sent."),
            due=Message.objects.with_text_past_its_term,
            blank=("text", "facts"),
            act=services.wipe_texts,
        ),
        Retention(
            what=_("What we mailed to whom is forgotten a year after it was written."),
            due=lambda at: Message.objects.ended_before(at - rules.KEPT),
        ),
    ],
)  # fmt: skip
register(
    Bounce,
    person=_bounces_of,
    export=_copy_of_bounces,
    held={"address": _bounce, "message": _bounce, "reported_at": _bounce},
    free={"status", "report", "cleared_at"},
    retention=[
        Retention(
            what=_("That an address did not take our mail is forgotten after a year."),
            due=lambda at: Bounce.objects.filter(reported_at__lt=at - rules.KEPT),
        )
    ],
)
