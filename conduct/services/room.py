"""The room of a case: what is written into it, each opening, and the glass that can be broken from outside.

Acts lock the member's account, then the case. Source: S3.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Forbidden
from common.files import keeping
from comms import outbox
from comms.outbox import Mail
from conduct import policies
from conduct.emails import cases as emails
from conduct.enums import Audience, CaseState, Step
from conduct.models import Case, RoomEntry, Trace
from conduct.models.reports import LONG, SHORT
from conduct.selectors.finding import colleagues
from conduct.selectors.judging import seated_of
from conduct.services.intake import require_nameless
from conduct.services.steps import ConductRefused, locked_case, note, require_state, required
from conduct.shelves import ROOM
from conduct.states import OPEN

OPEN_FOR: Final = timedelta(hours=1)
"""How long broken glass lets somebody in."""
MOST_LETTERS: Final = 20
"""How often a member writes into the room of a case."""


def note_opening(case: Case, *, by: User, at: datetime) -> None:
    """Leave a line that somebody opened a case. Raises ``Forbidden`` for who may not."""
    if not is_inside(by, case, at):
        policies.require_open(by, case)
    note(Step.CASE_READ, case=case, by=by, at=at)


def is_inside(by: User, case: Case, at: datetime) -> bool:
    """Whether somebody broke the glass of a case within the hour (1 query)."""
    if not policies.can_break_glass(by):
        return False
    return Trace.objects.filter(case=case, step=Step.GLASS_BROKEN, by=by, at__gt=at - OPEN_FOR).exists()


@transaction.atomic
def break_glass(case: Case, reason: str, *, by: User, at: datetime) -> Case:
    """Open a case that is not one's own, for an hour, with a reason; its chair is mailed at once.

    Before there is a chair, and beside them, its case officer is; where there is neither any more, everybody on the
    committee and whoever could take the case over. Raises ``Forbidden``, ``ConductRefused``.
    """
    row = locked_case(case)
    if not policies.can_break_glass(by) or by.pk == row.member.user_id:
        raise Forbidden
    said = required(reason, _("Write why you must open this case."), SHORT)
    note(Step.GLASS_BROKEN, case=row, by=by, at=at, words=said)
    period = f"{by.pk} {at:%Y-%m-%d %H:%M:%S}"
    outbox.queue_many(emails.GLASS, [emails.to(person, row, period=period) for person in _to_tell(row, by)], at=at)
    return row


def _to_tell(row: Case, by: User) -> list[User]:
    """Who hears that somebody opened a case from outside: never only who did it, nor whom it is about."""
    seated = [seat for seat in seated_of(row) if seat.person.is_active]
    told = [] if policies.has_nobody(row.officer) else [row.officer]
    told += [seat.person for seat in seated if seat.chair]
    if told:
        return told
    others = colleagues(by, policies.OFFICER)
    return [*(seat.person for seat in seated), *(one for one in others if policies.can_take_over(one, row))]


def write(
    case: Case, audience: Audience, text: str, *, by: User, at: datetime, file: "File[Any] | None" = None
) -> RoomEntry:
    """Write something into the room, with a file if there is one; what was frozen stays as it was.

    For the member too: they are mailed that there is something to read, and it must not name a reporter. Until the
    deliberation, but notes, which the committee writes until it judged. Commits as it goes for a file. Raises
    ``Forbidden``, ``ConductRefused``, ``FileRefused``.
    """
    said = required(text, _("Write something."), LONG)
    upload = keeping.receive(file, shelf=ROOM, owner=by, at=at) if file is not None else None
    try:
        with transaction.atomic():
            return _written(case, audience, said, upload, by=by, at=at)
    except Exception:
        if upload is not None:
            keeping.let_go([upload.pk], at=at)
        raise


@transaction.atomic
def answer(case: Case, text: str, *, by: User, at: datetime) -> RoomEntry:
    """Write to who judges, as the member: to ask for more time, say that one cannot come, or answer what was written.

    It is no explanation. Until the deliberation. Queues word to committee and case officer. Raises ``Forbidden``, and
    ``ConductRefused``, also for more than so many.
    """
    row = locked_case(case)
    policies.require_party(by, row)
    require_state(row, CaseState.NAMED, CaseState.EXPLAINING)
    said = required(text, _("Write something."), LONG)
    if row.entries.filter(author=by).count() >= MOST_LETTERS:
        raise ConductRefused(_("You wrote %(most)d times already. Call us, please.") % {"most": MOST_LETTERS})
    made: RoomEntry = row.entries.create(audience=Audience.PARTIES.value, text=said, author=by, written_at=at)
    note(Step.ENTRY_ADDED, case=row, by=by, at=at)
    outbox.queue_many(emails.IN_THE_ROOM, _to_inside(row, f"entry {made.pk}"), at=at)
    return made


def _to_inside(row: Case, period: str, but: User | None = None) -> list[Mail]:
    """A mail to everybody on the committee and to the case officer, without who did it."""
    mails = [emails.to(row.officer, row, period=period), *emails.to_committee(row, period=period)]
    return [mail for mail in mails if mail.person != but]


def _written(case: Case, audience: Audience, said: str, upload: Any, *, by: User, at: datetime) -> RoomEntry:
    row = locked_case(case)
    policies.require_open(by, row)
    if audience is Audience.NOTE:
        policies.require_seated(by, row)
        require_state(row, *OPEN)
    else:
        require_state(row, CaseState.FORMING, CaseState.NAMED, CaseState.EXPLAINING)
    if audience is Audience.PARTIES:
        if row.named_at is None:
            raise ConductRefused(_("The member knows nothing of this case yet."))
        require_nameless(f"{said}\n{upload.name if upload else ''}", list(row.reports.all()))
    made: RoomEntry = row.entries.create(
        audience=audience.value,
        text=said,
        file=upload and keeping.take_up(upload, by=by),
        author=by,
        written_at=at,
    )
    note(Step.ENTRY_ADDED, case=row, by=by, at=at)
    if audience is not Audience.NOTE:
        outbox.queue_many(emails.IN_THE_ROOM, _to_inside(row, f"entry {made.pk}", but=by), at=at)
    if audience is Audience.PARTIES:
        outbox.queue(emails.TO_READ, emails.to_member(row, period=f"entry {made.pk}"), at=at)
    return made
