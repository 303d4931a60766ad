"""Acts around a member who fears not to keep a title: they ask, a colleague answers in writing.

An answer changes no day: where the last day is moved, two people record that with the title itself. Each act is one
transaction that locks the account first, then the request. Source: S1, S2.
"""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import ANSWER_DAYS, add_working_days, local_day
from common.errors import DomainError
from common.selectors import closed_days
from comms import outbox
from cpe import policies, selectors
from cpe.emails import help as emails
from cpe.enums import HelpState
from cpe.models import HelpRequest
from members.models import Cycle, Member

MOST_CHARACTERS: Final = 2000
"""Of what is in the way, of what would help, and of an answer."""
REACH: Final = timedelta(days=90)
"""No answer is due later."""


class HelpRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """A request or an answer that cannot be, with the reason."""


@transaction.atomic
def ask_for_help(
    member: Member,
    credential: int,
    *,
    why: str,
    wish: str = "",
    since_on: date | None = None,
    could_by: date | None = None,
    by: User,
    at: datetime,
) -> HelpRequest:
    """Write that a member will not make it with a title, and what would help; queues ``cpe.help_asked``.

    Raises ``Forbidden`` for somebody else, ``HelpRefused`` for a title that does not stand or has no cycles, after the
    last day, without a word of why, or while another request for the title waits.
    """
    policies.require_ask_help(by, member)
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    on = local_day(at)
    sheet = next(
        (one for one in selectors.ledger_of(member.pk, on).sheets if one.credential.pk == credential and one.current),
        None,
    )
    if sheet is None or sheet.current is None:
        raise HelpRefused(_("Choose a title of yours that is kept up with credits."))
    if on > sheet.current.last_day:
        told = _("The last day for this cycle was %(day)s. Call us, or write to us.")
        raise HelpRefused(told % {"day": date_format(sheet.current.last_day)})
    said, wished = why.strip(), wish.strip()
    if not said:
        raise HelpRefused(_("Write what is in the way, in a sentence or two."))
    if max(len(said), len(wished)) > MOST_CHARACTERS:
        raise HelpRefused(_("Write at most %(most)d characters.") % {"most": MOST_CHARACTERS})
    if waiting := HelpRequest.objects.filter(credential=credential, state=HelpState.ASKED).first():
        told = _("Your request of %(day)s about this title waits for our answer, which comes by %(by)s.")
        named = {"day": date_format(local_day(waiting.asked_at)), "by": date_format(waiting.answer_by)}
        raise HelpRefused(told % named)
    due = add_working_days(on, ANSWER_DAYS, closed_days(on, on + REACH))
    row: HelpRequest = HelpRequest.objects.create(
        credential_id=credential,
        cycle=Cycle.objects.get(credential=credential, number=sheet.current.window.number),
        why=said,
        wish=wished,
        since_on=since_on,
        could_by=could_by,
        asked_at=at,
        answer_by=due,
    )
    audit.record("cpe.help-asked", about=row, person=member.user_id, by=by, at=at)
    outbox.queue(emails.ASKED, emails.asked(row, sheet.current.last_day), at=at)
    return row


@transaction.atomic
def answer_help(request: HelpRequest, *, words: str, by: User, at: datetime) -> HelpRequest:
    """Answer a request in writing; queues ``cpe.help_answered``.

    Raises ``Forbidden``, ``IllegalMove`` for one that was answered, and ``HelpRefused`` without words.
    """
    asked_by = request.credential.member.user_id
    policies.require_answer_help(by, asked_by)
    User.objects.select_for_update(no_key=True).get(pk=asked_by)
    row = HelpRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    said = words.strip()
    if not said:
        raise HelpRefused(_("Write the answer, in a sentence or two."))
    if len(said) > MOST_CHARACTERS:
        raise HelpRefused(_("Write at most %(most)d characters.") % {"most": MOST_CHARACTERS})
    row.become(HelpState.ANSWERED)
    row.answer, row.answered_at, row.answered_by = said, at, by
    row.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    audit.record("cpe.help-answered", about=row, person=asked_by, by=by, at=at)
    outbox.queue(emails.ANSWERED, emails.answered(row), at=at)
    return row
