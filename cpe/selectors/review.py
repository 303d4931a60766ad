"""Reads for who reviews claims: what waits for them, and what bears on each claim of a page."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from cpe.enums import AlikeWhy, Came, ClaimStatus
from cpe.models import Claim, ClaimQuestion, Evidence
from cpe.rules import claims as rules
from cpe.rules.policy import Activity, Policies
from cpe.rules.rooms import Limit, room
from cpe.selectors.alike import folded
from cpe.selectors.ledger import ledger_id
from cpe.selectors.sheets import Ledger, ledgers_of
from members.enums import StandingValue
from members.rules.cycles import Days


def waiting_for(by: User) -> QuerySet[Claim]:
    """Claims that this person may decide on, the oldest first: what waits for us, and is not their own."""
    rows = Claim.objects.waiting().exclude(member__user=by)
    return with_question(rows, open_=False).order_by("reported_on", "pk")


def with_question(rows: QuerySet[Claim], *, open_: bool) -> QuerySet[Claim]:
    """Those about which a question waits for the member's answer, or those without one."""
    question = Exists(ClaimQuestion.objects.filter(claim=OuterRef("pk"), answered_at=None))
    return rows.filter(question if open_ else ~question)


def questions_of(user: int) -> QuerySet[ClaimQuestion]:
    """What somebody is asked about claims and did not answer yet, as rows to be asked for with others."""
    asked_of = [ClaimStatus.PENDING, ClaimStatus.ACCEPTED]
    return ClaimQuestion.objects.filter(claim__member__user=user, answered_at=None, claim__state__in=asked_of)


def with_proof(rows: QuerySet[Claim], *, there: bool) -> QuerySet[Claim]:
    """Those with proof, or those without."""
    proof = Exists(Evidence.objects.filter(claim=OuterRef("pk")))
    return rows.filter(proof if there else ~proof)


def beside(claim: Claim) -> str:
    """The mark of what came with a claim: its files, and how often its member answered (2 queries)."""
    files = list(Evidence.objects.filter(claim=claim).values_list("pk", flat=True))
    return mark_of(files, ClaimQuestion.objects.filter(claim=claim, answered_at__isnull=False).count())


def mark_of(files: Collection[int], answers: int) -> str:
    """The same of what was read already."""
    return f"{'.'.join(map(str, sorted(files)))}/{answers}"


def next_waiting(by: User, after: Claim) -> Claim | None:
    """The next claim that this person may decide on, after one in their order; from the top where none follows (at
    most 2 queries)."""
    others = waiting_for(by).exclude(pk=after.pk)
    later = Q(reported_on__gt=after.reported_on) | Q(reported_on=after.reported_on, pk__gt=after.pk)
    return others.filter(later).first() or others.first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What a limit of a certification year has taken for a title already; ``year`` is that year."""

    title: str
    limit: Limit
    year: Days


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Another claim of the same member that looks like one; by its file, its day, title and provider, or since one of
    them came from an attendance list of ours and the other is of that day and kind, or title."""

    claim: Claim
    why: AlikeWhy


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What bears on a claim that is to be decided. Credits are quarters.

    ``most``: what it could bring by the rules, and ``by_rate``: whether the rate alone says so. ``own``: what was used
    of the limit of its activity, ``annual``: of that of the year, by title. ``proof``: how many files came with it.
    ``keeps``: titles that miss credits and are held while it waits.
    """

    activity: Activity | None
    fact: rules.Claim
    most: int
    by_rate: bool
    own: tuple[Used, ...]
    annual: tuple[Used, ...]
    proof: int
    alike: tuple[Alike, ...]
    keeps: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it may be accepted together with others: the rate says the number, proof is there, nothing is odd."""
        return self.by_rate and self.most > 0 and self.proof > 0 and not self.alike


def looked_at(claims: Collection[Claim], policies: Policies, on: date) -> dict[int, Looked]:
    """What bears on these claims, by their key (7 queries, however many claims there are)."""
    ledgers = ledgers_of({claim.member_id for claim in claims}, on, policies=policies)
    proof, others = proof_and_alike(claims)
    return {
        claim.pk: look(claim, ledgers[claim.member_id], proof=proof.get(claim.pk, 0), others=others.get(claim.pk, ()))
        for claim in claims
    }


def look(claim: Claim, ledger: Ledger, *, proof: int, others: Sequence[Alike]) -> Looked:
    """What bears on one claim, of what was read. No query."""
    fact = next(one for one in ledger.claims if one.id == ledger_id(claim.pk))
    activity = ledger.policies.on(claim.completed_on).activities.get(claim.activity)
    own, annual = _used(ledger, activity, claim.completed_on) if activity else ((), ())
    attended = activity is not None and rules.attended_enough(activity, fact)
    return Looked(
        activity=activity,
        fact=fact,
        most=rules.at_most(activity, fact) if activity and attended else 0,
        by_rate=activity is not None and activity.credits is not None and activity.bounds is None,
        own=own,
        annual=annual,
        proof=proof,
        alike=tuple(others),
        keeps=_keeps(ledger, fact) if claim.state == ClaimStatus.PENDING else (),
    )


def _keeps(ledger: Ledger, fact: rules.Claim) -> tuple[str, ...]:
    """Titles that are held, miss credits, and have a cycle for which this claim came in time."""
    return tuple(
        sheet.credential.title_code
        for sheet in ledger.sheets
        if sheet.standing.value is StandingValue.HELD
        and (count := sheet.current)
        and count.missing
        and count.window.holds(fact.completed_on)
        and fact.reported_on <= count.last_day
    )


def _used(ledger: Ledger, activity: Activity, day: date) -> tuple[tuple[Used, ...], tuple[Used, ...]]:
    own: list[Used] = []
    annual: list[Used] = []
    for sheet in ledger.sheets:
        for count in sheet.cycles:
            if not count.window.holds(day):
                continue
            found = room(ledger.policies, count, activity, day)
            year = count.window.years[count.window.year_of(day)]
            for limit, told in ((found.own, own), (found.year, annual)):
                if limit is not None:
                    told.append(Used(title=sheet.credential.title_code, limit=limit, year=year))
    return tuple(own), tuple(annual)


def proof_and_alike(claims: Collection[Claim]) -> tuple[Mapping[int, int], Mapping[int, Sequence[Alike]]]:
    """How many files prove each claim, and which others of its member look like it (3 queries)."""
    members = {claim.member_id for claim in claims}
    days = {claim.completed_on for claim in claims}
    others = Claim.objects.filter(member__in=members).exclude(state=ClaimStatus.WITHDRAWN)
    of_the_day: dict[tuple[int, date], list[Claim]] = defaultdict(list)
    for one in others.filter(completed_on__in=days).select_related("attendance").order_by("pk"):
        of_the_day[one.member_id, one.completed_on].append(one)
    proof = Evidence.objects.filter(claim__in=[claim.pk for claim in claims]).select_related("file")
    files: dict[int, set[str]] = defaultdict(set)
    many: dict[int, int] = defaultdict(int)
    for sent in proof:
        many[sent.claim_id or 0] += 1
        files[sent.claim_id or 0] |= {sent.file.sha256, sent.file.kept_sha256} - {""}
    marks = set().union(*files.values())
    same = Q(file__sha256__in=marks) | Q(file__kept_sha256__in=marks)
    proved: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    for sent in Evidence.objects.filter(same, claim__in=others).select_related("file", "claim").order_by("claim_id"):
        for mark in {sent.file.sha256, sent.file.kept_sha256} - {""}:
            if sent.claim is not None:
                proved[sent.claim.member_id, mark].append(sent.claim)
    found: dict[int, Sequence[Alike]] = {}
    for claim in claims:
        by_file = {one.pk: one for mark in files[claim.pk] for one in proved[claim.member_id, mark]}
        same_day = of_the_day[claim.member_id, claim.completed_on]
        there = {one.pk: getattr(one, "attendance", None) for one in same_day}
        listed = {pk for pk, row in there.items() if row is not None and row.came == Came.CLAIMED}
        by_name = {one.pk: one for one in same_day if claim.title and _name(one) == _name(claim)}
        by_list = {one.pk: one for one in same_day if _is_listed(claim, one, listed)}
        every = {**by_list, **by_name, **by_file}
        why = dict.fromkeys(by_list, AlikeWhy.LIST) | dict.fromkeys(by_name, AlikeWhy.NAME)
        why |= dict.fromkeys(by_file, AlikeWhy.FILE)
        found[claim.pk] = tuple(Alike(claim=every[pk], why=why[pk]) for pk in sorted(every) if pk != claim.pk)
    return many, found


def _is_listed(claim: Claim, other: Claim, listed: Collection[int]) -> bool:
    """Whether one of two claims of a day came from an attendance list of ours, and the other may be about the same."""
    same = claim.activity == other.activity or (claim.title and folded(claim.title) == folded(other.title))
    return bool(same) and len({claim.pk, other.pk} & set(listed)) == 1


def _name(claim: Claim) -> tuple[str, str]:
    return folded(claim.title), folded(claim.provider)
