"""Sign badges and the status lists that revoke them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from common import bulk, signing
from common.calendar import local_day
from members.documents import badges as documents
from members.models import Badge, Certificate
from members.selectors import badges as selectors

KEPT: Final = timedelta(seconds=25)
"""How long a signed list answers; with as long at whoever asked, an ending shows within a minute."""

_one_at_a_time: Final = Lock()
"""So that threads that find a list too old do not all make it."""
_lists: dict[tuple[int, str], tuple[datetime, str]] = {}
"""The signed lists of this process: list and key → when it was made, and the list."""


def sign(certificate: Certificate, *, at: datetime) -> Badge:
    """Sign the badge of a certificate with the key that signs now; anew, if it was signed before.

    Called in the transaction of the act, with the certificate locked. Raises ``common.signing.CannotSign`` without a
    key. One statement, and those for what was not read with ``selectors.badges.with_badge``.
    """
    badge = signed(certificate, at=at)
    write([badge])
    return badge


def signed(certificate: Certificate, *, at: datetime) -> Badge:
    """The same without writing it: whoever calls does, once the certificate is locked and still is what was signed."""
    badge = certificate.badge
    badge.key = signing.signing_key()
    badge.signed = _signed(documents.badge(certificate), documents.KIND, badge.key)
    badge.signed_at = at
    return badge


def write(signed: Collection[Badge]) -> None:
    """Write badges that were signed together, with their certificates locked. One statement, however many."""
    if one := next(iter(signed), None):
        own = bulk.each({badge.pk: badge.signed for badge in signed})
        rows = Badge.objects.filter(pk__in=[badge.pk for badge in signed])
        rows.update(signed=own, key=one.key, signed_at=one.signed_at)


def to_sign_again() -> QuerySet[Badge]:
    """Badges that are shown, signed with a key that is no longer published. No statement."""
    published = [key["kid"] for key in signing.public_keys()]
    return Badge.objects.filter(signed_at__isnull=False, certificate__replaced_at__isnull=True).exclude(
        Q(key__in=published) | Q(certificate__name="")
    )


@transaction.atomic
def sign_again(keys: Collection[int], *, at: datetime) -> int:
    """Sign these badges anew: how many. Their certificates are locked; holders\' files of before prove nothing more.

    Two statements, however many. Raises ``common.signing.CannotSign`` without a key.
    """
    rows = selectors.with_badge(Certificate.objects.current().filter(badge__in=keys).exclude(name=""))
    found = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    write([signed(certificate, at=at) for certificate in found])
    return len(found)


def status_list(which: int, *, at: datetime) -> str | None:
    """A status list, signed; ``None`` where no badge has a place in it.

    At most ``KEPT`` old: a process keeps what it signed last (at most 5 statements, or none). Raises
    ``common.signing.CannotSign`` without a key.
    """
    key = signing.signing_key()
    with _one_at_a_time:
        made_at, signed = _lists.get((which, key), (at - KEPT, ""))
        if timedelta() <= at - made_at < KEPT:
            return signed
        if not selectors.has_list(which):
            return None
        revoked = selectors.revoked_places(which, local_day(at))
        signed = _signed(documents.status_list(which, revoked, at=at, kept=KEPT), documents.LIST_KIND, key)
        _lists[which, key] = at, signed
    return signed


def forget_lists() -> None:
    """Make every list anew when it is asked for next."""
    _lists.clear()


def _signed(claims: documents.Claims, kind: str, key: str) -> str:
    return signing.sign(claims, kind=kind, headers={"kid": documents.key_address(key)})
