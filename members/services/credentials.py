"""Award a title, and record how its cycles come out. Nobody sets a standing: it follows from what is recorded.

Who may do so is asked by the acts and duties above that call these; here, only what no caller may leave out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit, bulk
from common.calendar import local_day
from common.errors import DomainError
from members import policies, selectors, words
from members.enums import OF_CREDITS, CertificateWhy, Ground, OutcomeKind, Refusal, StandingValue
from members.models import Credential, Cycle, Member, Outcome, Title
from members.rules.outcomes import may_follow
from members.rules.standing import OutcomeFact, Standing, standing
from members.selectors.certificate_office import AS_WRITTEN
from members.services import certificates, memberships
from members.services.certificates import Issue
from members.services.differences import NOBODY
from members.services.spending import Accepted

UNWRITTEN: Final = 2**62
"""Numbers from here on stand for outcomes that have none yet; later than all that have."""


class HeldAlready(DomainError):  # noqa: N818  read aloud at the act: raise HeldAlready
    """A title that this member holds, or held on a day to come."""


class Refused(DomainError):  # noqa: N818  read aloud at the act: raise Refused
    """An outcome that makes no sense for the credential as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """An outcome to be recorded. ``cycle`` is the number of the cycle it is about."""

    credential: int
    kind: OutcomeKind
    ground: Ground
    effective_on: date
    cycle: int | None = None
    last_day: date | None = None
    supersedes: int | None = None


def award(member: Member, title: Title, *, on: date, by: User | None, at: datetime) -> Credential:
    """Award a title, dated ``on``; see ``award_many``."""
    return award_many([(member, title)], on=on, by=by, at=at)[0]


@transaction.atomic
def award_many(
    awards: Sequence[tuple[Member, Title]],
    *,
    on: date,
    by: User | None,
    at: datetime,
    accepted: Mapping[int, Accepted] = NOBODY,
    names: Mapping[int, str] = AS_WRITTEN,
) -> list[Credential]:
    """Award titles, dated ``on``; the first cycles begin that day, where their level has cycles at all.

    The accounts' rows are locked first, then the titles', whose level stays from its first award on. Whoever lost the
    title gets a new credential. Raises ``HeldAlready`` while a title stands, or is not over by ``on``; then nothing is
    awarded. Each gets its certificate. At most fourteen statements beside those of ``memberships.begin``, however many
    titles. By member: ``accepted``, whose first year was asked at an acceptance; ``names``, which name was looked at
    where it is not the account's.
    """
    _let_back(member.pk for member, _title in awards)
    locked = Title.objects.select_related("level").select_for_update(of=("self",), no_key=True).order_by("pk")
    titles = {title.pk: title for title in locked.filter(pk__in={title.pk for _member, title in awards})}
    if held := selectors.held_already([(member.pk, title.pk) for member, title in awards], on):
        raise HeldAlready(_("%(title)s is held by this member already.") % {"title": titles[min(held)[1]]})
    made = Credential.objects.bulk_create(
        Credential(member=member, title=titles[title.pk], awarded_on=on, awarded_at=at) for member, title in awards
    )
    begun = Cycle.objects.bulk_create(
        Cycle(credential=row, number=1, first_day=on) for row in made if row.title.level.has_cycles
    )
    cycles = {cycle.credential_id: cycle for cycle in begun}
    certificates.issue(
        [Issue(credential=row, cycle=cycles.get(row.pk), why=CertificateWhy.AWARD) for row in made],
        names=names,
        by=by,
        at=at,
    )
    memberships.begin([(row.member, row.title) for row in made], on=on, by=by, at=at, accepted=accepted)
    entries = [audit.Entry(about=row, person=row.member.user_id) for row in made]
    audit.record_many("members.awarded", entries, by=by, at=at)
    return made


def _let_back(members: Iterable[int]) -> None:
    """Lock the accounts of these members; none of them is one whose membership is revoked, from now on."""
    people = User.objects.select_for_update(no_key=True).filter(member__in=set(members)).order_by("pk")
    if revoked := [pk for pk, until in people.values_list("pk", "reads_until") if until]:
        User.objects.filter(pk__in=revoked).update(reads_until=None)


@transaction.atomic
def record_outcomes(
    rulings: Sequence[Ruling],
    *,
    at: datetime,
    by: User | None = None,
    seconded_by: User | None = None,
    reason: str = "",
) -> list[Outcome]:
    """Record outcomes of one or many credentials, in the order given; several of one credential follow each other.

    Without ``by`` a duty of the portal decided. The accounts are locked first, then the credentials. Renewing
    and reinstating begin the next cycle, an ending closes the credential, and one put aside opens it again. Mercy
    and fraud take two people who do not hold the title, and a reason in words, which goes into the audit log. With the
    last title the membership ends.

    Raises ``Refused`` with the first ruling that makes no sense, and ``Forbidden``; then nothing is recorded. At
    most 16 statements beside 2 for each kind and ground, and those of ``memberships.settle``, however many rulings.
    """
    keys = {ruling.credential for ruling in rulings}
    people = User.objects.filter(member__in=Credential.objects.filter(pk__among=keys).values("member")).order_by("pk")
    list(people.select_for_update(no_key=True).values_list("pk"))
    held, today = _held(keys), local_day(at)
    stood = {pk: one.stands(today) for pk, one in held.items()}
    for number, ruling in enumerate(rulings, start=UNWRITTEN):
        if ruling.ground.by_two:
            policies.require_decide_together(by, seconded_by, holder=held[ruling.credential].row.member.user_id)
            if not reason.strip():
                raise Refused(_("Write why, in a sentence or two."))
        held[ruling.credential].follow(ruling, number, at=at)
    at_last = {pk: one.at_last() for pk, one in held.items()}
    _settle_cycles(held, at_last)
    written = [
        Outcome(
            credential_id=ruling.credential,
            cycle=held[ruling.credential].cycles[ruling.cycle] if ruling.cycle else None,
            kind=ruling.kind.value,
            ground=ruling.ground.value,
            effective_on=ruling.effective_on,
            last_day=ruling.last_day,
            supersedes_id=ruling.supersedes,
            recorded_at=at,
            recorded_by=by,
            seconded_by=seconded_by if ruling.ground.by_two else None,
        )
        for ruling in rulings
    ]
    bulk.add(written)
    certificates.issue(list(_to_issue(held, stood, today)), by=by, at=at)
    turned = _settle_credentials(held, at_last, {number: row.pk for number, row in enumerate(written, start=UNWRITTEN)})
    if turned:
        memberships.settle(turned, by=by, at=at)
    _tell(rulings, held, by=by, at=at, reason=reason)
    return written


@dataclass(slots=True)
class _Held:
    """A credential with its cycles and outcomes, those to be recorded included."""

    row: Credential
    cycles: dict[int, Cycle] = field(default_factory=dict)
    outcomes: list[OutcomeFact] = field(default_factory=list)

    def follow(self, ruling: Ruling, number: int, *, at: datetime) -> None:
        """Add an outcome. Raises ``Refused`` with the reason when it may not follow those before."""
        fact = OutcomeFact(
            id=number,
            kind=ruling.kind,
            effective_on=ruling.effective_on,
            recorded_at=at,
            cycle=ruling.cycle,
            last_day=ruling.last_day,
            supersedes=ruling.supersedes,
        )
        refusal = (
            may_follow(self.row.fact, self.outcomes, fact) or _ahead(ruling, at) or self._loses_credits_only(ruling)
        )
        if refusal:
            raise Refused(f"{self.row.title.code}: {words.refusal(refusal)}")
        self.outcomes.append(fact)
        if ruling.kind in {OutcomeKind.RENEWED, OutcomeKind.REINSTATED} and ruling.cycle:
            following = self.cycles[ruling.cycle].window.following()
            new = Cycle(credential=self.row, number=following.number, first_day=following.first, waits=False)
            self.cycles.setdefault(following.number, new)

    def _loses_credits_only(self, ruling: Ruling) -> Refusal | None:
        """Credits denied after a renewal are lost, the title is not; only fraud takes that back."""
        kept = {row.id for row in self.outcomes if row.kind in {OutcomeKind.RENEWED, OutcomeKind.REINSTATED}}
        of_credits = ruling.kind == OutcomeKind.DECERTIFIED and ruling.ground in OF_CREDITS
        return Refusal.RENEWED_STAYS if of_credits and ruling.supersedes in kept else None

    def stands(self, on: date) -> Cycle | Literal[True] | None:
        """On a day, the cycle in which it stands, or that it does without cycles; ``None`` where it does not."""
        found = standing(self.row.fact, self.outcomes, on)
        if found is None or found.value.over:
            return None
        return self.cycles[found.cycle.number] if found.cycle else True

    def at_last(self) -> Standing:
        """How it stands at the end of all days, by what is known now."""
        found = standing(self.row.fact, self.outcomes, date.max)
        assert found is not None  # noqa: S101  no award is later
        return found

    def waiting(self, last: Standing) -> Cycle | None:
        """The cycle that waits for its outcome: the last one, unless the title was over before it was."""
        if last.cycle is None:
            return None
        ended_later = last.value == StandingValue.ENDED and last.since > last.cycle.following().first
        return None if last.value.over and not ended_later else self.cycles[last.cycle.number]


def _ahead(ruling: Ruling, at: datetime) -> Refusal | None:
    """A title stands again, or in its next cycle, from the day it is recorded on; its certificate comes with that."""
    begins = ruling.kind in {OutcomeKind.RENEWED, OutcomeKind.REINSTATED}
    return Refusal.AHEAD if begins and ruling.effective_on > local_day(at) else None


def _held(keys: Collection[int]) -> dict[int, _Held]:
    """These credentials, locked, with their cycles and outcomes (3 statements). Raises ``Credential.DoesNotExist``."""
    rows = Credential.objects.with_first_cycle().filter(pk__among=keys).select_related("member").order_by("pk")
    held = {row.pk: _Held(row) for row in rows.select_for_update(of=("self",), no_key=True)}
    if missing := set(keys) - held.keys():
        raise Credential.DoesNotExist(f"Not in the register: {sorted(missing)}")
    for cycle in Cycle.objects.filter(credential__among=keys):
        held[cycle.credential_id].cycles[cycle.number] = cycle
    for pk, outcomes in selectors.outcomes_by_credential(keys):
        held[pk].outcomes += outcomes
    return held


def _settle_cycles(held: dict[int, _Held], at_last: Mapping[int, Standing]) -> None:
    """Write the cycles that begin, and which one of each credential waits for its outcome (at most 3 statements)."""
    waiting = {pk: one.waiting(at_last[pk]) for pk, one in held.items()}
    cycles = [(cycle, cycle is waiting[pk]) for pk, one in held.items() for cycle in one.cycles.values()]
    for waits in (False, True):
        turned = [cycle.pk for cycle, waits_now in cycles if cycle.pk and waits_now is waits is not cycle.waits]
        if turned:
            Cycle.objects.filter(pk__among=turned).update(waits=waits)
    begun = [cycle for cycle, _waits in cycles if cycle.pk is None]
    for cycle, waits in cycles:
        cycle.waits = waits
    bulk.add(begun)


def _to_issue(
    held: Mapping[int, _Held], stood: Mapping[int, Cycle | Literal[True] | None], today: date
) -> Iterator[Issue]:
    """The certificates that become due: of titles that stand in another cycle than before, or stand again."""
    for pk, one in held.items():
        before, now = stood[pk], one.stands(today)
        if now is not None and now is not before:
            yield Issue(credential=one.row, cycle=None if now is True else now, why=_why(before, now))


def _why(before: Cycle | Literal[True] | None, now: Cycle | Literal[True]) -> CertificateWhy:
    if isinstance(before, Cycle) and isinstance(now, Cycle):
        return CertificateWhy.RENEWAL if now.number > before.number else CertificateWhy.CORRECTED
    return CertificateWhy.RESTORED


def _settle_credentials(held: dict[int, _Held], at_last: Mapping[int, Standing], written: dict[int, int]) -> set[int]:
    """Write which outcome ends each credential, if any does (at most 3 statements): whose members hold less or more.

    Raises ``HeldAlready``.
    """
    turned: set[int] = set()
    closing: list[int] = []
    opened: list[int] = []
    for pk, one in held.items():
        last = at_last[pk]
        by = written.get(last.outcome.id, last.outcome.id) if last.value.over and last.outcome else None
        if by is not None and by != one.row.closed_by_id:
            closing.append(by)
            turned.add(one.row.member_id)
        elif by is None and one.row.closed_by_id is not None:
            opened.append(pk)
            turned.add(one.row.member_id)
    if closing:
        ends = Outcome.objects.filter(pk__among=closing, credential=OuterRef("pk")).values("pk")
        Credential.objects.filter(outcomes__among=closing).update(closed_by=Subquery(ends))
    if opened:
        _refuse_beside_another([held[pk].row for pk in opened])
        Credential.objects.filter(pk__in=opened).update(closed_by=None)
    return turned


def _refuse_beside_another(rows: Collection[Credential]) -> None:
    """Raises ``HeldAlready`` where a title that is to stand again was earned anew meanwhile."""
    anew = Credential.objects.open().filter(member__in=[row.member_id for row in rows])
    held = set(anew.values_list("member_id", "title_id"))
    for row in rows:
        if (row.member_id, row.title_id) in held:
            raise HeldAlready(_("%(title)s was earned anew meanwhile, and is held already.") % {"title": row.title})
        held.add((row.member_id, row.title_id))


def _tell(rulings: Sequence[Ruling], held: dict[int, _Held], *, by: User | None, at: datetime, reason: str) -> None:
    """Leave a line about each credential, with the ground as its code."""
    told: dict[tuple[OutcomeKind, Ground], list[audit.Entry]] = defaultdict(list)
    for ruling in rulings:
        row = held[ruling.credential].row
        told[ruling.kind, ruling.ground].append(audit.Entry(about=row, person=row.member.user_id))
    for (kind, ground), entries in told.items():
        audit.record_many(f"members.{kind}", entries, by=by, at=at, reason=reason, code=ground.value)
