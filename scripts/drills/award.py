"""``scripts/drill award``: from accepted to certified while workers fail at every step.

Real PostgreSQL, Valkey, Celery workers and beat. People are accepted; payment, signature and identity arrive in every
order and at once, from processes of their own; workers are killed at every place on the way to an award. Each line of
the table then counts: every title awarded once, with one cycle, one contribution, one invoice, one mail and one line in
the audit log, dated the day the portal learned the last fact.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Final

from scripts import servers
from scripts.drills.mail import ROOT, Portal, portal

PATIENCE: Final = 60.0
POINTS: Final = (
    "duty begun",
    "account about to be locked",
    "account and application locked",
    "invoice locked, facts about to be read",
    "credential and cycle written",
    "membership and contribution written",
    "title awarded, application not written",
    "application written, finalisation not",
    "mail about to be queued",
    "mail queued, audit chain open, not committed",
    "committing",
    "committed, duty not ended",
    "all done, duty not ended",
)
FACTS: Final = ("paid", "seen", "identified")
RECORD: Final = """
import django
django.setup()
from scripts.drills.award import record
record({fact!r}, {keys!r})
"""
Scenario = Callable[[Portal], "Sequence[int]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One line of the table: people accepted, titles, contributions, invoices and mails, and what was wrong."""

    name: str
    accepted: int
    titles: int
    contributions: int
    invoices: int
    mails: int
    seconds: float
    wrong: str


def accept(count: int, **given: Any) -> list[int]:
    """Accept people whose signature is on a scan that nobody looked at yet: the numbers of their lists."""
    from django.utils import timezone  # noqa: PLC0415  Django is set up by now

    from tests.applications.finalising import accepted, scanned  # noqa: PLC0415

    made = [accepted(timezone.now(), **given) for _ in range(count)]
    for row in made:
        scanned(row)
    return [row.pk for row in made]


def record(fact: str, keys: Sequence[int]) -> None:
    """Record one fact of several people, each after a moment of its own; called by a process of its own."""
    from tests.factories.accounts import UserFactory  # noqa: PLC0415
    from tests.factories.bank import BankLineFactory, BankStatementFactory  # noqa: PLC0415

    for factory in (UserFactory, BankLineFactory, BankStatementFactory):
        factory.reset_sequence(os.getpid() * 1000, force=True)
    for key in random.sample(list(keys), len(keys)):
        time.sleep(random.random() / 5)  # noqa: S311  no secret
        _record(fact, key)


def _record(fact: str, key: int) -> None:
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from applications.models import Finalisation  # noqa: PLC0415
    from tests.applications import finalising as acts  # noqa: PLC0415

    row = Finalisation.objects.select_related("application", "invoice").get(pk=key)
    with transaction.atomic():
        if fact == "paid" and row.invoice and row.invoice.open > 0:
            acts.paid(row.invoice, timezone.now())
        elif fact != "paid":
            getattr(acts, fact)(row, timezone.now())


def _complete(keys: Sequence[int]) -> None:
    for fact in FACTS:
        for key in keys:
            _record(fact, key)


# What is broken ---------------------------------------------------------------------------------------


def _in_every_order(made: Portal) -> list[int]:
    made.worker()
    made.beat()
    orders = list(permutations(FACTS))
    keys = accept(len(orders))
    for turn in range(len(FACTS)):
        for key, order in zip(keys, orders, strict=True):
            _record(order[turn], key)
        time.sleep(1.5)
    return keys


def _at_once(workers: int) -> Scenario:
    def act(made: Portal) -> list[int]:
        keys = accept(12)
        for number in range(workers):
            made.worker(f"worker{number}")
        made.beat()
        _from_processes(made, keys)
        return keys

    return act


def _from_processes(made: Portal, keys: Sequence[int]) -> None:
    command = [[sys.executable, "-c", RECORD.format(fact=fact, keys=list(keys))] for fact in FACTS]
    running = [subprocess.Popen(one, env=made.env, cwd=ROOT) for one in command]
    for process in running:
        assert process.wait() == 0, "A fact was not recorded."  # noqa: S101


def _killed(point: str, how: str) -> Scenario:
    def act(made: Portal) -> list[int]:
        keys = accept(3)
        _complete(keys)
        made.worker(point=point, how=how, after=1)
        made.beat()
        servers.wait_until(made.flag.exists, seconds=PATIENCE, what=f"The place “{point}”")
        return keys

    return act


def _stopped(made: Portal) -> list[int]:
    """A worker stands still between title and application, longer than its lease, then goes on."""
    keys = accept(3)
    _complete(keys)
    made.worker("sleeper", point="title awarded, application not written", how="stop")
    made.beat()
    servers.wait_until(made.flag.exists, seconds=PATIENCE, what="The worker that stops")
    made.worker()
    time.sleep(5)
    os.kill(int(made.flag.read_text()), signal.SIGCONT)
    return keys


def _queue_away(made: Portal) -> list[int]:
    process, url = made.valkey
    made.worker()
    made.beat()
    time.sleep(3)
    process.kill()
    process.wait()
    keys = accept(3)
    _complete(keys)
    time.sleep(2)
    made.valkey = servers.start_valkey(made.folder / "valkey.log", url)
    return keys


def _two_of_one(made: Portal) -> list[int]:
    """One person is accepted for three titles and pays one invoice; the facts of all arrive at once."""
    from applications.models import Finalisation  # noqa: PLC0415
    from members.models import Title  # noqa: PLC0415

    (first,) = accept(1)
    person = Finalisation.objects.get(pk=first).application.person
    keys = [first]
    for code in ("S-CDPO", "S-CBCO"):
        keys += accept(1, person=person, title=Title.objects.get(code=code))
    made.worker("one")
    made.worker("two")
    made.beat()
    _from_processes(made, keys)
    return keys


def _reversed(made: Portal) -> list[int]:
    """The bank takes payments back while the identities are verified: nobody unpaid is awarded; then they pay again."""
    from django.utils import timezone  # noqa: PLC0415

    from applications.models import Finalisation  # noqa: PLC0415
    from members import services  # noqa: PLC0415
    from members.enums import RecheckWhy  # noqa: PLC0415
    from members.models import Credential  # noqa: PLC0415
    from tests.factories.bank import AllocationFactory  # noqa: PLC0415

    keys = accept(3)
    for fact in ("paid", "seen"):
        for key in keys:
            _record(fact, key)
    for row in Finalisation.objects.filter(pk__in=keys).select_related("invoice"):
        assert row.invoice  # noqa: S101
        use = row.invoice.allocations.get()
        now = timezone.now()
        AllocationFactory(line=use.line, invoice=row.invoice, amount=-use.amount, undoes=use, recorded_at=now)
        services.settle_invoices([row.invoice.pk], RecheckWhy.REVERSAL, at=now)
    made.worker()
    made.beat()
    for key in keys:
        _record("identified", key)
    time.sleep(3)
    people = Finalisation.objects.filter(pk__in=keys).values("application__person")
    assert not Credential.objects.filter(member__user__in=people).exists(), "Awarded unpaid."  # noqa: S101
    for key in keys:
        _record("paid", key)
    return keys


def _scenarios() -> Iterator[tuple[str, Scenario]]:
    """Every line of the table: its name, and what to run for it."""
    yield "payment, signature, identity in every order", _in_every_order
    yield "all three at once, one worker", _at_once(1)
    yield "all three at once, three workers", _at_once(3)
    yield "three titles of one person, two workers", _two_of_one
    yield "payments taken back before the last fact", _reversed
    for point in POINTS:
        for how in ("child", "worker"):
            yield f"{point}: {how} killed", _killed(point, how)
    yield "worker stands still past its lease", _stopped
    yield "queue (Redis) killed, back later", _queue_away


# What is counted --------------------------------------------------------------------------------------


def _run(made: Portal, name: str, act: Scenario) -> Outcome:
    made.flag.unlink(missing_ok=True)
    began = time.monotonic()
    keys: Sequence[int] = ()
    try:
        keys = act(made)
        servers.wait_until(lambda: _revived(made) and _ended(keys) == len(keys), seconds=PATIENCE, what=name)
        time.sleep(2.5)
    except (AssertionError, TimeoutError) as late:
        print(late, file=sys.stderr)
    finally:
        made.stop()
    return _counted(name, keys, time.monotonic() - began)


def _revived(made: Portal) -> bool:
    """Start a worker anew when it was killed, as a service manager would."""
    process = made.running.get("worker")
    if process is not None and process.poll() is not None:
        made.worker()
    return True


def _ended(keys: Collection[int]) -> int:
    from applications.models import Finalisation  # noqa: PLC0415

    return Finalisation.objects.filter(pk__in=keys, ended_at__isnull=False).count()


def _counted(name: str, keys: Sequence[int], seconds: float) -> Outcome:
    from django.db.models import Count  # noqa: PLC0415

    from applications.models import Finalisation  # noqa: PLC0415
    from applications.rules.finalising import awarded_on  # noqa: PLC0415
    from applications.selectors.finalising import facts_of_many  # noqa: PLC0415
    from common.models import AuditLine  # noqa: PLC0415
    from comms.models import Message  # noqa: PLC0415
    from members.models import Contribution, Credential, Cycle, Invoice, Membership  # noqa: PLC0415

    rows = Finalisation.objects.filter(pk__in=keys).select_related("application", "credential")
    people = {row.application.person_id for row in rows}
    about = [f"applications.application:{row.application.reference}" for row in rows]
    facts = facts_of_many([row.application_id for row in rows])
    titles = Credential.objects.filter(member__user__in=people)
    contributions = Contribution.objects.filter(membership__member__user__in=people)
    invoices = Invoice.objects.filter(member__user__in=people)
    mails = Message.objects.filter(kind="applications.awarded", about__in=about)
    lines = AuditLine.objects.filter(act="applications.awarded", about_id__in=[row.application_id for row in rows])
    years = list(
        Invoice.objects.values("kind", "year").annotate(count=Count("pk")).values_list("kind", "year", "count")
    )
    wrong = [
        told
        for told, right in {
            "not awarded": all(row.application.state == "awarded" and row.credential_id for row in rows) and keys,
            "titles": titles.count() == len(keys),
            "cycles": Cycle.objects.filter(credential__in=titles).count() == len(keys),
            "memberships": Membership.objects.filter(member__user__in=people).count() == len(people),
            "contributions": sum(row.amount for row in contributions) == 150 * len(people),
            "invoices": invoices.count() == len(people) and all(row.open == 0 for row in invoices),
            "lines": all(row.lines.get().contribution_id for row in invoices),
            "mails": mails.count() == len(keys),
            "audit": lines.count() == len(keys),
            "day": all(
                row.credential and row.credential.awarded_on == awarded_on(facts[row.application_id]) for row in rows
            ),
            "gaps": all(
                list(
                    Invoice.objects.filter(kind=kind, year=year).order_by("sequence").values_list("sequence", flat=True)
                )
                == list(range(1, count + 1))
                for kind, year, count in years
            ),
        }.items()
        if not right
    ]
    return Outcome(
        name=name,
        accepted=len(keys),
        titles=titles.count(),
        contributions=contributions.count(),
        invoices=invoices.count(),
        mails=mails.count(),
        seconds=seconds,
        wrong=", ".join(wrong),
    )


def main(wanted: str = "") -> int:
    """Run every scenario whose name holds ``wanted``: 0 when all went as they must."""
    wrong = 0
    line = "{:<62} {:>8} {:>6} {:>6} {:>8} {:>5} {:>7}  {}"
    print(line.format("what was broken", "accepted", "titles", "asked", "invoices", "mails", "seconds", ""))
    with portal("scripts.drills.award_breaking") as made:
        for name, act in _scenarios():
            if wanted not in name:
                continue
            found = _run(made, name, act)
            wrong += bool(found.wrong)
            print(
                line.format(
                    found.name, found.accepted, found.titles, found.contributions, found.invoices, found.mails,
                    f"{found.seconds:.1f}", f"WRONG: {found.wrong}" if found.wrong else "as it must",
                ),
                flush=True,
            )  # fmt: skip
    return int(wrong > 0)


if __name__ == "__main__":
    servers.end_on_sigterm()
    sys.exit(main(*sys.argv[1:]))
