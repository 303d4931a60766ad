"""Draw certificates: each once, sealed, and signed as a badge with it, however many workers are at it.

A worker leases some certificates before it draws, and takes their documents up only while that lease is its own: one
that was killed, or was so slow that another took over, leaves files that no record names, which the nightly sweep
removes.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit, bulk, pdf, seal, signing
from common.calendar import local_day
from common.files import keeping
from common.files.kinds import FileKind
from common.jobs import Tried
from common.models import Upload
from members.documents.certificate import LANGUAGE, certificate_pdf, certificate_sheet
from members.models import Certificate
from members.selectors import drawing as selectors
from members.selectors.badges import with_badge
from members.selectors.register import standing_of, standings
from members.services import badges
from members.shelves import CERTIFICATE

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=5)
"""How long a certificate is one worker's alone; drawing one takes less than a second."""
AT_ONCE: Final = 20
"""Certificates that are leased together and taken up together: some seconds of work, a short transaction."""
ANOTHER_DAY: Final = timedelta(days=1)
"""When a name that no font of ours can set is tried again."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A certificate as it was read, its badge signed, with its document, sealed, as the file that it shall be."""

    row: Certificate
    made: keeping.Made


def draw_certificates(keys: Collection[int] | None = None, *, at: datetime) -> int:
    """Draw these certificates, or all that wait; how many. Raises what kept the first from it that failed.

    See ``draw_together``.
    """
    due = selectors.waiting(local_day(at)).order_by("pk")
    found = list((due if keys is None else due.filter(pk__in=keys)).values_list("pk", flat=True))
    parts = (found[begin : begin + AT_ONCE] for begin in range(0, len(found), AT_ONCE))
    return sum(_or_raise(draw_together(part, at=at)) for part in parts)


def require_ready(*, at: datetime) -> None:
    """Raise ``CannotDraw``, ``CannotSeal`` or ``CannotSign`` where this machine lacks what every certificate needs."""
    pdf.require_engine()
    seal.require_ready(at)
    signing.signing_key()


def draw(key: int, *, at: datetime) -> int:
    """Draw one; 0 where there was nothing to do. Raises what kept it from it. See ``draw_together``."""
    return _or_raise(draw_together([key], at=at))


def draw_together(keys: Collection[int], *, at: datetime) -> Tried:
    """Draw those of these certificates that wait, seal them, keep them and sign their badges; how many, what failed.

    One is left where another worker has it, where it was replaced meanwhile or its title is over, and where no font has
    a character of the name: those characters are noted, the badge, which needs no font, is signed all the same, and a
    day later it is tried again. One that fails (``CannotDraw``, ``CannotSeal``, ``CannotSign`` or a fault) keeps no
    other from being drawn, and is tried again once its lease is over. Commits as it goes, so no transaction may be open
    around it: leased in one short transaction; drawn, sealed and signed without a lock; taken up in one that locks the
    accounts and then the certificates, each in the order of their keys. An audit line each. Eleven statements, however
    many, and two more for each whose title has an end or whose name cannot be read.
    """
    until = at + LEASE
    drawn: list[Drawn] = []
    failed: dict[int, Exception] = {}
    for row in _leased(keys, until, at=at):
        try:
            if row.credential.closed_by_id and _is_over(row, at):
                continue
            try:
                drawn.append(_drawn(row, at=at))
            except pdf.Unreadable as lacking:
                _put_off(row, lacking.characters, until, at=at)
        except Exception as error:  # noqa: BLE001  whoever called is told
            failed[row.pk] = error
    kept = _kept(drawn, until, at=at)
    return Tried(kept.made, {**failed, **kept.failed})


@transaction.atomic
def _leased(keys: Collection[int], until: datetime, *, at: datetime) -> list[Certificate]:
    """Those of these certificates that are this worker's now, with all that is drawn. Two statements."""
    free = Certificate.objects.to_draw(at).filter(pk__in=keys).exclude(name="").order_by("pk")
    rows = with_badge(free.select_related("credential__member__user"))
    found = list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True))
    Certificate.objects.filter(pk__in=[row.pk for row in found]).update(leased_until=until)
    return found


def _drawn(row: Certificate, *, at: datetime) -> Drawn:
    """A certificate, drawn, sealed and its badge signed; nothing is written."""
    content = certificate_pdf(certificate_sheet(row))
    with translation.override(LANGUAGE):
        facts = {"number": row.number, "title": row.credential.title.code}
        why, name = _("Certificate %(number)s") % facts, _("certificate %(title)s %(number)s") % facts
    content = seal.seal(content, reason=why, at=at)
    badges.signed(row, at=at)
    person = row.credential.member.user
    return Drawn(row, keeping.Made(content=content, name=name, kind=FileKind.PDF, owner=person))


def _kept(drawn: Sequence[Drawn], until: datetime, *, at: datetime) -> Tried:
    """Keep what was drawn and take it up, together; where that fails, each by itself."""
    if not drawn:
        return Tried(0, {})
    try:
        return Tried(_keep(drawn, until, at=at), {})
    except Exception as error:
        if len(drawn) == 1:
            return Tried(0, {drawn[0].row.pk: error})
        logger.warning("Some certificates could not be kept together, and are kept one by one.", exc_info=True)
    each = [_kept([one], until, at=at) for one in drawn]
    return Tried(sum(one.made for one in each), {key: error for one in each for key, error in one.failed.items()})


def _keep(drawn: Sequence[Drawn], until: datetime, *, at: datetime) -> int:
    """Keep the documents as files and take them up; files that no certificate took up go at once."""
    files = keeping.keep_all_made([one.made for one in drawn], shelf=CERTIFICATE, at=at)
    of = {one.row.pk: file for one, file in zip(drawn, files, strict=True)}
    try:
        taken_up = _take_up([one.row for one in drawn], of, until, at=at)
    except Exception:
        keeping.let_go([file.pk for file in files], at=at)
        raise
    if left := [file.pk for key, file in of.items() if key not in taken_up]:
        keeping.let_go(left, at=at)
    return len(taken_up)


@transaction.atomic
def _take_up(drawn: Sequence[Certificate], files: Mapping[int, Upload], until: datetime, *, at: datetime) -> set[int]:
    """Let each document be its certificate's, if that still is what was drawn and the lease is ours; the keys of those.

    Seven statements.
    """
    ours = _ours(drawn, until)
    there = keeping.take_up_made([files[key].pk for key in ours])
    rows = {row.pk: row for row in drawn if row.pk in ours and files[row.pk].pk in there}
    if not rows:
        return set()
    taken_up = bulk.each({key: files[key].pk for key in rows})
    Certificate.objects.filter(pk__in=rows).update(file=taken_up, drawn_at=at, leased_until=None, unreadable="")
    badges.write([row.badge for row in rows.values()])
    entries = [audit.Entry(about=row, person=row.credential.member.user_id) for row in rows.values()]
    audit.record_many("members.certificate-drawn", entries, by=None, at=at)
    return set(rows)


@transaction.atomic
def _put_off(tried: Certificate, lacking: str, until: datetime, *, at: datetime) -> None:
    """Note the characters no font has and sign the badge, if the certificate still is what was tried, and ours."""
    if not _ours([tried], until):
        return
    most = Certificate._meta.get_field("unreadable").max_length
    tried.unreadable, tried.leased_until = lacking[:most], at + ANOTHER_DAY
    tried.save(update_fields=["unreadable", "leased_until"])
    if tried.badge.signed_at is None:
        badges.sign(tried, at=at)


def _ours(tried: Sequence[Certificate], until: datetime) -> set[int]:
    """Which of these did not change meanwhile and are no other worker's; locked after their holders' accounts."""
    accounts = User.objects.filter(pk__in={row.credential.member.user_id for row in tried}).order_by("pk")
    list(accounts.select_for_update(no_key=True).values_list("pk", flat=True))
    current = Certificate.objects.current().filter(leased_until=until, drawn_at=None)
    locked = current.filter(pk__in=[row.pk for row in tried]).order_by("pk").select_for_update(no_key=True)
    names = dict(locked.values_list("pk", "name"))
    return {row.pk for row in tried if names.get(row.pk) == row.name}


def _or_raise(tried: Tried) -> int:
    for error in tried.failed.values():
        raise error
    return tried.made


def let_go(keys: Collection[int], *, at: datetime) -> int:
    """Let the documents of certificates go that a newer one took the place of, or whose title is over: how many.

    The certificates' rows are locked. At most five statements, however many.
    """
    kept = Certificate.objects.filter(pk__in=keys, file__isnull=False)
    rows = list(kept.values_list("pk", "file", "credential", "replaced_at"))
    stand = standings({credential for _pk, _file, credential, replaced in rows if not replaced}, local_day(at))
    gone = {
        pk: file
        for pk, file, credential, replaced in rows
        if replaced or ((found := stand[credential]) and found.value.over)
    }
    if not gone:
        return 0
    keeping.let_go(gone.values(), at=at)
    return Certificate.objects.filter(pk__in=gone).update(file=None)


def _is_over(row: Certificate, at: datetime) -> bool:
    found = standing_of(row.credential, local_day(at))
    return found is None or found.value.over
