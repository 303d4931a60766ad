"""Many invented members at once, to measure and to try the portal at a size: ``manage.py seed_scale``.

Nobody in here exists: names are words, addresses end in ``.example``. The same seed makes the same people. Rows are
written as they would stand after years of use, many at once and without the acts that would make them: no mail is
queued, no audit line written, no file drawn. Amounts and credits follow the rules in force.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from random import Random
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from accounts.models import User
from common import bulk
from common.calendar import DAY, local_day
from common.errors import DomainError
from cpe.selectors import policies
from members.enums import Ground, OutcomeKind
from members.models import (
    Certificate,
    Credential,
    Cycle,
    InvoiceTerms,
    Member,
    Outcome,
    Title,
)
from members.rules.cycles import YEARS
from members.selectors import amounts
from members.services.people import free_numbers
from seco_portal import demonstration_money, scale_copies, scale_rows
from seco_portal.scale_rows import ADDRESS, DOMAIN, OFTEN, Life, World, moment

AT_ONCE: Final = 2_000
"""Members in one transaction."""
SENTENCE: Final = "I know that real people are in this database"
"""What somebody says who wants invented members beside real ones."""

FIRST_NAMES: Final = ("Voorbeeld", "Proef", "Verzonnen", "Nergens", "Denkbeeldig", "Bedacht", "Zogenaamd", "Stel")
LAST_NAMES: Final = ("Persoon", "de Tester", "van der Proef", "Steekproef", "Schijngestalte", "uit het Niets", "Model")
HOW_MANY_TITLES: Final = (1,) * 70 + (2,) * 20 + (3,) * 6 + (4,) * 2 + (6, 8)
LIVES: Final = ("running",) * 80 + ("renewed",) * 12 + ("grace",) * 3 + ("held",) + ("lost",) * 3 + ("ended",)
"""How the titles of a hundred members stand."""


class RealPeopleError(DomainError):
    """There are accounts that are not invented."""


def require_nobody_real(*, forced: str = "") -> None:
    """Raise ``RealPeopleError`` where an account is not invented, unless the sentence was said."""
    if forced == SENTENCE or not User.objects.exclude(email__endswith=".example").exists():
        return
    raise RealPeopleError(f"Real people are in this database. To go on all the same, say: --force “{SENTENCE}”")


def seed(members: int, *, claims_each: int, seed: int, at: datetime) -> Iterator[int]:
    """Make so many members with all that is theirs, 2 000 in a transaction each; yields how many are there by now.

    The first of them live by chance, with ``claims_each`` claims on average, and all others as one of those did. Who is
    there already, from an earlier time, stays. Raises ``NotAloneError`` where somebody else writes at the same time.
    """
    world = _world(claims_each, at)
    begun = User.objects.filter(email__startswith=ADDRESS).count()
    for first in range(begun, begun + members, AT_ONCE):
        many = min(AT_ONCE, begun + members - first)
        with transaction.atomic():
            chance = Random(f"{seed}:{first}")  # noqa: S311  draws numbers of certificates, no secret
            if first == begun:
                keys = _write(world, range(begun, begun + many), Random(seed), chance)  # noqa: S311  invents people
                block = scale_copies.block(begun, keys)
            else:
                block = block if many == AT_ONCE else scale_copies.block(begun, keys[:many])
                scale_copies.again(block, first, chance)
        yield first + many - begun


def _world(claims_each: int, at: datetime) -> World:
    demonstration_money.terms()
    on, rules = local_day(at), policies()
    activities = [activity for key, activity in rules.on(on).activities.items() if key in OFTEN]
    return World(
        at=at,
        on=on,
        titles=list(Title.objects.select_related("level").filter(level__has_cycles=True).order_by("pk")),
        asked=amounts(),
        terms=InvoiceTerms.objects.latest("effective_on"),
        activities=activities,
        weights=[OFTEN[activity.key] for activity in activities],
        claims_each=claims_each,
    )


def _write(world: World, places: range, chance: Random, numbers: Random) -> range:
    """The rows of some members, table by table: each table's rows have their numbers before others point to them.

    Gives the keys of these members.
    """
    members = _people(world, places, chance)
    held = [
        Life(member, title, chance.choice(LIVES), chance.randrange(YEARS * 365), chance)
        for member in members
        for title in chance.sample(world.titles, chance.choice(HOW_MANY_TITLES))
    ]
    _titles(world, held, numbers)
    scale_rows.money(world, held, chance)
    scale_rows.claims(world, members, chance)
    return range(members[0].pk, members[-1].pk + 1)


def _people(world: World, places: range, chance: Random) -> list[Member]:
    users = [
        User(
            email=f"{ADDRESS}{place}{DOMAIN}",
            password=UNUSABLE_PASSWORD_PREFIX,
            given_name=chance.choice(FIRST_NAMES),
            family_name=f"{chance.choice(LAST_NAMES)} {place}",
            joined_at=world.at,
        )
        for place in places
    ]
    bulk.add(users)
    bulk.add([EmailAddress(user_id=user.pk, email=user.email, verified=True, primary=True) for user in users])
    members = [
        Member(
            user_id=user.pk,
            number=number,
            registered_on=world.on,
            address="Verzonnenstraat 12",
            postal_code="0000 AA",
            town="Nergenshuizen",
            country="Nederland",
        )
        for user, number in zip(users, free_numbers(len(users)), strict=True)
    ]
    bulk.add(members)
    return members


def _titles(world: World, held: Sequence[Life], numbers: Random) -> None:
    """Credentials with their cycles, outcomes and certificates."""
    for life in held:
        awarded_on = life.windows(world.on)[0].first
        life.credential = Credential(
            member_id=life.member.pk, title_id=life.title.pk, awarded_on=awarded_on, awarded_at=moment(awarded_on)
        )
    bulk.add([life.credential for life in held if life.credential])
    cycles = [
        Cycle(
            credential_id=life.credential.pk,
            number=window.number,
            first_day=window.first,
            waits=window.number == life.number and life.life not in {"lost", "ended"},
        )
        for life in held
        if life.credential
        for window in life.windows(world.on)
    ]
    bulk.add(cycles)
    by_place = {(cycle.credential_id, cycle.number): cycle for cycle in cycles}
    outcomes = [row for life in held for row in _outcomes(world, life, by_place)]
    bulk.add(outcomes)
    closing = {row.credential_id: row.pk for row in outcomes if row.kind in {"decertified", "ended"}}
    over = [life.credential for life in held if life.credential and life.credential.pk in closing]
    for credential in over:
        credential.closed_by_id = closing[credential.pk]
    Credential.objects.bulk_update(over, ["closed_by"])
    bulk.add(
        [
            Certificate(
                credential_id=life.credential.pk,
                cycle_id=by_place[life.credential.pk, life.number].pk,
                number=scale_rows.certificate_number(numbers),
                name=str(life.member.user),
                why="award" if life.number == 1 else "renewal",
                issued_on=life.windows(world.on)[-1].first,
                issued_at=moment(life.windows(world.on)[-1].first),
            )
            for life in held
            if life.credential
        ]
    )


def _outcomes(world: World, life: Life, cycles: dict[tuple[int, int], Cycle]) -> Iterator[Outcome]:
    key = life.credential.pk if life.credential else 0
    windows = life.windows(world.on)
    for window in windows[:-1]:
        after = window.expires_on + DAY
        yield _outcome(key, cycles[key, window.number].pk, OutcomeKind.RENEWED, Ground.COMPLETE, after)
    if life.life == "lost":
        after = windows[-1].last_day + DAY
        yield _outcome(key, cycles[key, life.number].pk, OutcomeKind.DECERTIFIED, Ground.CREDITS, after)
    if life.life == "ended":
        yield _outcome(key, None, OutcomeKind.ENDED, Ground.CANCELLED, max(windows[0].first + DAY, world.on - DAY * 30))


def _outcome(credential: int, cycle: int | None, kind: OutcomeKind, ground: Ground, on: date) -> Outcome:
    return Outcome(
        credential_id=credential,
        cycle_id=cycle,
        kind=kind.value,
        ground=ground.value,
        effective_on=on,
        recorded_at=moment(on),
    )
