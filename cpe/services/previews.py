"""Previews of a policy version: ask for one, and carry it on, a chunk of the register at a time.

A chunk is one transaction that judges the current cycle of every title of its members by the rules that hold and by
those of the version, writes a line where they differ, and notes how far it came: whoever is killed halfway leaves
nothing half done, and the next one goes on there.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from common.jobs import CHUNK
from common.money import from_quarters
from cpe import policies, selectors
from cpe.enums import VersionState
from cpe.models import PolicyPreview, PolicyVersion, PreviewLine
from cpe.rules.cycles import Judgement
from cpe.selectors import Balance
from cpe.services.versions import UnfitVersionError
from members.models import Member


class PreviewRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """A preview that cannot be asked for now."""


@transaction.atomic
def ask_preview(version_id: int, *, first_day: date, on: date, by: User, at: datetime) -> PolicyPreview:
    """Ask what a version would change, had it been in force from ``first_day``, judged by the end of ``on``.

    The version is locked. The same question about the same draft, still at work, is answered with the preview that is
    at work. Raises ``Forbidden`` if ``by`` may neither draft nor publish, ``PreviewRefused`` while another preview of
    the version is at work, for days out of order and for a discarded version, ``UnfitVersionError`` with all sentences
    for one that makes no sense as a whole.
    """
    version = PolicyVersion.objects.select_for_update(of=("self",), no_key=True).get(pk=version_id)
    policies.require_preview(by)
    if version.state == VersionState.DISCARDED:
        raise PreviewRefused(_("This version was discarded. It will change nothing."))
    if on > local_day(at):
        raise PreviewRefused(_("Choose today or an earlier day to judge on: the ledger knows no days to come."))
    if first_day > on:
        raise PreviewRefused(_("From that day on, nothing is judged yet. Choose a first day that is not after it."))
    running = PolicyPreview.objects.open().filter(version=version).first()
    if running and (running.first_day, running.judged_on) == (first_day, on):
        return running
    if running:
        raise PreviewRefused(_("Another preview of this version is at work. Ask again when it is done."))
    if told := selectors.nonsense(version):
        raise UnfitVersionError(" ".join(told))
    preview = PolicyPreview(version=version, first_day=first_day, judged_on=on, asked_by=by, asked_at=at)
    preview.begin_anew()
    preview.save()
    audit.record("cpe.preview-asked", about=version, by=by, at=at)
    return preview


@transaction.atomic
def go_on_with_preview(preview_id: int, *, at: datetime, size: int = CHUNK) -> int:
    """Carry a preview on by a chunk of members: how many were looked at; 0 when it is done or somebody is at it.

    The preview and its version are locked, so that the lines of a chunk are of one draft. When that was changed since,
    the preview begins from nothing; it waits while the draft makes no sense as a whole. 14 statements, whatever the
    chunk.
    """
    waiting = PolicyPreview.objects.open().select_related("version").filter(pk=preview_id)
    preview = waiting.select_for_update(of=("self", "version"), skip_locked=True, no_key=True).first()
    if preview is None:
        return 0
    if preview.is_stale:
        if selectors.nonsense(preview.version):
            return 0
        preview.lines.all().delete()
        preview.begin_anew()
    members = list(Member.objects.filter(pk__gt=preview.reached).order_by("pk").values_list("pk", flat=True)[:size])
    now = selectors.policies()
    then = now.as_if(selectors.policy_of(preview.version), preview.first_day)
    titles, lines = 0, []
    for balance in selectors.balances(members, preview.judged_on):
        titles += 1
        was, becomes = (_side(balance.judged(rules, preview.judged_on)) for rules in (now, then))
        if was != becomes:
            lines.append(_line(preview, balance, was, becomes))
    PreviewLine.objects.bulk_create(lines)
    preview.move_on(reached=members[-1] if members else preview.reached, titles=titles)
    if len(members) < size:
        preview.finish(at=at)
    preview.save()
    return len(members)


Side = tuple[int, int, str]
"""What a cycle comes to by some rules: quarters counted, quarters needed, and how it stands."""


def _side(found: Judgement) -> Side:
    return found.tally.counted, found.required, found.outcome.value


def _line(preview: PolicyPreview, balance: Balance, was: Side, becomes: Side) -> PreviewLine:
    return PreviewLine(
        preview=preview,
        credential_id=balance.credential.pk,
        expires_on=balance.case.first.expires_on,
        was_counted=from_quarters(was[0]),
        becomes_counted=from_quarters(becomes[0]),
        was_required=from_quarters(was[1]),
        becomes_required=from_quarters(becomes[1]),
        was=was[2],
        becomes=becomes[2],
    )
