"""What became meanwhile of proposals that somebody still saw waiting: who was first, with what, and when.

A proposal is settled at the moment of the act that settles it, so that act is found by its moment.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.audit import history
from common.models import AuditLine
from members.enums import ProposalState, Use
from members.models import Allocation, Proposal

USED: Final[Mapping[str, str | Promise]] = {
    Use.INVOICE: gettext_lazy("%(line)s: %(who)s booked it on invoice %(on)s already, on %(when)s."),
    Use.LINE: gettext_lazy("%(line)s: %(who)s set it against another line already, on %(when)s."),
    Use.OTHER: gettext_lazy("%(line)s: %(who)s set it aside as not for the register, on %(when)s."),
}


Key = tuple[int | None, int | None, datetime | None]
"""Line, invoice and moment of a use of money; without one of the first two any will do."""


def overtaken(rows: Collection[Proposal]) -> list[str]:
    """A sentence for each of these proposals, which wait no more; they come with line and invoice (at most 4 queries).

    Called in the transaction that found them so.
    """
    if not rows:
        return []
    either = Q(line__in={row.line_id for row in rows}) | Q(invoice__in={row.invoice_id for row in rows})
    uses = Allocation.objects.filter(either, undoes=None, recorded_at__in={row.settled_at for row in rows})
    found: dict[Key, Allocation] = {}
    for use in uses.select_related("recorded_by", "invoice").order_by("pk"):
        for line, invoice in ((use.line_id, use.invoice_id), (use.line_id, None), (None, use.invoice_id)):
            found[line, invoice, use.recorded_at] = use
    declined = _declined(rows)
    return [_told(row, declined.get(row.pk), found) for row in rows]


def _told(row: Proposal, declined_by: str | None, uses: Mapping[Key, Allocation]) -> str:
    of_line = uses.get((row.line_id, row.invoice_id, row.settled_at)) or uses.get((row.line_id, None, row.settled_at))
    of_invoice = uses.get((None, row.invoice_id, row.settled_at))
    facts = {"line": row.line, "invoice": row.invoice, "when": _when(row.settled_at)}
    if declined_by is not None:
        told = _("%(line)s: %(who)s declined already that it is for invoice %(invoice)s, on %(when)s.")
        return told % {**facts, "who": declined_by}
    if of_line is not None:
        return str(USED[of_line.use]) % {**facts, "who": _who(of_line), "on": of_line.invoice}
    if of_invoice is not None:
        told = _("%(line)s: nothing is open on invoice %(invoice)s; %(who)s booked other money on it on %(when)s.")
        return told % {**facts, "who": _who(of_invoice)}
    return _("%(line)s: nothing was open on invoice %(invoice)s any more on %(when)s.") % facts


def _declined(rows: Collection[Proposal]) -> dict[int, str]:
    """Who declined those of these proposals that were declined, by proposal (2 queries)."""
    wanted = [row for row in rows if row.state == ProposalState.DECLINED]
    if not wanted:
        return {}
    moments = {row.settled_at for row in wanted if row.settled_at}
    about = {row.line_id for row in wanted}
    acts = AuditLine.objects.filter(act="members.proposal-declined", about_id__in=about, at__in=moments)
    lines = {(line.about_id, line.at): line for line in acts}
    people = history.names(lines.values())
    found = {row.pk: lines.get((row.line_id, row.settled_at)) for row in wanted}
    return {pk: history.actor(line, people) if line else _("Somebody") for pk, line in found.items()}


def _who(use: Allocation) -> str:
    return str(use.recorded_by) if use.recorded_by else _("The portal")


def _when(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
