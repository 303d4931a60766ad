"""Draw certificates: each once, sealed, and signed as a badge with it, however many workers are at it.

A worker leases a certificate before it draws, and takes its document up only while that lease is its own: one that was
killed, or was so slow that another took over, leaves a file that no record names, which the nightly sweep removes.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit, pdf, seal, signing
from common.calendar import local_day
from common.errors import DomainError
from common.files import keeping
from common.files.kinds import FileKind
from common.models import Upload
from members.documents.certificate import LANGUAGE, certificate_pdf, certificate_sheet
from members.models import Certificate
from members.selectors import drawing as selectors
from members.selectors.badges import with_badge
from members.selectors.register import standing_of, standings
from members.services import badges
from members.shelves import CERTIFICATE

LEASE: Final = timedelta(minutes=5)
"""How long a certificate is one worker's alone; drawing one takes less than a second."""
ANOTHER_DAY: Final = timedelta(days=1)
"""When a name that no font of ours can set is tried again."""


def draw_certificates(keys: Collection[int] | None = None, *, at: datetime) -> int:
    """Draw these certificates, or all that wait, one after the other; how many. See ``draw``."""
    due = selectors.waiting(local_day(at)).order_by("pk")
    found = due if keys is None else due.filter(pk__in=keys)
    return sum(draw(key, at=at) for key in list(found.values_list("pk", flat=True)))


def require_ready(*, at: datetime) -> None:
    """Raise ``CannotDraw``, ``CannotSeal`` or ``CannotSign`` where this machine lacks what every certificate needs."""
    pdf.require_engine()
    seal.require_ready(at)
    signing.signing_key()


def draw(key: int, *, at: datetime) -> int:
    """Draw a certificate that waits, seal it, keep it and sign its badge; 0 where there was nothing to do.

    That is so where another worker has it, where it was replaced meanwhile or its title is over, and where no font has
    a character of the name: those characters are noted, the badge, which needs no font, is signed all the same, and a
    day later it is tried again. Commits as it goes, so no transaction may be open around it: leased by one statement,
    drawn and sealed without a lock, and taken up in one transaction that locks account and certificate. Leaves an audit
    line. Raises ``CannotDraw``, ``CannotSeal`` and ``CannotSign``; then it is tried again once the lease is over.
    """
    until = at + LEASE
    if not Certificate.objects.to_draw(at).filter(pk=key).exclude(name="").update(leased_until=until):
        return 0
    row = with_badge(Certificate.objects.select_related("credential__member__user")).get(pk=key)
    if row.credential.closed_by_id and _is_over(row, at):
        return 0
    try:
        content = certificate_pdf(certificate_sheet(row))
    except pdf.Unreadable as lacking:
        _put_off(row, lacking.characters, until, at=at)
        return 0
    with translation.override(LANGUAGE):
        facts = {"number": row.number, "title": row.credential.title.code}
        why, name = _("Certificate %(number)s") % facts, _("certificate %(title)s %(number)s") % facts
    content = seal.seal(content, reason=why, at=at)
    person = row.credential.member.user
    file = keeping.keep_made(content, name=name, kind=FileKind.PDF, shelf=CERTIFICATE, owner=person, at=at)
    try:
        taken_up = _take_up(row, file, until, at=at)
    except DomainError:
        keeping.let_go([file.pk], at=at)
        raise
    if not taken_up:
        keeping.let_go([file.pk], at=at)
    return taken_up


@transaction.atomic
def _take_up(drawn: Certificate, file: Upload, until: datetime, *, at: datetime) -> int:
    """Let a document be the certificate's, if it still is what was drawn and the lease is ours; 0 if not."""
    row = _ours(drawn, until)
    if row is None or not keeping.take_up_made(file):
        return 0
    row.file, row.drawn_at, row.leased_until, row.unreadable = file, at, None, ""
    row.save(update_fields=["file", "drawn_at", "leased_until", "unreadable"])
    badges.sign(drawn, at=at)
    audit.record("members.certificate-drawn", about=row, person=file.owner_id, by=None, at=at)
    return 1


@transaction.atomic
def _put_off(tried: Certificate, lacking: str, until: datetime, *, at: datetime) -> None:
    """Note the characters no font has and sign the badge, if the certificate still is what was tried, and ours."""
    row = _ours(tried, until)
    if row is None:
        return
    most = Certificate._meta.get_field("unreadable").max_length
    row.unreadable, row.leased_until = lacking[:most], at + ANOTHER_DAY
    row.save(update_fields=["unreadable", "leased_until"])
    if tried.badge.signed_at is None:
        badges.sign(tried, at=at)


def _ours(tried: Certificate, until: datetime) -> Certificate | None:
    """The certificate, locked after its holder's account; ``None`` if it changed, or another worker has it."""
    User.objects.select_for_update(no_key=True).get(pk=tried.credential.member.user_id)
    mine = Certificate.objects.current().filter(pk=tried.pk, leased_until=until, drawn_at=None, name=tried.name)
    return mine.select_for_update(of=("self",), no_key=True).first()


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
