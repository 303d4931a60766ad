"""Ask that credentials are judged again, and take up what was asked."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from members.enums import RecheckWhy
from members.models import Recheck


@transaction.atomic
def ask_recheck(credentials: Collection[int], why: RecheckWhy, *, at: datetime) -> None:
    """Have these credentials judged again, once per reason while it waits.

    Called in the transaction of the fact that caused it. The rows that wait are locked until that ends, so nobody
    takes one up without seeing the fact; a row that was taken a moment before is written anew. Two statements.
    """
    missing = set(credentials)
    while missing:
        Recheck.objects.bulk_create(
            [Recheck(credential_id=pk, why=why.value, since_at=at) for pk in sorted(missing)], ignore_conflicts=True
        )
        waiting = Recheck.objects.waiting().filter(credential__in=missing, why=why.value).order_by("credential_id")
        missing -= set(waiting.select_for_update().values_list("credential_id", flat=True))


@transaction.atomic
def take_rechecks(rechecks: Collection[int], *, at: datetime) -> dict[int, frozenset[RecheckWhy]]:
    """Take up what waits among these: credential → because of what. Two statements.

    Called in the transaction that judges the credentials again; what somebody else took is left out.
    """
    waiting = Recheck.objects.waiting().filter(pk__in=rechecks).order_by("pk").select_for_update()
    taken = list(waiting.values_list("pk", "credential_id", "why"))
    Recheck.objects.filter(pk__in=[pk for pk, _credential, _why in taken]).update(taken_at=at)
    found: dict[int, frozenset[RecheckWhy]] = {}
    for _pk, credential, why in taken:
        found[credential] = found.get(credential, frozenset()) | {RecheckWhy(why)}
    return found
