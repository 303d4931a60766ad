"""Where acts put their mails: a row in the act's own transaction, and a nudge to the worker after commit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from accounts.models import FORGOTTEN, User
from common import broker, bulk, jobs
from comms.kinds import KINDS, MessageKind
from comms.models import ABOUT, PERIOD, Message

CHUNK: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail to queue: to whom, about what, for which period, made from which facts.

    ``person`` is the recipient's account, if they have one: the mail is written in their language and stands
    on their list. ``not_before`` lets it wait.
    """

    to: str
    about: str
    period: str = ""
    person: User | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    not_before: datetime | None = None


def queue(kind: MessageKind, mail: Mail, *, at: datetime) -> bool:
    """Queue one mail in the caller's transaction; false when this reason was mailed to this address before."""
    return queue_many(kind, [mail], at=at) == 1


def queue_many(kind: MessageKind, mails: Iterable[Mail], *, at: datetime) -> int:
    """Queue mails of one kind in the caller's transaction; how many were new.

    An act that fails mails nobody. What was mailed before for the same kind, subject, period and recipient is
    left out by the table's own key. After commit the delivery task is told, once per transaction; if the broker
    is away, or a duty's run is at work, the minute's run finds the rows. At most two statements per thousand mails.
    Raises ``ValueError`` for facts the kind does not know, a kind that is not in the catalogue, a mail to nobody or
    about nothing, and a reason that is too long for its columns, which SQLite would take. Who was forgotten is not
    written to.
    """
    if KINDS.get(kind.key) is not kind:
        raise ValueError(f"{kind.key} is not in the catalogue.")
    rows = [_row(kind, mail, at) for mail in mails if not mail.to.endswith(FORGOTTEN)]
    return _insert(rows)


def queue_again(message: Message, *, to: str, at: datetime) -> Message:
    """Queue a mail once more, as an event of its own: same kind, reason, facts and moment, to the address given.

    The original's row is locked by the caller. Two statements.
    """
    family = Message.objects.filter(kind=message.kind, about=message.about, period=message.period, recipient=to)
    latest = family.order_by("-repeat").values_list("repeat", flat=True).first()
    copy = Message(
        kind=message.kind,
        about=message.about,
        period=message.period,
        recipient=to,
        repeat=0 if latest is None else latest + 1,
        person_id=message.person_id,
        domain=_domain(to),
        language=message.language,
        facts=message.facts,
        queued_at=at,
        planned_at=message.planned_at,
        not_before=at,
    )
    copy.save(force_insert=True)
    _nudge_after_commit()
    return copy


def _row(kind: MessageKind, mail: Mail, at: datetime) -> Message:
    to = mail.to.strip().lower()
    if not to or not mail.about:
        raise ValueError("A mail goes to an address, and is about something.")
    if len(mail.about) > ABOUT or len(mail.period) > PERIOD:
        raise ValueError(f"What a mail is about has at most {ABOUT} characters, its period {PERIOD}.")
    waits = mail.not_before or at
    return Message(
        kind=kind.key,
        about=mail.about,
        period=mail.period,
        recipient=to,
        person_id=mail.person.pk if mail.person else None,
        domain=_domain(to),
        language=mail.person.language if mail.person else translation.get_language() or settings.LANGUAGE_CODE,
        facts=kind.dump(mail.facts),
        queued_at=at,
        planned_at=waits,
        not_before=waits,
    )


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _insert(rows: list[Message]) -> int:
    """Write the rows that are new. Which they are tell their references, drawn by chance for each."""
    new = sum(bulk.add_new(rows[start : start + CHUNK], drawn="reference") for start in range(0, len(rows), CHUNK))
    if new and not jobs.note("mailed", new):  # a run queues many times, and the minute finds all of them
        _nudge_after_commit()
    return new


def _nudge_after_commit() -> None:
    if all(waiting is not nudge for _, waiting, *_ in connection.run_on_commit):
        transaction.on_commit(nudge)


def nudge() -> None:
    """Tell the delivery duty that a mail waits. When the broker is away, the minute's run finds the row."""
    broker.ask_for("comms.deliver")
