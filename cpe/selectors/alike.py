"""Reads of what was reported alike: the same thing of the same day, or the same file."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from cpe.enums import ClaimStatus
from cpe.models import Claim, ClaimDraft, Evidence
from members.models import Member


def alike(
    member: Member,
    *,
    completed_on: date,
    title: str,
    provider: str,
    draft: int | None = None,
    besides: int | None = None,
    same_day: bool = True,
) -> list[Claim]:
    """A member's other claims that look like this one, the oldest first; withdrawn ones do not (at most 2 queries).

    They were completed on the same day and are of the same title and provider, whatever the case and the spaces; of a
    claim for being at an event of ours the title is enough, as nobody knows how we call ourselves. Or a file of the
    ``draft`` proves them, too. ``same_day``: whether there is any other claim of the day.
    """
    others = Claim.objects.filter(member=member).exclude(state=ClaimStatus.WITHDRAWN).exclude(pk=besides or 0)
    found: dict[int, Claim] = {}
    if same_day and title:
        named = (folded(title), folded(provider))
        of_the_day = others.filter(completed_on=completed_on).select_related("attendance")
        found = {one.pk: one for one in of_the_day if _is_named(one, *named)}
    if draft is not None:
        files = Evidence.objects.filter(draft=draft, draft__member=member)
        sent = Q(evidence__file__sha256__in=files.values("file__sha256"))
        kept = Q(evidence__file__kept_sha256__in=files.values("file__kept_sha256"))
        found |= {one.pk: one for one in others.filter(sent | kept).distinct()}
    return [found[pk] for pk in sorted(found)]


def _is_named(claim: Claim, title: str, provider: str) -> bool:
    """Whether a claim has this title, folded, and this provider."""
    return folded(claim.title) == title and (folded(claim.provider) == provider or hasattr(claim, "attendance"))


def proves(claim: Claim, draft: ClaimDraft | None) -> bool:
    """Whether every file of a draft proves a claim already (1 query, none without a draft)."""
    if draft is None:
        return True
    known = Evidence.objects.filter(claim=claim).values("file__sha256")
    return not Evidence.objects.filter(draft=draft).exclude(file__sha256__in=known).exists()


def folded(text: str) -> str:
    """A text by which two are the same whatever the case and the spaces."""
    return " ".join(text.casefold().split())


def unseen(claims: Collection[Claim], seen: Collection[int]) -> list[Claim]:
    """Those that were not pointed out yet."""
    return [claim for claim in claims if claim.pk not in seen]
