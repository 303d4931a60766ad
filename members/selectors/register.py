"""Reads of the register, for pages and for the rules of those above."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast

from accounts.models import User
from common.prepared import Prepared
from members.enums import Ground, OutcomeKind
from members.models import Credential, Cycle, Level, Member, Outcome, Title, Track
from members.rules.cycles import Window
from members.rules.imports import Credits
from members.rules.standing import CredentialFact, OutcomeFact, Standing, standing

CHUNK: Final = 2000
"""Rows fetched at a time by reads that may be long."""


@dataclass(frozen=True, slots=True)
class TrackLine:
    """One track of the public catalogue: its titles under each level that has titles at all."""

    track: Track
    cells: list[tuple[Level, list[Title]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The public catalogue: every level, the levels that are columns, and a line per track with titles."""

    levels: list[Level]
    columns: list[Level]
    lines: list[TrackLine]
    count: int


def catalogue() -> Catalogue:
    """The whole catalogue, track by level (3 queries)."""
    levels, tracks = list(Level.objects.all()), list(Track.objects.all())
    cells: dict[tuple[int, int], list[Title]] = {}
    for title in Title.objects.order_by("code"):
        cells.setdefault((title.track_id, title.level_id), []).append(title)
    for titles in cells.values():
        titles.sort(key=lambda title: not title.name)
    columns = [level for level in levels if any(key[1] == level.pk for key in cells)]
    lines = [
        TrackLine(track, [(level, cells.get((track.pk, level.pk), [])) for level in columns])
        for track in tracks
        if any(key[0] == track.pk for key in cells)
    ]
    return Catalogue(levels, columns, lines, sum(map(len, cells.values())))


def member_of(user: User) -> Member | None:
    """This person's place in the register, if there is one (1 query)."""
    return Member.objects.filter(user=user).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredCredential:
    """A credential as the register knows it: the award, the cycles that were begun, the outcomes.

    ``brought`` are the quarters of a credit that an imported one came with, for the years of its first recorded cycle.
    """

    pk: int
    title: int
    title_code: str
    level_key: str
    level_rank: int
    fact: CredentialFact
    cycles: tuple[Window, ...]
    outcomes: tuple[OutcomeFact, ...]
    brought: Credits = (0, 0, 0)


def register_facts(members: Collection[int] | QuerySet[Member]) -> dict[int, list[RegisteredCredential]]:
    """What these members hold or held, in order of award; who holds nothing is left out (3 statements)."""
    rows = Credential.objects.filter(member__in=members)
    return _facts(_awarded(rows), _begun(rows), outcomes_by_credential(rows))


def titles_facts(titles: Collection[int]) -> dict[int, list[RegisteredCredential]]:
    """The same of these credentials alone, by member (3 statements)."""
    return _facts(_AWARDED(titles), _BEGUN(titles), outcomes_by_credential(titles))


def _awarded(rows: QuerySet[Credential]) -> QuerySet[Credential, Any]:
    columns = ("member_id", "pk", "awarded_on", "awarded_at", "title", "title__code", "title__level__key")
    brought = [Cast(f"opening_position__credits_year_{year}", BigIntegerField()) for year in (1, 2, 3)]
    return rows.order_by("awarded_on", "pk").values_list(*columns, "title__level__rank", *brought)


def _begun(of: Collection[int] | QuerySet[Credential]) -> QuerySet[Cycle, Any]:
    rows = Cycle.objects.filter(_of(of)).order_by("credential_id", "number")
    return rows.values_list("credential_id", "number", "first_day")


def _outcomes(of: Collection[int] | QuerySet[Credential]) -> QuerySet[Outcome, Any]:
    columns = (
        "credential_id", "pk", "kind", "effective_on", "recorded_at", "cycle__number", "last_day", "supersedes_id",
        "ground",
    )  # fmt: skip
    return Outcome.objects.filter(_of(of)).order_by("credential_id").values_list(*columns)


_AWARDED: Final = Prepared(lambda titles: _awarded(Credential.objects.filter(pk__among=titles)), list)
_BEGUN: Final = Prepared(_begun, list)
_OUTCOMES: Final = Prepared(_outcomes, list)


def _facts(
    awarded: Iterable[Any], begun: Iterable[Any], recorded: Iterable[tuple[int, list[OutcomeFact]]]
) -> dict[int, list[RegisteredCredential]]:
    outcomes = dict(recorded)
    cycles: dict[int, list[Window]] = {}
    for pk, number, first in begun:
        cycles.setdefault(pk, []).append(Window(number=number, first=first))
    found: dict[int, list[RegisteredCredential]] = {}
    for member, pk, awarded_on, awarded_at, title, code, level, rank, one, two, three in awarded:
        windows = tuple(cycles.get(pk, ()))
        first_cycle = windows[0] if windows else None
        fact = CredentialFact(awarded_on=awarded_on, first_cycle=first_cycle, awarded_at=awarded_at)
        found.setdefault(member, []).append(
            RegisteredCredential(
                pk=pk,
                title=title,
                title_code=code,
                level_key=level,
                level_rank=rank,
                fact=fact,
                cycles=windows,
                outcomes=tuple(outcomes.get(pk, ())),
                brought=(one or 0, two or 0, three or 0),
            )
        )
    return found


def outcomes_by_credential(
    credentials: Collection[int] | QuerySet[Credential],
) -> Iterator[tuple[int, list[OutcomeFact]]]:
    """Outcomes of these credentials, of those that have any, in order of their number (1 statement)."""
    streamed = _outcomes(credentials).iterator(CHUNK) if isinstance(credentials, QuerySet) else _OUTCOMES(credentials)
    for credential, of_it in groupby(streamed, key=itemgetter(0)):
        yield credential, [outcome_of(row) for row in of_it]


def each_standing(
    credentials: Collection[int] | QuerySet[Credential], on: date, known_at: datetime | None = None
) -> Iterator[tuple[int, Standing | None]]:
    """How each of these credentials stands on a day, in order of their numbers; 2 statements, streamed.

    ``None`` where it was not awarded yet, or that was not known. Memory holds a chunk, however many there are.
    """
    rows: QuerySet[Any] = Credential.objects.with_first_cycle().filter(pk__in=_keys(credentials)).order_by("pk")
    outcomes = outcomes_by_credential(credentials)
    pk_now, of_now = next(outcomes, (0, []))
    for row in rows.values_list("pk", "awarded_on", "awarded_at", "first_number", "first_day").iterator(CHUNK):
        pk, awarded_on, awarded_at, number, first = row
        while of_now and pk_now < pk:
            pk_now, of_now = next(outcomes, (0, []))
        window = Window(number=number, first=first) if number else None
        fact = CredentialFact(awarded_on=awarded_on, first_cycle=window, awarded_at=awarded_at)
        yield pk, standing(fact, of_now if pk_now == pk else (), on, known_at)


def standings(
    credentials: Collection[int] | QuerySet[Credential], on: date, known_at: datetime | None = None
) -> dict[int, Standing | None]:
    """The same by number of the credential, for as many as a page or a chunk holds (2 statements)."""
    return dict(each_standing(credentials, on, known_at))


def standing_of(credential: Credential, on: date, known_at: datetime | None = None) -> Standing | None:
    """How one credential stands on a day (2 statements)."""
    return standings([credential.pk], on, known_at)[credential.pk]


def with_standing(
    credentials: Iterable[Credential], on: date, known_at: datetime | None = None
) -> list[tuple[Credential, Standing | None]]:
    """These rows, read ``with_first_cycle``, each with how it stands on a day (1 statement beside theirs)."""
    rows = list(credentials)
    outcomes = dict(outcomes_by_credential([row.pk for row in rows]))
    return [(row, standing(row.fact, outcomes.get(row.pk, ()), on, known_at)) for row in rows]


def held_already(wanted: Collection[tuple[int, int]], on: date) -> set[tuple[int, int]]:
    """Those of these members' titles (numbers of member and title) that stand on a day, or are not over by it.

    Two statements, however many.
    """
    members, titles = ({pair[place] for pair in wanted} for place in (0, 1))
    found = Credential.objects.filter(member__in=members, title__in=titles)
    of = {pk: (member, title) for pk, member, title in found.values_list("pk", "member", "title")}
    stood = standings(list(of), on) if of else {}
    held = {of[pk] for pk, standing_now in stood.items() if standing_now is None or not standing_now.value.over}
    return held & set(wanted)


def over(on: date) -> QuerySet[Any, Any]:
    """Numbers of the credentials whose cycle was over before a day and waits for its outcome. No statement."""
    return Cycle.objects.over(on).values("credential")


def late(on: date) -> QuerySet[Any, Any]:
    """Numbers of the credentials past their last day to report and pay that nobody judged. No statement."""
    return Cycle.objects.late(on).values("credential")


def titles_of(member: Member, on: date) -> list[tuple[Credential, Standing]]:
    """A member's titles with how they stand, in the order of the catalogue; of one that was lost and earned again,
    the newer (2 statements)."""
    rows = Credential.objects.with_first_cycle().filter(member=member).select_related("title", "closed_by")
    in_order = rows.order_by("title__track__rank", "title__level__rank", "title__code", "awarded_on", "pk")
    newest = {row.title_id: (row, found) for row, found in with_standing(in_order, on) if found}
    return list(newest.values())


def _of(credentials: Collection[int] | QuerySet[Credential]) -> Q:
    if isinstance(credentials, QuerySet):
        return Q(credential__in=credentials.values("pk"))
    return Q(credential__among=credentials)


def _keys(credentials: Collection[int] | QuerySet[Credential]) -> Collection[int] | QuerySet[Any, Any]:
    return credentials.values("pk") if isinstance(credentials, QuerySet) else credentials


def outcome_of(row: tuple[Any, ...]) -> OutcomeFact:
    """An outcome by its columns, as ``outcomes_by_credential`` reads them; the ground may be left out."""
    _credential, pk, kind, effective_on, recorded_at, cycle, last_day, supersedes, *ground = row
    return OutcomeFact(
        id=pk,
        kind=OutcomeKind(kind),
        effective_on=effective_on,
        recorded_at=recorded_at,
        cycle=cycle,
        last_day=last_day,
        supersedes=supersedes,
        ground=Ground(ground[0]) if ground else None,
    )
