"""Reads about badges: which certificate a number is, how its title stands, and which badges of a list are revoked."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet

from common import references
from members.enums import OutcomeKind
from members.models import Badge, Certificate, Credential, Outcome, Title
from members.rules.badges import numbers_of, place_of
from members.rules.standing import Standing
from members.selectors.register import each_standing, standing_of

LARGEST: Final = BigIntegerField.MAX_BIGINT
ENDINGS = (OutcomeKind.DECERTIFIED.value, OutcomeKind.ENDED.value, OutcomeKind.REVOKED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBadge:
    """A certificate by its number, how its title stands, and whether a newer certificate took its place."""

    certificate: Certificate
    standing: Standing
    current: str

    @property
    def replaced(self) -> bool:
        """Whether another number is the title's now."""
        return self.certificate.replaced_at is not None

    @property
    def good(self) -> bool:
        """Whether this badge may be shown as it is."""
        return not self.replaced and not self.standing.value.over and bool(self.certificate.badge.signed_at)


def badge_by_number(number: str, on: date) -> ShownBadge | None:
    """The certificate with a number, however it was typed (3 statements, one more for a replaced one).

    ``None`` for a number that was never given, and alike for one whose holder was forgotten.
    """
    rows = Certificate.objects.filter(number=references.tidy(number)).exclude(name="")
    found = with_badge(rows).select_related("credential__member").first()
    stands = standing_of(found.credential, on) if found else None
    if found is None or stands is None:
        return None
    current = found.number
    if found.replaced_at:
        newest = Certificate.objects.current().filter(credential=found.credential_id)
        current = newest.values_list("number", flat=True).first() or current
    return ShownBadge(certificate=found, standing=stands, current=current)


def with_badge(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """These certificates with everything a badge says; no statement more."""
    return rows.select_related("badge", "cycle", "credential__title__level", "credential__title__track")


def title_by_code(code: str) -> Title | None:
    """A title with its level and track, however the letters of its code are written (1 statement)."""
    return Title.objects.select_related("level", "track").filter(code__iexact=code).first()


def has_list(which: int) -> bool:
    """Whether a status list is in use; the first one always is (at most 1 statement)."""
    first = numbers_of(which).start
    return which == 1 or (0 < first <= LARGEST and Badge.objects.filter(pk__gte=first).exists())


def revoked_places(which: int, on: date) -> list[int]:
    """Places of a status list whose badges are revoked on a day (4 statements).

    Those are the badges of titles that are over, and those instead of which a newer certificate of the same cycle was
    issued, or of an earlier one when a renewal was undone. A badge whose cycle was followed by the next one is not
    revoked: it ends by its own date.
    """
    numbers = numbers_of(which)
    here = Badge.objects.filter(pk__gte=numbers.start, pk__lt=numbers.stop)
    newer = Certificate.objects.filter(credential=OuterRef("certificate__credential"), pk__gt=OuterRef("certificate"))
    instead = newer.filter(Q(cycle__isnull=True) | Q(cycle__number__lte=OuterRef("certificate__cycle__number")))
    replaced = here.filter(Exists(instead), certificate__replaced_at__isnull=False)
    endings = Outcome.objects.filter(
        credential=OuterRef("certificate__credential"), kind__in=ENDINGS, effective_on__lte=on
    )
    of_ended = here.filter(Exists(endings))
    credentials = Credential.objects.filter(pk__in=of_ended.values("certificate__credential"))
    over = {pk for pk, stands in each_standing(credentials, on) if stands and stands.value.over}
    ended = of_ended.values_list("pk", "certificate__credential").iterator()
    found = {*replaced.values_list("pk", flat=True), *(pk for pk, credential in ended if credential in over)}
    return sorted(place_of(pk).index for pk in found)
